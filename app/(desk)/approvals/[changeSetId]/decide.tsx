"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { BusyButton } from "@/app/_ui/busy-button";
import { Button } from "@/app/_ui/button";
import { Failure } from "@/app/_ui/failure";
import { refusalOf } from "@/app/_ui/field-errors";
import { Notice } from "@/app/_ui/notice";
import { useCan } from "@/app/_ui/viewer";
import type { ChangeSetView, LineView } from "@/server/api/views/change-view";
import { amountsWords, sumByCurrency } from "../amounts";
import styles from "./change-set.module.css";
import { RejectDialog } from "./reject-dialog";

type DecideProps = { readonly set: ChangeSetView; readonly chosen: readonly LineView[] };

/** Approve or reject, thumb-high, repeating the amount. A stale state asks for a fresh look instead. */
export function Decide({ set, chosen }: DecideProps) {
  const mayApprove = useCan("change:approve");
  if (set.state !== "in_review") return null;
  if (!mayApprove) return <Notice tone="wait" word="Waiting" glyph="clock" title="An approver decides this." />;
  if (set.cannotDecide) return <Notice tone="wait" word="Not you" title={set.cannotDecide} />;
  return <DecideButtons set={set} chosen={chosen} />;
}

function DecideButtons({ set, chosen }: DecideProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [rejecting, setRejecting] = useState(false);
  const refresh = { onSettled: () => queryClient.invalidateQueries() };
  const approve = useMutation(trpc.changeSets.approve.mutationOptions(refresh));
  const recheck = useMutation(
    trpc.changeSets.recheck.mutationOptions({ ...refresh, onSuccess: () => approve.reset() }),
  );
  const refusal = refusalOf(approve.error) ?? refusalOf(recheck.error);
  const isStale = chosen.some((line) => line.canRecheck) || refusal?.code === "STALE_APPROVAL";
  const lineIds = chosen.map((line) => line.changeId);
  const part = chosen.length === set.lines.length ? "" : `${chosen.length} of ${set.lines.length}: `;
  return (
    <>
      {refusal && (
        <Failure
          title="It was not approved"
          code={refusal.code}
          message={refusal.message}
          requestId={refusal.requestId}
        />
      )}
      <div className={styles.decide}>
        <Button size="md" disabled={chosen.length === 0} onClick={() => setRejecting(true)}>
          Reject…
        </Button>
        {isStale ? (
          <BusyButton
            look="primary"
            busy={recheck.isPending}
            busyLabel="Re-checking…"
            onClick={() => recheck.mutate({ changeSetId: set.id })}
          >
            Re-check
          </BusyButton>
        ) : (
          <BusyButton
            look="primary"
            busy={approve.isPending}
            busyLabel="Approving…"
            disabled={chosen.length === 0 || chosen.some((line) => line.stale !== null)}
            onClick={() => approve.mutate({ changeSetId: set.id, payloadHash: set.payloadHash, lineIds })}
          >
            {chosen.length === 0 ? "Choose a line" : `Approve ${part}${amountsOf(set, chosen)}`}
          </BusyButton>
        )}
      </div>
      <RejectDialog set={set} lineIds={lineIds} open={rejecting} onClose={() => setRejecting(false)} />
    </>
  );
}

function amountsOf(set: ChangeSetView, chosen: readonly LineView[]): string {
  const ids = new Set(chosen.map((line) => line.changeId));
  return amountsWords(sumByCurrency(set.changes.filter((change) => ids.has(change.id))));
}
