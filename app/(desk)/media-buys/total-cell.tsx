import { Amount } from "@/app/_ui/money";
import type { MediaBuyRow } from "@/server/api/views/media-buy-view";
import { toDecimal } from "@/server/domain/money";
import styles from "./buy-grid.module.css";
import type { Mark } from "./mark";
import type { Marks } from "./marks";

type TotalCellProps = { readonly buy: MediaBuyRow; readonly mark: Mark | undefined; readonly act: Marks["act"] | null };

/** The budget; pressed, it is typed over in its place. `act` null: only to be read. */
export function TotalCell({ buy, mark, act }: TotalCellProps) {
  if (act === null || mark?.kind === "sending") return <Amount micros={buy.totalMicros} currency={buy.currency} />;
  if (mark?.kind === "editing") return <TotalInput buy={buy} mark={mark} act={act} />;
  const text = toDecimal({ micros: buy.totalMicros, currency: buy.currency });
  return (
    <button
      type="button"
      className={styles.amount}
      title="Change the budget; it is shared over the packages in proportion"
      onClick={() => act.edit(buy.id, text)}
    >
      <span className="visually-hidden">Budget of {buy.name}: </span>
      <Amount micros={buy.totalMicros} currency={buy.currency} />
      <span className="visually-hidden">. Change it</span>
    </button>
  );
}

type TotalInputProps = Omit<TotalCellProps, "mark" | "act"> & {
  readonly mark: Extract<Mark, { kind: "editing" }>;
  readonly act: Marks["act"];
};

function TotalInput({ buy, mark, act }: TotalInputProps) {
  const issueId = `budget-issue-${buy.id}`;
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        act.setTotal(buy, mark.text);
      }}
    >
      <input
        // biome-ignore lint/a11y/noAutofocus: it takes the place of the button that was pressed
        autoFocus
        className={styles.input}
        aria-label={`New budget of ${buy.name}, ${buy.currency}. Enter sends it, Escape leaves it`}
        aria-invalid={mark.why !== null}
        {...(mark.why === null ? {} : { "aria-describedby": issueId })}
        inputMode="decimal"
        autoComplete="off"
        enterKeyHint="send"
        value={mark.text}
        onFocus={(event) => event.currentTarget.select()}
        onChange={(event) => act.edit(buy.id, event.currentTarget.value)}
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
