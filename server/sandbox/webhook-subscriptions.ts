import { touch } from "./buy-state";
import { approvalStatus } from "./creative-review";
import type { AccountRecord, BuyRecord, CreativeRecord, Json, TaskRecord } from "./model";
import type { Seller } from "./seller";
import { type Callback, type Event, type Mishap, queueWebhook } from "./webhook-outbox";

/** Somebody who wants to be told about a task and, from its end on, about a buy; with what was told last. */
interface Subscription {
  callback: Callback;
  task_id: string;
  media_buy_id?: string;
  told: string;
  told_creatives?: string;
}

const taskKey = (taskId: string): string => `task:${taskId}`;
const buyKey = (mediaBuyId: string): string => `buy:${mediaBuyId}`;
const save = (seller: Seller, id: string, one: Subscription): void => seller.store.put("subscription", "", id, one);

type Work = (args: Json, context: { account?: AccountRecord }) => Json;

/** The same work, remembering in the same transaction where the buyer wants to hear of what follows. */
export const subscribing =
  (seller: Seller, work: Work): Work =>
  (args, context) => {
    const answer = work(args, context);
    const callback = args.push_notification_config as Callback | undefined;
    if (callback === undefined) return answer;
    const { task_id, media_buy_id, status } = answer as { task_id?: string; media_buy_id?: string; status?: string };
    if (task_id !== undefined && status === "submitted") {
      save(seller, taskKey(task_id), { callback, task_id, told: status });
    }
    if (media_buy_id !== undefined) watchBuy(seller, media_buy_id, callback, task_id ?? media_buy_id);
    return answer;
  };

function watchBuy(seller: Seller, media_buy_id: string, callback: Callback, task_id: string): void {
  const buy = seller.store.find<BuyRecord>("buy", media_buy_id);
  if (buy === undefined) return;
  const told = { told: touch(seller, buy).status, told_creatives: approvals(seller, buy) };
  save(seller, buyKey(media_buy_id), { callback, task_id, media_buy_id, ...told });
}

function approvals(seller: Seller, buy: BuyRecord): string {
  const ids = new Set(buy.packages.flatMap((pack) => pack.creative_assignments.map((one) => one.creative_id)));
  const states = [...ids].map((id) => {
    const creative = seller.store.get<CreativeRecord>("creative", buy.account_key, id);
    return creative === undefined ? id : `${id}=${approvalStatus(seller, creative)}`;
  });
  return states.sort().join(" ");
}

const ENDED = ["completed", "rejected", "failed", "canceled"];

function tellTask(seller: Seller, id: string, one: Subscription): void {
  const task = seller.store.find<TaskRecord>("task", one.task_id);
  if (task === undefined || task.status === one.told) return;
  queueWebhook(seller, one.callback, taskEvent(task));
  if (!ENDED.includes(task.status)) {
    save(seller, id, { ...one, told: task.status });
    return;
  }
  seller.store.remove("subscription", "", id);
  if (task.media_buy_id !== undefined) watchBuy(seller, task.media_buy_id, one.callback, task.task_id);
}

function taskEvent(task: TaskRecord): Event {
  const { task_id, task_type, status, media_buy_id } = task;
  const result = task.result ?? (media_buy_id === undefined ? undefined : { media_buy_id });
  const message = task.error === undefined ? {} : { message: task.error.message };
  return { task_id, task_type, status, ...(result === undefined ? {} : { result }), ...message };
}

/** Pauses, cancellations and rejections of the seller's own, the clock's moves, and creative reviews. */
function tellBuy(seller: Seller, id: string, one: Subscription): void {
  const found = seller.store.find<BuyRecord>("buy", one.media_buy_id ?? "");
  if (found === undefined) return;
  const buy = touch(seller, found);
  const creatives = approvals(seller, buy);
  if (buy.status === one.told && creatives === one.told_creatives) return;
  if (buy.status !== one.told) queueWebhook(seller, one.callback, buyEvent(buy, one.task_id));
  if (creatives !== one.told_creatives) {
    const event = { task_id: one.task_id, task_type: "sync_creatives", status: "completed" };
    queueWebhook(seller, one.callback, { ...event, message: creatives });
  }
  if (ENDED.includes(buy.status)) seller.store.remove("subscription", "", id);
  else save(seller, id, { ...one, told: buy.status, told_creatives: creatives });
}

function buyEvent(buy: BuyRecord, task_id: string): Event {
  const { media_buy_id, status, revision, rejection_reason, cancellation } = buy;
  const why = {
    ...(rejection_reason === undefined ? {} : { rejection_reason }),
    ...(cancellation === undefined ? {} : { cancellation }),
  };
  const result = { media_buy_id, status, revision, ...why };
  return { task_id, task_type: "update_media_buy", status: "completed", result };
}

/** Puts what has happened since into the outbox. One turn of the store, so that it sees only what is kept. */
export async function tellSubscribers(seller: Seller): Promise<void> {
  if (seller.store.entries("subscription").length === 0) return;
  await seller.store.exclusively(async () => {
    for (const { id, doc } of seller.store.entries<Subscription>("subscription")) {
      if (id.startsWith("task:")) tellTask(seller, id, doc);
      else tellBuy(seller, id, doc);
    }
  });
}

/** A webhook about a buy out of turn, however wrong: false when nobody asked for any. */
export function sendWebhook(seller: Seller, mediaBuyId: string, mishap: Mishap, status?: string): boolean {
  const one = seller.store.get<Subscription>("subscription", "", buyKey(mediaBuyId));
  const buy = seller.store.find<BuyRecord>("buy", mediaBuyId);
  if (one === undefined || buy === undefined) return false;
  queueWebhook(seller, one.callback, buyEvent({ ...buy, status: status ?? buy.status }, one.task_id), mishap);
  return true;
}
