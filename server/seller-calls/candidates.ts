import { readStored, writeStored } from "../domain/change/stored-json";
import type { Instant } from "../domain/time";
import type { MediaBuySnapshot } from "../sales-agents/sales-agent";

/** A media buy at the seller that may be the one a create made, as a person compares it. Seller text is untrusted. */
export type BuyCandidate = {
  readonly mediaBuyId: string;
  readonly status: string;
  readonly totalMicros: bigint | null;
  readonly startAt: Instant | null;
  readonly endAt: Instant | null;
  readonly createdAt: Instant | null;
  readonly packages: readonly {
    readonly packageId: string;
    readonly productId: string | null;
    readonly budgetMicros: bigint | null;
  }[];
};

export function candidateOf(buy: MediaBuySnapshot): BuyCandidate {
  const { mediaBuyId, status, totalMicros, startAt, endAt, createdAt } = buy;
  const packages = buy.packages.map((pack) => ({
    packageId: pack.packageId,
    productId: pack.productId ?? null,
    budgetMicros: pack.budgetMicros ?? null,
  }));
  return { mediaBuyId, status, totalMicros, startAt, endAt, createdAt, packages };
}

/** Change.candidates; in an order that does not depend on the seller's. */
export function writeCandidates(candidates: readonly BuyCandidate[]): string {
  return writeStored([...candidates].sort((a, b) => (a.mediaBuyId < b.mediaBuyId ? -1 : 1)));
}

/** Change.candidates as `writeCandidates` wrote it; null: there are none to pick from. */
export function readCandidates(text: string | null): readonly BuyCandidate[] {
  return text === null ? [] : readStored<readonly BuyCandidate[]>(text);
}
