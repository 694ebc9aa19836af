import type { IncomingMessage, ServerResponse } from "node:http";
import type { Json } from "./model";
import type { Seller } from "./seller";

/** The honest work of a tool. */
export type Run = (args: Json) => Json;

/** An exchange that misbehaves below AdCP; `work` carries the call out without answering it. */
export interface Wire {
  req: IncomingMessage;
  res: ServerResponse;
  work: () => Promise<Json>;
}

/**
 * How often by marker, so that a retry gets through. A key is one attempt with its repeats; content is the same request
 * under any key; a subject is one order or one media buy, whatever is sent about it.
 */
export interface Limit {
  times: number;
  per: "key" | "content" | "subject";
}

/** One way to misbehave. */
export interface Row {
  /** Shown on the page and in the README. */
  does: string;
  /** The answer instead of the honest one. */
  answer?: (value: string) => (seller: Seller, args: Json, run: Run) => Json;
  /** Acts on the HTTP exchange; true when it has answered or cut it. */
  wire?: (value: string, wire: Wire) => Promise<boolean>;
  /** Rewrites the data on its way out; what is done and what is kept for a replay stay honest. */
  reply?: (value: string, data: Json) => Json;
  /** Absent: always. */
  limit?: Limit;
}

export const oncePerKey: Limit = { times: 1, per: "key" };

/** `first|the rest`, either of them possibly empty. */
export function parts(value: string): [first: string, rest: string] {
  const at = value.indexOf("|");
  return at < 0 ? [value, ""] : [value.slice(0, at), value.slice(at + 1)];
}

export const millis = (text: string, fallback: number): number => {
  const given = Number(text);
  return text !== "" && Number.isFinite(given) && given >= 0 ? given : fallback;
};
