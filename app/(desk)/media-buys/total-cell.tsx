import { useLayoutEffect, useRef, useState } from "react";
import { Amount } from "@/app/_ui/money";
import type { MediaBuyRow } from "@/server/api/views/media-buy-view";
import { formatAmount, toDecimal } from "@/server/domain/money";
import styles from "./buy-grid.module.css";
import type { Mark } from "./mark";
import type { Marks } from "./marks";

type TotalCellProps = { readonly buy: MediaBuyRow; readonly mark: Mark | undefined; readonly act: Marks["act"] | null };

/** The budget; pressed, it is typed over in its place. `act` null: only to be read. */
export function TotalCell({ buy, mark, act }: TotalCellProps) {
  if (act === null || mark?.kind === "sending") return <Amount micros={buy.totalMicros} currency={buy.currency} />;
  if (mark?.kind === "editing") return <TotalInput buy={buy} mark={mark} act={act} />;
  const total = { micros: buy.totalMicros, currency: buy.currency };
  return (
    <button
      type="button"
      className={styles.amount}
      title="Change the budget; it is shared over the packages in proportion"
      aria-label={`Budget of ${buy.name}: ${formatAmount(total)} ${buy.currency}. Change it`}
      onClick={() => act.edit(buy.id, toDecimal(total))}
    >
      {formatAmount(total)}
      <span className={styles.code}> {buy.currency}</span>
    </button>
  );
}

type TotalInputProps = Omit<TotalCellProps, "mark" | "act"> & {
  readonly mark: Extract<Mark, { kind: "editing" }>;
  readonly act: Marks["act"];
};

/** What is typed is its own until it is sent: the list is not drawn for a letter. Scrolled out of the page, it is still there. */
function TotalInput({ buy, mark, act }: TotalInputProps) {
  const issueId = `budget-issue-${buy.id}`;
  const [text, setText] = useState(() => act.draft(buy.id) ?? mark.text);
  const input = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    // Asked for just now it takes the keyboard, back with a refusal only if nobody has it; scrolled back into the page it never does:
    // what is being typed elsewhere would go on in here.
    if (act.isNews(mark) && (mark.why === null || document.activeElement === document.body)) {
      input.current?.focus({ preventScroll: true });
    }
  }, [act, mark]);
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        act.setTotal(buy, text);
      }}
    >
      <input
        ref={input}
        className={styles.input}
        aria-label={`New budget of ${buy.name}, ${buy.currency}. Enter sends it, Escape leaves it`}
        aria-invalid={mark.why !== null}
        {...(mark.why === null ? {} : { "aria-describedby": issueId })}
        inputMode="decimal"
        autoComplete="off"
        enterKeyHint="send"
        value={text}
        onFocus={(event) => event.currentTarget.select()}
        onChange={(event) => {
          setText(event.currentTarget.value);
          act.keepDraft(buy.id, event.currentTarget.value);
        }}
        onKeyDown={(event) => event.key === "Escape" && act.forget(buy.id)}
      />
      {mark.why !== null && (
        <div id={issueId} role="alert" className={`sm ${styles.issue}`} title={mark.why}>
          Not sent: {mark.why}
        </div>
      )}
    </form>
  );
}
