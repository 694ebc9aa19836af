"use client";

import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { BusyButton } from "@/app/_ui/busy-button";
import { ConfirmDialog } from "@/app/_ui/confirm-dialog";
import { Failure } from "@/app/_ui/failure";
import { refusalOf } from "@/app/_ui/field-errors";
import { Notice } from "@/app/_ui/notice";
import { useCan } from "@/app/_ui/viewer";
import type { ChangeSetView } from "@/server/api/views/change-view";
import { formatAmount } from "@/server/domain/money";
import styles from "./change-set.module.css";

/** Approve or reject, thumb-high, repeating the amount. A stale state asks for a fresh look instead. */
export function Decide({ set }: { readonly set: ChangeSetView }) {
  const trpc = useTRPC();
  const mayApprove = useCan("change:approve");
  const [rejecting, setRejecting] = useState(false);
  const approve = useMutation(trpc.changeSets.approve.mutationOptions());
  const recheck = useMutation(trpc.changeSets.recheck.mutationOptions({ onSuccess: () => approve.reset() }));
  const reject = useMutation(trpc.changeSets.reject.mutationOptions({ onSuccess: () => setRejecting(false) }));
  const refusal = refusalOf(approve.error);
  if (set.state !== "in_review") return null;
  if (!mayApprove) return <Notice tone="wait" word="Waiting" glyph="clock" title="An approver decides this." />;
  if (set.cannotDecide) return <Notice tone="wait" word="Not you" title={set.cannotDecide} />;
  const isStale = refusal?.code === "STALE_APPROVAL";
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
        <Button size="md" onClick={() => setRejecting(true)}>
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
            onClick={() => approve.mutate({ changeSetId: set.id, payloadHash: set.payloadHash })}
          >
            Approve {amounts(set)}
          </BusyButton>
        )}
      </div>
      <ConfirmDialog
        open={rejecting}
        onClose={() => setRejecting(false)}
        title="Reject this change?"
        action={{ label: "Reject", busyLabel: "Rejecting…", look: "stop" }}
        busy={reject.isPending}
        reason={{ label: "Reason, for the one who asked" }}
        onConfirm={(reason) => reject.mutate({ changeSetId: set.id, reason })}
      >
        <p>Nothing is sent to a seller. {set.author.name} sees your reason and can change the plan.</p>
        {reject.error && <Failure title="It was not rejected" message={refusalOf(reject.error)?.message} />}
      </ConfirmDialog>
    </>
  );
}

function amounts(set: ChangeSetView): string {
  const signed = (micros: bigint, currency: string) =>
    `${micros > 0n ? "+" : ""}${formatAmount({ micros, currency })} ${currency}`;
  return set.totals.map((total) => signed(total.deltaMicros, total.currency)).join(", ");
}
