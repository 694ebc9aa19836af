import type { Tx } from "../db/client";
import { addMillis, type Instant, millisOf } from "../domain/time";
import { effectOf, type WebhookEffect } from "../domain/webhook/decide-webhook";
import { readReportEvent, readWebhookEvent, type WebhookEvent } from "../domain/webhook/webhook-event";
import type { Ports } from "../ports";
import { type ClaimedJob, enqueueJob, finishJob, type NewJob, rescheduleJob } from "../queue/jobs";
import { claimedSellerIds, getBoughtMediaBuy } from "../repositories/bought-media-buys";
import { type ChangeRecord, findChange, moveChange } from "../repositories/changes";
import { saveMediaBuy } from "../repositories/media-buys";
import { latestCall, updateSellerCall } from "../repositories/seller-calls";
import { findSellerTask, type SellerTaskRecord, settleTasksOf } from "../repositories/seller-tasks";
import { forgetNonces, getReceipt, markReceipt, type WebhookReceipt } from "../repositories/webhook-receipts";
import { registrationById, type WebhookRegistration, webhookAgent } from "../repositories/webhook-registrations";
import { enqueueVerify } from "./enqueue-verify";
import type { JobHandler, WorkerOptions } from "./job-handler";
import { notifyChange } from "./progress";

const dayMs = 86_400_000;

/**
 * The effect of one kept webhook: the seller is asked now instead of at the next poll. One transaction with the end of the job, so
 * that a crash between the answer and the effect leaves the job, and a second run finds the receipt applied.
 */
export const applyWebhook: JobHandler = async (ports, job, options) => {
  const changeSetId = await ports.inTransaction((tx) => apply(tx, ports, job, options));
  if (changeSetId !== null) notifyChange(changeSetId);
  ports.wakeWorker();
};

async function apply(tx: Tx, ports: Ports, job: ClaimedJob, options: WorkerOptions): Promise<string | null> {
  const at = ports.clock();
  const receipt = await getReceipt(tx, job.organisationId, job.subjectId);
  const registration = receipt && (await registrationById(tx, job.organisationId, receipt.registrationId));
  if (!receipt || !registration || !["received", "unmatched"].includes(receipt.state)) {
    await finishJob(tx, job);
    return null;
  }
  await forgetNonces(tx, at);
  const subject = await subjectOf(tx, receipt, registration);
  const effect = effectOf(subject.event, subject.facts);
  if (effect.kind === "wait") {
    await waitForReply(tx, job, options, receipt, at);
    return null;
  }
  await act(tx, ports, { at, registration, ...subject }, effect);
  await markReceipt(tx, receipt, "applied", at);
  await finishJob(tx, job);
  return subject.change?.changeSetId ?? null;
}

/** It came before our own record of the reply: kept as unmatched and tried again, for a day. */
async function waitForReply(
  tx: Tx,
  job: ClaimedJob,
  options: WorkerOptions,
  receipt: WebhookReceipt,
  at: Instant,
): Promise<void> {
  await markReceipt(tx, receipt, "unmatched", at);
  const age = millisOf(at) - millisOf(receipt.receivedAt);
  if (age > dayMs) return finishJob(tx, job);
  await rescheduleJob(tx, job, addMillis(at, age < 60_000 ? 1_000 : options.pollSeconds * 4_000));
}

type Subject = {
  readonly event: WebhookEvent;
  readonly facts: Parameters<typeof effectOf>[1];
  readonly change: ChangeRecord | null;
  readonly task: SellerTaskRecord | null;
};

/** What the webhook is about, by our own rows: the path it came on says whose it is, its body only which task. */
async function subjectOf(tx: Tx, receipt: WebhookReceipt, registration: WebhookRegistration): Promise<Subject> {
  const event = eventOf(receipt, registration);
  const { organisationId, salesAgentId, mediaBuyId } = registration;
  const found = await findSellerTask(tx, { organisationId, salesAgentId, taskId: event.taskId });
  // A task of another buy that is named on this one's address is not this address's to speak of.
  const task = found && found.mediaBuyId === mediaBuyId ? found : null;
  const change = await findChange(tx, organisationId, task?.changeId ?? registration.changeId);
  const buy = mediaBuyId === null ? null : await getBoughtMediaBuy(tx, organisationId, mediaBuyId);
  const isClaimed = event.mediaBuyId !== null && (await claimedSellerIds(tx, salesAgentId)).has(event.mediaBuyId);
  const facts = {
    changeState: change?.state ?? null,
    isCreate: change?.kind === "create_media_buy",
    task: task === null ? null : task.settledAt === null ? ("open" as const) : ("settled" as const),
    hasSellerId: buy !== null && buy.sellerMediaBuyId !== null,
    isClaimed,
  };
  return { event, facts, change, task };
}

function eventOf(receipt: WebhookReceipt, registration: WebhookRegistration): WebhookEvent {
  const value: unknown = JSON.parse(receipt.body);
  const read = registration.purpose === "reporting" ? readReportEvent : readWebhookEvent;
  const event = read(value, receipt.receivedAt);
  if (!("malformed" in event)) return event;
  // Of a long body only these were kept.
  const { taskId, taskType, status, eventAt: at } = receipt;
  const kept = value as { readonly result?: { readonly media_buy_id?: string } };
  const mediaBuyId = kept.result?.media_buy_id ?? null;
  return {
    idempotencyKey: "",
    taskId: taskId ?? "",
    taskType: taskType ?? "",
    status: status ?? "",
    at,
    token: null,
    mediaBuyId,
  };
}

type Acting = Subject & { readonly at: Instant; readonly registration: WebhookRegistration };
type Act = Extract<WebhookEffect, { readonly kind: "act" }>;

async function act(tx: Tx, ports: Ports, acting: Acting, effect: Act): Promise<void> {
  const { at, registration, change } = acting;
  const adopted = effect.adopt && change ? await adopt(tx, ports, acting, change) : change;
  if (effect.verify && adopted) await enqueueVerify(tx, ports, adopted);
  const { organisationId } = registration;
  for (const look of looks(acting, effect)) {
    await enqueueJob(tx, { id: ports.newId(), organisationId, dueAt: at, at, ...look });
  }
}

type Look = Pick<NewJob, "kind" | "subjectId" | "lane">;

/** What is asked of the seller now, in the lanes that the periodic looks use. */
function looks({ registration, task }: Acting, effect: Act): readonly Look[] {
  const { salesAgentId, accountId, mediaBuyId, purpose } = registration;
  const account = `${salesAgentId}:${accountId ?? ""}`;
  const wanted: (Look | null)[] = [
    purpose === "reporting" && mediaBuyId !== null
      ? { kind: "pull_delivery", subjectId: mediaBuyId, lane: `delivery:${mediaBuyId}` }
      : null,
    effect.poll && task ? { kind: "poll_seller_task", subjectId: task.id, lane: `task:${task.id}` } : null,
    effect.refresh && mediaBuyId !== null
      ? { kind: "refresh_media_buy", subjectId: mediaBuyId, lane: `refresh:${account}` }
      : null,
    effect.creatives ? { kind: "refresh_creatives", subjectId: account, lane: `reviews:${account}` } : null,
  ];
  return wanted.filter((look) => look !== null);
}

/** The task's end names the new buy (at 3.0.6 only a webhook does, requirements §0, 1): taken as its poll would, then read back. */
async function adopt(tx: Tx, ports: Ports, { at, event }: Acting, change: ChangeRecord): Promise<ChangeRecord> {
  const { organisationId, salesAgentId, mediaBuyId } = change;
  const { name } = await webhookAgent(tx, organisationId, salesAgentId);
  const call = await latestCall(tx, organisationId, change.id);
  if (call) {
    await updateSellerCall(tx, call, { state: "done", settledAt: at, idempotencyKeySealed: "" });
    await settleTasksOf(tx, organisationId, call.id, at);
  }
  const moved = await moveChange(tx, change, {
    at,
    auditId: ports.newId(),
    to: "verifying",
    action: "change.completed",
    summary: `${name} says by webhook that it is done as ${event.mediaBuyId}; reading it back`,
    error: null,
  });
  if (mediaBuyId !== null && event.mediaBuyId !== null) {
    const made = { sellerMediaBuyId: event.mediaBuyId, taskStatus: event.status };
    await saveMediaBuy(tx, { organisationId, mediaBuyId, at }, made);
  }
  return moved;
}
