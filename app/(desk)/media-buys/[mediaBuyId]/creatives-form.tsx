"use client";

import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { BusyButton } from "@/app/_ui/busy-button";
import { Button } from "@/app/_ui/button";
import { DialogButtons } from "@/app/_ui/dialog";
import { Failure } from "@/app/_ui/failure";
import { refusalOf } from "@/app/_ui/field-errors";
import { Textarea } from "@/app/_ui/textarea";
import type { EditorView } from "@/server/api/views/editor-view";
import { AssignmentFields } from "./assignment-fields";
import { type Assigned, assignedOf, assignmentEdits, weightProblem } from "./assignments";
import styles from "./media-buy.module.css";
import { useStageEdit } from "./use-stage-edit";

type CreativesProps = { readonly mediaBuyId: string; readonly onDone: () => void };

/** Replaces the creatives of packages; the whole new list of each touched package is sent. */
export default function CreativesForm({ mediaBuyId, onDone }: CreativesProps) {
  const editor = useQuery(useTRPC().steering.editor.queryOptions({ mediaBuyId }));
  const refusal = refusalOf(editor.error);
  if (refusal) {
    return (
      <Failure title="The packages could not be loaded" message={refusal.message} retry={() => editor.refetch()} />
    );
  }
  return editor.data ? <Form buy={editor.data} onDone={onDone} /> : <p className="dim">Looking at the packages…</p>;
}

function Form({ buy, onDone }: { readonly buy: EditorView; readonly onDone: () => void }) {
  const [base] = useState(() => assignedOf(buy));
  const [chosen, setChosen] = useState(base);
  const [reason, setReason] = useState("");
  const stage = useStageEdit(onDone);
  const refusal = refusalOf(stage.error);
  const packages = assignmentEdits(base, chosen);
  const isEmpty = Object.keys(packages).length === 0;
  const isUnread = Object.values(chosen)
    .flat()
    .some((one) => weightProblem(one.weight) !== null);
  const cleared = Object.keys(packages).filter((id) => chosen[id]?.length === 0);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isEmpty || isUnread) return;
    stage.stage({ mediaBuyId: buy.mediaBuyId, revision: buy.revision, reason, packages });
  };
  const set = (id: string, list: readonly Assigned[]) => setChosen({ ...chosen, [id]: list });
  return (
    <form onSubmit={submit} noValidate className={styles.form}>
      <p className="dim">
        Creatives change what is shown from now on; what has been delivered stays. Each touched package gets its whole
        new list.
      </p>
      {buy.packages.map((item) => (
        <AssignmentFields
          key={item.id}
          item={item}
          salesAgentId={buy.salesAgentId}
          assigned={chosen[item.id] ?? []}
          onAssigned={(list) => set(item.id, list)}
        />
      ))}
      {cleared.length > 0 && (
        <p className={styles.problem}>
          Nothing is left on {cleared.map((id) => buy.packages.find((one) => one.id === id)?.name).join(", ")}: it stops
          delivering.
        </p>
      )}
      <Textarea
        label="Reason"
        maxLength={1000}
        rows={2}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
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
        <Button onClick={onDone}>Cancel</Button>
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
