import type { Tx } from "../db/client";
import { standingOf } from "../domain/webhook/decide-webhook";
import type { WebhookEvent } from "../domain/webhook/webhook-event";
import type { Ports } from "../ports";
import { enqueueJob } from "../queue/jobs";
import { recordAgentEvent } from "../repositories/agent-events";
import { insertNonce, insertReceipt, newestEventOf, receiptOfKey } from "../repositories/webhook-receipts";
import type { Addressee } from "./find-addressee";
import type { UsedNonce } from "./prove-sender";
import { unproven } from "./webhook-refusal";

type Proven = {
  readonly found: Addressee;
  readonly event: WebhookEvent;
  readonly value: unknown;
  readonly bodyHash: string;
  readonly proof: UsedNonce | null;
};

/**
 * Keeps a proven webhook with the nonce of its signature and queues its effect, all or nothing. True: there is work. A repeat changes
 * nothing; the same key with another body is noted and has no effect; what is older than what we know is kept as history.
 */
export async function keepWebhook(tx: Tx, ports: Ports, proven: Proven): Promise<boolean> {
  const { found, event, bodyHash, proof } = proven;
  const { registration, agent } = found;
  if (proof && !(await insertNonce(tx, proof))) {
    throw unproven("webhook_signature_replayed", "This signature was used before");
  }
  const known = {
    sameKey: await receiptOfKey(tx, agent.id, event.idempotencyKey),
    newest: await newestEventOf(tx, registration.id, event.taskId),
  };
  const standing = standingOf(event, bodyHash, known);
  if (standing === "duplicate") return false;
  if (standing === "conflicting") {
    await noteConflict(tx, ports, proven);
    return false;
  }
  const id = ports.newId();
  const at = ports.clock();
  const { organisationId, mediaBuyId } = registration;
  await insertReceipt(tx, {
    id,
    organisationId,
    salesAgentId: agent.id,
    registrationId: registration.id,
    idempotencyKey: event.idempotencyKey,
    bodyHash,
    taskId: event.taskId,
    taskType: event.taskType,
    status: event.status,
    eventAt: event.at,
    body: keptBody(proven.value, event),
    state: standing === "older" ? "older" : "received",
    receivedAt: at,
  });
  if (standing === "older") return false;
  // In the lane of the buy: after what is on its way to the seller, so that its reply is recorded first.
  const lane = mediaBuyId ?? `webhook:${registration.id}`;
  await enqueueJob(tx, {
    id: ports.newId(),
    organisationId,
    kind: "apply_webhook",
    subjectId: id,
    lane,
    dueAt: at,
    at,
  });
  return true;
}

async function noteConflict(tx: Tx, ports: Ports, { found, event }: Proven): Promise<void> {
  const { id: salesAgentId, organisationId } = found.agent;
  await recordAgentEvent(tx, {
    id: ports.newId(),
    organisationId,
    salesAgentId,
    at: ports.clock(),
    kind: "webhook_conflict",
    code: "webhook_key_reused",
    detail: `The key ${event.idempotencyKey} came a second time with another body (${event.taskType}, ${event.status}); the first counts`,
  });
}

const longestBody = 64_000;

/** Without the token, which is a secret of the address and comes back in an A2A task's history; of a long body only what is worked with. */
function keptBody(value: unknown, event: WebhookEvent): string {
  const { token: _, history: _said, ...rest } = value as Readonly<Record<string, unknown>>;
  const text = JSON.stringify(rest);
  if (text.length <= longestBody) return text;
  const { mediaBuyId, taskId, taskType, status } = event;
  const result = mediaBuyId === null ? {} : { result: { media_buy_id: mediaBuyId } };
  return JSON.stringify({ task_id: taskId, task_type: taskType, status, ...result, cut: true });
}
