import type { Tx } from "../db/client";
import { insertRows } from "../db/insert-rows";
import { notFound } from "../domain/errors";
import { type Instant, instantFromMillis, millisOf } from "../domain/time";
import { anyOf, groupedBy, writeAlike } from "./write-alike";

/** pending: not sent, or known not to have arrived · sending: on the wire, or its sender died · unknown: may have happened. */
export type CallState = "pending" | "sending" | "waiting" | "done" | "refused" | "unknown" | "dead";
const callStates: readonly CallState[] = ["pending", "sending", "waiting", "done", "refused", "unknown", "dead"];

export type SellerCallRecord = {
  readonly id: string;
  readonly organisationId: string;
  readonly changeId: string | null;
  readonly mediaBuyId: string | null;
  readonly salesAgentId: string;
  readonly accountId: string | null;
  readonly tool: string;
  readonly request: string;
  readonly requestHash: string;
  readonly idempotencyKeySealed: string;
  readonly state: CallState;
  readonly attempts: number;
  readonly firstSentAt: Instant | null;
  readonly lastSentAt: Instant | null;
  readonly replyKind: string | null;
  readonly reply: string | null;
  readonly errorCode: string | null;
  readonly createdAt: Instant;
};

export type NewSellerCall = Pick<
  SellerCallRecord,
  | "id"
  | "organisationId"
  | "changeId"
  | "mediaBuyId"
  | "salesAgentId"
  | "accountId"
  | "tool"
  | "request"
  | "requestHash"
> & {
  readonly idempotencyKeySealed: string;
  readonly idempotencyKeyPrefix: string;
  readonly traceparent: string | null;
  readonly at: Instant;
};

export async function insertSellerCalls(tx: Tx, calls: readonly NewSellerCall[]): Promise<void> {
  const state: CallState = "pending";
  await insertRows(
    tx,
    "SellerCall",
    calls.map(({ at, ...columns }) => ({ ...columns, state, createdAt: new Date(at) })),
  );
}

export async function getSellerCall(tx: Tx, organisationId: string, id: string): Promise<SellerCallRecord> {
  const row = await tx.sellerCall.findFirst({ where: { id, organisationId } });
  if (!row) throw notFound("The seller call");
  return toRecord(row);
}

/** Of these calls, those of the organisation, by their ids. */
export async function sellerCallsOf(
  tx: Tx,
  organisationId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, SellerCallRecord>> {
  const rows = await tx.sellerCall.findMany({ where: { id: anyOf(ids), organisationId } });
  return new Map(rows.map((row) => [row.id, toRecord(row)]));
}

/** The step (W3C traceparent) of whoever had this call made, or the newest call of this change; null: nobody traced. */
export async function traceparentOf(
  tx: Tx,
  organisationId: string,
  of: { readonly id: string } | { readonly changeId: string },
): Promise<string | null> {
  const where = { organisationId, ...of };
  const row = await tx.sellerCall.findFirst({ where, orderBy: { createdAt: "desc" }, select: { traceparent: true } });
  return row?.traceparent ?? null;
}

/** The newest call of a change: the one that counts. */
export async function latestCall(tx: Tx, organisationId: string, changeId: string): Promise<SellerCallRecord | null> {
  const row = await tx.sellerCall.findFirst({
    where: { organisationId, changeId },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
  });
  return row && toRecord(row);
}

/** The same of several changes, by their ids. */
export async function latestCalls(
  tx: Tx,
  organisationId: string,
  changeIds: readonly string[],
): Promise<ReadonlyMap<string, SellerCallRecord>> {
  const rows = await tx.sellerCall.findMany({
    where: { organisationId, changeId: anyOf(changeIds) },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
  });
  // The last one stays.
  return new Map(rows.map((row) => [row.changeId ?? "", toRecord(row)]));
}

/** When any call of a change first went out, its earlier ones too; null: none did. */
export async function firstSendOf(tx: Tx, organisationId: string, changeId: string): Promise<Instant | null> {
  return firstSend(tx, { organisationId, changeId });
}

/** The same without calls that the seller refused at their only send: of those nothing can have been made. */
export async function firstSendInDoubt(tx: Tx, organisationId: string, changeId: string): Promise<Instant | null> {
  return firstSend(tx, { organisationId, changeId, OR: [{ state: { not: "refused" } }, { attempts: { gt: 1 } }] });
}

type CallFilter = NonNullable<Parameters<Tx["sellerCall"]["findFirst"]>[0]>["where"];

async function firstSend(tx: Tx, where: CallFilter): Promise<Instant | null> {
  const row = await tx.sellerCall.findFirst({
    where: { ...where, firstSentAt: { not: null } },
    orderBy: { firstSentAt: "asc" },
    select: { firstSentAt: true },
  });
  return row?.firstSentAt ? instantFromMillis(row.firstSentAt.getTime()) : null;
}

export type OlderCall = { readonly id: string; readonly lastSentAt: Instant | null };

/** For each of these calls of one organisation, by their ids: calls for the same buy that were queued before it and have not ended. */
export async function olderOpenCalls(
  tx: Tx,
  calls: readonly SellerCallRecord[],
): Promise<ReadonlyMap<string, readonly OlderCall[]>> {
  const ofBuys = calls.filter((call) => call.mediaBuyId !== null);
  const [first] = ofBuys;
  if (!first) return new Map();
  const latest = Math.max(...ofBuys.map((call) => millisOf(call.createdAt)));
  const rows = await tx.sellerCall.findMany({
    where: {
      organisationId: first.organisationId,
      mediaBuyId: anyOf([...new Set(ofBuys.map((call) => call.mediaBuyId ?? ""))]),
      state: { in: ["pending", "sending", "unknown"] },
      createdAt: { lte: new Date(latest) },
    },
    select: { id: true, mediaBuyId: true, createdAt: true, lastSentAt: true },
  });
  const byBuy = groupedBy(rows, (row) => row.mediaBuyId ?? "");
  const isOlder = (row: { readonly id: string; readonly createdAt: Date }, call: SellerCallRecord) => {
    const [its, own] = [row.createdAt.getTime(), millisOf(call.createdAt)];
    return its < own || (its === own && row.id < call.id);
  };
  return new Map(
    ofBuys.map((call) => {
      const older = (byBuy.get(call.mediaBuyId ?? "") ?? []).filter((row) => isOlder(row, call));
      return [
        call.id,
        older.map(({ id, lastSentAt }) => ({ id, lastSentAt: lastSentAt && instantFromMillis(lastSentAt.getTime()) })),
      ];
    }),
  );
}

/** Calls to one agent that are still to be sent, with the lane they are sent in. */
export async function unsentCallsOf(
  tx: Tx,
  place: { readonly organisationId: string; readonly salesAgentId: string },
): Promise<readonly { readonly id: string; readonly lane: string }[]> {
  const { organisationId, salesAgentId } = place;
  const calls = await tx.sellerCall.findMany({
    where: { organisationId, salesAgentId, state: { in: ["pending", "unknown"] } },
    select: { id: true },
  });
  const ids = calls.map((call) => call.id);
  const jobs = await tx.job.findMany({
    where: { kind: "send_seller_call", subjectId: { in: ids } },
    select: { subjectId: true, lane: true },
  });
  return jobs.map((job) => ({ id: job.subjectId, lane: job.lane }));
}

export type CallColumns = {
  readonly state?: CallState;
  readonly attempts?: number;
  readonly firstSentAt?: Instant;
  readonly lastSentAt?: Instant;
  readonly replyKind?: string;
  readonly reply?: string;
  readonly replayed?: boolean;
  readonly errorCode?: string | null;
  readonly errorMessage?: string | null;
  readonly httpStatus?: number | null;
  readonly milliseconds?: number;
  readonly settledAt?: Instant | null;
  /** Empty once nobody will send it again: keys are secrets. */
  readonly idempotencyKeySealed?: string;
};

export async function updateSellerCall(tx: Tx, call: SellerCallRecord, columns: CallColumns): Promise<void> {
  await updateSellerCalls(tx, call.organisationId, [{ id: call.id, columns }]);
}

/** Several of one organisation: those to which the same is written by one statement. */
export async function updateSellerCalls(
  tx: Tx,
  organisationId: string,
  calls: readonly { readonly id: string; readonly columns: CallColumns }[],
): Promise<void> {
  const rows = calls.map(({ id, columns }) => ({ id, data: dataOf(columns) }));
  await writeAlike(rows, (id, data) => tx.sellerCall.updateMany({ where: { id, organisationId }, data }));
}

function dataOf({ firstSentAt, lastSentAt, settledAt, ...rest }: CallColumns) {
  return {
    ...rest,
    ...(firstSentAt === undefined ? {} : { firstSentAt: new Date(firstSentAt) }),
    ...(lastSentAt === undefined ? {} : { lastSentAt: new Date(lastSentAt) }),
    ...(settledAt === undefined ? {} : { settledAt: settledAt === null ? null : new Date(settledAt) }),
    revision: { increment: 1 },
  };
}

type Row = NonNullable<Awaited<ReturnType<Tx["sellerCall"]["findFirst"]>>>;

function toRecord(row: Row): SellerCallRecord {
  const state = callStates.find((known) => known === row.state);
  if (!state) throw new Error(`Unknown call state ${row.state}`);
  return {
    id: row.id,
    organisationId: row.organisationId,
    changeId: row.changeId,
    mediaBuyId: row.mediaBuyId,
    salesAgentId: row.salesAgentId,
    accountId: row.accountId,
    tool: row.tool,
    request: row.request,
    requestHash: row.requestHash,
    idempotencyKeySealed: row.idempotencyKeySealed,
    state,
    attempts: row.attempts,
    firstSentAt: row.firstSentAt && instantFromMillis(row.firstSentAt.getTime()),
    lastSentAt: row.lastSentAt && instantFromMillis(row.lastSentAt.getTime()),
    replyKind: row.replyKind,
    reply: row.reply,
    errorCode: row.errorCode,
    createdAt: instantFromMillis(row.createdAt.getTime()),
  };
}
