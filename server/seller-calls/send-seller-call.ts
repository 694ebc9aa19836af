import { crashPoint } from "../crash-point";
import type { Tx } from "../db/client";
import { patchFields } from "../domain/approval/patch-fields";
import { isPauseOnly } from "../domain/change/diff-values";
import { maySendAgain, newKeyFrom } from "../domain/change/resend";
import { decodePatch } from "../domain/change/stored-json";
import { DomainError } from "../domain/errors";
import { addMillis, type Instant, isBefore } from "../domain/time";
import type { Ports } from "../ports";
import { assertHeld, type ClaimedJob, finishJob, rescheduleJob, subjectsWithJob } from "../queue/jobs";
import { agentHold } from "../repositories/agent-holds";
import { type ChangeRecord, getChange, moveChange, otherOpenEdits } from "../repositories/changes";
import { saveMediaBuy } from "../repositories/media-buys";
import {
  getSellerCall,
  type OlderCall,
  olderOpenCalls,
  type SellerCallRecord,
  updateSellerCall,
} from "../repositories/seller-calls";
import { type CallContext, inCall } from "../sales-agents/call-context";
import type { CallbackSecrets, FrozenRequest, SalesAgent } from "../sales-agents/sales-agent";
import { afterHold, heldSentence } from "./agent-held";
import { compareBeforeSend } from "./compare-before-send";
import { endpointOf } from "./endpoints";
import type { JobHandler } from "./job-handler";
import { notifyChange } from "./progress";
import { hashRequest, keyPlace } from "./queue-seller-call";
import { replayTtlOf } from "./replay-ttl";
import { type AnyReply, giveUp, leaveToLookUp, type Sending, settleReply } from "./settle-reply";

const behindOlderMs = 1_000;
const behindEditMs = 5_000;

/** Sends one call: marks it as sent, sends the frozen bytes with their key, records what came back. */
export const sendSellerCall: JobHandler = async (ports, job, options) => {
  const call = await getSellerCall(ports.db, job.organisationId, job.subjectId);
  const ready = await prepare(ports, job, call);
  const begun = ready && (await ports.inTransaction((tx) => begin(tx, ports, job)));
  crashPoint("after-mark-sent");
  if (!ready || !begun) return hint(ports, call);
  const { changeSetId } = begun.change;
  notifyChange(changeSetId);
  crashPoint("before-send");
  const about = contextOf(begun);
  const look = await inCall(about, () => compareBeforeSend(ports, begun));
  if (look.kind === "found") return leaveFound(ports, job, begun);
  const reply = look.kind === "not_sent" ? look.reply : await inCall(about, () => deliver(ready, begun.call));
  crashPoint("after-reply-before-record");
  await ports.inTransaction(async (tx) => {
    await assertHeld(tx, job);
    await settleReply(tx, ports, { ...begun, sellerName: ready.sellerName, job, options }, reply);
    crashPoint("before-record-commit");
  });
  crashPoint("after-record-before-next-job");
  notifyChange(changeSetId);
};

/** What its exchanges are for. */
function contextOf({ call, change }: Sending): CallContext {
  const { id: changeId, mediaBuyId, campaignId } = change;
  return { sellerCallId: call.id, attempt: call.attempts, changeId, mediaBuyId, campaignId };
}

/** Nothing was sent under the new key: what the earlier request has made is adopted, or a person picks it. */
async function leaveFound(ports: Ports, job: ClaimedJob, begun: Sending): Promise<void> {
  await ports.inTransaction(async (tx) => {
    await assertHeld(tx, job);
    await leaveToLookUp(tx, ports, job, begun);
  });
  notifyChange(begun.change.changeSetId);
}

async function hint(ports: Ports, call: SellerCallRecord): Promise<void> {
  if (call.changeId !== null) notifyChange((await getChange(ports.db, call.changeId)).changeSetId);
}

type Ready = {
  readonly sellerName: string;
  readonly agent: SalesAgent;
  readonly key: string;
  readonly callbacks: readonly CallbackSecrets[];
};

/** Opens the secrets before anything is marked as sent; null when the agent is gone, and the call with it. */
async function prepare(ports: Ports, job: ClaimedJob, call: SellerCallRecord): Promise<Ready | null> {
  try {
    const endpoint = await endpointOf(ports.db, ports, job.organisationId, call.salesAgentId);
    // A call that has ended has no key any more; `begin` finds that out.
    const sealed = call.idempotencyKeySealed;
    const key = sealed === "" ? "" : ports.vault.open(sealed, keyPlace(call.organisationId, call.id));
    const callbacks = (await ports.webhooks?.secretsFor(ports.db, call.organisationId, call.request)) ?? [];
    return { sellerName: endpoint.name, agent: ports.salesAgents(endpoint), key, callbacks };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    await ports.inTransaction((tx) => giveUp(tx, ports, job, call, { code: "AGENT_REMOVED", message: error.message }));
    return null;
  }
}

const notAsDecided = { code: "NOT_AS_DECIDED", message: "These are not the bytes that were decided; nothing was sent" };

/** Claim before send: after this commit the call counts as sent, whatever becomes of this process. null: not now. */
async function begin(tx: Tx, ports: Ports, job: ClaimedJob): Promise<Sending | null> {
  await assertHeld(tx, job);
  const call = await getSellerCall(tx, job.organisationId, job.subjectId);
  if (call.changeId === null || !["pending", "sending", "unknown"].includes(call.state)) {
    await finishJob(tx, job);
    return null;
  }
  const change = await getChange(tx, call.changeId);
  if (hashRequest(call.request) !== change.payloadHash) {
    await giveUp(tx, ports, job, call, notAsDecided);
    return null;
  }
  const at = ports.clock();
  if (await isHeld(tx, ports, job, call, change)) return null;
  const behindMs = await waitsFor(tx, call, change, at);
  if (behindMs > 0) {
    await rescheduleJob(tx, job, addMillis(at, behindMs));
    return null;
  }
  const ambiguous = call.state !== "pending";
  const ttl = await replayTtlOf(tx, call.organisationId, call.salesAgentId);
  if (!maySendAgain({ ...call, ambiguous }, ttl, at)) {
    await leaveToLookUp(tx, ports, job, { call, change, ambiguous });
    return null;
  }
  const sent = {
    state: "sending" as const,
    attempts: call.attempts + 1,
    firstSentAt: call.firstSentAt ?? at,
    lastSentAt: at,
  };
  await updateSellerCall(tx, call, sent);
  crashPoint("before-mark-sent-commit");
  return { call: { ...call, ...sent }, change, ambiguous };
}

/** The agent asked to be left alone, or wants another credential: the change says so once and waits. */
async function isHeld(tx: Tx, ports: Ports, job: ClaimedJob, call: SellerCallRecord, change: ChangeRecord) {
  const at = ports.clock();
  const hold = await agentHold(tx, call, at);
  if (hold === null) return false;
  const goesFirst = change.kind === "update_media_buy" && isPauseOnly(decodePatch(change.patch));
  await rescheduleJob(tx, job, afterHold(hold, at, goesFirst));
  const { name } = await endpointOf(tx, ports, call.organisationId, call.salesAgentId);
  const message = heldSentence(name, hold);
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
 * the same field that the seller has yet to carry out, which would undo it. Milliseconds until the next try; 0: it may go.
 */
async function waitsFor(tx: Tx, call: SellerCallRecord, change: ChangeRecord, at: Instant): Promise<number> {
  // One that may be out already has had its turn; waiting for a retried older one, the two would wait for each other.
  if (call.state !== "pending") return 0;
  if (change.kind === "update_media_buy" && isPauseOnly(decodePatch(change.patch))) return 0;
  const older = await olderOpenCalls(tx, call);
  const sending = older.length === 0 ? [] : await subjectsWithJob(tx, "send_seller_call", idsOf(older));
  if (sending.length > 0) return behindOlderMs;
  // One that is only looked for by now may still arrive late and undo this.
  if (older.some((one) => mayStillLand(one, at))) return behindEditMs;
  if (change.kind !== "update_media_buy") return 0;
  const mine = fieldsOf(change.patch);
  const waiting = await otherOpenEdits(tx, change);
  return waiting.some((patch) => [...fieldsOf(patch)].some((field) => mine.has(field))) ? behindEditMs : 0;
}

function idsOf(calls: readonly OlderCall[]): readonly string[] {
  return calls.map((one) => one.id);
}

function mayStillLand(call: OlderCall, at: Instant): boolean {
  const from = newKeyFrom(call);
  return from !== null && isBefore(at, from);
}

function fieldsOf(patch: string): ReadonlySet<string> {
  return new Set(patchFields(decodePatch(patch)).map((one) => one.field));
}

function deliver({ agent, key, callbacks }: Ready, call: SellerCallRecord): Promise<AnyReply> {
  const request: FrozenRequest = { tool: call.tool, body: call.request, callbacks };
  switch (call.tool) {
    case "create_media_buy":
      return agent.sendCreate(request, key);
    case "update_media_buy":
      return agent.sendUpdate(request, key);
    case "sync_creatives":
      return agent.sendSyncCreatives(request, key);
    default:
      throw new Error(`No way to send ${call.tool}`);
  }
}
