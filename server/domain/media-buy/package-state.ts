import { type Instant, isBefore } from "../time";

export type PackageFacts = {
  readonly canceled: boolean;
  readonly startAt: Instant | null;
  readonly endAt: Instant | null;
  readonly paused: boolean;
  /** The seller's word for the buy; null before it knows it. */
  readonly buyStatus: string | null;
  readonly formatsPending: boolean;
  readonly approvedCreatives: number;
  /** The seller's delivery_status in its last snapshot. */
  readonly deliveryStatus: string | null;
};

const delivery: ReadonlyMap<string, string> = new Map([
  ["delivering", "Delivering"],
  ["not_delivering", "Not delivering"],
  ["completed", "Completed"],
  ["budget_exhausted", "Budget used up"],
  ["flight_ended", "Ended"],
  ["goal_met", "Goal met"],
]);

type Rule = (facts: PackageFacts, now: Instant) => string | null;

/** The first that speaks decides (requirements §2.2): there is no status for a package at 3.0.6. */
const rules: readonly Rule[] = [
  (facts) => (facts.canceled || isOneOf(facts.buyStatus, "canceled", "cancelled") ? "Canceled" : null),
  (facts) => (facts.buyStatus === "rejected" ? "Rejected" : null),
  (facts) => (facts.buyStatus === null ? "Not bought yet" : null),
  ({ startAt, ...facts }, now) => (startsLater(startAt, now) ? withStart(pausedBy(facts)) : null),
  (facts, now) => (facts.endAt !== null && !isBefore(now, facts.endAt) ? "Ended" : null),
  (facts) => (facts.buyStatus === "completed" ? "Completed" : null),
  pausedBy,
  (facts) => (facts.formatsPending || facts.approvedCreatives === 0 ? "Waiting for creatives" : null),
  ({ deliveryStatus }) =>
    deliveryStatus === null ? null : (delivery.get(deliveryStatus) ?? deliveryStatus.replaceAll("_", " ")),
];

/** What a package is doing, in words. */
export function packageState(facts: PackageFacts, now: Instant): string {
  for (const rule of rules) {
    const state = rule(facts, now);
    if (state !== null) return state;
  }
  return facts.buyStatus === "active" ? "Running" : "Not delivering yet";
}

/** Whether a flight is still ahead; null: there is none. */
export function startsLater(startAt: Instant | null, now: Instant): boolean {
  return startAt !== null && isBefore(now, startAt);
}

function pausedBy({ paused, buyStatus }: Pick<PackageFacts, "paused" | "buyStatus">): string | null {
  if (paused) return "Paused";
  return buyStatus === "paused" ? "Paused with the buy" : null;
}

/** Both are true before a flight, and the pause is what somebody has to know: it will not start by itself. */
function withStart(paused: string | null): string {
  return paused === null ? "Not started" : `${paused}, not started`;
}

function isOneOf(status: string | null, ...words: readonly string[]): boolean {
  return status !== null && words.includes(status);
}
