import type { PackageSnapshot } from "./sales-agent";

/** What we asked for of one package, enough to recognise it in the seller's answer. */
export type WantedPackage = {
  readonly packageId: string;
  readonly productId: string;
  readonly budgetMicros: bigint;
};

/**
 * Our package id → the seller's package: first by the context we sent, then by product and budget, then by product alone,
 * each in order of appearance. A package of ours that nothing matches is absent (requirements §4.4).
 */
export function matchPackages(
  wanted: readonly WantedPackage[],
  found: readonly PackageSnapshot[],
): ReadonlyMap<string, PackageSnapshot> {
  const matches = new Map<string, PackageSnapshot>();
  const free = new Set(found);
  const rules: readonly ((mine: WantedPackage, theirs: PackageSnapshot) => boolean)[] = [
    (mine, theirs) => theirs.context?.package_id === mine.packageId,
    (mine, theirs) =>
      isUntied(theirs) && theirs.productId === mine.productId && theirs.budgetMicros === mine.budgetMicros,
    (mine, theirs) => isUntied(theirs) && theirs.productId === mine.productId,
    (_mine, theirs) => isUntied(theirs) && theirs.productId === undefined && found.length === wanted.length,
  ];
  for (const rule of rules) {
    for (const mine of wanted) {
      if (matches.has(mine.packageId)) continue;
      const match = [...free].find((theirs) => rule(mine, theirs));
      if (match === undefined) continue;
      matches.set(mine.packageId, match);
      free.delete(match);
    }
  }
  return matches;
}

/** True where the seller did not send our id back; a package tied to another id is never guessed at. */
function isUntied(theirs: PackageSnapshot): boolean {
  return typeof theirs.context?.package_id !== "string";
}
