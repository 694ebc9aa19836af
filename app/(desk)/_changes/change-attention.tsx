"use client";

import dynamic from "next/dynamic";
import Link from "next/link";
import { Age } from "@/app/_ui/date";
import type { ChangeView, ResolutionView } from "@/server/api/views/change-view";
import styles from "./attention.module.css";
import { AttentionActions } from "./attention-actions";

const OutcomePanel = dynamic(() => import("./outcome-panel").then((module) => module.OutcomePanel), {
  ssr: false,
  loading: () => <p className="sm dim">Looking at what happens next…</p>,
});

type AttentionProps = {
  readonly change: ChangeView;
  readonly zone: string;
  /** Among the changes of the buy: its page has a banner for what was missed, and the buttons for the buy itself. */
  readonly atBuy?: boolean | undefined;
};

/** What is open about a change: what happens next, what a person can do, what one has done. */
export function ChangeAttention({ change, zone, atBuy }: AttentionProps) {
  const hasBanner = change.attention === "ignored" || change.attention === "changed";
  const acts = atBuy ? change.attention !== null && !hasBanner : change.attention !== null || change.canDrop;
  return (
    <>
      {(change.state === "unknown" || change.attention === "candidates") && (
        <OutcomePanel change={change} zone={zone} />
      )}
      {change.resolution && <Resolution resolution={change.resolution} said={change.sentence} />}
      {acts && (
        <div className={styles.actions}>
          <AttentionActions change={change} zone={zone} atBuy={atBuy} />
        </div>
      )}
    </>
  );
}

/** Who did what about it, unless the change's own sentence says so, and where it went on. */
function Resolution({ resolution, said }: { readonly resolution: ResolutionView; readonly said: string }) {
  const isSaid = said.startsWith(resolution.sentence);
  return (
    <p className="sm dim">
      {!isSaid && `${resolution.sentence} `}
      <Age instant={resolution.at} />
      {!isSaid && resolution.note && <>: {resolution.note}</>}
      {resolution.leadsTo && (
        <>
          {" · "}
          <Link href={`/approvals/${resolution.leadsTo}`}>see the new change</Link>
        </>
      )}
    </p>
  );
}
