"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTRPC } from "@/app/_trpc/client";
import { Button } from "@/app/_ui/button";
import { Age } from "@/app/_ui/date";
import { Notice } from "@/app/_ui/notice";
import { Section } from "@/app/_ui/section";
import { useCan, useViewer } from "@/app/_ui/viewer";
import type { ChangeSetView, ChangeView } from "@/server/api/views/change-view";
import list from "../../../_changes/changes.module.css";
import { DebugSwitch, useDebug } from "./debug-switch";
import styles from "./review.module.css";
import { SellerLine } from "./seller-line";
import { useFollowSent } from "./use-follow-sent";
import { Withdraw } from "./withdraw";

/** The campaign after it was sent: who decides, then each seller live, to confirmed, waiting or refused. */
export function SentCampaign({ changeSetId }: { readonly changeSetId: string }) {
  const { data: set } = useSuspenseQuery(useTRPC().changeSets.get.queryOptions({ changeSetId }));
  useFollowSent(set);
  const [debug, setDebug] = useDebug();
  return (
    <div className={styles.page}>
      <Standing set={set} />
      <Section
        title="At the sellers"
        hint={counts(set.changes)}
        actions={<DebugSwitch debug={debug} onDebug={setDebug} />}
        flush
      >
        <ul className={list.list}>
          {set.changes.map((change) => (
            <li key={change.id}>
              <SellerLine change={change} debug={debug} />
            </li>
          ))}
        </ul>
      </Section>
    </div>
  );
}

function Standing({ set }: { readonly set: ChangeSetView }) {
  const mayApprove = useCan("change:approve");
  const { userId } = useViewer();
  const [decision] = set.approvals;
  if (set.state === "in_review") {
    return (
      <Notice
        tone="wait"
        word="In review"
        glyph="clock"
        title={`${set.author.name} asked for it; an approver decides. Nothing has been sent to a seller.`}
        actions={
          <>
            {mayApprove && set.author.id !== userId && (
              <Button component={Link} href={`/approvals/${set.id}`} variant="filled">
                Decide
              </Button>
            )}
            {set.author.id === userId && <Withdraw changeSetId={set.id} />}
          </>
        }
      >
        <blockquote className={styles.words}>{set.reason}</blockquote>
        <Age instant={set.submittedAt ?? set.createdAt} />
      </Notice>
    );
  }
  if (!decision) return null;
  return (
    <Notice tone="verified" word="Approved" glyph="check" title={`${decision.by.name} approved it`}>
      {decision.reason && <blockquote className={styles.words}>{decision.reason}</blockquote>}
      <Age instant={decision.at} />
    </Notice>
  );
}

/** "3 sellers: 1 verified, 1 waiting, 1 to look at". */
function counts(changes: readonly ChangeView[]): string {
  const done = changes.filter((change) => change.state === "settled").length;
  const dropped = changes.filter((change) => change.dropped && change.state !== "settled");
  const stuck = changes.filter(
    (change) => !change.dropped && ["refused", "failed", "rejected", "input_required"].includes(change.state),
  );
  const parts = [
    [done, "verified"],
    [changes.length - done - stuck.length - dropped.length, "waiting"],
    [stuck.length, "to look at"],
    [dropped.length, "dropped"],
  ] as const;
  const words = parts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`);
  return `${changes.length} ${changes.length === 1 ? "seller" : "sellers"}: ${words.join(", ")}`;
}
