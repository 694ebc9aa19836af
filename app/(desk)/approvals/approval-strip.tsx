import Link from "next/link";
import { Checkbox } from "@/app/_ui/checkbox";
import { Age } from "@/app/_ui/date";
import { BeforeAfter } from "@/app/_ui/diff";
import { Amount } from "@/app/_ui/money";
import { StatusBadge } from "@/app/_ui/status";
import { statusLook } from "@/app/_ui/status-words";
import { Strip, StripCell } from "@/app/_ui/strip";
import { Tag } from "@/app/_ui/tag";
import type { ChangeSetRow } from "@/server/api/views/change-view";
import { useIsDeciding } from "../_changes/under-way";
import styles from "./approvals.module.css";
import { percentChange } from "./percent-change";
import type { Batch } from "./use-batch";

type ApprovalStripProps = { readonly row: ChangeSetRow; readonly batch: Batch | null };

/** One set of the queue: what, how much, which rule, who and why; ticked, it is signed with others of its rule. */
export function ApprovalStrip({ row, batch }: ApprovalStripProps) {
  const isDeciding = useIsDeciding(row.id);
  const whyNot = batch?.whyNot(row) ?? null;
  return (
    <Strip tone={statusLook(row.state)?.tone}>
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
        {isDeciding ? (
          <StatusBadge status="sending" label="Sending your decision" />
        ) : (
          <StatusBadge status={row.state} />
        )}
        {row.stale && (
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
