import type { Db, Tx } from "../db/client";
import { addExposure, type ExposureParts, exposureOf, noExposure } from "../domain/exposure/ledger";
import type { Instant } from "../domain/time";
import { microsOf } from "./committed-totals";
import { type ExposureKey, type OpenWrite, readWrites } from "./open-writes";

/** `campaignId` null: the whole organisation, every campaign in it. */
export type ExposureRow = Omit<ExposureKey, "campaignId"> & {
  readonly campaignId: string | null;
  readonly parts: ExposureParts;
};
/** What one change that is being decided would add. */
export type DecidedRow = ExposureKey & { readonly changeId: string; readonly addedMicros: bigint };

export type Ledger = { readonly rows: readonly ExposureRow[]; readonly deciding: readonly DecidedRow[] };

type Asked = {
  /** Changes to be decided on; they are left out of the rows and told apart. */
  readonly deciding?: readonly string[];
  /** Campaigns that get rows of their own; those of `deciding` do in any case. */
  readonly campaignIds?: readonly string[];
};

/**
 * The organisation's exposure per currency, and that of the campaigns asked for. What is committed comes from sums that triggers keep
 * (docs/decisions/0031), so it grows with the writes that are open and with nothing else.
 */
export async function readLedger(
  db: Db | Tx,
  organisationId: string,
  now: Instant,
  { deciding = [], campaignIds = [] }: Asked = {},
): Promise<Ledger> {
  const writes = await readWrites(db, organisationId, now, deciding);
  const decided = writes.filter(({ changeId }) => deciding.includes(changeId));
  const campaigns = new Set([...campaignIds, ...decided.map(({ key }) => key.campaignId)]);
  const rows = new Map<string, ExposureRow>();
  const put = (key: Omit<ExposureRow, "parts">, parts: ExposureParts) => {
    const { campaignId, currency, sandbox } = key;
    const id = `${campaignId} ${currency} ${sandbox}`;
    const sum = addExposure(rows.get(id)?.parts ?? noExposure, parts);
    rows.set(id, { campaignId, currency, sandbox, parts: sum });
  };
  for (const { micros, ...key } of await readCommitted(db, organisationId, [...campaigns], openCreates(writes))) {
    put(key, exposureOf(micros, [], now));
  }
  for (const { changeId, key, write } of writes) {
    if (deciding.includes(changeId)) continue;
    const parts = exposureOf(0n, [write], now);
    put({ ...key, campaignId: null }, parts);
    if (campaigns.has(key.campaignId)) put(key, parts);
  }
  return {
    rows: [...rows.values()],
    deciding: decided.map(({ changeId, key, write }) => ({ ...key, changeId, addedMicros: write.addedMicros })),
  };
}

/** Sums rows of one currency and one kind of money; `campaignId` left out: over the whole organisation. */
export function exposureIn(
  rows: readonly ExposureRow[],
  of: { readonly currency: string; readonly sandbox: boolean; readonly campaignId?: string },
): ExposureParts {
  return rows
    .filter((row) => row.currency === of.currency && row.sandbox === of.sandbox)
    .filter((row) => row.campaignId === (of.campaignId ?? null))
    .reduce((sum, row) => addExposure(sum, row.parts), noExposure);
}

type Committed = Omit<ExposureRow, "parts"> & { readonly micros: bigint };

/** The media buys whose create is open: it counts as a write, whatever the seller already shows of them. */
function openCreates(writes: readonly OpenWrite[]): readonly string[] {
  return writes.filter(({ isOpenCreate }) => isOpenCreate).map(({ mediaBuyId }) => mediaBuyId);
}

/**
 * What media buys that sellers have bind, without those of `except`: of the organisation, and of each of the campaigns. As the view
 * MediaBuyCommitment says: confirmed budgets; where a buy or a package is over, what was spent.
 */
async function readCommitted(
  db: Db | Tx,
  organisationId: string,
  campaignIds: readonly string[],
  except: readonly string[],
): Promise<readonly Committed[]> {
  const scopeId = { in: ["", ...campaignIds] };
  const totals = await db.committedTotal.findMany({ where: { organisationId, scopeId } });
  const left = await db.commitment.findMany({ where: { organisationId, mediaBuyId: { in: [...except] } } });
  return totals.flatMap(({ scopeId: scope, currency, sandbox, mediaBuys, units, rest }) => {
    const out = left.filter(
      (one) => one.currency === currency && one.sandbox === sandbox && (scope === "" || one.campaignId === scope),
    );
    if (out.length >= mediaBuys) return [];
    const micros = out.reduce((sum, one) => sum - one.micros, microsOf({ units, rest }));
    return [{ campaignId: scope === "" ? null : scope, currency, sandbox, micros }];
  });
}
