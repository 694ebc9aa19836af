import type { Db } from "../db/client";
import type { Invariant } from "../domain/invariants";
import type { Finding, SellerBook } from "./finding";
import { addsUp, hasNextStep, isSigned, outboxHolds, recorded, totalsHold } from "./our-side";
import { loadRecords } from "./records";
import { boughtOnce, sameAsSeen } from "./seller-side";

export type InvariantOptions = {
  readonly organisationId: string;
  /** Everything has come to rest: the sellers' books must be ours, not merely not behind ours. */
  readonly converged?: boolean;
  /** Left out, for a caller that stands in for what they are about (an engine without a desk signs nothing). */
  readonly without?: readonly Invariant[];
};

/**
 * I1–I8 from both sides: our rows, and the sellers' books as get_media_buys shows them (read them before, `readBooks`).
 * Empty: all hold. On a desk that is being written to, what one look finds may be under way: look twice.
 */
export async function checkInvariants(
  db: Db,
  books: readonly SellerBook[],
  options: InvariantOptions,
): Promise<readonly Finding[]> {
  const { organisationId, converged = false, without = [] } = options;
  const records = await loadRecords(db, organisationId);
  const findings = [
    ...boughtOnce(records, books),
    ...sameAsSeen(records, books, converged),
    ...addsUp(records),
    ...(await totalsHold(db, records)),
    ...(await recorded(db, records)),
    ...hasNextStep(records),
    ...outboxHolds(records),
    ...isSigned(records),
  ];
  return findings.filter(({ invariant }) => !without.includes(invariant));
}
