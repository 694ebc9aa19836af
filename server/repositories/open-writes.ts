import type { Db, Tx } from "../db/client";
import { dialectOf } from "../db/dialect";
import { Prisma } from "../db/generated/client";
import { textsOf } from "../db/json-sql";
import { type ChangeState, inFlightStates } from "../domain/change/change-state";
import { quarantineMs } from "../domain/change/resend";
import { decodeIntent, decodePatch } from "../domain/change/stored-json";
import { addedByCreate, addedByEdit, type LedgerWrite } from "../domain/exposure/ledger";
import { addMillis, type Instant } from "../domain/time";
import { stateOf } from "./changes";
import { instantOf } from "./row-instants";

/** Where money counts: play money of sandbox sellers stands apart from real money, currencies always do. */
export type ExposureKey = { readonly campaignId: string; readonly currency: string; readonly sandbox: boolean };

/** A write that is under way, or to be. */
export type OpenWrite = {
  readonly changeId: string;
  readonly mediaBuyId: string;
  readonly key: ExposureKey;
  readonly write: LedgerWrite;
  readonly isOpenCreate: boolean;
};

const openStates: readonly ChangeState[] = ["approved", ...inFlightStates];
const endedStates: readonly ChangeState[] = ["refused", "failed", "rejected"];

/** Open writes, those that ended a moment ago, and those of `deciding`, oldest first: each found by an index of what it is. */
export function readWrites(
  db: Db | Tx,
  organisationId: string,
  now: Instant,
  deciding: readonly string[],
): Promise<readonly OpenWrite[]> {
  const since = new Date(addMillis(now, -quarantineMs));
  return writesIn(
    db,
    organisationId,
    Prisma.sql`SELECT o."id" FROM "Change" o WHERE o."organisationId" = ${organisationId}
        AND o."state" IN (${Prisma.join([...openStates])}) AND ${mayBind}
      UNION
      SELECT o."id" FROM "Change" o WHERE o."organisationId" = ${organisationId}
        AND o."state" IN (${Prisma.join([...endedStates])}) AND o."settledAt" > ${since} AND ${mayBind}
      UNION
      ${textsOf(db, deciding)}`,
  );
}

/** A create, or an edit that says a budget (a package's, or that of a line it adds): nothing else binds more than is bound. */
const mayBind = Prisma.raw(`(o."kind" = 'create_media_buy' OR o."patch" LIKE '%"budgetMicros"%')`);

/** True when sending these could add money: then, and only then, the whole ledger has to be looked at. */
export async function mayAddMoney(tx: Tx, organisationId: string, changeIds: readonly string[]): Promise<boolean> {
  const writes = await writesIn(tx, organisationId, textsOf(tx, changeIds));
  return writes.some(({ write }) => write.addedMicros > 0n);
}

type Cells = {
  readonly id: string;
  readonly kind: string;
  readonly state: string;
  readonly patch: string;
  readonly mediaBuyId: string;
  readonly campaignId: string;
  readonly currency: string;
  readonly sandbox: unknown;
  /** JSON: id and budget of every package that is not canceled. */
  readonly budgets: string | null;
  /** Of the requests that may still land: one whose every send was answered cannot, one that was repeated, or never answered, may. */
  readonly lastSentAt: string | Date | null;
};

/** `ids`: a statement that has them. In one statement, however many there are. */
async function writesIn(db: Db | Tx, organisationId: string, ids: Prisma.Sql): Promise<readonly OpenWrite[]> {
  const sqlite = dialectOf(db) === "sqlite";
  const [array, all] = sqlite ? ["json_array", "json_group_array"] : ["json_build_array", "json_agg"];
  const rows = await db.$queryRaw<readonly Cells[]>(Prisma.sql`WITH "wanted"("id") AS (${ids})
    SELECT c."id", c."kind", c."state", c."patch", b."id" AS "mediaBuyId", b."campaignId", b."currency", b."sandbox",
      (SELECT CAST(${Prisma.raw(`${all}(${array}`)}(p."id", CAST(p."budgetMicros" AS TEXT))) AS TEXT)
        FROM "Package" p WHERE p."mediaBuyId" = b."id" AND p."canceledAt" IS NULL) AS "budgets",
      (SELECT max(k."lastSentAt") FROM "SellerCall" k
        WHERE k."changeId" = c."id" AND (k."attempts" > 1 OR k."state" <> 'refused')) AS "lastSentAt"
    FROM "wanted" CROSS JOIN "Change" c CROSS JOIN "MediaBuy" b
    WHERE c."id" = "wanted"."id" AND c."organisationId" = ${organisationId}
      AND c."kind" IN ('create_media_buy', 'update_media_buy') AND b."id" = c."mediaBuyId"
    ORDER BY c."createdAt", c."id"`);
  return rows.map(toWrite);
}

function toWrite(row: Cells): OpenWrite {
  const { id: changeId, mediaBuyId, campaignId, currency, lastSentAt } = row;
  const mayLandUntil = lastSentAt === null ? null : addMillis(instantOf(new Date(lastSentAt)), quarantineMs);
  const write = { state: stateOf(row.state), addedMicros: addedBy(row), mayLandUntil };
  const isOpenCreate = row.kind === "create_media_buy" && openStates.includes(write.state);
  return { changeId, mediaBuyId, key: { campaignId, currency, sandbox: Boolean(row.sandbox) }, write, isOpenCreate };
}

function addedBy({ kind, patch, budgets }: Cells): bigint {
  const live = budgets === null ? [] : (JSON.parse(budgets) as readonly (readonly [string, string])[]);
  const confirmed = new Map(live.map(([id, micros]) => [id, BigInt(micros)]));
  if (kind !== "create_media_buy") return addedByEdit(decodePatch(patch), confirmed);
  const seen = [...confirmed.values()].reduce((sum, micros) => sum + micros, 0n);
  return addedByCreate(decodeIntent(patch), seen);
}
