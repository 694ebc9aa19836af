"use client";

import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { BusyButton } from "@/app/_ui/busy-button";
import { Button } from "@/app/_ui/button";
import { Dialog, DialogButtons } from "@/app/_ui/dialog";
import { Failure } from "@/app/_ui/failure";
import { refusalOf } from "@/app/_ui/field-errors";
import { ReasonField } from "@/app/(desk)/_changes/reason-field";
import type { EditorPackage, EditorView } from "@/server/api/views/editor-view";
import { DeliveryFields } from "./delivery-fields";
import { GoalFields } from "./goal-fields";
import styles from "./media-buy.module.css";
import { PackageConflicts } from "./package-conflicts";
import { changeOf, draftOf, impressionsIn, type PackageDraft } from "./package-draft";
import { TargetingEditor } from "./targeting-editor";
import { type StageEditInput, useStageEdit } from "./use-stage-edit";

type PackageEditorProps = {
  readonly mediaBuyId: string;
  readonly packageId: string;
  readonly onClose: () => void;
  readonly onCancel: () => void;
};

/** One package with everything of it that a seller lets change, in one edit. */
export default function PackageEditor({ mediaBuyId, packageId, onClose, onCancel }: PackageEditorProps) {
  const editor = useQuery(useTRPC().steering.editor.queryOptions({ mediaBuyId }));
  const refusal = refusalOf(editor.error);
  const item = editor.data?.packages.find((one) => one.id === packageId);
  return (
    <Dialog open onClose={onClose} title={item ? `Edit ${item.name}` : "Edit the package"} width="760px">
      {refusal && (
        <Failure title="The package could not be loaded" message={refusal.message} retry={() => editor.refetch()} />
      )}
      {editor.isPending && <p className="dim">Looking at the package…</p>}
      {editor.data && !item && <p>This package is canceled; nothing of it can change.</p>}
      {editor.data && item && <PackageForm buy={editor.data} item={item} onClose={onClose} onCancel={onCancel} />}
    </Dialog>
  );
}

type PackageFormProps = {
  readonly buy: EditorView;
  readonly item: EditorPackage;
  readonly onClose: () => void;
  readonly onCancel: () => void;
};

function PackageForm({ buy, item, onClose, onCancel }: PackageFormProps) {
  // What was opened stays the base, so that a refetch while somebody types loses nothing.
  const [base] = useState(item);
  const [draft, setDraft] = useState<PackageDraft>(() => draftOf(item));
  const [unread, setUnread] = useState<Readonly<Record<string, boolean>>>({});
  const [reason, setReason] = useState("");
  const stage = useStageEdit(onClose);
  const refusal = refusalOf(stage.error);
  const change = changeOf(base, draft);
  const isEmpty = Object.keys(change).length === 0;
  const isUnread =
    Object.values(unread).some(Boolean) || (draft.impressions !== "" && impressionsIn(draft.impressions) === null);
  const shared = {
    buy,
    item: base,
    draft,
    errors: refusal?.fields ?? {},
    onDraft: (part: Partial<PackageDraft>) => setDraft((known) => ({ ...known, ...part })),
    onUnread: (name: string, is: boolean) => setUnread((known) => ({ ...known, [name]: is })),
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isEmpty || isUnread) return;
    const packages = { [item.id]: change } as StageEditInput["packages"];
    stage.stage({ mediaBuyId: buy.mediaBuyId, revision: buy.revision, reason, packages });
  };
  return (
    <form onSubmit={submit} noValidate className={styles.form}>
      <PackageConflicts base={base} item={item} draft={draft} currency={buy.currency} onDraft={setDraft} />
      <DeliveryFields {...shared} />
      <TargetingEditor {...shared} />
      <GoalFields {...shared} />
      <ReasonField reason={reason} onReason={setReason} error={refusal?.fields.reason} />
      {refusal && (
        <Failure
          title="Nothing was sent"
          code={refusal.code}
          message={refusal.message}
          suggestion={Object.values(refusal.fields).slice(1).join(" ")}
          requestId={refusal.requestId}
        />
      )}
      <DialogButtons>
        <Button
          style={{ marginRight: "auto" }}
          disabled={item.locks.cancel !== null}
          title={item.locks.cancel ?? undefined}
          onClick={onCancel}
        >
          Cancel this package…
        </Button>
        <Button onClick={onClose}>Close</Button>
        <BusyButton
          type="submit"
          look="primary"
          busy={stage.isPending}
          busyLabel="Sending…"
          disabled={isEmpty || isUnread}
        >
          Send the change
        </BusyButton>
      </DialogButtons>
    </form>
  );
}
