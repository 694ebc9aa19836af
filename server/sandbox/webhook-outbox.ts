import { createHmac, randomUUID } from "node:crypto";
import { type SignerKey, signWebhook } from "@adcp/sdk/signing/client";
import { newId } from "./build-package";
import type { Json } from "./model";
import type { Seller } from "./seller";
import { signingKey, strangersKey } from "./webhook-keys";

/** What the buyer asked for in push_notification_config. */
export interface Callback {
  url: string;
  token?: string;
  authentication?: { schemes: string[]; credentials: string };
}

/** How a webhook goes wrong on its way; honest when empty. */
export interface Mishap {
  /** Further copies of the same event, freshly signed. */
  duplicate?: number;
  delay_ms?: number;
  /** The event claims to be this much older than it is. */
  older_ms?: number;
  /** key: signed by a stranger; body: changed after signing; stale: signed an hour ago; mode: signed the other way. */
  forged?: "key" | "body" | "stale" | "mode";
  /** The very same request twice, signature and all. */
  replay?: boolean;
  /** A second event under the first one's key. */
  reuse_key?: boolean;
}

export interface Event {
  task_id: string;
  task_type: string;
  status: string;
  result?: Json;
  message?: string;
}

interface Outgoing {
  callback: Callback;
  body: string;
  due_ms: number;
  attempts: number;
  mishap: Pick<Mishap, "forged" | "replay">;
}

const MOST_ATTEMPTS = 6;

/** Puts an event into the outbox, in the transaction that it tells of. */
export function queueWebhook(seller: Seller, callback: Callback, event: Event, mishap: Mishap = {}): string {
  const key = `evt_${randomUUID()}`;
  const queue = (payload: Json): void => {
    const { forged, replay } = mishap;
    const entry: Outgoing = {
      callback,
      body: JSON.stringify(payload),
      due_ms: seller.now() + (mishap.delay_ms ?? 0),
      attempts: 0,
      mishap: { ...(forged === undefined ? {} : { forged }), ...(replay === undefined ? {} : { replay }) },
    };
    seller.store.put("webhook", "", newId("hook"), entry);
  };
  const payload = {
    idempotency_key: key,
    ...event,
    protocol: "media-buy",
    timestamp: new Date(seller.now() - (mishap.older_ms ?? 0)).toISOString(),
    ...(callback.token === undefined ? {} : { token: callback.token }),
  };
  for (let copy = 0; copy <= (mishap.duplicate ?? 0); copy += 1) queue(payload);
  if (mishap.reuse_key === true) queue({ ...payload, message: "Another event under the same key." });
  return key;
}

function signedHeaders(seller: Seller, { callback, body, mishap }: Outgoing): Record<string, string> {
  const seconds = Math.floor(seller.now() / 1000) - (mishap.forged === "stale" ? 3600 : 0);
  const byHmac = (callback.authentication !== undefined) !== (mishap.forged === "mode");
  if (byHmac) {
    const secret = mishap.forged === "key" ? randomUUID() : (callback.authentication?.credentials ?? randomUUID());
    const mac = createHmac("sha256", secret).update(`${seconds}.${body}`).digest("hex");
    const headers = { "x-adcp-signature": `sha256=${mac}`, "x-adcp-timestamp": String(seconds) };
    return { "content-type": "application/json", ...headers };
  }
  const key: SignerKey = mishap.forged === "key" ? strangersKey(seller) : signingKey(seller);
  const request = { method: "POST", url: callback.url, headers: { "content-type": "application/json" }, body };
  const signed = signWebhook(request, key, { now: () => seconds });
  return { "content-type": "application/json", ...signed.headers };
}

/** One delivery; true when it needs no other. */
async function deliver(seller: Seller, entry: Outgoing): Promise<boolean> {
  const headers = signedHeaders(seller, entry);
  const body = entry.mishap.forged === "body" ? entry.body.replace('"status":', '"status" :') : entry.body;
  const send = () =>
    fetch(entry.callback.url, {
      method: "POST",
      headers,
      body,
      redirect: "manual",
      signal: AbortSignal.timeout(10_000),
    });
  try {
    const { status } = await send();
    if (entry.mishap.replay === true) await send();
    return status < 500 && status !== 429;
  } catch {
    return false;
  }
}

async function deliverOne(seller: Seller, id: string, entry: Outgoing): Promise<void> {
  const done = await deliver(seller, entry);
  const attempts = entry.attempts + 1;
  await seller.store.exclusively(async () => {
    if (done || attempts >= MOST_ATTEMPTS) seller.store.remove("webhook", "", id);
    else seller.store.put("webhook", "", id, { ...entry, attempts, due_ms: seller.now() + 500 * 2 ** attempts });
  });
}

/** Sends what is due, in the order it was put in; what does not arrive is tried again a few times. */
export async function sendDueWebhooks(seller: Seller): Promise<void> {
  for (const { id, doc } of seller.store.entries<Outgoing>("webhook")) {
    if (doc.due_ms <= seller.now()) await deliverOne(seller, id, doc);
  }
}
