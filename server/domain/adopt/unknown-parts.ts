import type { SeenPackage } from "./seen-media-buy";

/** What a seller's list may leave out of a media buy; until it is known it is shown so and never filled in. */
export const unknownParts = ["product", "price", "pacing", "targeting", "goals", "creatives"] as const;
export type UnknownPart = (typeof unknownParts)[number];

export const unknownPartWords: Readonly<Record<UnknownPart, string>> = {
  product: "product details",
  price: "pricing option",
  pacing: "pacing",
  targeting: "targeting",
  goals: "optimization goals",
  creatives: "creatives and their weights",
};

/** Of which parts the seller says nothing for at least one living package. `known`: ids of products that we have seen. */
export function unknownPartsOf(packages: readonly SeenPackage[], known: ReadonlySet<string>): readonly UnknownPart[] {
  const silent: Readonly<Record<UnknownPart, (pack: SeenPackage) => boolean>> = {
    product: (pack) => pack.productId === undefined || !known.has(pack.productId),
    price: (pack) => pack.pricingOptionId === undefined,
    pacing: (pack) => pack.pacing === undefined,
    targeting: (pack) => pack.targetingOverlay === undefined,
    goals: (pack) => pack.optimizationGoals === undefined,
    creatives: (pack) => pack.creativeAssignments === undefined,
  };
  const living = packages.filter((pack) => pack.canceled !== true);
  return unknownParts.filter((part) => living.some(silent[part]));
}

/** What a package's pacing is until somebody says it. */
export const unknownPacing = "unknown";
