"use client";

import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useTRPC } from "@/app/_trpc/client";
import { Age, When } from "@/app/_ui/date";
import { Facts } from "@/app/_ui/facts";
import { PageHead } from "@/app/_ui/page-head";
import { Section } from "@/app/_ui/section";
import { StatusBadge } from "@/app/_ui/status";
import { useViewer } from "@/app/_ui/viewer";
import type { ChangeSetView } from "@/server/api/views/change-view";
import list from "../../_changes/changes.module.css";
import { useIsDeciding } from "../../_changes/under-way";
import { useFollowChanges } from "../../_changes/use-follow";
import { CapSection } from "../../_exposure/cap-checks";
import styles from "./change-set.module.css";
import { Decide } from "./decide";
import { Headline } from "./headline";
import { LineCard } from "./line-card";
import { useChosenLines } from "./use-chosen-lines";

/** One pending update: what it changes, what it costs, who asked and why; then the decision, line by line where there are several. */
export function ChangeSetDetail({ changeSetId }: { readonly changeSetId: string }) {
  const trpc = useTRPC();
  const { timeZone } = useViewer();
  const { data: set } = useSuspenseQuery(
    trpc.changeSets.get.queryOptions({ changeSetId }, { refetchInterval: 10_000 }),
  );
  const checks = useQuery(trpc.exposure.forChangeSet.queryOptions({ changeSetId }, { refetchInterval: 10_000 })).data;
  useFollowChanges(set.changes);
  const choice = useChosenLines(set);
  const isDeciding = useIsDeciding(changeSetId);
  return (
    <div className={styles.page}>
      <PageHead
        title={set.title}
        crumbs={[{ label: "Approvals", href: "/approvals" }]}
        note={
          isDeciding ? (
            <StatusBadge status="sending" label="Sending your decision" />
          ) : (
            <StatusBadge status={set.state} />
          )
        }
      />
      <Headline set={set} checks={checks ?? []} />
      <Section title="Why">
        <blockquote className={styles.reason}>{set.reason || "No reason was given."}</blockquote>
        <p className="sm dim">
          {set.author.name} · <Age instant={set.submittedAt ?? set.createdAt} />
        </p>
      </Section>
      <Section title={titleOf(set)} hint={hintOf(set)} flush>
        <ul className={list.list}>
          {set.changes.map((change, index) => (
            <li key={change.id}>
              <LineCard change={change} line={set.lines[index]} choice={choice} setRule={set.rule} zone={timeZone} />
            </li>
          ))}
        </ul>
      </Section>
      {set.state === "in_review" && <CapSection checks={checks ?? []} title="After this, at worst" />}
      <Decisions set={set} zone={timeZone} />
      <Decide set={set} chosen={choice.chosen} />
    </div>
  );
}

function titleOf({ changes }: ChangeSetView): string {
  return changes.length === 1 ? "The change" : `${changes.length} changes, one per seller`;
}

function hintOf({ lines, waitingCount }: ChangeSetView): string | undefined {
  if (lines.length === 1 || waitingCount === 0) return undefined;
  if (waitingCount === lines.length) return "each can be signed alone";
  return `${waitingCount} of ${lines.length} still to be decided`;
}

function Decisions({ set, zone }: { readonly set: ChangeSetView; readonly zone: string }) {
  if (set.approvals.length === 0) return null;
  return (
    <Section title="Decided">
      <Facts
        items={set.approvals.map((approval) => [
          approval.decision === "approved" ? "Approved" : "Rejected",
          <span key={approval.at}>
            {approval.by.name}, <When instant={approval.at} zone={zone} />
            {approval.reason && <blockquote className={styles.reason}>{approval.reason}</blockquote>}
          </span>,
        ])}
      />
    </Section>
  );
}
