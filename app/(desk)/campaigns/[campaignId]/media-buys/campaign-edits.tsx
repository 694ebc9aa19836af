"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTRPC } from "@/app/_trpc/client";
import { BusyButton } from "@/app/_ui/busy-button";
import { Button } from "@/app/_ui/button";
import { Age } from "@/app/_ui/date";
import { Failure } from "@/app/_ui/failure";
import { refusalOf } from "@/app/_ui/field-errors";
import { Section } from "@/app/_ui/section";
import { StatusBadge } from "@/app/_ui/status";
import { useCan } from "@/app/_ui/viewer";
import type { ChangeSetView } from "@/server/api/views/change-view";
import { stateWord } from "../../../_changes/change-card";
import { useIsSteering } from "../../../_changes/under-way";
import { askUndo } from "../../../_changes/undo-asked";
import { useFollowChanges } from "../../../_changes/use-follow";
import styles from "./steering.module.css";

/** The last edits over several media buys: what came of each, and what can be done about the rest. */
export function CampaignEdits({ campaignId }: { readonly campaignId: string }) {
  const { data: edits, dataUpdatedAt } = useQuery(
    useTRPC().steering.edits.queryOptions({ campaignId }, { refetchInterval: 10_000 }),
  );
  const isSteering = useIsSteering(campaignId, dataUpdatedAt);
  if (!isSteering && (!edits || edits.length === 0)) return null;
  return (
    <Section title="Changes over several media buys" hint="newest first" flush>
      <ul className={styles.sets}>
        {isSteering && (
          <li className={styles.setHead}>
            <StatusBadge status="sending" /> <span className="sm dim">A change over several media buys</span>
          </li>
        )}
        {edits?.map(({ id }) => (
          <li key={id}>
            <CampaignEdit changeSetId={id} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

function CampaignEdit({ changeSetId }: { readonly changeSetId: string }) {
  const { data: set } = useQuery(useTRPC().changeSets.get.queryOptions({ changeSetId }, { refetchInterval: 10_000 }));
  useFollowChanges(set?.changes ?? []);
  if (!set) return <p className={`dim ${styles.setHead}`}>Loading…</p>;
  return (
    <>
      <div className={styles.setHead}>
        <StatusBadge status={set.state} />
        <Link href={`/approvals/${set.id}`} className="b">
          {set.title}
        </Link>
        <span className="sm dim">
          {set.author.name}, <Age instant={set.createdAt} />
        </span>
        <EditActions set={set} />
      </div>
      <ul className={styles.results} aria-label={`What came of ${set.title}`}>
        {set.changes.map((change) => (
          <li key={change.id}>
            <Link href={`/media-buys/${change.mediaBuy?.id}`}>{change.salesAgent.name}</Link>
            <span>
              <StatusBadge status={stateWord(change)} /> <span className="sm">{change.sentence}</span>
              {change.error && <span className="sm dim"> · {change.error.message}</span>}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

function EditActions({ set }: { readonly set: ChangeSetView }) {
  const mayEdit = useCan("media_buy:edit");
  const again = useMutation(useTRPC().steering.retry.mutationOptions());
  const failed = set.changes.filter((change) => change.state === "refused" || change.state === "failed");
  const took = set.changes.some((change) => change.state === "settled");
  const refusal = refusalOf(again.error);
  if (!mayEdit || !set.settled) return <span />;
  return (
    <span>
      {failed.length > 0 && (
        <BusyButton
          busy={again.isPending}
          busyLabel="Sending again…"
          onClick={() => again.mutate({ changeSetId: set.id })}
        >
          Send {failed.length === 1 ? "the failed one" : `the ${failed.length} failed ones`} again
        </BusyButton>
      )}{" "}
      {took && <Button onClick={() => askUndo(set.id)}>Undo…</Button>}
      {refusal && <Failure title="Nothing was sent again" message={refusal.message} requestId={refusal.requestId} />}
    </span>
  );
}
