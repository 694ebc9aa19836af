import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { refuse } from "./errors";
import type { Json } from "./model";
import type { Seller } from "./seller";

type Run = (args: Json) => Json;

/** An exchange that misbehaves below AdCP; `work` carries the call out without answering it. */
interface Wire {
  req: IncomingMessage;
  res: ServerResponse;
  work: () => Promise<unknown>;
}

/** A key is one attempt with its repeats; content is the same order under any key. */
interface Limit {
  times: number;
  per: "key" | "content";
}

interface Row {
  /** Shown on the page and in the README. */
  does: string;
  /** The answer instead of the honest one; `run` is the honest work. */
  answer?: (value: string) => (seller: Seller, args: Json, run: Run) => Json;
  /** Acts on the HTTP exchange; true when it has answered or cut it. */
  wire?: (value: string, wire: Wire) => Promise<boolean>;
  /** By marker: how often, so that a retry gets through. Absent: always. */
  limit?: Limit;
}

const DAY_MS = 86_400_000;
const oncePerKey: Limit = { times: 1, per: "key" };
const less = (amount: unknown): unknown => (typeof amount === "number" ? Math.round(amount * 90) / 100 : amount);

/** The same request with other numbers: budgets and bids 10 % lower, the end a day earlier. */
function otherValues(args: Json): Json {
  const packages = (args.packages as Json[] | undefined)?.map((pack) => ({
    ...pack,
    ...(pack.budget === undefined ? {} : { budget: less(pack.budget) }),
    ...(pack.bid_price === undefined ? {} : { bid_price: less(pack.bid_price) }),
  }));
  const end = args.end_time as string | undefined;
  return {
    ...args,
    ...(packages === undefined ? {} : { packages }),
    ...(end === undefined ? {} : { end_time: new Date(Date.parse(end) - DAY_MS).toISOString() }),
  };
}

function status(res: ServerResponse, code: number, headers: Record<string, string>, text: string): boolean {
  res.writeHead(code, { "content-type": "text/plain", ...headers }).end(text);
  return true;
}

const refuseWith = (value: string) => (): never => {
  const [code, message] = value.split("|");
  throw refuse(code || "POLICY_VIOLATION", message || "Bazaar Exchange does not accept this.");
};

/** Every way the awkward seller can misbehave; a new row is all a new behaviour takes. */
export const BEHAVIOURS = {
  refuse: {
    does: "refuses; value is CODE or CODE|message (POLICY_VIOLATION when absent)",
    answer: refuseWith,
  },
  refuse_once: {
    does: "refuses an order the first time and takes the same order afterwards; value as for refuse",
    answer: refuseWith,
    limit: { times: 1, per: "content" },
  },
  ignore: {
    does: "answers success and changes nothing",
    answer: () => (seller, args, run) => seller.store.rehearse(() => run(args)),
  },
  change: {
    does: "answers success with other values: budgets and bids 10 % lower, end a day earlier",
    answer: () => (_seller, args, run) => run(otherValues(args)),
  },
  slow: {
    does: "answers honestly, late; value is milliseconds (3000 when absent)",
    wire: async (value) => {
      await delay(Number(value) || 3000);
      return false;
    },
  },
  error500: {
    does: "answers HTTP 500 and does nothing",
    wire: async (_value, { res }) => status(res, 500, {}, "Internal server error"),
    limit: oncePerKey,
  },
  drop: {
    does: "does the work and cuts the connection without an answer",
    wire: async (_value, { req, work }) => {
      await work();
      req.socket.destroy();
      return true;
    },
    limit: oncePerKey,
  },
  "429": {
    does: "answers HTTP 429 with Retry-After; value is seconds (1 when absent)",
    wire: async (value, { res }) => status(res, 429, { "retry-after": value || "1" }, "Too many requests"),
    limit: oncePerKey,
  },
} satisfies Record<string, Row>;

export type BehaviourName = keyof typeof BEHAVIOURS;

/** One behaviour chosen for one call. */
export interface Active {
  tool: string;
  name: BehaviourName;
  answer?: (seller: Seller, args: Json, run: Run) => Json;
  wire?: (wire: Wire) => Promise<boolean>;
}

export const isBehaviour = (name: string): name is BehaviourName => name in BEHAVIOURS;

export const limitOf = (name: BehaviourName): Limit | undefined => (BEHAVIOURS[name] as Row).limit;

export function activate(tool: string, name: BehaviourName, value: string): Active {
  const row: Row = BEHAVIOURS[name];
  const { answer, wire } = row;
  return {
    tool,
    name,
    ...(answer === undefined ? {} : { answer: answer(value) }),
    ...(wire === undefined ? {} : { wire: (exchange: Wire) => wire(value, exchange) }),
  };
}
