import { type Obstacle, obstacleOf, obstacleWords } from "../../domain/adopt/obstacle";
import type { SeenPackage } from "../../domain/adopt/seen-media-buy";
import { type UnknownPart, unknownParts, unknownPartsOf } from "../../domain/adopt/unknown-parts";
import { readStored } from "../../domain/change/stored-json";
import type { Instant } from "../../domain/time";
import type { AccountScan } from "../../repositories/account-scans";
import type { Adoption } from "../../repositories/adoptions";
import type { ListedFoundBuy } from "../../repositories/found-lists";
import { instantOf, instantOrNull } from "../../repositories/row-instants";

/** How far a look through an account is; texts of the seller are shown as they are. */
export type ScanView = Omit<AccountScan, "organisationId" | "cursor" | "barren">;

export type AdoptionView = Omit<Adoption, "organisationId" | "startedById"> & {
  /** Some of the campaigns that the media buys went into. */
  readonly intoCampaigns: readonly { readonly id: string; readonly name: string }[];
};

export type FoundRow = {
  readonly id: string;
  readonly sellerMediaBuyId: string;
  readonly name: string;
  readonly sellerStatus: string;
  readonly currency: string;
  readonly totalMicros: bigint | null;
  readonly startAt: Instant | null;
  readonly endAt: Instant | null;
  readonly packageCount: number;
  readonly poNumber: string;
  readonly brandDomain: string | null;
  /** Why it cannot be taken over, in words. */
  readonly obstacle: string | null;
  /** Ours, where it is known here. */
  readonly mediaBuyId: string | null;
  readonly seenAt: Instant;
};

export function toScanView({ organisationId: _, cursor: __, barren: ___, ...scan }: AccountScan): ScanView {
  return scan;
}

export function toAdoptionView(adoption: Adoption, intoCampaigns: AdoptionView["intoCampaigns"]): AdoptionView {
  const { organisationId: _, startedById: __, ...rest } = adoption;
  return { ...rest, intoCampaigns };
}

export function toFoundRow(row: ListedFoundBuy): FoundRow {
  const { startAt, endAt, seenAt, obstacle, ...rest } = row;
  return {
    ...rest,
    obstacle: wordsFor(obstacle),
    startAt: instantOrNull(startAt),
    endAt: instantOrNull(endAt),
    seenAt: instantOf(seenAt),
  };
}

export function wordsFor(text: string | null): string | null {
  const obstacle: Obstacle | null = obstacleOf(text);
  return obstacle && obstacleWords[obstacle];
}

/** Of which parts the seller says nothing, looking at these of the chosen. */
export function unknownIn(seen: readonly string[], knownProducts: ReadonlySet<string>): readonly UnknownPart[] {
  const packages = packagesIn(seen);
  const found = new Set(unknownPartsOf(packages, knownProducts));
  return unknownParts.filter((part) => found.has(part));
}

export function packagesIn(seen: readonly string[]): readonly SeenPackage[] {
  return seen.flatMap((text) => readStored<{ readonly packages?: readonly SeenPackage[] }>(text).packages ?? []);
}
