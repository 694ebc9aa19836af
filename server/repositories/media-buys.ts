import type { Tx } from "../db/client";
import { inFlightStates } from "../domain/change/change-state";
import { writeStored } from "../domain/change/stored-json";
import { DomainError, notFound } from "../domain/errors";
import { type BlockingChange, blockedBy } from "../domain/media-buy/blocked-by";
import { deriveStatus, type MediaBuyStatus, mediaBuyStatuses, type OurState } from "../domain/media-buy/status";
import { type Instant, instantFromMillis } from "../domain/time";
import { stateOf } from "./changes";

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
  const row = await tx.mediaBuy.findFirst({ where: { id: key.mediaBuyId, organisationId: key.organisationId } });
  if (!row) throw notFound("The media buy");
  if (expectedRevision !== undefined && row.revision !== expectedRevision) {
    throw new DomainError("STALE_REVISION", "Somebody else changed this media buy; reload to see it");
  }
  const columns = columnsOf(change);
  const next = { ...row, ...columns };
  const before = statusOf(row.status);
  const facts = await factsOf(tx, next);
  const status = deriveStatus({
    ours: facts.ours,
    sellerStatus: next.sellerStatus,
    taskStatus: next.taskStatus,
    archived: next.archivedAt !== null,
    lacksCreatives: facts.lacksCreatives,
    previous: before,
  });
  const { taskStatus, taskMessage } = next;
  const blocked = blockedBy({ status, sellerName: facts.sellerName, taskStatus, taskMessage, change: facts.change });
  const derived = { status, blockedBy: blocked === null ? null : writeStored(blocked) };
  const moved = isMaterial(row, { ...columns, ...derived });
  const revision = moved ? row.revision + 1 : row.revision;
  await tx.mediaBuy.updateMany({
    where: { id: row.id, organisationId: row.organisationId },
    data: { ...columns, ...derived, ...(moved ? { revision, updatedAt: new Date(key.at) } : {}) },
  });
  return { status, before, revision };
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
    ...(Object.fromEntries(entries) as Partial<Row>),
    ...(validActions === undefined ? {} : { validActions: validActions === null ? null : writeStored(validActions) }),
    ...(seen === undefined ? {} : { seen: writeStored(seen) }),
  };
}

type Row = NonNullable<Awaited<ReturnType<Tx["mediaBuy"]["findFirst"]>>>;

type Facts = {
  readonly ours: OurState;
  readonly sellerName: string;
  readonly lacksCreatives: boolean;
  readonly change: BlockingChange | null;
};

async function factsOf(tx: Tx, buy: Row): Promise<Facts> {
  const { organisationId, id: mediaBuyId } = buy;
  const agent = await tx.salesAgent.findFirst({
    where: { id: buy.salesAgentId, organisationId },
    select: { name: true },
  });
  // Until the seller knows the buy its create explains it; afterwards the oldest change under way does.
  const known = buy.sellerStatus !== null;
  const change = await tx.change.findFirst({
    where: known
      ? { organisationId, mediaBuyId, state: { in: [...inFlightStates] } }
      : { organisationId, mediaBuyId, kind: "create_media_buy" },
    orderBy: known ? [{ createdAt: "asc" }, { id: "asc" }] : [{ createdAt: "desc" }, { id: "desc" }],
    include: { changeSet: { select: { state: true } } },
  });
  const lacksCreatives = buy.sellerStatus === "pending_activation" && (await anyPackageWithoutCreative(tx, buy));
  return {
    ours: change === null ? "draft" : ourState(change.state, change.changeSet.state, change.errorCode),
    sellerName: agent?.name ?? "The seller",
    lacksCreatives,
    change: change === null ? null : await blocking(tx, change),
  };
}

async function anyPackageWithoutCreative(tx: Tx, buy: Row): Promise<boolean> {
  const { organisationId, id: mediaBuyId } = buy;
  const none = { none: { approvalStatus: "approved" } };
  const found = await tx.package.findFirst({
    where: { organisationId, mediaBuyId, canceledAt: null, assignments: none },
    select: { id: true },
  });
  return found !== null;
}

const needsAccess = ["AUTH_REQUIRED", "PERMISSION_DENIED", "ACCOUNT_SETUP_REQUIRED"];

function ourState(changeState: string, setState: string, errorCode: string | null): OurState {
  if (setState === "discarded") return "discarded";
  switch (stateOf(changeState)) {
    case "staged":
      return "draft";
    case "in_review":
      return "in_review";
    case "rejected":
      return "rejected";
    case "refused":
      return errorCode !== null && needsAccess.includes(errorCode) ? "needs_access" : "refused";
    case "failed":
      return "failed";
    default:
      return "sending";
  }
}

type ChangeRow = NonNullable<Awaited<ReturnType<Tx["change"]["findFirst"]>>>;

async function blocking(tx: Tx, change: ChangeRow): Promise<BlockingChange> {
  const state = stateOf(change.state);
  const task = ["submitted", "working", "input_required"].includes(state)
    ? await tx.sellerTask.findFirst({
        where: { organisationId: change.organisationId, sellerCall: { changeId: change.id }, settledAt: null },
        orderBy: { createdAt: "desc" },
      })
    : null;
  return {
    kind: change.kind === "create_media_buy" || change.kind === "update_media_buy" ? change.kind : "sync_creatives",
    state,
    since: instantFromMillis((task?.createdAt ?? change.createdAt).getTime()),
    errorCode: change.errorCode,
    message: change.errorMessage ?? task?.message ?? null,
    overdue: task !== null && task.lastPolledAt !== null && task.lastPolledAt >= task.overdueAt,
  };
}

function statusOf(text: string): MediaBuyStatus {
  const known = mediaBuyStatuses.find((status) => status === text);
  if (!known) throw new Error(`Unknown media buy status ${text}`);
  return known;
}

function dateOf(instant: Instant | null): Date | null {
  return instant === null ? null : new Date(instant);
}
