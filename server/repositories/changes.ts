import type { Tx } from "../db/client";
import {
  type ChangeState,
  canMove,
  changeSetStateOf,
  changeStates,
  hasEnded,
  inFlightStates,
  isChangeState,
} from "../domain/change/change-state";
import type { Verdict } from "../domain/change/patch";
import { decodeVerdicts, encodeVerdicts } from "../domain/change/stored-json";
import { tally } from "../domain/change/verdict";
import { DomainError, notFound } from "../domain/errors";
import { type Instant, instantFromMillis } from "../domain/time";
import { type AuditEntry, recordAudits, systemActor } from "./audit";
import { anyOf, groupedBy, writeAlike } from "./write-alike";

export type ChangeKind = "create_media_buy" | "update_media_buy" | "sync_creatives";

/** One change as the engine needs it. `patch`, `base` and `request` stay text: domain/change/stored-json.ts reads them. */
export type ChangeRecord = {
  readonly id: string;
  readonly organisationId: string;
  readonly changeSetId: string;
  readonly mediaBuyId: string | null;
  readonly salesAgentId: string;
  readonly accountId: string | null;
  readonly kind: ChangeKind;
  readonly state: ChangeState;
  readonly patch: string;
  readonly base: string;
  readonly request: string;
  readonly payloadHash: string;
  readonly currency: string | null;
  readonly verdicts: readonly Verdict[] | null;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  /** Media buys at the seller that may be this create's (JSON): see seller-calls/candidates.ts. */
  readonly candidates: string | null;
  /** The last read that gave verdicts, or that looked for it at the seller. */
  readonly verifiedAt: Instant | null;
  readonly createdAt: Instant;
  readonly revision: number;
  readonly campaignId: string | null;
};

/** The change, with its set's campaign. NOT_FOUND when there is none. */
export async function getChange(tx: Tx, changeId: string): Promise<ChangeRecord> {
  const row = await tx.change.findUnique({
    where: { id: changeId },
    include: { changeSet: { select: { campaignId: true } } },
  });
  if (!row) throw notFound("The change");
  return toRecord(row, row.changeSet.campaignId);
}

/** These changes as they are now; their sets, and so their campaigns, are what they were. */
export async function readAgain(tx: Tx, changes: readonly ChangeRecord[]): Promise<readonly ChangeRecord[]> {
  const [first] = changes;
  if (!first) return [];
  const where = { id: anyOf(changes.map(({ id }) => id)), organisationId: first.organisationId };
  const campaignOf = new Map(changes.map(({ id, campaignId }) => [id, campaignId]));
  return (await tx.change.findMany({ where })).map((row) => toRecord(row, campaignOf.get(row.id) ?? null));
}

/** The changes of this organisation among these, with their sets' campaigns, in the order asked for. */
export async function listChanges(
  tx: Tx,
  organisationId: string,
  changeIds: readonly string[],
): Promise<readonly ChangeRecord[]> {
  const rows = await tx.change.findMany({
    where: { id: anyOf(changeIds), organisationId },
    include: { changeSet: { select: { campaignId: true } } },
  });
  const found = new Map(rows.map((row) => [row.id, toRecord(row, row.changeSet.campaignId)]));
  return changeIds.flatMap((id) => found.get(id) ?? []);
}

/** The change of this organisation, or null. */
export async function findChange(
  tx: Tx,
  organisationId: string,
  changeId: string | null,
): Promise<ChangeRecord | null> {
  if (changeId === null) return null;
  const row = await tx.change.findFirst({
    where: { id: changeId, organisationId },
    include: { changeSet: { select: { campaignId: true } } },
  });
  return row && toRecord(row, row.changeSet.campaignId);
}

/** Other creates for the same account whose outcome at the seller is open: they may claim the same buy. */
export async function openCreatesBeside(tx: Tx, change: ChangeRecord): Promise<readonly ChangeRecord[]> {
  return openCreatesAt(tx, change, { id: { not: change.id } });
}

/** Creates at this account that were or are being sent and whose buy is not known yet. */
export async function openCreatesAt(
  tx: Tx,
  place: Pick<ChangeRecord, "organisationId" | "salesAgentId" | "accountId">,
  besides: { readonly id?: { readonly not: string } } = {},
): Promise<readonly ChangeRecord[]> {
  const { organisationId, salesAgentId, accountId } = place;
  const rows = await tx.change.findMany({
    where: {
      ...besides,
      organisationId,
      salesAgentId,
      accountId,
      kind: "create_media_buy",
      state: { in: ["sending", "unknown", "submitted", "working", "input_required", "verifying"] },
      mediaBuy: { sellerMediaBuyId: null },
    },
    include: { changeSet: { select: { campaignId: true } } },
  });
  return rows.map((row) => toRecord(row, row.changeSet.campaignId));
}

/** For each of these changes of one organisation, by their ids: patches of other edits of its buy that were sent and are still to take effect. */
export async function otherOpenEdits(
  tx: Tx,
  changes: readonly ChangeRecord[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const [first] = changes;
  if (!first) return new Map();
  const states: readonly ChangeState[] = ["unknown", "verifying", "submitted", "working", "input_required"];
  const rows = await tx.change.findMany({
    where: {
      organisationId: first.organisationId,
      mediaBuyId: anyOf([...new Set(changes.flatMap(({ mediaBuyId }) => mediaBuyId ?? []))]),
      kind: "update_media_buy",
      state: { in: [...states] },
    },
    select: { id: true, mediaBuyId: true, patch: true },
  });
  const byBuy = groupedBy(rows, (row) => row.mediaBuyId ?? "");
  return new Map(
    changes.map(({ id, mediaBuyId }) => {
      const others = (byBuy.get(mediaBuyId ?? "") ?? []).filter((row) => row.id !== id);
      return [id, others.map((row) => row.patch)];
    }),
  );
}

/** True while something that we asked of this buy is under way. */
export async function hasOpenChange(tx: Tx, organisationId: string, mediaBuyId: string): Promise<boolean> {
  const where = { organisationId, mediaBuyId, state: { in: [...inFlightStates] } };
  return (await tx.change.count({ where })) > 0;
}

/** True while a write of ours to this buy is on the wire or not read back: the seller's revision is about to move. */
export async function isBeingWritten(tx: Tx, organisationId: string, mediaBuyId: string): Promise<boolean> {
  const states: readonly ChangeState[] = ["sending", "unknown", "verifying"];
  return (await tx.change.count({ where: { organisationId, mediaBuyId, state: { in: [...states] } } })) > 0;
}

export type ChangeError = {
  readonly code: string;
  readonly message: string;
  readonly recovery: string;
  readonly field: string | null;
  readonly suggestion: string | null;
};

export type ChangeMove = {
  readonly at: Instant;
  readonly auditId: string;
  readonly to: ChangeState;
  /** "<subject>.<verb>" of the audit row. */
  readonly action: string;
  /** One sentence for people. */
  readonly summary: string;
  /** null clears the last error; left out keeps it. */
  readonly error?: ChangeError | null;
  readonly verdicts?: readonly Verdict[];
  /** null: there is nothing to pick from any more. */
  readonly candidates?: string | null;
  /** A successful look for it at the seller, whatever it found. */
  readonly lookedAt?: Instant;
  /** One of many of a set: the caller recomputes the set once, after the last of them. */
  readonly setLater?: true;
};

/**
 * Moves a change to another state (or writes its verdicts and error while it stays), recomputes its change set and campaign and
 * appends the audit row, all in the caller's transaction. Throws INVALID_TRANSITION, or STALE_REVISION when somebody was faster.
 */
export async function moveChange(tx: Tx, change: ChangeRecord, move: ChangeMove): Promise<ChangeRecord> {
  const [moved] = await moveChanges(tx, [{ change, move }]);
  return moved ?? change;
}

export type MovedChange = { readonly change: ChangeRecord; readonly move: ChangeMove };

/**
 * Several of one organisation, in this order, each once: their sets are recomputed once, after the last. `before`: what goes into the record
 * ahead of them.
 */
export async function moveChanges(
  tx: Tx,
  moves: readonly MovedChange[],
  before: Parameters<typeof recordAudits>[1] = [],
): Promise<readonly ChangeRecord[]> {
  for (const { change, move } of moves) {
    if (move.to === change.state || canMove(change.state, move.to)) continue;
    throw new DomainError("INVALID_TRANSITION", `A change that is ${change.state} cannot become ${move.to}`);
  }
  for (const alike of groupedBy(moves, ({ change }) => `${change.organisationId} ${change.revision}`).values()) {
    await writeMoves(tx, alike);
  }
  const sets = new Map(
    moves.flatMap(({ change, move }) => (move.setLater ? [] : [[change.changeSetId, { change, move }]])),
  );
  for (const { change, move } of sets.values()) {
    await recomputeChangeSet(tx, change.organisationId, change.changeSetId, move.at);
  }
  await recordAudits(tx, [...before, ...moves.map(auditOf)]);
  return moves.map(({ change, move }) => ({
    ...change,
    state: move.to,
    revision: change.revision + 1,
    verdicts: move.verdicts ?? change.verdicts,
  }));
}

/** All of one organisation and at the same revision. */
async function writeMoves(tx: Tx, moves: readonly MovedChange[]): Promise<void> {
  const [first] = moves;
  if (!first) return;
  const { organisationId, revision } = first.change;
  const rows = moves.map(({ change, move }) => ({ id: change.id, data: moveColumns(change, move) }));
  const count = await writeAlike(rows, (id, data) =>
    tx.change.updateMany({ where: { id, organisationId, revision }, data }),
  );
  if (count !== moves.length) throw new DomainError("STALE_REVISION", "The change has moved meanwhile");
}

function moveColumns(change: ChangeRecord, move: ChangeMove) {
  const at = new Date(move.at);
  return {
    state: move.to,
    revision: change.revision + 1,
    ...errorColumns(move.error),
    ...verdictColumns(move, at),
    ...lookColumns(move),
    // What a person did about it was about where it was.
    ...(move.to === change.state ? {} : { resolution: null, resolvedAt: null }),
    ...endColumns(move.to, at),
  };
}

function auditOf({ change, move }: MovedChange) {
  const entry: AuditEntry = {
    at: move.at,
    by: systemActor(change.organisationId),
    action: move.action,
    subjectType: change.mediaBuyId === null ? "change_set" : "media_buy",
    subjectId: change.mediaBuyId ?? change.changeSetId,
    campaignId: change.campaignId,
    mediaBuyId: change.mediaBuyId,
    summary: move.summary,
    before: { change: change.id, state: change.state },
    after: { change: change.id, state: move.to, ...(move.verdicts ? { verdicts: move.verdicts } : {}) },
  };
  return { id: move.auditId, entry };
}

function errorColumns(error: ChangeError | null | undefined) {
  if (error === undefined) return {};
  return {
    errorCode: error?.code.slice(0, 64) ?? null,
    errorMessage: error?.message.slice(0, 2000) ?? null,
    errorRecovery: error?.recovery ?? null,
    errorField: error?.field?.slice(0, 500) ?? null,
    errorSuggestion: error?.suggestion?.slice(0, 2000) ?? null,
  };
}

function verdictColumns(move: ChangeMove, at: Date) {
  if (!move.verdicts) return {};
  return { verdicts: encodeVerdicts(move.verdicts), missed: tally(move.verdicts).missed, verifiedAt: at };
}

function lookColumns({ candidates, lookedAt }: ChangeMove) {
  return {
    ...(candidates === undefined ? {} : { candidates }),
    ...(lookedAt === undefined ? {} : { verifiedAt: new Date(lookedAt) }),
  };
}

function endColumns(to: ChangeState, at: Date) {
  return { settledAt: ["settled", "refused", "failed", "rejected"].includes(to) ? at : null };
}

/** Released sets only: what its changes came to, on the set and, for creates, on the campaign. */
export async function recomputeChangeSet(
  tx: Tx,
  organisationId: string,
  changeSetId: string,
  at: Instant,
): Promise<string> {
  const set = await tx.changeSet.findFirst({
    where: { id: changeSetId, organisationId },
    select: { state: true, kind: true, campaignId: true },
  });
  if (!set) throw notFound("The change set");
  const state = await stateOfChanges(tx, organisationId, changeSetId);
  if (state === null || state === set.state) return set.state;
  await tx.changeSet.updateMany({
    where: { id: changeSetId, organisationId },
    data: { state, settledAt: state === "applying" ? null : new Date(at), revision: { increment: 1 } },
  });
  if (set.kind !== "create" || set.campaignId === null) return state;
  await tx.campaign.updateMany({
    where: { id: set.campaignId, organisationId, state: { notIn: ["archived", "discarded"] } },
    data: { state, updatedAt: new Date(at) },
  });
  return state;
}

/** So many are read at once, whatever state they are in. */
const fewChanges = 16;

/** null: something of it has not been released. Of hundreds only the last to end makes this read them all. */
async function stateOfChanges(tx: Tx, organisationId: string, changeSetId: string) {
  const of = { organisationId, changeSetId };
  const first = await tx.change.findMany({
    where: of,
    select: { state: true, verdicts: true },
    orderBy: { position: "asc" },
    take: fewChanges + 1,
  });
  if (first.length <= fewChanges) {
    return first.some(({ state }) => unreleased.includes(state)) ? null : endOf(first);
  }
  // In the order of the set, so that its own index serves, not the one of states.
  const one = { select: { state: true }, orderBy: { position: "asc" } } as const;
  const open = await tx.change.findFirst({ where: { ...of, state: { in: [...openStates] } }, ...one });
  if (open && unreleased.includes(open.state)) return null;
  if (open)
    return (await tx.change.findFirst({ where: { ...of, state: { in: unreleased } }, ...one })) ? null : "applying";
  return endOf(await tx.change.findMany({ where: of, select: { state: true, verdicts: true } }));
}

function endOf(changes: readonly { readonly state: string; readonly verdicts: string | null }[]) {
  return changeSetStateOf(
    changes.map(({ state, verdicts }) => ({
      state: stateOf(state),
      verdicts: verdicts === null ? null : decodeVerdicts(verdicts),
    })),
  );
}

const unreleased = ["staged", "in_review"];
const openStates = changeStates.filter((state) => !hasEnded(state));

export function stateOf(text: string): ChangeState {
  if (!isChangeState(text)) throw new Error(`Unknown change state ${text}`);
  return text;
}

type Row = NonNullable<Awaited<ReturnType<Tx["change"]["findUnique"]>>>;

function toRecord(row: Row, campaignId: string | null): ChangeRecord {
  return {
    id: row.id,
    organisationId: row.organisationId,
    changeSetId: row.changeSetId,
    mediaBuyId: row.mediaBuyId,
    salesAgentId: row.salesAgentId,
    accountId: row.accountId,
    kind: kindOf(row.kind),
    state: stateOf(row.state),
    patch: row.patch,
    base: row.base,
    request: row.request,
    payloadHash: row.payloadHash,
    currency: row.currency,
    verdicts: row.verdicts === null ? null : decodeVerdicts(row.verdicts),
    errorCode: row.errorCode,
    errorMessage: row.errorMessage,
    candidates: row.candidates,
    verifiedAt: row.verifiedAt && instantFromMillis(row.verifiedAt.getTime()),
    createdAt: instantFromMillis(row.createdAt.getTime()),
    revision: row.revision,
    campaignId,
  };
}

function kindOf(text: string): ChangeKind {
  if (text === "create_media_buy" || text === "update_media_buy" || text === "sync_creatives") return text;
  throw new Error(`Unknown kind of change ${text}`);
}
