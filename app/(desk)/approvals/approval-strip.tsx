import Link from "next/link";
import { Checkbox } from "@/app/_ui/checkbox";
import { Age } from "@/app/_ui/date";
import { BeforeAfter } from "@/app/_ui/diff";
import { Amount } from "@/app/_ui/money";
import { StatusBadge } from "@/app/_ui/status";
import { statusLook } from "@/app/_ui/status-words";
import { Strip, StripCell } from "@/app/_ui/strip";
import { Chip, Tag } from "@/app/_ui/tag";
import type { ChangeSetRow } from "@/server/api/views/change-view";
import { useIsDeciding } from "../_changes/under-way";
import styles from "./approvals.module.css";
import { percentChange } from "./percent-change";
import type { Batch } from "./use-batch";

type ApprovalStripProps = {
  readonly row: ChangeSetRow;
  /** It was here when the order was made and has left this list. */
  readonly isGone: boolean;
  readonly batch: Batch | null;
};

/** One set of the queue: what, how much, which rule, who and why; ticked, it is signed with others of its rule. */
export function ApprovalStrip({ row, isGone, batch }: ApprovalStripProps) {
  const whyNot = isGone ? "It no longer waits" : (batch?.whyNot(row) ?? null);
  return (
    <Strip tone={isGone ? "plain" : statusLook(row.state)?.tone}>
      <StripCell>
        <span className={styles.name}>
          {batch && (
            <Checkbox
              aria-label={`Choose ${row.title}`}
              checked={batch.chosen.includes(row)}
              disabled={whyNot !== null}
              title={whyNot ?? undefined}
              onChange={(event) => batch.choose([row.id], event.currentTarget.checked)}
            />
          )}
          <Link href={`/approvals/${row.id}`} className="b">
            {row.title}
          </Link>
        </span>
        <span className="sm dim">
          {row.campaign?.name ?? "no campaign"} · {row.sellers.join(", ")}
        </span>
      </StripCell>
      <StripCell as="tag">
        <ApprovalState row={row} isGone={isGone} />
        {row.stale && !isGone && (
          <Tag tone="wait" glyph="warn">
            Look again
          </Tag>
        )}
        {row.waitingCount > 0 && row.waitingCount < row.changeCount && (
          <span className="sm dim">
            {row.waitingCount} of {row.changeCount} left
          </span>
        )}
      </StripCell>
      <StripCell>
        {row.totals.map((total) => (
          <BeforeAfter
            key={total.currency}
            before={total.beforeMicros === 0n ? null : <Amount micros={total.beforeMicros} currency={total.currency} />}
            after={<Amount micros={total.afterMicros} currency={total.currency} />}
            delta={<Amount micros={total.deltaMicros} currency={total.currency} signed bare />}
            percent={percentChange(total.beforeMicros, total.deltaMicros)}
          />
        ))}
        {row.rule && <span className="sm dim">{row.rule}</span>}
      </StripCell>
      <StripCell>
        <span>{row.reason || <span className="dim">no reason given</span>}</span>
        <span className="sm dim">
          {row.author.name} · <Age instant={row.submittedAt ?? row.createdAt} />
        </span>
      </StripCell>
    </Strip>
  );
}

function ApprovalState({ row, isGone }: Omit<ApprovalStripProps, "batch">) {
  const isDeciding = useIsDeciding(row.id);
  if (isGone) return <Chip>No longer waits</Chip>;
  if (isDeciding) return <StatusBadge status="sending" label="Sending your decision" />;
  return <StatusBadge status={row.state} />;
}
