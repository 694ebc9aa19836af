import type { Db, Tx } from "../db/client";
import type { Prisma } from "../db/generated/client";
import { rowsOf } from "../db/json-sql";
import type { PlannedPackage } from "../domain/campaign/package-plan";
import { type Pacing, pacings } from "../domain/change/patch";
import { DomainError, notFound } from "../domain/errors";
import { decodeProduct } from "../domain/media-buy/product-codec";
import { parseGoals } from "../domain/optimization/parse-goals";
import { parseOverlay } from "../domain/targeting/edit-overlay";
import { type Instant, instantFromMillis } from "../domain/time";
import { isPlay, playPlaces } from "./play-money";

const withSnapshot = { productSnapshot: { select: { product: true } } } as const;
type Row = Prisma.PackageGetPayload<{ include: typeof withSnapshot }>;

/** Every package of the campaign with its product, in the order of the plan; four statements. */
export async function listPackages(db: Db | Tx, organisationId: string, campaignId: string): Promise<PlannedPackage[]> {
  const rows = await db.package.findMany({
    where: { organisationId, campaignId },
    include: withSnapshot,
    orderBy: [{ position: "asc" }, { id: "asc" }],
  });
  const places = await playPlaces(db, organisationId);
  return rows.map((row) => ({ ...toPackage(row), sandbox: isPlay(places, row) }));
}

export async function insertPackages(
  tx: Tx,
  organisationId: string,
  planned: readonly PlannedPackage[],
  at: Instant,
): Promise<void> {
  await tx.package.createMany({
    data: planned.map((row) => ({
      id: row.id,
      organisationId,
      campaignId: row.campaignId,
      productSnapshotId: row.productSnapshotId,
      salesAgentId: row.salesAgentId,
      accountId: row.accountId,
      proposalId: row.proposalId ?? null,
      position: row.position,
      name: row.name,
      productId: row.product.productId,
      pricingOptionId: row.pricingOptionId,
      currency: row.currency,
      budgetMicros: row.budgetMicros,
      bidMicros: row.bidMicros,
      impressions: row.impressions,
      pacing: row.pacing,
      startAt: dateOrNull(row.startAt),
      endAt: dateOrNull(row.endAt),
      targetingOverlay: JSON.stringify(row.targetingOverlay),
      optimizationGoals: JSON.stringify(row.optimizationGoals ?? []),
      createdAt: new Date(at),
      updatedAt: new Date(at),
    })),
  });
}

/**
 * Writes what can be edited of all of `planned` in one statement, each only if nobody has written it since it was read and no
 * media buy has taken it over. One loser refuses all: the caller's transaction rolls back.
 */
export async function savePackages(
  tx: Tx,
  organisationId: string,
  planned: readonly PlannedPackage[],
  at: Instant,
): Promise<void> {
  if (planned.length === 0) return;
  const count = await tx.$executeRaw`
    UPDATE "Package" SET
      "name" = edited."name",
      "accountId" = edited."accountId",
      "pricingOptionId" = edited."pricingOptionId",
      "currency" = edited."currency",
      "budgetMicros" = edited."budgetMicros",
      "bidMicros" = edited."bidMicros",
      "pacing" = edited."pacing",
      "startAt" = edited."startAt",
      "endAt" = edited."endAt",
      "targetingOverlay" = edited."targetingOverlay",
      "updatedAt" = ${new Date(at)},
      "revision" = "Package"."revision" + 1
    FROM (${rowsOf(tx, editedColumns, planned.map(toEdited))}) AS edited
    WHERE "Package"."id" = edited."id"
      AND "Package"."revision" = edited."revision"
      AND "Package"."organisationId" = ${organisationId}
      AND "Package"."mediaBuyId" IS NULL`;
  if (count !== planned.length) throw stalePackage();
}

export function stalePackage(): DomainError {
  return new DomainError("STALE_REVISION", "Somebody else changed this package meanwhile");
}

/** Only planned ones: a package that a media buy has taken over stays. */
export async function deletePackages(
  tx: Tx,
  organisationId: string,
  campaignId: string,
  ids: readonly string[],
): Promise<number> {
  const where = { organisationId, campaignId, id: { in: [...ids] }, mediaBuyId: null };
  await tx.creativeAssignment.deleteMany({ where: { organisationId, package: where } });
  const { count } = await tx.package.deleteMany({ where });
  return count;
}

const editedColumns = {
  id: "text",
  revision: "integer",
  name: "text",
  accountId: "text",
  pricingOptionId: "text",
  currency: "text",
  budgetMicros: "micros",
  bidMicros: "micros",
  pacing: "text",
  startAt: "instant",
  endAt: "instant",
  targetingOverlay: "text",
} as const;

function toEdited(row: PlannedPackage) {
  return {
    id: row.id,
    revision: row.revision,
    name: row.name,
    accountId: row.accountId,
    pricingOptionId: row.pricingOptionId,
    currency: row.currency,
    budgetMicros: row.budgetMicros,
    bidMicros: row.bidMicros,
    pacing: row.pacing,
    startAt: row.startAt,
    endAt: row.endAt,
    targetingOverlay: JSON.stringify(row.targetingOverlay),
  };
}

function toPackage(row: Row): PlannedPackage {
  return {
    id: row.id,
    campaignId: row.campaignId,
    position: row.position,
    name: row.name,
    salesAgentId: row.salesAgentId,
    accountId: row.accountId,
    mediaBuyId: row.mediaBuyId,
    proposalId: row.proposalId,
    productSnapshotId: row.productSnapshotId,
    product: decodeProduct(row.productSnapshot.product),
    pricingOptionId: row.pricingOptionId,
    currency: row.currency,
    budgetMicros: row.budgetMicros,
    bidMicros: row.bidMicros,
    impressions: row.impressions,
    pacing: pacingFrom(row.pacing),
    startAt: instantOrNull(row.startAt),
    endAt: instantOrNull(row.endAt),
    targetingOverlay: parseOverlay(row.targetingOverlay),
    optimizationGoals: parseGoals(row.optimizationGoals),
    revision: row.revision,
  };
}

function pacingFrom(text: string): Pacing {
  return pacings.find((pacing) => pacing === text) ?? "even";
}

function instantOrNull(date: Date | null): Instant | null {
  return date === null ? null : instantFromMillis(date.getTime());
}

function dateOrNull(instant: Instant | null): Date | null {
  return instant === null ? null : new Date(instant);
}

/** NOT_FOUND when a package names an account that its agent does not have in this organisation. */
export async function refuseUnknownAccounts(
  tx: Tx,
  organisationId: string,
  planned: readonly Pick<PlannedPackage, "accountId" | "salesAgentId">[],
): Promise<void> {
  const wanted = new Map<string, string>(
    planned.flatMap((row) => (row.accountId ? [[row.accountId, row.salesAgentId] as const] : [])),
  );
  if (wanted.size === 0) return;
  const rows = await tx.account.findMany({
    where: { organisationId, id: { in: [...wanted.keys()] } },
    select: { id: true, salesAgentId: true },
  });
  const fitting = rows.filter((row) => wanted.get(row.id) === row.salesAgentId);
  if (fitting.length !== wanted.size) throw notFound("The account");
}
