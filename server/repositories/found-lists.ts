import type { Db, Tx } from "../db/client";
import { containing } from "../db/dialect";
import type { Prisma } from "../db/generated/client";
import type { FoundChoice, FoundFilter } from "../domain/adopt/found-filter";

export const foundSorts = ["name", "sellerStatus", "endAt", "totalMicros"] as const;
export type FoundSort = (typeof foundSorts)[number];

export type FoundPage = {
  readonly filter: FoundFilter;
  readonly sort: FoundSort;
  readonly descending: boolean;
  readonly offset: number;
  readonly limit: number;
};

type Place = { readonly organisationId: string; readonly accountId: string };

const listed = {
  id: true,
  sellerMediaBuyId: true,
  name: true,
  sellerStatus: true,
  currency: true,
  totalMicros: true,
  startAt: true,
  endAt: true,
  packageCount: true,
  poNumber: true,
  brandDomain: true,
  obstacle: true,
  mediaBuyId: true,
  seenAt: true,
} satisfies Prisma.FoundMediaBuySelect;

export type ListedFoundBuy = Prisma.FoundMediaBuyGetPayload<{ select: typeof listed }>;

/** One page, how many rows there are in all, and how many of them are open to be taken over. Three statements. */
export async function listFound(
  db: Db,
  place: Place,
  page: FoundPage,
): Promise<{ readonly rows: readonly ListedFoundBuy[]; readonly total: number; readonly open: number }> {
  const where = filterWhere(place, page.filter);
  const direction = page.descending ? "desc" : "asc";
  const rows = await db.foundMediaBuy.findMany({
    where,
    select: listed,
    orderBy: [{ [page.sort]: direction }, { id: direction }],
    skip: page.offset,
    take: page.limit,
  });
  const total = await db.foundMediaBuy.count({ where });
  return { rows, total, open: await db.foundMediaBuy.count({ where: { AND: [where, free] } }) };
}

/** The words that the seller uses, with how many of each. */
export async function countFoundStatuses(db: Db, place: Place) {
  const rows = await db.foundMediaBuy.groupBy({
    by: ["sellerStatus"],
    where: place,
    _count: { _all: true },
    orderBy: { sellerStatus: "asc" },
  });
  return rows.map((row) => ({ status: row.sellerStatus, count: row._count._all }));
}

export async function countFound(db: Db, place: Place): Promise<{ readonly all: number; readonly here: number }> {
  const all = await db.foundMediaBuy.count({ where: place });
  return { all, here: await db.foundMediaBuy.count({ where: { ...place, mediaBuyId: { not: null } } }) };
}

/** Sums of what was chosen, per currency and status; money is never added over currencies. */
export async function sumChosen(db: Db, place: Place, choice: FoundChoice) {
  const rows = await db.foundMediaBuy.groupBy({
    by: ["currency", "sellerStatus"],
    where: { AND: [choiceWhere(place, choice), free] },
    _count: { _all: true },
    _sum: { totalMicros: true, packageCount: true },
    orderBy: [{ currency: "asc" }, { sellerStatus: "asc" }],
  });
  return rows.map((row) => ({
    currency: row.currency,
    status: row.sellerStatus,
    count: row._count._all,
    packages: row._sum.packageCount ?? 0,
    totalMicros: row._sum.totalMicros ?? 0n,
  }));
}

/** How many of the chosen are left out, and why: known here, or the obstacle. */
export async function countLeftOut(db: Db, place: Place, choice: FoundChoice) {
  const here = await db.foundMediaBuy.count({
    where: { AND: [choiceWhere(place, choice), { mediaBuyId: { not: null } }] },
  });
  const rows = await db.foundMediaBuy.groupBy({
    by: ["obstacle"],
    where: { AND: [choiceWhere(place, choice), { mediaBuyId: null, obstacle: { not: null } }] },
    _count: { _all: true },
    orderBy: { obstacle: "asc" },
  });
  return { here, obstacles: rows.map((row) => ({ obstacle: row.obstacle, count: row._count._all })) };
}

/** How many of the chosen have each PO number and each brand. */
export async function groupSizes(db: Db, place: Place, choice: FoundChoice) {
  const where = { AND: [choiceWhere(place, choice), free] };
  const orders = await db.foundMediaBuy.groupBy({ by: ["poNumber"], where, _count: { _all: true } });
  const brands = await db.foundMediaBuy.groupBy({ by: ["brandDomain"], where, _count: { _all: true } });
  return { poNumbers: orders.map((row) => row._count._all), brands: brands.map((row) => row._count._all) };
}

/** How many of a taking over have each value of the column by which they become campaigns. */
export async function sizesOfAdoption(
  tx: Tx,
  organisationId: string,
  adoptionId: string,
  by: "poNumber" | "brandDomain",
): Promise<ReadonlyMap<string | null, number>> {
  const rows = await tx.foundMediaBuy.groupBy({
    by: [by],
    where: { organisationId, adoptionId },
    _count: { _all: true },
  });
  return new Map(rows.map((row) => [row[by] ?? null, row._count._all]));
}

/** Marks the chosen ones for a taking over; returns how many. One statement. */
export async function markChosen(tx: Tx, place: Place, choice: FoundChoice, adoptionId: string): Promise<number> {
  const { count } = await tx.foundMediaBuy.updateMany({
    where: { AND: [choiceWhere(place, choice), free] },
    data: { adoptionId },
  });
  return count;
}

/** Looks at some of the chosen: what the seller says of their packages. */
export async function sampleChosen(
  db: Db,
  place: Place,
  choice: FoundChoice,
  limit: number,
): Promise<readonly string[]> {
  const rows = await db.foundMediaBuy.findMany({
    where: { AND: [choiceWhere(place, choice), free] },
    select: { seen: true },
    orderBy: { id: "asc" },
    take: limit,
  });
  return rows.map((row) => row.seen);
}

/** The campaigns into which a taking over went, by name. */
export async function campaignsOfAdoption(db: Db, organisationId: string, adoptionId: string, limit: number) {
  const found = await db.foundMediaBuy.findMany({
    where: { organisationId, adoptionId, mediaBuyId: { not: null } },
    select: { mediaBuyId: true },
    orderBy: { id: "asc" },
    take: 200,
  });
  const ids = found.flatMap((row) => row.mediaBuyId ?? []);
  return db.campaign.findMany({
    where: { organisationId, mediaBuys: { some: { id: { in: ids } } } },
    select: { id: true, name: true },
    orderBy: [{ name: "asc" }, { id: "asc" }],
    take: limit,
  });
}

/** Not ours and nothing in the way. */
const free = { mediaBuyId: null, obstacle: null } satisfies Prisma.FoundMediaBuyWhereInput;

function choiceWhere(place: Place, choice: FoundChoice): Prisma.FoundMediaBuyWhereInput {
  if (choice.kind === "ids") return { ...place, id: { in: [...choice.ids] } };
  const except = choice.except.length === 0 ? {} : { id: { notIn: [...choice.except] } };
  return { AND: [filterWhere(place, choice.filter), except] };
}

function filterWhere(place: Place, { text, statuses, origin }: FoundFilter): Prisma.FoundMediaBuyWhereInput {
  const contains = containing(text);
  return {
    ...place,
    ...(origin === "all" ? {} : { mediaBuyId: origin === "here" ? { not: null } : null }),
    ...(statuses.length === 0 ? {} : { sellerStatus: { in: [...statuses] } }),
    ...(text === ""
      ? {}
      : {
          OR: [{ name: contains }, { sellerMediaBuyId: contains }, { poNumber: contains }, { brandDomain: contains }],
        }),
  };
}
