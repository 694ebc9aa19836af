import type { Db, Tx } from "../db/client";
import { containing } from "../db/dialect";
import type { Prisma } from "../db/generated/client";
import { type Campaign, type CampaignState, campaignStates } from "../domain/campaign/campaign";
import { DomainError, notFound } from "../domain/errors";
import { parseGoals } from "../domain/optimization/parse-goals";
import { parseOverlay } from "../domain/targeting/edit-overlay";
import { type Instant, instantFromMillis } from "../domain/time";
import { playCampaigns } from "./play-money";

const brandColumns = { select: { id: true, name: true, domain: true } } as const;
const withBrand = { brand: brandColumns } as const;
type Row = Prisma.CampaignGetPayload<{ include: typeof withBrand }>;

/** Throws NOT_FOUND, also for another organisation's campaign. */
export async function getCampaign(db: Db | Tx, organisationId: string, id: string): Promise<Campaign> {
  const row = await db.campaign.findFirst({ where: { id, organisationId } });
  if (!row) throw notFound("The campaign");
  const brand =
    row.brandId === null ? null : await db.brand.findUnique({ where: { id: row.brandId }, ...brandColumns });
  return toCampaign({ ...row, brand });
}

/** What a new plan starts with: the person's last campaign, else the organisation's own. */
export async function planDefaults(
  tx: Tx,
  organisationId: string,
  userId: string,
): Promise<Pick<Campaign, "brand" | "timeZone" | "currency">> {
  const last = await tx.campaign.findFirst({
    where: { organisationId, createdById: userId },
    include: withBrand,
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
  });
  if (last) return { brand: last.brand, timeZone: last.timeZone, currency: last.currency };
  const organisation = await tx.organisation.findUnique({ where: { id: organisationId } });
  if (!organisation) throw notFound("The organisation");
  return { brand: null, timeZone: organisation.timeZone, currency: organisation.currency };
}

/** DUPLICATE at the field when another campaign of the organisation has the reference. */
export async function refuseTakenBuyerRef(tx: Tx, campaign: Pick<Campaign, "organisationId" | "id" | "buyerRef">) {
  const { organisationId, buyerRef, id } = campaign;
  const other = await tx.campaign.findFirst({
    where: { organisationId, buyerRef, id: { not: id } },
    select: { name: true },
  });
  if (!other) return;
  throw new DomainError("DUPLICATE", "Another campaign has this reference", [
    { path: "buyerRef", message: `"${other.name}" already has this reference` },
  ]);
}

export async function insertCampaign(tx: Tx, campaign: Campaign): Promise<void> {
  await tx.campaign.create({
    data: {
      ...toColumns(campaign),
      id: campaign.id,
      organisationId: campaign.organisationId,
      createdById: campaign.createdById,
      createdAt: new Date(campaign.createdAt),
      updatedAt: new Date(campaign.updatedAt),
      revision: campaign.revision,
    },
  });
}

/** Writes only if nobody else has written since `campaign` was read. Returns it with its new revision. */
export async function saveCampaign(tx: Tx, campaign: Campaign, at: Instant): Promise<Campaign> {
  const revision = campaign.revision + 1;
  const { count } = await tx.campaign.updateMany({
    where: { id: campaign.id, organisationId: campaign.organisationId, revision: campaign.revision },
    data: { ...toColumns(campaign), updatedAt: new Date(at), revision },
  });
  if (count === 0) throw staleCampaign();
  return { ...campaign, updatedAt: at, revision };
}

export function staleCampaign(): DomainError {
  return new DomainError("STALE_REVISION", "Somebody else changed this campaign meanwhile");
}

/** A new revision because its packages changed, so that nobody submits what they have not seen. */
export async function touchCampaign(tx: Tx, campaign: Campaign, at: Instant): Promise<number> {
  return (await saveCampaign(tx, campaign, at)).revision;
}

export type CampaignListFilter = {
  readonly text: string;
  readonly states: readonly CampaignState[];
  readonly archived: boolean;
  /** The last row of the page before. */
  readonly after: { readonly updatedAt: Instant; readonly id: string } | null;
  readonly limit: number;
};

/** How many of its media buys have a status. */
export type StatusCount = { readonly status: string; readonly count: number };

export type ListedCampaign = {
  readonly campaign: Campaign;
  readonly buys: readonly StatusCount[];
  readonly packageCount: number;
  /** All its packages are play money. */
  readonly sandbox: boolean;
};

/** Newest change first; the same statements however many rows. */
export async function listCampaigns(
  db: Db | Tx,
  organisationId: string,
  filter: CampaignListFilter,
): Promise<ListedCampaign[]> {
  const rows = await db.campaign.findMany({
    where: { AND: [{ organisationId }, listWhere(filter)] },
    include: withBrand,
    orderBy: [{ updatedAt: "desc" }, { id: "desc" }],
    take: filter.limit,
  });
  const ids = rows.map((row) => row.id);
  const buys = await countBuys(db, organisationId, ids);
  const packages = await countPackages(db, organisationId, ids);
  const play = await playCampaigns(db, organisationId, ids);
  return rows.map((row) => ({
    campaign: toCampaign(row),
    buys: buys.get(row.id) ?? [],
    packageCount: packages.get(row.id) ?? 0,
    sandbox: play.has(row.id),
  }));
}

async function countPackages(
  db: Db | Tx,
  organisationId: string,
  campaignIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const where = { organisationId, campaignId: { in: [...campaignIds] } };
  const rows = await db.package.groupBy({ by: ["campaignId"], where, _count: { _all: true } });
  return new Map(rows.map((row) => [row.campaignId, row._count._all]));
}

/** From the counts that triggers keep, however many media buys there are. */
async function countBuys(
  db: Db | Tx,
  organisationId: string,
  campaignIds: readonly string[],
): Promise<ReadonlyMap<string, readonly StatusCount[]>> {
  const rows = await db.mediaBuyCount.findMany({
    where: { organisationId, scopeId: { in: [...campaignIds] }, count: { gt: 0 } },
    orderBy: { status: "asc" },
  });
  const counts = new Map<string, StatusCount[]>();
  for (const { scopeId, status, count } of rows) {
    counts.set(scopeId, [...(counts.get(scopeId) ?? []), { status, count }]);
  }
  return counts;
}

/** The statuses that a campaign's own is rolled up from. */
export async function getCampaignBuys(
  db: Db | Tx,
  organisationId: string,
  campaignId: string,
): Promise<readonly StatusCount[]> {
  return (await countBuys(db, organisationId, [campaignId])).get(campaignId) ?? [];
}

function listWhere({ text, states, archived, after }: CampaignListFilter): Prisma.CampaignWhereInput {
  const contains = containing(text);
  const at = after === null ? null : new Date(after.updatedAt);
  return {
    AND: [
      archived ? { archivedAt: { not: null } } : { archivedAt: null },
      states.length === 0 ? {} : { state: { in: [...states] } },
      text === ""
        ? {}
        : { OR: [{ name: contains }, { buyerRef: contains }, { poNumber: contains }, { brand: { name: contains } }] },
      at === null || after === null ? {} : { OR: [{ updatedAt: { lt: at } }, { updatedAt: at, id: { lt: after.id } }] },
    ],
  };
}

function toColumns(campaign: Campaign) {
  return {
    state: campaign.state,
    name: campaign.name,
    brandId: campaign.brand?.id ?? null,
    brief: campaign.brief,
    buyerRef: campaign.buyerRef,
    poNumber: campaign.poNumber,
    startAt: dateOrNull(campaign.startAt),
    endAt: dateOrNull(campaign.endAt),
    timeZone: campaign.timeZone,
    totalMicros: campaign.totalMicros,
    currency: campaign.currency,
    targetingOverlay: JSON.stringify(campaign.targetingOverlay),
    optimizationGoals: JSON.stringify(campaign.optimizationGoals ?? []),
    salesAgentIds: campaign.salesAgentIds === null ? null : JSON.stringify(campaign.salesAgentIds),
    archivedAt: dateOrNull(campaign.archivedAt),
  };
}

function toCampaign(row: Row): Campaign {
  return {
    id: row.id,
    organisationId: row.organisationId,
    state: campaignStates.find((state) => state === row.state) ?? "draft",
    name: row.name,
    brand: row.brand,
    brief: row.brief,
    buyerRef: row.buyerRef,
    poNumber: row.poNumber,
    startAt: instantOrNull(row.startAt),
    endAt: instantOrNull(row.endAt),
    timeZone: row.timeZone,
    totalMicros: row.totalMicros,
    currency: row.currency,
    targetingOverlay: parseOverlay(row.targetingOverlay),
    optimizationGoals: parseGoals(row.optimizationGoals),
    salesAgentIds: row.salesAgentIds === null ? null : idsFrom(row.salesAgentIds),
    createdById: row.createdById,
    createdAt: instantFromMillis(row.createdAt.getTime()),
    updatedAt: instantFromMillis(row.updatedAt.getTime()),
    archivedAt: instantOrNull(row.archivedAt),
    revision: row.revision,
  };
}

function idsFrom(text: string): string[] {
  const ids: unknown = JSON.parse(text);
  return Array.isArray(ids) ? ids.filter((id): id is string => typeof id === "string") : [];
}

function instantOrNull(date: Date | null): Instant | null {
  return date === null ? null : instantFromMillis(date.getTime());
}

function dateOrNull(instant: Instant | null): Date | null {
  return instant === null ? null : new Date(instant);
}
