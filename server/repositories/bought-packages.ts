import type { Tx } from "../db/client";
import type { CreativeAssignmentValue } from "../domain/change/patch";
import { readStored, writeStored } from "../domain/change/stored-json";
import type { OptimizationGoal } from "../domain/optimization/goal";
import { parseGoals } from "../domain/optimization/parse-goals";
import type { TargetingOverlay } from "../domain/targeting/overlay";
import { type Instant, instantFromMillis } from "../domain/time";
import { anyOf, groupedBy } from "./write-alike";

/** A package of a buy with the values that were last confirmed. */
export type BoughtPackage = {
  readonly id: string;
  readonly organisationId: string;
  readonly sellerPackageId: string | null;
  readonly name: string;
  readonly productId: string;
  readonly budgetMicros: bigint;
  readonly bidMicros: bigint | null;
  readonly impressions: bigint | null;
  readonly startAt: Instant | null;
  readonly endAt: Instant | null;
  readonly paused: boolean;
  readonly canceledAt: Instant | null;
  readonly creativeDeadline: Instant | null;
  readonly targetingOverlay: TargetingOverlay;
  readonly optimizationGoals: readonly OptimizationGoal[];
  /** The seller has shown it at least once. */
  readonly confirmed: boolean;
};

export async function boughtPackages(tx: Tx, organisationId: string, mediaBuyId: string): Promise<BoughtPackage[]> {
  const rows = await tx.package.findMany({ where: { organisationId, mediaBuyId }, orderBy: { position: "asc" } });
  return rows.map(toBought);
}

/** The same of several media buys, by their ids. */
export async function packagesOfBuys(
  tx: Tx,
  organisationId: string,
  mediaBuyIds: readonly string[],
): Promise<ReadonlyMap<string, readonly BoughtPackage[]>> {
  const where = { organisationId, mediaBuyId: anyOf(mediaBuyIds) };
  const rows = await tx.package.findMany({ where, orderBy: { position: "asc" } });
  const byBuy = groupedBy(rows, (row) => row.mediaBuyId ?? "");
  return new Map(mediaBuyIds.map((id) => [id, (byBuy.get(id) ?? []).map(toBought)]));
}

type Row = NonNullable<Awaited<ReturnType<Tx["package"]["findFirst"]>>>;

function toBought(row: Row): BoughtPackage {
  return {
    id: row.id,
    organisationId: row.organisationId,
    sellerPackageId: row.sellerPackageId,
    name: row.name,
    productId: row.productId,
    budgetMicros: row.budgetMicros,
    bidMicros: row.bidMicros,
    impressions: row.impressions,
    startAt: instantOrNull(row.startAt),
    endAt: instantOrNull(row.endAt),
    paused: row.paused,
    canceledAt: instantOrNull(row.canceledAt),
    creativeDeadline: instantOrNull(row.creativeDeadline),
    targetingOverlay: readStored<TargetingOverlay>(row.targetingOverlay),
    optimizationGoals: parseGoals(row.optimizationGoals),
    confirmed: row.seen !== null,
  };
}

export type PackageColumns = {
  readonly sellerPackageId?: string;
  readonly budgetMicros?: bigint;
  readonly bidMicros?: bigint;
  readonly impressions?: bigint;
  readonly pacing?: string;
  readonly startAt?: Instant;
  readonly endAt?: Instant;
  readonly paused?: boolean;
  readonly canceledAt?: Instant | null;
  readonly creativeDeadline?: Instant;
  readonly targetingOverlay?: TargetingOverlay;
  readonly optimizationGoals?: readonly OptimizationGoal[];
  readonly cancellationReason?: string;
  readonly seen?: unknown;
};

type Saved = Pick<BoughtPackage, "id" | "organisationId">;
type How = { readonly at: Instant; readonly moved: boolean };
export type SavePackage = (pack: Saved, columns: PackageColumns, how: How) => Promise<void>;

export type PackageWrites = { readonly save: SavePackage; readonly flush: () => Promise<void> };

/** `savePackage` of packages that are written more than once: each by one statement, at `flush`. */
export function packageWrites(tx: Tx): PackageWrites {
  const waiting = new Map<string, { pack: Saved; columns: PackageColumns; how: How }>();
  return {
    save: async (pack, columns, { at, moved }) => {
      const before = waiting.get(pack.id);
      const how = { at, moved: moved || (before?.how.moved ?? false) };
      waiting.set(pack.id, { pack, columns: { ...before?.columns, ...columns }, how });
    },
    flush: async () => {
      for (const { pack, columns, how } of waiting.values()) await savePackage(tx, pack, columns, how);
      waiting.clear();
    },
  };
}

/** Writes what was seen or confirmed. `moved`: something a person edits against has changed, so the revision does too. */
export async function savePackage(tx: Tx, pack: Saved, columns: PackageColumns, save: How): Promise<void> {
  const { startAt, endAt, canceledAt, creativeDeadline, targetingOverlay, optimizationGoals, seen, ...plain } = columns;
  await tx.package.updateMany({
    where: { id: pack.id, organisationId: pack.organisationId },
    data: {
      ...plain,
      ...dates({ startAt, endAt, canceledAt, creativeDeadline }),
      ...(targetingOverlay === undefined ? {} : { targetingOverlay: writeStored(targetingOverlay) }),
      ...(optimizationGoals === undefined ? {} : { optimizationGoals: writeStored(optimizationGoals) }),
      ...(seen === undefined ? {} : { seen: writeStored(seen) }),
      ...(save.moved ? { revision: { increment: 1 }, updatedAt: new Date(save.at) } : {}),
    },
  });
}

function dates(instants: Readonly<Record<string, Instant | null | undefined>>) {
  const entries = Object.entries(instants).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries.map(([name, value]) => [name, value ? new Date(value) : null]));
}

/** Makes the package's assignments exactly these (ids as sellers know them; unknown ones are left out). */
export async function replaceAssignments(
  tx: Tx,
  pack: Pick<BoughtPackage, "id" | "organisationId">,
  wanted: readonly CreativeAssignmentValue[],
  made: { readonly at: Instant; readonly newId: () => string },
): Promise<void> {
  const { organisationId, id: packageId } = pack;
  const creatives = await tx.creative.findMany({
    where: { organisationId, creativeId: { in: wanted.map((one) => one.creativeId) } },
    select: { id: true, creativeId: true },
  });
  const rows = creatives.map((creative) => ({
    creative,
    value: wanted.find((one) => one.creativeId === creative.creativeId),
  }));
  const kept = creatives.map((creative) => creative.id);
  await tx.creativeAssignment.deleteMany({ where: { organisationId, packageId, creativeId: { notIn: kept } } });
  for (const { creative, value } of rows) {
    const columns = {
      weight: value?.weight ?? null,
      placementIds: value?.placementIds ? JSON.stringify(value.placementIds) : null,
    };
    const creativeId = creative.id;
    await tx.creativeAssignment.upsert({
      where: { packageId_creativeId: { packageId, creativeId } },
      create: { id: made.newId(), organisationId, packageId, creativeId, ...columns, createdAt: new Date(made.at) },
      update: columns,
    });
  }
}

/** Creatives (ids as sellers know them) beside those that are assigned; ones that are there keep their weight and placements. */
export async function addAssignments(
  tx: Tx,
  pack: Pick<BoughtPackage, "id" | "organisationId">,
  creativeIds: readonly string[],
  made: { readonly at: Instant; readonly newId: () => string },
): Promise<void> {
  const { organisationId, id: packageId } = pack;
  const creatives = await tx.creative.findMany({
    where: { organisationId, creativeId: { in: [...creativeIds] }, assignments: { none: { packageId } } },
    select: { id: true },
  });
  const createdAt = new Date(made.at);
  await tx.creativeAssignment.createMany({
    data: creatives.map((one) => ({ id: made.newId(), organisationId, packageId, creativeId: one.id, createdAt })),
  });
}

/** The seller's review of each creative on this package. Returns how many were news. */
export async function saveApprovals(
  tx: Tx,
  pack: Pick<BoughtPackage, "id" | "organisationId">,
  approvals: readonly {
    readonly creativeId: string;
    readonly status: string;
    readonly rejectionReason: string | null;
  }[],
): Promise<number> {
  const { organisationId, id: packageId } = pack;
  const rows = await tx.creativeAssignment.findMany({
    where: { organisationId, packageId },
    include: { creative: { select: { creativeId: true } } },
  });
  let news = 0;
  for (const row of rows) {
    const seen = approvals.find((approval) => approval.creativeId === row.creative.creativeId);
    if (!seen || (seen.status === row.approvalStatus && seen.rejectionReason === row.rejectionReason)) continue;
    news += 1;
    const { status: approvalStatus, rejectionReason } = seen;
    await tx.creativeAssignment.updateMany({
      where: { id: row.id, organisationId },
      data: { approvalStatus, rejectionReason },
    });
  }
  return news;
}

function instantOrNull(date: Date | null): Instant | null {
  return date === null ? null : instantFromMillis(date.getTime());
}
