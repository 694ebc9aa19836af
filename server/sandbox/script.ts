import type { Limit } from "./behaviour";
import { type Active, activate, type BehaviourName, isBehaviour, limitOf } from "./behaviours";
import { markersIn } from "./create-media-buy";
import type { BuyRecord, Json, TaskRecord } from "./model";
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

const MARKER = /\[(?:(create|update|read|delivery|creatives|task):)?([a-z0-9_]+)(?::([^\]]*))?\]/g;

const TOOL_OF: Record<string, string> = {
  create: "create_media_buy",
  update: "update_media_buy",
  read: "get_media_buys",
  delivery: "get_media_buy_delivery",
  creatives: "sync_creatives",
  task: "tasks_get",
};

function textFor(seller: Seller, tool: string, args: Json): string {
  if (tool === "create_media_buy") return markersIn(args);
  if (tool === "sync_creatives") return JSON.stringify(args.creatives ?? "");
  if (tool === "tasks_get")
    return markersIn(seller.store.find<TaskRecord>("task", String(args.task_id))?.request ?? {});
  const ids = typeof args.media_buy_id === "string" ? [args.media_buy_id] : ((args.media_buy_ids ?? []) as string[]);
  return ids.map((id) => seller.store.find<BuyRecord>("buy", id)?.markers ?? "").join(" ");
}

const WRITES = ["create_media_buy", "update_media_buy"];

/** A marker without a tool is for the writes of its buy; in a creative's name it is for sync_creatives. */
function isFor(prefix: string | undefined, tool: string): boolean {
  if (prefix !== undefined) return TOOL_OF[prefix] === tool;
  return WRITES.includes(tool) || tool === "sync_creatives";
}

/** The order or the buy that a request is about, however it is worded. */
function subjectOf({ account, media_buy_id, po_number, context }: Json): unknown {
  const { buyer_ref } = (context ?? {}) as { buyer_ref?: unknown };
  return media_buy_id ?? [account, buyer_ref ?? po_number];
}

function countedBy(per: Limit["per"], args: Json): unknown {
  const { idempotency_key: key, ...content } = args;
  if (per === "subject") return subjectOf(args);
  // A read has no key; its repeats are what asks the same.
  return per === "key" && key !== undefined ? key : content;
}

/** Counts deliveries, so that a marker's fault passes and the retry gets through. */
function isSpent(seller: Seller, tool: string, name: BehaviourName, args: Json): boolean {
  const limit = limitOf(name);
  if (limit === undefined) return false;
  const id = `fault:${tool}:${name}:${JSON.stringify(countedBy(limit.per, args))}`;
  const used = seller.store.get<number>("setting", "", id) ?? 0;
  if (used >= limit.times) return true;
  seller.store.put("setting", "", id, used + 1);
  return false;
}

function fromMarkers(seller: Seller, tool: string, args: Json): Active | undefined {
  for (const [, prefix, name = "", value = ""] of textFor(seller, tool, args).matchAll(MARKER)) {
    if (!isBehaviour(name) || !isFor(prefix, tool)) continue;
    if (!isSpent(seller, tool, name, args)) return activate(tool, name, value);
  }
  return undefined;
}

/** The misbehaviour for this call: one from the script first, else one the content asks for, else none. */
export function behaviourFor(seller: Seller, called: string, args: Json): Active | undefined {
  if (!seller.profile.scriptable) return undefined;
  const tool = called === "tasks/get" ? "tasks_get" : called;
  return fromScript(seller, tool) ?? fromMarkers(seller, tool, args);
}
