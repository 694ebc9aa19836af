import type { Db, Tx } from "../db/client";
import { notFound } from "../domain/errors";
import { type Instant, instantFromMillis } from "../domain/time";

export type DeliveryDay = {
  readonly packageId: string;
  readonly day: string;
  readonly impressions: bigint;
  readonly clicks: bigint;
  readonly spendMicros: bigint;
};

/** Days as the seller last reported them, oldest first. */
export async function listDeliveryDays(
  db: Db | Tx,
  organisationId: string,
  mediaBuyId: string,
): Promise<DeliveryDay[]> {
  return db.deliveryRow.findMany({
    where: { organisationId, mediaBuyId },
    orderBy: [{ day: "asc" }, { packageId: "asc" }],
    select: { packageId: true, day: true, impressions: true, clicks: true, spendMicros: true },
  });
}

export type RunningBuy = {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly campaign: { readonly id: string; readonly name: string };
  readonly salesAgent: { readonly id: string; readonly name: string };
  readonly currency: string;
  readonly totalMicros: bigint;
  readonly spendMicros: bigint;
  readonly impressions: bigint;
  readonly startAt: Instant | null;
  readonly endAt: Instant | null;
  readonly timeZone: string;
  readonly deliveryAt: Instant | null;
  /** The last UTC day the seller has reported, or null. */
  readonly lastDay: string | null;
  readonly blockedBy: string | null;
  readonly sandbox: boolean;
};

const running = [
  "ACTIVE",
  "PAUSED",
  "PENDING_START",
  "PENDING_CREATIVES",
  "PENDING_APPROVAL",
  "INPUT_REQUIRED",
  "FAILED",
  "REJECTED",
];
const most = 200;

/** Buys that are not over, the latest changed first, at most 200. */
export async function listRunningBuys(db: Db | Tx, organisationId: string): Promise<RunningBuy[]> {
  const rows = await db.mediaBuy.findMany({
    where: { organisationId, archivedAt: null, status: { in: running } },
    orderBy: [{ updatedAt: "desc" }, { id: "desc" }],
    take: most,
    include: { campaign: { select: { id: true, name: true, timeZone: true } } },
  });
  const agents = await db.salesAgent.findMany({ where: { organisationId }, select: { id: true, name: true } });
  const names = new Map(agents.map((agent) => [agent.id, agent.name]));
  const reported = await db.deliveryRow.groupBy({
    by: ["mediaBuyId"],
    where: { organisationId, mediaBuyId: { in: rows.map((row) => row.id) } },
    _max: { day: true },
  });
  const lastDays = new Map(reported.map((row) => [row.mediaBuyId, row._max.day]));
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    status: row.status,
    campaign: { id: row.campaign.id, name: row.campaign.name },
    salesAgent: { id: row.salesAgentId, name: names.get(row.salesAgentId) ?? "Removed agent" },
    currency: row.currency,
    totalMicros: row.totalMicros,
    spendMicros: row.spendMicros,
    impressions: row.impressions,
    startAt: instantOrNull(row.startAt),
    endAt: instantOrNull(row.endAt),
    timeZone: row.campaign.timeZone,
    deliveryAt: instantOrNull(row.deliveryAt),
    lastDay: lastDays.get(row.id) ?? null,
    blockedBy: row.blockedBy,
    sandbox: row.sandbox,
  }));
}

export type DeliveringBuy = {
  readonly currency: string;
  readonly totalMicros: bigint;
  readonly startAt: Instant | null;
  readonly endAt: Instant | null;
  readonly timeZone: string;
  readonly deliveryAt: Instant | null;
  readonly packages: readonly {
    readonly id: string;
    readonly name: string;
    readonly budgetMicros: bigint;
    readonly startAt: Instant | null;
    readonly endAt: Instant | null;
  }[];
};

export async function getDeliveringBuy(
  db: Db | Tx,
  organisationId: string,
  mediaBuyId: string,
): Promise<DeliveringBuy> {
  const row = await db.mediaBuy.findFirst({
    where: { id: mediaBuyId, organisationId },
    include: { campaign: { select: { timeZone: true } }, packages: { orderBy: { position: "asc" } } },
  });
  if (!row) throw notFound("The media buy");
  return {
    currency: row.currency,
    totalMicros: row.totalMicros,
    startAt: instantOrNull(row.startAt),
    endAt: instantOrNull(row.endAt),
    timeZone: row.campaign.timeZone,
    deliveryAt: instantOrNull(row.deliveryAt),
    packages: row.packages.map(({ id, name, budgetMicros, startAt, endAt }) => ({
      id,
      name,
      budgetMicros,
      startAt: instantOrNull(startAt),
      endAt: instantOrNull(endAt),
    })),
  };
}

function instantOrNull(date: Date | null): Instant | null {
  return date === null ? null : instantFromMillis(date.getTime());
}
