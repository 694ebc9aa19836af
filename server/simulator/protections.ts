import type { Ports } from "../ports";
import type { JobKind } from "../queue/jobs";
import type { SalesAgent } from "../sales-agents/sales-agent";
import type { Life } from "./memory-store/memory-store";
import type { Row } from "./memory-store/schema-models";

/** What keeps the write path safe. The simulator takes one away at a time and must then find what it kept from happening. */
export const protections = [
  "the same key on every try",
  "stop before the replay window ends",
  "quarantine before a new key",
  "a hint is not the truth",
  "polling",
  "claim before send",
  "compare before send",
  "one call at a time per buy",
] as const;
export type Protection = (typeof protections)[number];

type Removal = {
  readonly store?: Pick<Life, "tamper">;
  readonly ports?: (ports: Ports, kind: JobKind) => Ports;
};

/** How a protection is taken away around the shipped code, which knows nothing of it. */
export function withoutProtection(protection: Protection | null): Removal {
  switch (protection) {
    case "the same key on every try":
      return { ports: (ports) => withAgent(ports, freshKeys) };
    case "quarantine before a new key":
      return { store: { tamper: sentLongAgo } };
    case "polling":
      return { store: { tamper: noPolls } };
    case "claim before send":
      return { store: { tamper: notMarkedAsSent } };
    case "compare before send":
      return { ports: (ports, kind) => (kind === "send_seller_call" ? withAgent(ports, blind) : ports) };
    case "one call at a time per buy":
      return { store: { tamper: everyCallItsLane } };
    default:
      return {};
  }
}

function withAgent(ports: Ports, change: (agent: SalesAgent, ports: Ports) => SalesAgent): Ports {
  return { ...ports, salesAgents: (endpoint) => change(ports.salesAgents(endpoint), ports) };
}

function freshKeys(agent: SalesAgent, ports: Ports): SalesAgent {
  return {
    ...agent,
    sendCreate: (request, key) => agent.sendCreate(request, `${key}-${ports.newId()}`),
    sendUpdate: (request, key) => agent.sendUpdate(request, `${key}-${ports.newId()}`),
  };
}

function blind(agent: SalesAgent): SalesAgent {
  return { ...agent, getMediaBuys: () => Promise.resolve({ kind: "ok", value: [], milliseconds: 1 }) };
}

/** The last send seems so long ago that nothing of it can still be under way. */
function sentLongAgo(table: string, operation: string, args: Row): Row {
  const data = args.data as Row | undefined;
  if (table !== "sellerCall" || operation !== "updateMany" || !(data?.lastSentAt instanceof Date)) return args;
  return { ...args, data: { ...data, lastSentAt: new Date(data.lastSentAt.getTime() - 3_600_000) } };
}

const polls = ["refresh_media_buy", "poll_seller_task"];

function noPolls(table: string, operation: string, args: Row): Row {
  const [create, where] = [args.create, args.where] as (Row | undefined)[];
  const dueAt = new Date("2100-01-01T00:00:00.000Z");
  if (table === "job" && operation === "createMany") {
    const rows = args.data as readonly Row[];
    return { ...args, data: rows.map((row) => (polls.includes(String(row.kind)) ? { ...row, dueAt } : row)) };
  }
  if (table !== "job" || !polls.includes(String(create?.kind ?? where?.kind))) return args;
  // Enqueued, or known already and asked for earlier.
  if (operation === "upsert") return { ...args, create: { ...create, dueAt } };
  return operation === "updateMany" ? { ...args, data: { dueAt } } : args;
}

function notMarkedAsSent(table: string, operation: string, args: Row): Row {
  const data = args.data as Row | undefined;
  if (table !== "sellerCall" || operation !== "updateMany" || data?.state !== "sending") return args;
  return { ...args, data: { revision: { increment: 1 } } };
}

function everyCallItsLane(table: string, operation: string, args: Row): Row | { readonly answer: unknown } {
  const create = args.create as Row | undefined;
  if (table === "job" && operation === "upsert") return { ...args, create: { ...create, lane: String(create?.id) } };
  if (table === "job" && operation === "createMany") {
    return { ...args, data: (args.data as readonly Row[]).map((row) => ({ ...row, lane: String(row.id) })) };
  }
  const where = args.where as Row | undefined;
  const older =
    operation === "findMany" &&
    ((table === "sellerCall" && where?.createdAt !== undefined) ||
      (table === "change" && where?.kind === "update_media_buy"));
  return older ? { answer: [] } : args;
}
