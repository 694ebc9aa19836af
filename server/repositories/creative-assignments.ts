import type { Db, Tx } from "../db/client";
import type { Prisma } from "../db/generated/client";
import { notFound } from "../domain/errors";
import type { FormatId } from "../domain/media-buy/product";
import { decodeProduct } from "../domain/media-buy/product-codec";
import type { Instant } from "../domain/time";
import { instantOrNull } from "./row-instants";

export type AssignmentRecord = {
  readonly creativeId: string;
  readonly weight: number | null;
  /** The seller's decision on this package, as last seen; null before. */
  readonly approvalStatus: string | null;
  readonly rejectionReason: string | null;
};

/** A package as the matrix needs it: what it accepts, what is on it, and whether it was bought. */
export type MatrixPackage = {
  readonly id: string;
  readonly name: string;
  readonly salesAgentId: string;
  readonly accountId: string | null;
  readonly productName: string;
  readonly accepted: readonly FormatId[];
  readonly mediaBuy: { readonly id: string; readonly name: string } | null;
  readonly canceledAt: Instant | null;
  /** The package's own deadline, else the buy's (requirements §6, item 33). */
  readonly creativeDeadline: Instant | null;
  readonly assignments: readonly AssignmentRecord[];
};

export type MatrixCampaign = {
  readonly id: string;
  readonly name: string;
  readonly brandId: string | null;
  readonly timeZone: string;
  readonly packages: readonly MatrixPackage[];
};

const packageParts = {
  productSnapshot: { select: { name: true, product: true } },
  mediaBuy: { select: { id: true, name: true, creativeDeadline: true } },
  assignments: { orderBy: { createdAt: "asc" } },
} satisfies Prisma.PackageInclude;
type PackageRow = Prisma.PackageGetPayload<{ include: typeof packageParts }>;

/** NOT_FOUND for another organisation's campaign. Two statements and their relations, whatever the number of packages. */
export async function readMatrixCampaign(
  db: Db | Tx,
  organisationId: string,
  campaignId: string,
): Promise<MatrixCampaign> {
  const row = await db.campaign.findFirst({
    where: { id: campaignId, organisationId },
    select: {
      id: true,
      name: true,
      brandId: true,
      timeZone: true,
      packages: {
        orderBy: [{ salesAgentId: "asc" }, { position: "asc" }],
        include: packageParts,
      },
    },
  });
  if (!row) throw notFound("The campaign");
  return { ...row, packages: row.packages.map(toMatrixPackage) };
}

function toMatrixPackage(item: PackageRow): MatrixPackage {
  return {
    id: item.id,
    name: item.name,
    salesAgentId: item.salesAgentId,
    accountId: item.accountId,
    productName: item.productSnapshot.name,
    accepted: decodeProduct(item.productSnapshot.product).formatIds,
    mediaBuy: item.mediaBuy ? { id: item.mediaBuy.id, name: item.mediaBuy.name } : null,
    canceledAt: instantOrNull(item.canceledAt),
    creativeDeadline: instantOrNull(item.creativeDeadline ?? item.mediaBuy?.creativeDeadline ?? null),
    assignments: item.assignments.map(({ creativeId, weight, approvalStatus, rejectionReason }) => ({
      creativeId,
      weight,
      approvalStatus,
      rejectionReason,
    })),
  };
}

/** One package alone; NOT_FOUND for another organisation's. */
export async function readMatrixPackage(
  db: Db | Tx,
  organisationId: string,
  packageId: string,
): Promise<{ readonly brandId: string | null; readonly package: MatrixPackage }> {
  const row = await db.package.findFirst({
    where: { id: packageId, organisationId },
    include: { ...packageParts, campaign: { select: { brandId: true } } },
  });
  if (!row) throw notFound("The package");
  return { brandId: row.campaign.brandId, package: toMatrixPackage(row) };
}

/** Puts a creative on a package; what is there already keeps its weight and placements (requirements §6, item 18). */
export async function assign(
  tx: Tx,
  row: {
    readonly id: string;
    readonly organisationId: string;
    readonly packageId: string;
    readonly creativeId: string;
    readonly at: Instant;
  },
): Promise<void> {
  const { id, organisationId, packageId, creativeId, at } = row;
  await tx.creativeAssignment.upsert({
    where: { packageId_creativeId: { packageId, creativeId } },
    create: { id, organisationId, packageId, creativeId, createdAt: new Date(at) },
    update: {},
  });
}

export async function unassign(
  tx: Tx,
  row: { readonly organisationId: string; readonly packageId: string; readonly creativeId: string },
): Promise<void> {
  await tx.creativeAssignment.deleteMany({ where: row });
}

/** Which formats the packages want that each creative is on, by creative and agent: "<creative>/<agent>". */
export async function wantedFormats(
  db: Db | Tx,
  organisationId: string,
  creativeIds: readonly string[],
): Promise<ReadonlyMap<string, readonly FormatId[]>> {
  const rows = await db.creativeAssignment.findMany({
    where: { organisationId, creativeId: { in: [...creativeIds] } },
    select: {
      creativeId: true,
      package: { select: { salesAgentId: true, productSnapshot: { select: { product: true } } } },
    },
  });
  const wanted = new Map<string, readonly FormatId[]>();
  for (const row of rows) {
    const place = `${row.creativeId}/${row.package.salesAgentId}`;
    const formats = decodeProduct(row.package.productSnapshot.product).formatIds;
    wanted.set(place, [...(wanted.get(place) ?? []), ...formats]);
  }
  return wanted;
}

export type AssignedPlace = {
  readonly packageId: string;
  readonly packageName: string;
  readonly salesAgentId: string;
  readonly campaign: { readonly id: string; readonly name: string };
  readonly mediaBuy: { readonly id: string; readonly name: string } | null;
  readonly approvalStatus: string | null;
  readonly rejectionReason: string | null;
};

/** Every package one creative is on. */
export async function listAssignedPlaces(
  db: Db | Tx,
  organisationId: string,
  creativeId: string,
): Promise<readonly AssignedPlace[]> {
  const rows = await db.creativeAssignment.findMany({
    where: { organisationId, creativeId },
    orderBy: { createdAt: "desc" },
    include: {
      package: {
        select: {
          id: true,
          name: true,
          salesAgentId: true,
          campaign: { select: { id: true, name: true } },
          mediaBuy: { select: { id: true, name: true } },
        },
      },
    },
  });
  return rows.map(({ approvalStatus, rejectionReason, package: { id, name, ...rest } }) => ({
    packageId: id,
    packageName: name,
    approvalStatus,
    rejectionReason,
    ...rest,
  }));
}
