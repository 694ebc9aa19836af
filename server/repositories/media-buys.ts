import type { Tx } from "../db/client";
import { writeStored } from "../domain/change/stored-json";
import { DomainError, notFound } from "../domain/errors";
import { blockedBy } from "../domain/media-buy/blocked-by";
import { deriveStatus, type MediaBuyStatus, mediaBuyStatuses } from "../domain/media-buy/status";
import type { Instant } from "../domain/time";
import { type Facts, factsOf, noFacts } from "./media-buy-facts";
import { anyOf, groupedBy, type RowWrite, writeAlike } from "./write-alike";

export type MediaBuyKey = { readonly organisationId: string; readonly mediaBuyId: string; readonly at: Instant };

export type NewMediaBuy = {
  readonly id: string;
  readonly organisationId: string;
  readonly campaignId: string;
  readonly salesAgentId: string;
  readonly accountId: string | null;
  readonly currency: string;
  readonly name: string;
  readonly poNumber: string;
  readonly startAt: Instant | null;
  readonly endAt: Instant | null;
  readonly totalMicros: bigint;
  readonly sandbox: boolean;
  readonly at: Instant;
};

/** A buy as planned: DRAFT. Once its create change is staged, `saveMediaBuy(tx, key, {})` brings the status up to it. */
export async function insertMediaBuy(tx: Tx, buy: NewMediaBuy): Promise<void> {
  const { at, startAt, endAt, ...columns } = buy;
  await tx.mediaBuy.create({
    data: {
      ...columns,
      startAt: dateOf(startAt),
      endAt: dateOf(endAt),
      status: "DRAFT" satisfies MediaBuyStatus,
      createdAt: new Date(at),
      updatedAt: new Date(at),
    },
  });
}

/** What may be written to a buy. `status` and `blockedBy` are not among it: they follow from the axes. */
export type MediaBuyChange = {
  readonly sellerMediaBuyId?: string;
  readonly sellerStatus?: string;
  readonly sellerStatusAt?: Instant;
  readonly sellerStatusSource?: "reply" | "poll" | "webhook";
  readonly sellerRevision?: number | null;
  readonly validActions?: readonly string[] | null;
  readonly taskStatus?: string | null;
  readonly taskMessage?: string | null;
  readonly poNumber?: string;
  readonly paused?: boolean;
  readonly startAt?: Instant | null;
  readonly endAt?: Instant | null;
  readonly totalMicros?: bigint;
  readonly creativeDeadline?: Instant | null;
  readonly confirmedAt?: Instant | null;
  readonly archivedAt?: Instant | null;
  readonly canceledAt?: Instant;
  readonly cancellationReason?: string;
  /** buyer | seller, or the seller's own word. */
  readonly canceledBy?: string;
  /** What reports were asked for (JSON, no secret in it). */
  readonly reportingWebhook?: string;
  /** Observations: they change neither the revision nor `updatedAt`. */
  readonly seen?: unknown;
  readonly seenAt?: Instant;
  readonly impressions?: bigint;
  readonly spendMicros?: bigint;
  readonly deliveryAt?: Instant;
};

export type SavedMediaBuy = {
  readonly status: MediaBuyStatus;
  readonly before: MediaBuyStatus;
  readonly revision: number;
};

export type MediaBuySave = {
  readonly key: MediaBuyKey;
  readonly change: MediaBuyChange;
  /** With it: STALE_REVISION when somebody has written since. */
  readonly expectedRevision?: number;
  /** As this transaction has read it, and nobody has written it since; absent: it is read. */
  readonly row?: MediaBuyRow;
};

/**
 * The one writer of a media buy: merges `change`, then derives `status` and `blockedBy` from the three axes (requirements §1.6).
 * With `expectedRevision` it throws STALE_REVISION when somebody has written since. The revision moves only when something a
 * person edits against has changed, not when the same is merely seen again.
 */
export async function saveMediaBuy(
  tx: Tx,
  key: MediaBuyKey,
  change: MediaBuyChange,
  expectedRevision?: number,
): Promise<SavedMediaBuy> {
  const expected = expectedRevision === undefined ? {} : { expectedRevision };
  const saved = await saveMediaBuys(tx, [{ key, change, ...expected }]);
  const [only] = saved.values();
  if (!only) throw notFound("The media buy");
  return only;
}

/** Several at once, each named once, by their ids: what they are derived from is read together, and what is alike is written together. */
export async function saveMediaBuys(
  tx: Tx,
  saves: readonly MediaBuySave[],
): Promise<ReadonlyMap<string, SavedMediaBuy>> {
  const saved = new Map<string, SavedMediaBuy>();
  for (const [organisationId, own] of groupedBy(saves, (save) => save.key.organisationId)) {
    const written = await saveInOne(tx, organisationId, own);
    for (const [id, one] of written) saved.set(id, one);
  }
  return saved;
}

async function saveInOne(tx: Tx, organisationId: string, saves: readonly MediaBuySave[]) {
  const unread = saves.filter(({ row }) => row === undefined).map(({ key }) => key.mediaBuyId);
  const rows = unread.length === 0 ? [] : await tx.mediaBuy.findMany({ where: { id: anyOf(unread), organisationId } });
  const rowOf = new Map(rows.map((row) => [row.id, row]));
  const merged = saves.map((save) => {
    const row = save.row ?? rowOf.get(save.key.mediaBuyId);
    if (!row) throw notFound("The media buy");
    if (save.expectedRevision !== undefined && row.revision !== save.expectedRevision) {
      throw new DomainError("STALE_REVISION", "Somebody else changed this media buy; reload to see it");
    }
    const columns = columnsOf(save.change);
    return { save, row, columns, next: { ...row, ...columns } };
  });
  const facts = await factsOf(
    tx,
    organisationId,
    merged.map(({ next }) => next),
  );
  const saved = new Map<string, SavedMediaBuy>();
  const writes: RowWrite[] = [];
  for (const { save, row, columns, next } of merged) {
    const before = statusOf(row.status);
    const derived = derivedOf(next, before, facts.get(row.id) ?? noFacts);
    const moved = isMaterial(row, { ...columns, ...derived });
    const revision = moved ? row.revision + 1 : row.revision;
    saved.set(row.id, { status: derived.status, before, revision });
    const movedColumns = moved ? { revision: { increment: 1 }, updatedAt: new Date(save.key.at) } : {};
    writes.push({ id: row.id, data: { ...columns, ...derived, ...movedColumns } });
  }
  await writeAlike(writes, (id, data) => tx.mediaBuy.updateMany({ where: { id, organisationId }, data }));
  return saved;
}

function derivedOf(next: MediaBuyRow, previous: MediaBuyStatus, facts: Facts) {
  const { sellerStatus, taskStatus, taskMessage, archivedAt } = next;
  const { ours, lacksCreatives, sellerName, change } = facts;
  const archived = archivedAt !== null;
  const status = deriveStatus({ ours, sellerStatus, taskStatus, archived, lacksCreatives, previous });
  const blocked = blockedBy({ status, sellerName, taskStatus, taskMessage, change });
  return { status, blockedBy: blocked === null ? null : writeStored(blocked) };
}

const observations = new Set([
  "seen",
  "seenAt",
  "impressions",
  "spendMicros",
  "deliveryAt",
  "sellerStatusAt",
  "sellerStatusSource",
]);

function isMaterial(row: Readonly<Record<string, unknown>>, next: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(next).some(
    ([name, value]) => !observations.has(name) && comparable(value) !== comparable(row[name]),
  );
}

function comparable(value: unknown): unknown {
  return value instanceof Date ? value.getTime() : value;
}

function columnsOf(change: MediaBuyChange) {
  const { validActions, seen, ...rest } = change;
  const instants = [
    "sellerStatusAt",
    "startAt",
    "endAt",
    "creativeDeadline",
    "confirmedAt",
    "archivedAt",
    "canceledAt",
    "seenAt",
    "deliveryAt",
  ];
  const entries = Object.entries(rest)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, instants.includes(name) ? dateOf(value as Instant | null) : value]);
  return {
    ...(Object.fromEntries(entries) as Partial<MediaBuyRow>),
    ...(validActions === undefined ? {} : { validActions: validActions === null ? null : writeStored(validActions) }),
    ...(seen === undefined ? {} : { seen: writeStored(seen) }),
  };
}

export type MediaBuyRow = NonNullable<Awaited<ReturnType<Tx["mediaBuy"]["findFirst"]>>>;

function statusOf(text: string): MediaBuyStatus {
  const known = mediaBuyStatuses.find((status) => status === text);
  if (!known) throw new Error(`Unknown media buy status ${text}`);
  return known;
}

function dateOf(instant: Instant | null): Date | null {
  return instant === null ? null : new Date(instant);
}
