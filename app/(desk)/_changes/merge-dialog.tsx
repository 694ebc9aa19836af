"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useEffect, useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { BusyButton } from "@/app/_ui/busy-button";
import { Button } from "@/app/_ui/button";
import { Age } from "@/app/_ui/date";
import { Dialog, DialogButtons } from "@/app/_ui/dialog";
import { Failure } from "@/app/_ui/failure";
import { refusalOf } from "@/app/_ui/field-errors";
import { notify } from "@/app/_ui/notify";
import type { ChangeView } from "@/server/api/views/change-view";
import type { ComparisonView } from "@/server/api/views/resolve-view";
import styles from "./attention.module.css";
import { CompareTable } from "./compare-table";
import { ReasonField } from "./reason-field";

type MergeProps = { readonly change: ChangeView; readonly zone: string; readonly onClose: () => void };

/** Two changes met: was, mine and theirs, field by field; the choice becomes a new change on what the seller has now. */
export function MergeDialog({ change, onClose }: MergeProps) {
  const trpc = useTRPC();
  const { mediaBuy } = change;
  const fresh = useMutation(trpc.mediaBuys.refresh.mutationOptions());
  const compared = useQuery(
    trpc.inbox.compare.queryOptions({ changeId: change.id }, { refetchInterval: 2_000, refetchOnMount: "always" }),
  );
  const { mutate } = fresh;
  const mediaBuyId = mediaBuy?.id;
  useEffect(() => {
    if (mediaBuyId) mutate({ mediaBuyId });
  }, [mediaBuyId, mutate]);
  const refusal = refusalOf(compared.error);
  return (
    <Dialog open onClose={onClose} title={`Compare ${mediaBuy?.name ?? "the change"}`} width="860px">
      {refusal && <Failure title="It could not be compared" message={refusal.message} requestId={refusal.requestId} />}
      {compared.isPending && <p className="dim">Reading what the seller has now…</p>}
      {compared.data && <MergeForm changeId={change.id} comparison={compared.data} onClose={onClose} />}
    </Dialog>
  );
}

type FormProps = {
  readonly changeId: string;
  readonly comparison: ComparisonView;
  readonly onClose: () => void;
};

function MergeForm({ changeId, comparison, onClose }: FormProps) {
  const [mine, setMine] = useState<ReadonlySet<string>>(() => new Set(comparison.fields.filter(isOurs).map(nameOf)));
  const [note, setNote] = useState("");
  const merge = useMutation(
    useTRPC().inbox.merge.mutationOptions({
      onSuccess: ({ changeSetId }) => {
        notify(changeSetId ? { title: "Sent as you chose" } : { title: "Left as the seller has it" });
        onClose();
      },
    }),
  );
  const refusal = refusalOf(merge.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!merge.isPending) merge.mutate({ changeId, revision: comparison.revision, mine: [...mine], note });
  };
  const sends = comparison.fields.some((field) => mine.has(field.field) && field.mine !== field.theirs);
  return (
    <form onSubmit={submit} noValidate className={styles.form}>
      <p className="dim">
        What is chosen as yours is asked for again, on top of what the seller has now
        {comparison.seenAt && (
          <>
            {" "}
            (read <Age instant={comparison.seenAt} />)
          </>
        )}
        . The rest stays as the seller has it.
      </p>
      <CompareTable
        comparison={comparison}
        mine={mine}
        onMine={(field, chosen) => setMine(withField(mine, field, chosen))}
      />
      <ReasonField reason={note} onReason={setNote} />
      {refusal && <Failure title="Nothing was sent" message={refusal.message} requestId={refusal.requestId} />}
      <DialogButtons>
        <Button onClick={onClose}>Cancel</Button>
        <BusyButton type="submit" look="primary" busy={merge.isPending} busyLabel="Saving…">
          {sends ? "Send what I chose" : "Keep the seller’s values"}
        </BusyButton>
      </DialogButtons>
    </form>
  );
}

type Field = ComparisonView["fields"][number];

/** Where nobody else moved a field, what was asked for stands; a conflict starts with the seller's value: nothing is overwritten unasked. */
function isOurs({ conflicts }: Field): boolean {
  return !conflicts;
}

function nameOf({ field }: Field): string {
  return field;
}

function withField(mine: ReadonlySet<string>, field: string, chosen: boolean): ReadonlySet<string> {
  const next = new Set(mine);
  if (chosen) next.add(field);
  else next.delete(field);
  return next;
}
