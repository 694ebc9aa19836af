import { type Active, activate, type BehaviourName, isBehaviour, limitOf } from "./behaviours";
import { markersIn } from "./create-media-buy";
import type { BuyRecord, Json } from "./model";
import type { Seller } from "./seller";

/** A misbehaviour ordered through `/awkward/_control`, for the next `times` calls of a tool. */
export interface ScriptEntry {
  tool: string;
  behaviour: BehaviourName;
  times: number;
  value: string;
}

export const readScript = (seller: Seller): ScriptEntry[] =>
  seller.store.get<ScriptEntry[]>("setting", "", "script") ?? [];

export const writeScript = (seller: Seller, entries: ScriptEntry[]): void =>
  seller.store.put("setting", "", "script", entries);

function fromScript(seller: Seller, tool: string): Active | undefined {
  const entries = readScript(seller);
  const found = entries.find((entry) => entry.tool === tool || entry.tool === "*");
  if (found === undefined) return undefined;
  const rest = entries.map((entry) => (entry === found ? { ...entry, times: entry.times - 1 } : entry));
  writeScript(
    seller,
    rest.filter((entry) => entry.times > 0),
  );
  return activate(tool, found.behaviour, found.value);
}

const MARKER = /\[(?:(create|update|read|delivery|creatives):)?([a-z0-9_]+)(?::([^\]]*))?\]/g;

const TOOL_OF: Record<string, string> = {
  create: "create_media_buy",
  update: "update_media_buy",
  read: "get_media_buys",
  delivery: "get_media_buy_delivery",
  creatives: "sync_creatives",
};

function textFor(seller: Seller, tool: string, args: Json): string {
  if (tool === "create_media_buy") return markersIn(args);
  if (tool === "sync_creatives") return JSON.stringify(args.creatives ?? "");
  const ids = typeof args.media_buy_id === "string" ? [args.media_buy_id] : ((args.media_buy_ids ?? []) as string[]);
  return ids.map((id) => seller.store.find<BuyRecord>("buy", id)?.markers ?? "").join(" ");
}

const WRITES = ["create_media_buy", "update_media_buy"];

/** A marker without a tool is for the writes of its buy; in a creative's name it is for sync_creatives. */
function isFor(prefix: string | undefined, tool: string): boolean {
  if (prefix !== undefined) return TOOL_OF[prefix] === tool;
  return WRITES.includes(tool) || tool === "sync_creatives";
}

/** Counts deliveries per idempotency key or per content, so that a marker's fault passes and the retry gets through. */
function isSpent(seller: Seller, name: BehaviourName, args: Json): boolean {
  const limit = limitOf(name);
  const { idempotency_key: key, ...content } = args;
  if (limit === undefined || typeof key !== "string") return false;
  const id = `fault:${name}:${limit.per === "key" ? key : JSON.stringify(content)}`;
  const used = seller.store.get<number>("setting", "", id) ?? 0;
  if (used >= limit.times) return true;
  seller.store.put("setting", "", id, used + 1);
  return false;
}

function fromMarkers(seller: Seller, tool: string, args: Json): Active | undefined {
  for (const [, prefix, name = "", value = ""] of textFor(seller, tool, args).matchAll(MARKER)) {
    if (!isBehaviour(name) || !isFor(prefix, tool)) continue;
    if (!isSpent(seller, name, args)) return activate(tool, name, value);
  }
  return undefined;
}

/** The misbehaviour for this call: one from the script first, else one the content asks for, else none. */
export function behaviourFor(seller: Seller, tool: string, args: Json): Active | undefined {
  if (!seller.profile.scriptable) return undefined;
  return fromScript(seller, tool) ?? fromMarkers(seller, tool, args);
}
