import { AmountInput } from "@/app/_ui/amount-input";
import { DayInput } from "@/app/_ui/day-input";
import { NativeSelect } from "@/app/_ui/native-select";
import { TextInput } from "@/app/_ui/text-input";
import { formatMoney, money } from "@/server/domain/money";
import { type EditorProps, errorAt } from "./editor-props";
import styles from "./media-buy.module.css";

const pacings = [
  { value: "even", label: "even" },
  { value: "asap", label: "asap" },
  { value: "front_loaded", label: "front loaded" },
];

/** Budget, goal, bid, pacing and the package's own days; what is locked says why. */
export function DeliveryFields(props: EditorProps) {
  const { buy, item, draft, onDraft } = props;
  const { locks } = item;
  return (
    <div className={styles.packageForm}>
      <BudgetField {...props} />
      <TextInput
        label="Impressions goal"
        inputMode="numeric"
        value={draft.impressions}
        disabled={locks.impressions !== null}
        description={locks.impressions ?? impliedWords(props)}
        error={errorAt(props, "impressions")}
        onChange={(event) => onDraft({ impressions: event.currentTarget.value })}
      />
      <NativeSelect
        label="Pacing"
        value={draft.pacing}
        data={pacings}
        disabled={locks.pacing !== null}
        description={locks.pacing ?? undefined}
        error={errorAt(props, "pacing")}
        onChange={(event) => onDraft({ pacing: event.currentTarget.value })}
      />
      <BidField {...props} />
      <DayInput
        label={`First day (${buy.timeZone})`}
        day={draft.startDay}
        min={buy.startDay}
        max={buy.endDay}
        disabled={locks.dates !== null}
        description={locks.dates ?? (item.startDay === null ? "Starts with the media buy" : undefined)}
        error={errorAt(props, "startDay")}
        onDay={(startDay) => onDraft({ startDay })}
      />
      <DayInput
        label={`Last day (${buy.timeZone})`}
        day={draft.endDay}
        min={buy.startDay}
        max={buy.endDay}
        disabled={locks.dates !== null}
        description={locks.dates ?? (item.endDay === null ? "Ends with the media buy" : undefined)}
        error={errorAt(props, "endDay")}
        onDay={(endDay) => onDraft({ endDay })}
      />
    </div>
  );
}

function BudgetField(props: EditorProps) {
  const { buy, item, draft, onDraft, onUnread } = props;
  const floor = item.floorMicros > 0n ? `At least ${formatMoney(money(item.floorMicros, buy.currency))}` : undefined;
  return (
    <AmountInput
      label="Budget"
      currency={buy.currency}
      micros={draft.budgetMicros}
      disabled={item.locks.budget !== null}
      description={item.locks.budget ?? floor}
      error={draft.budgetMicros === null ? "Enter a budget" : errorAt(props, "budgetMicros")}
      onAmount={({ micros, problem }) => {
        onUnread("budget", problem !== null || micros === null);
        onDraft({ budgetMicros: micros });
      }}
    />
  );
}

function BidField(props: EditorProps) {
  const { buy, item, draft, onDraft, onUnread } = props;
  const { auction, locks } = item;
  const floor = auction?.floorMicros ? `, at least ${formatMoney(money(auction.floorMicros, buy.currency))}` : "";
  const meaning = auction?.isCeiling ? "The most you pay" : "Exactly what you pay";
  return (
    <AmountInput
      label="Bid"
      currency={buy.currency}
      digits={6}
      micros={draft.bidMicros}
      disabled={locks.bid !== null}
      description={locks.bid ?? `${meaning}${floor}`}
      error={errorAt(props, "bidMicros")}
      onAmount={({ micros, problem }) => {
        onUnread("bid", problem !== null || (micros === null && item.bidMicros !== null));
        onDraft({ bidMicros: micros });
      }}
    />
  );
}

/** Impressions that the budget buys at the fixed price or the bid; the seller's figure replaces it after the change. */
function impliedWords({ item, draft }: EditorProps): string {
  const price = item.priceMicros ?? draft.bidMicros;
  if (!price || draft.budgetMicros === null) return "Left empty, the seller works it out";
  const implied = (draft.budgetMicros * 1_000n) / price;
  return `The budget buys about ${implied.toLocaleString("en-US")}; the seller may recalculate it`;
}
