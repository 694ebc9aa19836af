import { hash } from "node:crypto";
import type { Db, Tx } from "../db/client";
import { Prisma } from "../db/generated/client";
import { insertRows } from "../db/insert-rows";
import { canonicalJson } from "../domain/canonical-json";
import { type ChangeState, inFlightStates } from "../domain/change/change-state";
import { DomainError, notFound } from "../domain/errors";
import type { Instant } from "../domain/time";
import type { FrozenRequest } from "../sales-agents/sales-agent";

export type ChangeSetKind = "create" | "edit" | "creatives";

export type NewChangeSet = {
  readonly id: string;
  readonly organisationId: string;
  readonly campaignId: string | null;
  readonly title: string;
  readonly kind: ChangeSetKind;
  /** in_review: waits for an approver; approved: is released next; applying: its changes are sent from the moment they exist. */
  readonly state: "in_review" | "approved" | "applying";
  readonly reason: string;
  readonly authorId: string;
  /** The rule that wants an approver, as a sentence. */
  readonly rule?: string | null;
  /** The change set that this one takes back. */
  readonly undoesId?: string | null;
  readonly at: Instant;
};

export type NewChange = {
  readonly id: string;
  readonly mediaBuyId: string | null;
  readonly salesAgentId: string;
  readonly accountId: string | null;
  /** The typed patch, the values it was based on and its inverse: written as canonical JSON, amounts as decimal text. */
  readonly patch: unknown;
  readonly base: unknown;
  readonly inverse: unknown;
  readonly request: FrozenRequest;
  readonly baseRevision: number | null;
  readonly currency: string | null;
  readonly deltaMicros: bigint;
};

/** SHA-256 of the exact bytes that will be sent: what an approval binds to. */
export function payloadHashOf(request: FrozenRequest): string {
  return sha256(request.body);
}

/** What a signature covers: every payload of the set, in order. */
export function signatureHashOf(changes: readonly { readonly payloadHash: string }[]): string {
  return sha256(canonicalJson(changes.map((change) => change.payloadHash)));
}

function sha256(text: string): string {
  return hash("sha256", text);
}

export async function insertChangeSet(tx: Tx, set: NewChangeSet, changes: readonly NewChange[]): Promise<void> {
  const { at, ...columns } = set;
  const now = new Date(at);
  const decision = set.state === "in_review" ? { submittedAt: now } : { decidedAt: now };
  await tx.changeSet.create({ data: { ...columns, ...decision, createdAt: now } });
  await insertRows(
    tx,
    "Change",
    changes.map(({ request, patch, base, inverse, ...change }, position) => ({
      ...change,
      organisationId: set.organisationId,
      changeSetId: set.id,
      position,
      kind: request.tool,
      state: firstState[set.state],
      patch: canonicalJson(patch),
      base: canonicalJson(base),
      inverse: inverse === null ? null : canonicalJson(inverse),
      request: request.body,
      payloadHash: payloadHashOf(request),
      createdAt: now,
    })),
  );
}

const firstState: Readonly<Record<NewChangeSet["state"], ChangeState>> = {
  in_review: "in_review",
  approved: "staged",
  applying: "sending",
};

const decidable = {
  changes: {
    orderBy: [{ position: "asc" }, { id: "asc" }],
    include: { mediaBuy: { select: { name: true, sellerRevision: true } } },
  },
} satisfies Prisma.ChangeSetInclude;

export type ChangeSetForDecision = Prisma.ChangeSetGetPayload<{ include: typeof decidable }>;
export type ChangeForDecision = ChangeSetForDecision["changes"][number];

/** Throws NOT_FOUND, also for another organisation's. */
export async function getChangeSetForDecision(
  tx: Tx,
  organisationId: string,
  id: string,
): Promise<ChangeSetForDecision> {
  const row = await tx.changeSet.findFirst({ where: { id, organisationId }, include: decidable });
  if (!row) throw notFound("The change set");
  return row;
}

/** Replaces what one change waiting for review would send; its signature hash moves with it. */
export async function refreezeChange(
  tx: Tx,
  change: { readonly organisationId: string; readonly id: string; readonly revision: number },
  next: Pick<NewChange, "base" | "inverse" | "request" | "baseRevision" | "deltaMicros">,
): Promise<void> {
  const { count } = await tx.change.updateMany({
    where: { id: change.id, organisationId: change.organisationId, state: "in_review", revision: change.revision },
    data: {
      base: canonicalJson(next.base),
      inverse: canonicalJson(next.inverse),
      request: next.request.body,
      payloadHash: payloadHashOf(next.request),
      baseRevision: next.baseRevision,
      deltaMicros: next.deltaMicros,
      errorCode: null,
      errorMessage: null,
      errorRecovery: null,
      errorField: null,
      errorSuggestion: null,
      revision: { increment: 1 },
    },
  });
  if (count === 0) throw new DomainError("STALE_REVISION", "Somebody else changed this meanwhile");
}

/** States in which a change still stands between us and the seller. */
export const openChangeStates: readonly ChangeState[] = ["staged", "in_review", "approved", ...inFlightStates];

export type OpenChange = {
  readonly id: string;
  readonly mediaBuyId: string;
  readonly patch: string;
  readonly state: string;
  readonly title: string;
};

/** Edits of these media buys that have not settled. */
export const openEdits = (organisationId: string, mediaBuyIds: readonly string[]) => ({
  organisationId,
  mediaBuyId: { in: [...mediaBuyIds] },
  kind: "update_media_buy",
  state: { in: [...openChangeStates] },
});

/** Edits of these media buys that have not settled, oldest first. */
export async function listOpenEdits(
  tx: Tx,
  organisationId: string,
  mediaBuyIds: readonly string[],
): Promise<readonly OpenChange[]> {
  const rows = await tx.change.findMany({
    where: openEdits(organisationId, mediaBuyIds),
    select: { id: true, mediaBuyId: true, patch: true, state: true, changeSet: { select: { title: true } } },
    orderBy: { createdAt: "asc" },
  });
  return rows.map(({ changeSet, mediaBuyId, ...row }) => ({
    ...row,
    mediaBuyId: mediaBuyId ?? "",
    title: changeSet.title,
  }));
}

/** The set of a change; NOT_FOUND for another organisation's. */
export async function changeSetOf(tx: Tx, organisationId: string, changeId: string): Promise<string> {
  const row = await tx.change.findFirst({ where: { id: changeId, organisationId }, select: { changeSetId: true } });
  if (!row) throw notFound("The change");
  return row.changeSetId;
}

export async function changeSetState(tx: Tx, organisationId: string, id: string): Promise<string> {
  const row = await tx.changeSet.findFirst({ where: { id, organisationId }, select: { state: true } });
  if (!row) throw notFound("The change set");
  return row.state;
}

/** How many change sets wait for an approver who did not ask for them. */
export function countWaiting(db: Db, organisationId: string, userId: string): Promise<number> {
  return db.changeSet.count({ where: { organisationId, state: "in_review", authorId: { not: userId } } });
}

/** What edits that nobody had to approve have added to a campaign since `since`; one that came to nothing does not count. */
export async function raisedWithoutApproval(
  tx: Tx,
  organisationId: string,
  campaign: { readonly campaignId: string; readonly currency: string; readonly since: Instant },
): Promise<bigint> {
  const { campaignId, currency, since } = campaign;
  // From the campaign's sets: by itself SQLite begins with every change of the organisation.
  const [found] = await tx.$queryRaw<readonly { readonly micros: string | null }[]>(Prisma.sql`
    SELECT CAST(sum(c."deltaMicros") AS TEXT) AS "micros" FROM "ChangeSet" s CROSS JOIN "Change" c
    WHERE s."organisationId" = ${organisationId} AND s."campaignId" = ${campaignId} AND s."submittedAt" IS NULL
      AND c."changeSetId" = s."id" AND c."kind" = 'update_media_buy' AND c."currency" = ${currency} AND c."deltaMicros" > 0
      AND c."createdAt" > ${new Date(since)} AND c."state" NOT IN ('refused', 'failed', 'rejected')`);
  return BigInt(found?.micros ?? 0);
}

/** The organisation's own limit, or null for the policy's default. */
export async function approvalLimitOf(tx: Tx, organisationId: string): Promise<bigint | null> {
  const row = await tx.organisation.findUnique({
    where: { id: organisationId },
    select: { approvalLimitMicros: true },
  });
  return row?.approvalLimitMicros ?? null;
}
