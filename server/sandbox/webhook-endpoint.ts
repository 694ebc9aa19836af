import type { IncomingMessage, ServerResponse } from "node:http";
import { finishForm, readFields, sendJson } from "./http";
import type { Json } from "./model";
import type { Seller } from "./seller";
import { brandJson, keySet } from "./webhook-keys";
import { type Mishap, sendDueWebhooks } from "./webhook-outbox";
import { sendWebhook, tellSubscribers } from "./webhook-subscriptions";

const FORGED = ["key", "body", "stale", "mode"] as const;

function mishapOf(fields: Json): Mishap {
  const number = (name: string) => (fields[name] === undefined ? {} : { [name]: Number(fields[name]) });
  const flag = (name: string) => (fields[name] === true || fields[name] === "true" ? { [name]: true } : {});
  const forged = FORGED.find((one) => one === fields.forged);
  return {
    ...number("duplicate"),
    ...number("delay_ms"),
    ...number("older_ms"),
    ...flag("replay"),
    ...flag("reuse_key"),
    ...(forged === undefined ? {} : { forged }),
  };
}

type Door = (req: IncomingMessage, res: ServerResponse) => Promise<void> | void;

/**
 * The published keys, and `POST /<seller>/_webhook {media_buy_id, status?, duplicate?, delay_ms?, older_ms?, forged?, replay?, reuse_key?}`: one
 * more webhook about a buy, as wrong as asked. False for another path.
 */
export async function handleWebhooks(
  sellers: readonly Seller[],
  path: string,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<boolean> {
  const doors: Record<string, Door> = { "GET /.well-known/brand.json": () => sendJson(res, 200, brandJson(sellers)) };
  for (const seller of sellers) {
    const { id } = seller.profile;
    doors[`GET /${id}/.well-known/jwks.json`] = () => sendJson(res, 200, keySet(seller));
    doors[`POST /${id}/_webhook`] = () => oneMore(seller, req, res);
  }
  const door = doors[`${req.method} ${path}`];
  await door?.(req, res);
  return door !== undefined;
}

async function oneMore(seller: Seller, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const fields = await readFields(req);
  const status = typeof fields.status === "string" && fields.status !== "" ? fields.status : undefined;
  const sent = sendWebhook(seller, String(fields.media_buy_id), mishapOf(fields), status);
  if (sent) finishForm(req, res, `/${seller.profile.id}`, { queued: true });
  else sendJson(res, 404, { error: "nobody asked for webhooks about this buy" });
}

/** Runs as long as the seller does; a round is as long as it takes, so that webhooks keep their order. */
export function startWebhooks(sellers: readonly Seller[]): () => Promise<void> {
  let running: Promise<void> = Promise.resolve();
  let busy = false;
  const round = async (): Promise<void> => {
    for (const seller of sellers) {
      await tellSubscribers(seller);
      await sendDueWebhooks(seller);
    }
  };
  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    running = round()
      .catch((error: unknown) => console.error("sandbox webhooks:", error))
      .finally(() => {
        busy = false;
      });
  }, 200);
  return async () => {
    clearInterval(timer);
    await running;
  };
}
