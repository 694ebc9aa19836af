import { addDays, dayIn, type Instant } from "../domain/time";
import type {
  AccountRef,
  DeliveryReport,
  MediaBuySnapshot,
  Read,
  SalesAgent,
  SellerProblem,
} from "../sales-agents/sales-agent";

export type BuysRead = {
  readonly read: Read<readonly MediaBuySnapshot[]>;
  /** false: the seller cannot list media buys. What is here is what its delivery report shows; one that is absent may well exist. */
  readonly listed: boolean;
};

/**
 * What a seller shows of media buys, the best way it has: read back, or from its delivery report where it has no way to list them
 * (REST, AdCP 2.5). `ids` null asks for every buy of the account, which only a list can answer.
 */
export async function readBuys(
  agent: SalesAgent,
  account: AccountRef,
  ids: readonly string[] | null,
  now: Instant,
): Promise<BuysRead> {
  if (agent.listsMediaBuys !== false) {
    const read = await agent.getMediaBuys(account, ids);
    if (read.kind === "ok" || read.problem.code !== unlisted.code) return { read, listed: true };
  }
  if (ids === null) return { read: { kind: "failed", problem: unlisted, milliseconds: 0 }, listed: false };
  const today = dayIn(now, "UTC");
  const delivered = await agent.getDelivery(account, ids, today, addDays(today, 1));
  if (delivered.kind === "ok") return { read: { ...delivered, value: delivered.value.map(shownBy) }, listed: false };
  // A report that the seller cannot give shows nothing; one that did not arrive is asked for again.
  const isNone = delivered.problem.recovery !== "transient" && delivered.problem.code !== "AUTH_REQUIRED";
  return { read: isNone ? { ...delivered, kind: "ok", value: [] } : delivered, listed: false };
}

const unlisted: SellerProblem = {
  code: "UNSUPPORTED_FEATURE",
  message: "The seller has no way to list its media buys",
  field: null,
  suggestion: null,
  recovery: "terminal",
  retryAfterSeconds: null,
  httpStatus: null,
  details: null,
};

/** A report as far as it speaks of the buy: its status and what is paused. Numbers are kept by the delivery pull. */
function shownBy({ mediaBuyId, currency, status, packages }: DeliveryReport): MediaBuySnapshot {
  return {
    mediaBuyId,
    basis: "delivery",
    status: status === undefined || aboutTheReport.includes(status) ? "" : status,
    currency,
    packages: packages.map(({ packageId, paused }) => ({ packageId, ...(paused === undefined ? {} : { paused }) })),
    ...nothingMore,
  };
}

/** Words that say how the report is and not how the buy is. */
const aboutTheReport: readonly string[] = ["reporting_delayed", "failed"];

const nothingMore = {
  totalMicros: null,
  startAt: null,
  endAt: null,
  revision: null,
  validActions: null,
  creativeDeadline: null,
  confirmedAt: null,
  createdAt: null,
  updatedAt: null,
  rejectionReason: null,
  history: [],
} as const;

/** A media buy of which nothing but our own record and a reply speak. */
export function unseenBuy(mediaBuyId: string, currency: string): MediaBuySnapshot {
  return { mediaBuyId, basis: "delivery", status: "", currency, packages: [], ...nothingMore };
}
