import Link from "next/link";
import { Checkbox } from "@/app/_ui/checkbox";
import { When } from "@/app/_ui/date";
import { Amount } from "@/app/_ui/money";
import { Notice } from "@/app/_ui/notice";
import { Chip, Tag } from "@/app/_ui/tag";
import type { ChangeView, LineView } from "@/server/api/views/change-view";
import { BoughtProposal } from "../../_changes/bought-proposal";
import { ChangeCard } from "../../_changes/change-card";
import { percentChange } from "../percent-change";
import styles from "./change-set.module.css";
import type { LineChoice } from "./use-chosen-lines";

type LineCardProps = {
  readonly change: ChangeView;
  readonly line: LineView | undefined;
  readonly choice: LineChoice;
  /** The rule of the whole set, said above: a line says only its own. */
  readonly setRule: string | null;
  readonly zone: string;
};

/** One line of a set: what it adds, who decided on it or why it waits, and the change itself. */
export function LineCard({ change, line, choice, setRule, zone }: LineCardProps) {
  return (
    <>
      <div className={styles.lineHead}>
        <LineName change={change} line={line} choice={choice} />
        {change.sandbox && <Chip>Sandbox</Chip>}
        <LineAmount change={change} />
      </div>
      {line && <LineFacts line={line} setRule={setRule} zone={zone} />}
      {change.proposal && (
        <p className={styles.chips}>
          <BoughtProposal {...change.proposal} />
        </p>
      )}
      {line && <LineNotice line={line} />}
      <ChangeCard change={change} zone={zone} />
    </>
  );
}

function LineName({ change, line, choice }: Omit<LineCardProps, "zone" | "setRule">) {
  const name = change.mediaBuy?.name ?? change.salesAgent.name;
  if (line?.waits && choice.canChoose) {
    return (
      <Checkbox
        checked={choice.chosen.includes(line)}
        onChange={(event) => choice.choose(line.changeId, event.currentTarget.checked)}
        label={name}
        labelClassName={styles.lineName}
      />
    );
  }
  if (!change.mediaBuy) return <span className="b">{name}</span>;
  return (
    <Link href={`/media-buys/${change.mediaBuy.id}`} className="b">
      {name}
    </Link>
  );
}

/** Why it waits again, or cannot be signed as it is shown. */
function LineNotice({ line }: { readonly line: LineView }) {
  const why = line.reopened ?? line.stale;
  if (why === null) return null;
  return (
    <Notice tone="wait" word={line.reopened ? "Sign again" : "Look again"} title={why}>
      {line.reopened && <p>It was signed, and nothing of it was sent. What else was signed went on.</p>}
    </Notice>
  );
}

function LineAmount({ change }: { readonly change: ChangeView }) {
  if (change.currency === null || change.deltaMicros === 0n) return null;
  const percent = change.beforeMicros === null ? null : percentChange(change.beforeMicros, change.deltaMicros);
  return (
    <span className={`num b ${styles.lineAmount}`}>
      <Amount micros={change.deltaMicros} currency={change.currency} signed />
      {percent && <span className="dim"> {percent}</span>}
    </span>
  );
}

type LineFactsProps = { readonly line: LineView; readonly setRule: string | null; readonly zone: string };

function LineFacts({ line, setRule, zone }: LineFactsProps) {
  const { decision, waits, rule, reversible, sellerReviews } = line;
  return (
    <p className={styles.chips}>
      {decision && (
        <Tag
          tone={decision.kind === "approved" ? "verified" : "stop"}
          glyph={decision.kind === "approved" ? "check" : "cross"}
        >
          {decision.kind === "approved" ? "Signed" : "Rejected"} by {decision.by.name},{" "}
          <When instant={decision.at} zone={zone} hideZone />
        </Tag>
      )}
      {waits && rule && rule !== setRule && <Chip>{rule}</Chip>}
      {waits && sellerReviews && (
        <Tag tone="wait" glyph="clock">
          {sellerReviews}
        </Tag>
      )}
      {waits && <Chip>{reversible}</Chip>}
    </p>
  );
}
