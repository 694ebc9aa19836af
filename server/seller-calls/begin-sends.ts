import { crashPoint } from "../crash-point";
import type { Tx } from "../db/client";
import { patchFields } from "../domain/approval/patch-fields";
import { turnWaitMs } from "../domain/change/back-off";
import { isPauseOnly } from "../domain/change/diff-values";
import { maySendAgain, newKeyFrom } from "../domain/change/resend";
import { decodePatch } from "../domain/change/stored-json";
import { DomainError, notFound } from "../domain/errors";
import { addMillis, type Instant, isBefore, millisOf } from "../domain/time";
import type { Ports } from "../ports";
import { heldOf } from "../queue/held-jobs";
import { type ClaimedJob, finishJob, rescheduleJob, StaleFence, subjectsWithJob } from "../queue/jobs";
import { holdOf } from "../repositories/agent-holds";
import { type ChangeRecord, listChanges, moveChange, otherOpenEdits } from "../repositories/changes";
import { saveMediaBuy } from "../repositories/media-buys";
import {
  type CallColumns,
  type OlderCall,
  olderOpenCalls,
  type SellerCallRecord,
  sellerCallsOf,
  updateSellerCalls,
} from "../repositories/seller-calls";
import type { AgentEndpoint, CallbackSecrets } from "../sales-agents/sales-agent";
import { afterHold, heldSentence } from "./agent-held";
import { type CalledAgent, calledAgents } from "./endpoints";
import type { Outcome, Work } from "./gather";
import { hashRequest, keyPlace } from "./queue-seller-call";
import { giveUp, leaveToLookUp, type Sending } from "./settle-reply";

const behindOlderMs = 1_000;
const behindEditMs = 5_000;

/** A call that counts as sent by now, with what it takes to send it. */
export type Begun = Sending & {
  readonly endpoint: AgentEndpoint;
  readonly key: string;
  readonly callbacks: readonly CallbackSecrets[];
};
/** `begun` null: not now, or never. */
export type Beginning = { readonly changeSetId: string | null; readonly begun: Begun | null };

type Facts = {
  readonly job: ClaimedJob;
  readonly call: SellerCallRecord;
  readonly change: ChangeRecord | undefined;
  readonly agent: CalledAgent | undefined;
  /** What of its buy was decided before it and may be under way. */
  readonly older: readonly OlderCall[];
  readonly openEdits: readonly string[];
};

/**
 * Claim before send, of one call or of many that are due at once: after this commit they count as sent, whatever becomes of this
 * process. What they are judged by is read together and fresh, in the transaction that marks them.
 */
const markAll: Work<ClaimedJob, Beginning> = (ports, jobs) =>
  ports.inTransaction(async (tx) => {
    const held = await heldOf(tx, jobs);
    const facts = await factsOf(tx, ports, held);
    const begun = new Map<string, Outcome<Beginning>>();
    const at = ports.clock();
    for (const one of facts) {
      begun.set(one.job.id, {
        answer: { changeSetId: one.change?.changeSetId ?? null, begun: await begin(tx, ports, one, at) },
      });
    }
    await markSent(tx, begun.values());
    crashPoint("before-mark-sent-commit");
    const isHeld = new Set(held);
    return jobs.map(
      (job) => begun.get(job.id) ?? { error: isHeld.has(job) ? notFound("The seller call") : new StaleFence(job) },
    );
  });

/** Many at once: each waits for the disk before its first byte leaves. */
export const beginSends: Work<ClaimedJob, Beginning> = Object.assign(markAll, { most: 256 });

async function factsOf(tx: Tx, ports: Ports, jobs: readonly ClaimedJob[]): Promise<readonly Facts[]> {
  const [first] = jobs;
  if (!first) return [];
  const { organisationId } = first;
  const calls = await sellerCallsOf(
    tx,
    organisationId,
    jobs.map((job) => job.subjectId),
  );
  const all = [...calls.values()];
  const changeIds = all.flatMap(({ changeId }) => changeId ?? []);
  const changes = changeIds.length === 0 ? [] : await listChanges(tx, organisationId, changeIds);
  const changeOf = new Map(changes.map((change) => [change.id, change]));
  const agents = await calledAgents(
    tx,
    ports,
    organisationId,
    all.map((call) => call.salesAgentId),
  );
  const inOrder = all.filter((call) => keepsOrder(call, changeOf.get(call.changeId ?? "")));
  const older = await olderOpenCalls(tx, inOrder);
  const edits = changes.filter(({ id, kind }) => {
    return kind === "update_media_buy" && inOrder.some((call) => call.changeId === id);
  });
  const openEdits = await otherOpenEdits(tx, edits);
  return jobs.flatMap((job) => {
    const call = calls.get(job.subjectId);
    if (!call) return [];
    const change = changeOf.get(call.changeId ?? "");
    const before = { older: older.get(call.id) ?? [], openEdits: openEdits.get(call.changeId ?? "") ?? [] };
    return [{ job, call, change, agent: agents.get(call.salesAgentId), ...before }];
  });
}

/** Only stopping spend goes ahead; one that may be out already has had its turn: waiting for a retried older one, the two would wait for each other. */
function keepsOrder(call: SellerCallRecord, change: ChangeRecord | undefined): change is ChangeRecord {
  if (!change || call.state !== "pending") return false;
  return change.kind !== "update_media_buy" || !isPauseOnly(decodePatch(change.patch));
}

async function markSent(tx: Tx, outcomes: Iterable<Outcome<Beginning>>): Promise<void> {
  const calls = [...outcomes].flatMap((outcome) =>
    "answer" in outcome && outcome.answer.begun !== null ? [outcome.answer.begun.call] : [],
  );
  const [first] = calls;
  if (!first) return;
  const rows = calls.map(({ id, attempts, firstSentAt, lastSentAt }) => ({
    id,
    columns: { state: "sending", attempts, ...sentAt({ firstSentAt, lastSentAt }) } satisfies CallColumns,
  }));
  await updateSellerCalls(tx, first.organisationId, rows);
}

function sentAt({ firstSentAt, lastSentAt }: Pick<SellerCallRecord, "firstSentAt" | "lastSentAt">) {
  return { ...(firstSentAt === null ? {} : { firstSentAt }), ...(lastSentAt === null ? {} : { lastSentAt }) };
}

const notAsDecided = { code: "NOT_AS_DECIDED", message: "These are not the bytes that were decided; nothing was sent" };
const agentRemoved = "AGENT_REMOVED";

/** The call as it is to be marked, its secrets open; null: not now, and what is to be done about it is written. */
async function begin(tx: Tx, ports: Ports, facts: Facts, at: Instant): Promise<Begun | null> {
  const { job, call, change, agent } = facts;
  if (!agent) {
    const { message } = notFound("The sales agent");
    await giveUp(tx, ports, job, call, { code: agentRemoved, message });
    return null;
  }
  if (!change || !["pending", "sending", "unknown"].includes(call.state)) {
    await finishJob(tx, job);
    return null;
  }
  if (hashRequest(call.request) !== change.payloadHash) {
    await giveUp(tx, ports, job, call, notAsDecided);
    return null;
  }
  if (await isHeld(tx, ports, job, change, agent)) return null;
  const behindMs = await waitsFor(tx, facts, change, at);
  if (behindMs > 0) {
    const waitedMs = millisOf(at) - millisOf(call.createdAt);
    await rescheduleJob(tx, job, addMillis(at, turnWaitMs(behindMs, waitedMs)));
    return null;
  }
  const ambiguous = call.state !== "pending";
  if (!maySendAgain({ ...call, ambiguous }, agent.replayTtl, at)) {
    await leaveToLookUp(tx, ports, job, { call, change, ambiguous });
    return null;
  }
  const key = ports.vault.open(call.idempotencyKeySealed, keyPlace(call.organisationId, call.id));
  const callbacks = await callbacksOf(tx, ports, job, call);
  if (callbacks === null) return null;
  const state: SellerCallRecord["state"] = "sending";
  const sent = { state, attempts: call.attempts + 1, firstSentAt: call.firstSentAt ?? at, lastSentAt: at };
  return { call: { ...call, ...sent }, change, ambiguous, endpoint: agent.endpoint, key, callbacks };
}

/** null: whoever was to be called back is gone, and the call with it. */
async function callbacksOf(tx: Tx, ports: Ports, job: ClaimedJob, call: SellerCallRecord) {
  try {
    return (await ports.webhooks?.secretsFor(tx, call.organisationId, call.request)) ?? [];
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    await giveUp(tx, ports, job, call, { code: agentRemoved, message: error.message });
    return null;
  }
}

/** The agent asked to be left alone, or wants another credential: the change says so once and waits. */
async function isHeld(tx: Tx, ports: Ports, job: ClaimedJob, change: ChangeRecord, agent: CalledAgent) {
  const at = ports.clock();
  const hold = holdOf(agent.holdUntil, at);
  if (hold === null) return false;
  const goesFirst = change.kind === "update_media_buy" && isPauseOnly(decodePatch(change.patch));
  await rescheduleJob(tx, job, afterHold(hold, at, goesFirst));
  const message = heldSentence(agent.endpoint.name, hold);
  if (change.state !== "sending" || change.errorMessage === message) return true;
  const code = hold.needsCredential ? "AUTH_REQUIRED" : "RATE_LIMITED";
  const error = { code, message, recovery: "transient", field: null, suggestion: null };
  const move = { at, auditId: ports.newId(), to: change.state, action: "change.held", summary: message, error };
  await moveChange(tx, change, move);
  const { organisationId, mediaBuyId } = change;
  if (mediaBuyId !== null) await saveMediaBuy(tx, { organisationId, mediaBuyId, at }, {});
  return true;
}

/**
 * Writes to one buy keep the order in which they were decided; only stopping spend goes ahead. An edit also waits for another one of
 * the same field that the seller has yet to carry out, which would undo it. Milliseconds until the next try, at least; 0: it may go.
 */
async function waitsFor(tx: Tx, { older, openEdits }: Facts, change: ChangeRecord, at: Instant): Promise<number> {
  const sending = older.length === 0 ? [] : await subjectsWithJob(tx, "send_seller_call", idsOf(older));
  if (sending.length > 0) return behindOlderMs;
  // One that is only looked for by now may still arrive late and undo this.
  if (older.some((one) => mayStillLand(one, at))) return behindEditMs;
  const mine = fieldsOf(change);
  return openEdits.some((patch) => patchedBy(patch).some((field) => mine.has(field))) ? behindEditMs : 0;
}

function idsOf(calls: readonly OlderCall[]): readonly string[] {
  return calls.map((one) => one.id);
}

function mayStillLand(call: OlderCall, at: Instant): boolean {
  const from = newKeyFrom(call);
  return from !== null && isBefore(at, from);
}

function fieldsOf({ kind, patch }: ChangeRecord): ReadonlySet<string> {
  return new Set(kind === "update_media_buy" ? patchedBy(patch) : []);
}

const patchedBy = (patch: string): readonly string[] => patchFields(decodePatch(patch)).map((one) => one.field);
