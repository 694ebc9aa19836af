import type { Db, Tx } from "../db/client";
import { Prisma } from "../db/generated/client";
import { type ChangeState, inFlightStates } from "../domain/change/change-state";
import { quarantineMs } from "../domain/change/resend";
import { decodeIntent, decodePatch } from "../domain/change/stored-json";
import {
  addExposure,
  addedByCreate,
  addedByEdit,
  type ExposureParts,
  exposureOf,
  type LedgerWrite,
  noExposure,
} from "../domain/exposure/ledger";
import { addMillis, type Instant } from "../domain/time";
import { stateOf } from "./changes";
import { instantOf } from "./row-instants";

/** Where money counts: play money of sandbox sellers stands apart from real money, currencies always do. */
export type ExposureKey = { readonly campaignId: string; readonly currency: string; readonly sandbox: boolean };
export type ExposureRow = ExposureKey & { readonly parts: ExposureParts };
/** What one change that is being decided would add. */
export type DecidedRow = ExposureKey & { readonly changeId: string; readonly addedMicros: bigint };

export type Ledger = { readonly rows: readonly ExposureRow[]; readonly deciding: readonly DecidedRow[] };

/**
 * The organisation's exposure per campaign and currency. `deciding`: changes to be decided on; they are left out of the rows and
 * told apart. The number of statements does not depend on how many buys or changes there are.
 */
export async function readLedger(
  db: Db | Tx,
  organisationId: string,
  now: Instant,
  deciding: readonly string[] = [],
): Promise<Ledger> {
  const committed = await readCommitted(db, organisationId);
  const writes = await readWrites(db, organisationId, now, deciding);
  const rows = new Map<string, ExposureRow>();
  const put = (key: ExposureKey, parts: ExposureParts) => {
    const { campaignId, currency, sandbox } = key;
    const id = `${campaignId} ${currency} ${sandbox}`;
    const sum = addExposure(rows.get(id)?.parts ?? noExposure, parts);
    rows.set(id, { campaignId, currency, sandbox, parts: sum });
  };
  for (const { micros, ...key } of committed) put(key, exposureOf(micros, [], now));
  for (const { changeId, key, write } of writes) {
    if (!deciding.includes(changeId)) put(key, exposureOf(0n, [write], now));
  }
  return {
    rows: [...rows.values()],
    deciding: writes.flatMap(({ changeId, key, write }) =>
      deciding.includes(changeId) ? [{ ...key, changeId, addedMicros: write.addedMicros }] : [],
    ),
  };
}

/** Sums rows of one currency and one kind of money; `campaignId` left out: over the whole organisation. */
export function exposureIn(
  rows: readonly ExposureRow[],
  of: { readonly currency: string; readonly sandbox: boolean; readonly campaignId?: string },
): ExposureParts {
  return rows
    .filter((row) => row.currency === of.currency && row.sandbox === of.sandbox)
    .filter((row) => of.campaignId === undefined || row.campaignId === of.campaignId)
    .reduce((sum, row) => addExposure(sum, row.parts), noExposure);
}

const openStates: readonly ChangeState[] = ["approved", ...inFlightStates];
const endedStates: readonly ChangeState[] = ["refused", "failed", "rejected"];

type Committed = ExposureKey & { readonly micros: bigint };

/** Confirmed budgets of buys that sellers have; where a buy or a package is over, what was spent. Open creates count as writes. */
async function readCommitted(db: Db | Tx, organisationId: string): Promise<readonly Committed[]> {
  const rows = await db.$queryRaw<
    readonly {
      readonly campaignId: string;
      readonly currency: string;
      readonly sandbox: unknown;
      readonly micros: unknown;
    }[]
  >(Prisma.sql`
    SELECT b."campaignId", b."currency", b."sandbox", CAST(SUM(CASE
        WHEN lower(b."sellerStatus") IN ('completed', 'rejected', 'canceled', 'cancelled') THEN b."spendMicros"
        ELSE COALESCE((SELECT SUM(CASE WHEN p."canceledAt" IS NULL THEN p."budgetMicros" ELSE
            COALESCE((SELECT SUM(d."spendMicros") FROM "DeliveryRow" d WHERE d."packageId" = p.id), 0) END)
          FROM "Package" p WHERE p."organisationId" = b."organisationId" AND p."mediaBuyId" = b.id), b."totalMicros")
      END) AS TEXT) AS micros
    FROM "MediaBuy" b
    WHERE b."organisationId" = ${organisationId}
      AND (b."sellerMediaBuyId" IS NOT NULL OR b."sellerStatus" IS NOT NULL)
      AND NOT EXISTS (SELECT 1 FROM "Change" c WHERE c."organisationId" = b."organisationId" AND c."mediaBuyId" = b.id
        AND c."kind" = 'create_media_buy' AND c."state" IN (${Prisma.join([...openStates])}))
    GROUP BY b."campaignId", b."currency", b."sandbox"`);
  return rows.map(({ campaignId, currency, sandbox, micros }) => ({
    campaignId,
    currency,
    sandbox: Boolean(sandbox),
    micros: BigInt(String(micros)),
  }));
}

const ledgerChange = {
  id: true,
  kind: true,
  state: true,
  patch: true,
  mediaBuy: {
    select: {
      campaignId: true,
      currency: true,
      sandbox: true,
      packages: { select: { id: true, budgetMicros: true, canceledAt: true } },
    },
  },
  calls: {
    select: { attempts: true, state: true, lastSentAt: true },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
  },
} satisfies Prisma.ChangeSelect;

type LedgerChange = Prisma.ChangeGetPayload<{ select: typeof ledgerChange }>;
type Write = { readonly changeId: string; readonly key: ExposureKey; readonly write: LedgerWrite };

function readWrites(
  db: Db | Tx,
  organisationId: string,
  now: Instant,
  deciding: readonly string[],
): Promise<readonly Write[]> {
  const ended = { state: { in: [...endedStates] }, settledAt: { gt: new Date(addMillis(now, -quarantineMs)) } };
  const anyOf = [{ state: { in: [...openStates] } }, ended, { id: { in: [...deciding] } }];
  return writesWhere(db, organisationId, { OR: anyOf });
}

/** True when sending these could add money: then, and only then, the whole ledger has to be summed. */
export async function mayAddMoney(tx: Tx, organisationId: string, changeIds: readonly string[]): Promise<boolean> {
  const writes = await writesWhere(tx, organisationId, { id: { in: [...changeIds] } });
  return writes.some(({ write }) => write.addedMicros > 0n);
}

async function writesWhere(
  db: Db | Tx,
  organisationId: string,
  which: Prisma.ChangeWhereInput,
): Promise<readonly Write[]> {
  const rows = await db.change.findMany({
    where: { organisationId, kind: { in: ["create_media_buy", "update_media_buy"] }, ...which },
    select: ledgerChange,
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
  });
  return rows.flatMap((row) => {
    if (row.mediaBuy === null) return [];
    const { campaignId, currency, sandbox } = row.mediaBuy;
    const write = { state: stateOf(row.state), addedMicros: addedBy(row), mayLandUntil: mayLandUntil(row) };
    return [{ changeId: row.id, key: { campaignId, currency, sandbox }, write }];
  });
}

function addedBy({ kind, patch, mediaBuy }: LedgerChange): bigint {
  const live = (mediaBuy?.packages ?? []).filter((one) => one.canceledAt === null);
  if (kind === "create_media_buy") {
    return addedByCreate(
      decodeIntent(patch),
      live.reduce((sum, one) => sum + one.budgetMicros, 0n),
    );
  }
  return addedByEdit(decodePatch(patch), new Map(live.map((one) => [one.id, one.budgetMicros])));
}

/** A request whose every send was answered cannot land any more; one that was repeated, or never answered, may for a while. */
function mayLandUntil({ calls }: LedgerChange): Instant | null {
  const open = calls.filter((call) => call.lastSentAt !== null && (call.attempts > 1 || call.state !== "refused"));
  const last = open.map(({ lastSentAt }) => lastSentAt?.getTime() ?? 0).sort((a, b) => b - a)[0];
  return last === undefined ? null : addMillis(instantOf(new Date(last)), quarantineMs);
}
