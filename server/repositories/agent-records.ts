import type { Db } from "../db/client";
import { Prisma } from "../db/generated/client";
import {
  type AgentRecord,
  callRecord,
  counted,
  type ExchangeFact,
  quantile,
} from "../domain/agent-record/agent-record";
import { addMillis, type Instant } from "../domain/time";

const days = 30;
/** The newest exchanges of each agent that its record is made from. */
const newest = 300;
/** Rows of tasks and events that are looked at, all agents together. */
const most = 5_000;

type Whose = { readonly organisationId: string; readonly salesAgentId?: string };
type Tagged<T> = T & { readonly salesAgentId: string };

/** How the organisation's agents have behaved in the last 30 days, by agent id: all of them in as many statements as one, or `only` one. */
export async function readAgentRecords(
  db: Db,
  organisationId: string,
  now: Instant,
  only?: string,
): Promise<ReadonlyMap<string, AgentRecord>> {
  const since = new Date(addMillis(now, -days * 86_400_000));
  const agents = await db.salesAgent.findMany({
    where: { organisationId, removedAt: null, ...(only === undefined ? {} : { id: only }) },
    select: { id: true },
  });
  const of: Whose = { organisationId, ...(only === undefined ? {} : { salesAgentId: only }) };
  const [exchanges, writes, tasks, events] = await Promise.all([
    readExchanges(db, of, since),
    countWrites(db, of, since),
    readTasks(db, of, since),
    readEvents(db, of, since),
  ]);
  return new Map(
    agents.map(({ id }) => {
      const mine = <T>(rows: readonly Tagged<T>[]) => rows.filter((row) => row.salesAgentId === id);
      const record: AgentRecord = {
        days,
        calls: callRecord(mine(exchanges)),
        writes: writes.get(id) ?? { verified: 0, missed: 0, unknown: 0 },
        approvals: approvalsOf(mine(tasks)),
        signatureFailures: mine(events).filter((event) => event.kind === "webhook_refused").length,
        deviations: counted(
          mine(events)
            .filter((event) => event.kind === "spec_deviation")
            .map((event) => event.code),
        ),
      };
      return [id, record];
    }),
  );
}

async function readExchanges(
  db: Db,
  { organisationId, salesAgentId: only }: Whose,
  since: Date,
): Promise<readonly Tagged<ExchangeFact>[]> {
  const rows = await db.$queryRaw<readonly Tagged<Record<keyof ExchangeFact, unknown>>[]>(Prisma.sql`
    SELECT e."salesAgentId", e."milliseconds", e."status", e."errorCode"
    FROM "SalesAgent" a JOIN "Exchange" e ON e.id IN (
      SELECT n.id FROM "Exchange" n WHERE n."organisationId" = a."organisationId" AND n."salesAgentId" = a.id
      ORDER BY n."at" DESC, n.id DESC LIMIT ${newest})
    WHERE a."organisationId" = ${organisationId} AND a."removedAt" IS NULL AND (CAST(${only ?? null} AS TEXT) IS NULL OR a.id = ${only ?? null})
      AND e."direction" = 'out' AND e."protocol" <> 'document' AND e."at" >= ${since}`);
  return rows.map(({ salesAgentId, milliseconds, status, errorCode }) => ({
    salesAgentId,
    milliseconds: Number(milliseconds),
    status: status === null ? null : Number(status),
    errorCode: typeof errorCode === "string" ? errorCode : null,
  }));
}

/** From one index alone. What settled has been looked at by then, never later. */
async function countWrites(
  db: Db,
  { organisationId, salesAgentId: only }: Whose,
  since: Date,
): Promise<ReadonlyMap<string, AgentRecord["writes"]>> {
  const rows = await db.$queryRaw<readonly Tagged<Record<keyof AgentRecord["writes"], unknown>>[]>(Prisma.sql`
    SELECT "salesAgentId", sum("verified") AS "verified", sum("missed") AS "missed", sum("unknown") AS "unknown" FROM (
      SELECT c."salesAgentId", 1 AS "verified", CASE WHEN c."missed" > 0 THEN 1 ELSE 0 END AS "missed", 0 AS "unknown"
      FROM "Change" c WHERE c."organisationId" = ${organisationId} AND c."state" = 'settled'
        AND c."settledAt" >= ${since} AND c."verifiedAt" >= ${since}
      UNION ALL
      SELECT c."salesAgentId", 0, 0, 1 FROM "Change" c WHERE c."organisationId" = ${organisationId} AND c."state" = 'unknown'
    ) found WHERE CAST(${only ?? null} AS TEXT) IS NULL OR "salesAgentId" = ${only ?? null} GROUP BY "salesAgentId"`);
  return new Map(
    rows.map(({ salesAgentId, verified, missed, unknown }) => [
      salesAgentId,
      { verified: Number(verified), missed: Number(missed), unknown: Number(unknown) },
    ]),
  );
}

type TaskTimes = {
  readonly createdAt: Date;
  readonly settledAt: Date | null;
  readonly lastPolledAt: Date | null;
  readonly overdueAt: Date;
};

function readTasks(db: Db, of: Whose, since: Date): Promise<readonly Tagged<TaskTimes>[]> {
  return db.sellerTask.findMany({
    where: { ...of, createdAt: { gte: since } },
    orderBy: { createdAt: "desc" },
    take: most,
    select: { salesAgentId: true, createdAt: true, settledAt: true, lastPolledAt: true, overdueAt: true },
  });
}

function approvalsOf(tasks: readonly TaskTimes[]): AgentRecord["approvals"] {
  const minutes = tasks
    .flatMap(({ createdAt, settledAt }) =>
      settledAt === null ? [] : [Math.round((settledAt.getTime() - createdAt.getTime()) / 60_000)],
    )
    .sort((a, b) => a - b);
  const open = tasks.filter((task) => task.settledAt === null);
  return {
    finished: minutes.length,
    medianMinutes: quantile(minutes, 0.5),
    longestMinutes: minutes.at(-1) ?? null,
    waiting: open.length,
    overdue: open.filter(({ lastPolledAt, overdueAt }) => lastPolledAt !== null && lastPolledAt >= overdueAt).length,
  };
}

type EventFact = { readonly kind: string; readonly code: string };

function readEvents(db: Db, of: Whose, since: Date): Promise<readonly Tagged<EventFact>[]> {
  return db.agentEvent.findMany({
    where: { ...of, at: { gte: since }, kind: { in: ["webhook_refused", "spec_deviation"] } },
    orderBy: { id: "desc" },
    take: most,
    select: { salesAgentId: true, kind: true, code: true },
  });
}
