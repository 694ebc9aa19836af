import type { Tx } from "../db/client";
import { insertRows } from "../db/insert-rows";
import { textsOf } from "../db/json-sql";
import { writeStored } from "../domain/change/stored-json";
import { blockedBy } from "../domain/media-buy/blocked-by";
import type { Product } from "../domain/media-buy/product";
import { encodeProduct } from "../domain/media-buy/product-codec";
import { deriveStatus, isTerminalSellerStatus } from "../domain/media-buy/status";
import type { Instant } from "../domain/time";
import type { MediaBuySnapshot, PackageSnapshot } from "../sales-agents/sales-agent";

/** One media buy made elsewhere, as it becomes ours. */
export type AdoptedMediaBuy = {
  readonly id: string;
  readonly campaignId: string;
  readonly name: string;
  readonly poNumber: string;
  readonly startAt: Instant | null;
  readonly endAt: Instant | null;
  readonly seen: MediaBuySnapshot;
  readonly seenAt: Instant;
  readonly packages: readonly AdoptedPackage[];
};

export type AdoptedPackage = {
  readonly id: string;
  readonly name: string;
  readonly productSnapshotId: string;
  readonly budgetMicros: bigint;
  readonly pacing: string;
  readonly seen: PackageSnapshot;
};

export type AdoptedPlace = {
  readonly organisationId: string;
  readonly salesAgentId: string;
  readonly sellerName: string;
  readonly accountId: string;
  readonly sandbox: boolean;
};

/** Writes them with their packages, every status by the one function of the three axes. Two statements. */
export async function insertAdopted(
  tx: Tx,
  place: AdoptedPlace,
  buys: readonly AdoptedMediaBuy[],
  at: Instant,
): Promise<void> {
  await insertRows(
    tx,
    "MediaBuy",
    buys.map((buy) => buyRow(place, buy, at)),
  );
  await insertRows(
    tx,
    "Package",
    buys.flatMap((buy) => packageRows(place, buy, at)),
  );
}

function buyRow(place: AdoptedPlace, buy: AdoptedMediaBuy, at: Instant) {
  const { sellerName, ...columns } = place;
  const { id, campaignId, name, poNumber, seen, seenAt } = buy;
  const status = deriveStatus({
    ours: "draft",
    sellerStatus: seen.status,
    taskStatus: null,
    archived: false,
    lacksCreatives: seen.packages.some(lacksCreative),
    previous: null,
  });
  const taskMessage = isTerminalSellerStatus(seen.status) ? seen.rejectionReason : null;
  const blocked = blockedBy({ status, sellerName, taskStatus: null, taskMessage, change: null });
  const living = buy.packages.filter((pack) => pack.seen.canceled !== true);
  return {
    ...columns,
    id,
    campaignId,
    name,
    poNumber,
    sellerMediaBuyId: seen.mediaBuyId,
    currency: seen.currency,
    status,
    blockedBy: blocked === null ? null : writeStored(blocked),
    sellerStatus: seen.status,
    sellerStatusAt: new Date(seenAt),
    sellerStatusSource: "poll",
    sellerRevision: seen.revision,
    validActions: seen.validActions === null ? null : writeStored(seen.validActions),
    taskMessage,
    paused: seen.status === "paused",
    startAt: dateOrNull(buy.startAt),
    endAt: dateOrNull(buy.endAt),
    totalMicros: seen.totalMicros ?? living.reduce((sum, pack) => sum + pack.budgetMicros, 0n),
    creativeDeadline: dateOrNull(seen.creativeDeadline),
    confirmedAt: dateOrNull(seen.confirmedAt),
    ...cancellationColumns(seen, seenAt),
    seen: writeStored(seen),
    seenAt: new Date(seenAt),
    adoptedAt: new Date(at),
    createdAt: new Date(at),
    updatedAt: new Date(at),
  };
}

function lacksCreative({ canceled, creativeApprovals = [] }: PackageSnapshot): boolean {
  return canceled !== true && !creativeApprovals.some((one) => one.status === "approved");
}

function cancellationColumns({ status, cancellation = {} }: MediaBuySnapshot, seenAt: Instant) {
  if (!["canceled", "cancelled"].includes(status.toLowerCase())) return {};
  const { at = seenAt, by, reason } = cancellation;
  return { canceledAt: new Date(at), canceledBy: by ?? null, cancellationReason: reason ?? null };
}

function packageRows(place: AdoptedPlace, buy: AdoptedMediaBuy, at: Instant) {
  const { organisationId, salesAgentId, accountId } = place;
  return buy.packages.map(({ seen, ...pack }, position) => ({
    ...pack,
    ...seenColumns(seen, buy.seenAt),
    organisationId,
    salesAgentId,
    accountId,
    campaignId: buy.campaignId,
    mediaBuyId: buy.id,
    position,
    currency: buy.seen.currency,
    createdAt: new Date(at),
    updatedAt: new Date(at),
  }));
}

/** Ids that the seller does not show are empty: nothing is put in their place. */
function seenColumns(seen: PackageSnapshot, seenAt: Instant) {
  return {
    sellerPackageId: seen.packageId,
    productId: seen.productId ?? "",
    pricingOptionId: seen.pricingOptionId ?? "",
    bidMicros: seen.bidMicros ?? null,
    impressions: seen.impressions ?? null,
    startAt: dateOrNull(seen.startAt ?? null),
    endAt: dateOrNull(seen.endAt ?? null),
    targetingOverlay: JSON.stringify(seen.targetingOverlay ?? {}),
    optimizationGoals: JSON.stringify(seen.optimizationGoals ?? []),
    paused: seen.paused === true,
    ...canceledColumns(seen, seenAt),
    creativeDeadline: dateOrNull(seen.creativeDeadline ?? null),
    seen: writeStored(seen),
  };
}

function canceledColumns({ canceled, cancellation = {} }: PackageSnapshot, seenAt: Instant) {
  if (canceled !== true) return {};
  return { canceledAt: new Date(cancellation.at ?? seenAt), cancellationReason: cancellation.reason ?? null };
}

type Agent = { readonly organisationId: string; readonly salesAgentId: string };
export async function insertProducts(
  tx: Tx,
  { organisationId, salesAgentId }: Agent,
  products: readonly (Product & { readonly snapshotId: string })[],
  at: Instant,
): Promise<void> {
  await tx.productSnapshot.createMany({
    data: products.map(({ snapshotId, ...product }) => ({
      id: snapshotId,
      organisationId,
      salesAgentId,
      productId: product.productId,
      name: product.name,
      deliveryType: product.deliveryType,
      product: encodeProduct(product),
      expiresAt: dateOrNull(product.expiresAt),
      seenAt: new Date(at),
    })),
  });
}

/** Ties what was found to what is ours by the seller's id. */
export async function tieFound(tx: Tx, agent: Agent, foundIds: readonly string[]): Promise<void> {
  await tx.$executeRaw`
    UPDATE "FoundMediaBuy" SET "mediaBuyId" = "MediaBuy"."id"
    FROM "MediaBuy"
    WHERE "MediaBuy"."salesAgentId" = ${agent.salesAgentId}
      AND "MediaBuy"."sellerMediaBuyId" = "FoundMediaBuy"."sellerMediaBuyId"
      AND "FoundMediaBuy"."organisationId" = ${agent.organisationId}
      AND "FoundMediaBuy"."id" IN (${textsOf(tx, foundIds)})`;
}

/** The flight of a campaign made for these buys is that of all of them together. */
export async function coverFlights(tx: Tx, organisationId: string, campaignIds: readonly string[]): Promise<void> {
  if (campaignIds.length === 0) return;
  await tx.$executeRaw`
    UPDATE "Campaign" SET "startAt" = flight."startAt", "endAt" = flight."endAt"
    FROM (
      SELECT "campaignId", MIN("startAt") AS "startAt", MAX("endAt") AS "endAt" FROM "MediaBuy"
      WHERE "organisationId" = ${organisationId}
        AND "campaignId" IN (${textsOf(tx, campaignIds)})
      GROUP BY "campaignId"
    ) AS flight
    WHERE "Campaign"."id" = flight."campaignId" AND "Campaign"."organisationId" = ${organisationId}`;
}

function dateOrNull(instant: Instant | null): Date | null {
  return instant === null ? null : new Date(instant);
}
