import { oncePerKey, type Row } from "./behaviour";
import type { Json } from "./model";

/** Markup, bidirectional overrides, invisible and control characters: text that must stay text. */
export const HOSTILE =
  '<img src=x onerror="document.title=1">\u202Etxet desrever\u202C \u2066isolated\u2069 [click](javascript:alert(1)) ' +
  "zero\u200Bwidth \u001b[31mred\u001b[0m line\u2028break {{7*7}}";

const WRONG = { status: 7, media_buy_id: { id: 42 }, packages: "none", affected_packages: null, revision: "latest" };

const listOf = (value: unknown): Json[] => (Array.isArray(value) ? (value as Json[]) : []);

/** Does the same to the data of a write and to every media buy of a read. */
function eachBuy(data: Json, change: (buy: Json) => Json): Json {
  if (Array.isArray(data.media_buys)) return { ...data, media_buys: listOf(data.media_buys).map(change) };
  return change(data);
}

const eachPackage = (buy: Json, change: (pack: Json) => Json): Json => ({
  ...buy,
  ...(Array.isArray(buy.packages) ? { packages: listOf(buy.packages).map(change) } : {}),
  ...(Array.isArray(buy.affected_packages) ? { affected_packages: listOf(buy.affected_packages).map(change) } : {}),
});

const oddPackage = (pack: Json): Json => ({
  ...pack,
  pacing: "turbo",
  ...(Array.isArray(pack.creative_approvals)
    ? { creative_approvals: listOf(pack.creative_approvals).map((one) => ({ ...one, approval_status: "maybe" })) }
    : {}),
  ...(pack.snapshot === undefined ? {} : { snapshot: { ...(pack.snapshot as Json), delivery_status: "napping" } }),
});

const oddBuy = (buy: Json): Json => ({
  ...eachPackage(buy, oddPackage),
  valid_actions: [...((buy.valid_actions ?? []) as unknown[]), "increase_budget", "teleport"],
});

const hostilePackage = (pack: Json): Json => ({
  ...pack,
  ...(pack.cancellation === undefined ? {} : { cancellation: { ...(pack.cancellation as Json), reason: HOSTILE } }),
});

const hostileBuy = (buy: Json): Json => ({
  ...eachPackage(buy, hostilePackage),
  message: HOSTILE,
  rejection_reason: HOSTILE,
  ...(buy.cancellation === undefined ? {} : { cancellation: { ...(buy.cancellation as Json), reason: HOSTILE } }),
  ...(Array.isArray(buy.history)
    ? { history: listOf(buy.history).map((entry) => ({ ...entry, actor: HOSTILE, summary: HOSTILE })) }
    : {}),
});

/** Misbehaviour in the words of an honest answer. */
export const REPLIES = {
  off_schema: {
    does: "does the work and answers with fields of the wrong type",
    reply: (_value, data) => ({ ...data, ...WRONG }),
    limit: oncePerKey,
  },
  odd_status: {
    does: "calls the status of the media buy value (on_moonbase)",
    reply: (value, data) => eachBuy(data, (buy) => ({ ...buy, status: value || "on_moonbase" })),
  },
  odd_values: {
    does: "uses words that AdCP does not have: actions, pacing, approval and delivery states",
    reply: (_value, data) => eachBuy(data, oddBuy),
  },
  no_revision: {
    does: "never tells a revision",
    reply: (_value, data) => eachBuy(data, ({ revision: _revision, ...buy }) => buy),
  },
  hostile: {
    does: "puts markup, bidirectional and control characters into its texts",
    reply: (_value, data) => eachBuy(data, hostileBuy),
  },
} satisfies Record<string, Row>;
