"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTRPC } from "@/app/_trpc/client";
import { Age, When } from "@/app/_ui/date";
import { Facts } from "@/app/_ui/facts";
import { PageHead } from "@/app/_ui/page-head";
import { Section } from "@/app/_ui/section";
import { StatusBadge } from "@/app/_ui/status";
import { Chip } from "@/app/_ui/tag";
import { useViewer } from "@/app/_ui/viewer";
import type { ChangeSetView } from "@/server/api/views/change-view";
import { ChangeCard } from "../../_changes/change-card";
import list from "../../_changes/changes.module.css";
import { useFollowChanges } from "../../_changes/use-follow";
import styles from "./change-set.module.css";
import { Decide } from "./decide";
import { Headline } from "./headline";

/** One pending update: what it changes, what it costs, who asked and why; then the decision. */
export function ChangeSetDetail({ changeSetId }: { readonly changeSetId: string }) {
  const trpc = useTRPC();
  const { timeZone } = useViewer();
  const { data: set } = useSuspenseQuery(
    trpc.changeSets.get.queryOptions({ changeSetId }, { refetchInterval: 10_000 }),
  );
  useFollowChanges(set.changes);
  return (
    <div className={styles.page}>
      <PageHead
        title={set.title}
        crumbs={[{ label: "Approvals", href: "/approvals" }]}
        note={<StatusBadge status={set.state} />}
      />
      <Headline set={set} />
      <Section title="Why">
        <blockquote className={styles.reason}>{set.reason || "No reason was given."}</blockquote>
        <p className="sm dim">
          {set.author.name} · <Age instant={set.submittedAt ?? set.createdAt} />
        </p>
      </Section>
      <Section title={set.changes.length === 1 ? "The change" : `${set.changes.length} changes, one per seller`} flush>
        <ul className={list.list}>
          {set.changes.map((change) => (
            <li key={change.id}>
              <p className="b">
                {change.mediaBuy ? (
                  <Link href={`/media-buys/${change.mediaBuy.id}`}>{change.mediaBuy.name}</Link>
                ) : (
                  change.salesAgent.name
                )}{" "}
                {change.sandbox && <Chip>Sandbox</Chip>}
              </p>
              <ChangeCard change={change} zone={timeZone} />
            </li>
          ))}
        </ul>
      </Section>
      <Decisions set={set} zone={timeZone} />
      <Decide set={set} />
    </div>
  );
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
