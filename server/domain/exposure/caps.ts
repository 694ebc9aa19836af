import { formatMoney, money } from "../money";
import { type ExposureParts, worstCaseOf } from "./ledger";

/** campaign_total is the plan's own figure: it is shown and signed for, the two caps are walls. */
export type CapScope = "campaign" | "organisation" | "campaign_total";

/** One limit, what stands against it already and what is about to be added. Micros of `currency`. */
export type CapCheck = {
  readonly scope: CapScope;
  readonly currency: string;
  /** Play money at sandbox sellers: counted apart, against the same caps. */
  readonly sandbox: boolean;
  readonly limitMicros: bigint;
  readonly parts: ExposureParts;
  readonly addedMicros: bigint;
};

/** What it can come to with the addition. */
export function afterMicros(check: CapCheck): bigint {
  return worstCaseOf(check.parts) + check.addedMicros;
}

/** By how much the limit would be passed; 0 when it holds. */
export function overMicros(check: CapCheck): bigint {
  const over = afterMicros(check) - check.limitMicros;
  return over > 0n ? over : 0n;
}

/** Only what adds money can be refused: pausing, cutting and canceling always may. */
export function refusesCap(check: CapCheck): boolean {
  return check.scope !== "campaign_total" && check.addedMicros > 0n && overMicros(check) > 0n;
}

const owners: Readonly<Record<CapScope, string>> = {
  campaign: "campaign's cap",
  organisation: "organisation's cap",
  campaign_total: "campaign's total",
};

/** "Over the campaign's cap: 40,000.00 EUR committed + 8,000.00 EUR for this = 48,000.00 EUR, 3,000.00 EUR more than 45,000.00 EUR". */
export function capSentence(check: CapCheck): string {
  const say = (micros: bigint) => formatMoney(money(micros, check.currency));
  const over = overMicros(check);
  const sum = `${[...partWords(check.parts, say), `${say(check.addedMicros)} for this`].join(" + ")} = ${say(afterMicros(check))}`;
  const owner = owners[check.scope];
  if (over === 0n) return `Within the ${owner}: ${sum}, of ${say(check.limitMicros)}`;
  return `Over the ${owner}: ${sum}, ${say(over)} more than ${say(check.limitMicros)}`;
}

/** The parts that are not zero, in words. */
function partWords(parts: ExposureParts, say: (micros: bigint) => string): readonly string[] {
  const words = [
    [parts.committedMicros, "committed"],
    [parts.pendingMicros, "waiting at sellers"],
    [parts.inFlightMicros, "on the way"],
    [parts.atRiskMicros, "that may still land"],
  ] as const;
  return words.filter(([micros]) => micros !== 0n).map(([micros, what]) => `${say(micros)} ${what}`);
}
