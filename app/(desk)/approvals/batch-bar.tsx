"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { BusyButton } from "@/app/_ui/busy-button";
import { Button } from "@/app/_ui/button";
import { Failure } from "@/app/_ui/failure";
import { refusalOf } from "@/app/_ui/field-errors";
import { announce } from "@/app/_ui/live-region";
import { amountsWords, sumByCurrency } from "./amounts";
import styles from "./approvals.module.css";
import type { Batch } from "./use-batch";

type Refused = { readonly id: string; readonly title: string; readonly message: string };

/** What is ticked, summed per currency, signed one after the other; what is refused stays and says why. */
export function BatchBar({ batch, onSigned }: { readonly batch: Batch; readonly onSigned: () => void }) {
  const queryClient = useQueryClient();
  const approve = useMutation(useTRPC().changeSets.approve.mutationOptions());
  const [done, setDone] = useState<number | null>(null);
  const [refused, setRefused] = useState<readonly Refused[]>([]);
  const { chosen, alike } = batch;
  const sign = async () => {
    const failed: Refused[] = [];
    for (const [index, { id, title, payloadHash }] of chosen.entries()) {
      setDone(index);
      await approve.mutateAsync({ changeSetId: id, payloadHash }).catch((error: unknown) => {
        failed.push({ id, title, message: refusalOf(error)?.message ?? "It was not approved" });
      });
    }
    setRefused(failed);
    announce(`${chosen.length - failed.length} approved, ${failed.length} not`);
    batch.choose(
      chosen.map((row) => row.id),
      false,
    );
    await queryClient.invalidateQueries();
    onSigned();
    setDone(null);
  };
  return (
    <>
      {refused.map((one) => (
        <Failure key={one.id} title={`“${one.title}” was not approved`} message={one.message} />
      ))}
      {(chosen.length > 0 || done !== null) && (
        <section className={styles.bar} aria-label="Sign together">
          <p className={styles.barWords}>
            <span className="b">{amountsWords(sumByCurrency(chosen.flatMap((row) => row.waitingTotals)))}</span>
            <span className="sm dim">{ruleWords(chosen.length)}</span>
          </p>
          {alike.length > chosen.length && (
            <Button
              onClick={() =>
                batch.choose(
                  alike.map((row) => row.id),
                  true,
                )
              }
            >
              All {alike.length} of this rule
            </Button>
          )}
          <BusyButton
            look="primary"
            busy={done !== null}
            busyLabel={`Approving ${(done ?? 0) + 1} of ${chosen.length}…`}
            onClick={() => void sign()}
          >
            Approve {chosen.length}
          </BusyButton>
        </section>
      )}
    </>
  );
}

function ruleWords(count: number): string {
  return count === 1 ? "1 chosen" : `${count} chosen, all for the same rule`;
}
