import { type Day, dayIn, elapsedShare, endOfInclusiveDay, type Instant, isBefore } from "../time";

export type PaceInput = {
  /** Committed budget and delivered spend, in micros of one currency. */
  readonly budgetMicros: bigint;
  readonly spendMicros: bigint;
  readonly startAt: Instant;
  readonly endAt: Instant;
};

export type Pace = {
  /** Where even pacing says spend should be now, 0..1 of the budget. */
  readonly plannedShare: number;
  readonly spentShare: number;
  /** Spend ÷ planned spend; null before the start. 1 is on plan; 0.95–1.05 is the target band (requirements §3.7). */
  readonly index: number | null;
  /** Spend at the end of the flight if the average so far goes on; null before the start. */
  readonly projectedMicros: bigint | null;
  /** projected − budget: below zero will not be spent, above zero would overspend. */
  readonly atRiskMicros: bigint;
  readonly verdict: "on" | "under" | "over" | "off";
};

const millionth = 1_000_000;
/** Early in a flight the average says little: below this share of it nothing is called off pace. */
const firstSpeakingShare = 0.02;

/** Even pacing of one budget over a half-open flight, as of `now`. Pure; a flight that has not begun is "off". */
export function paceOf(input: PaceInput, now: Instant): Pace {
  const { budgetMicros, spendMicros } = input;
  const plannedShare = elapsedShare(input, now);
  const spentShare = budgetMicros === 0n ? 0 : Number((spendMicros * BigInt(millionth)) / budgetMicros) / millionth;
  if (plannedShare === 0) {
    return { plannedShare, spentShare, index: null, projectedMicros: null, atRiskMicros: 0n, verdict: "off" };
  }
  const scaled = BigInt(Math.max(1, Math.round(plannedShare * millionth)));
  const projectedMicros = (spendMicros * BigInt(millionth)) / scaled;
  const index = spentShare / plannedShare;
  const atRiskMicros = projectedMicros - budgetMicros;
  return { plannedShare, spentShare, index, projectedMicros, atRiskMicros, verdict: verdictOf(index, plannedShare) };
}

function verdictOf(index: number, plannedShare: number): Pace["verdict"] {
  if (plannedShare < firstSpeakingShare) return "on";
  if (index < 0.95) return "under";
  return index > 1.05 ? "over" : "on";
}

/**
 * The instant a seller's numbers speak for: now while it reports today, the end of the last reported day when it lags (or, as a
 * sandbox with a fast clock does, runs ahead).
 */
export function reportedThrough(lastDay: Day | null, now: Instant): Instant {
  if (lastDay === null || lastDay === dayIn(now, "UTC")) return now;
  const end = endOfInclusiveDay(lastDay, "UTC");
  return lastDay > dayIn(now, "UTC") || isBefore(end, now) ? end : now;
}
