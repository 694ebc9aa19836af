import { DomainError } from "../errors";
import type { StoredExchange } from "./exchange";

type Json = Readonly<Record<string, unknown>>;

/** A tool call as it can be sent again. */
export type ToolCall = {
  readonly tool: string;
  /** Without account, key and webhook addresses: those are the new receiver's. */
  readonly args: Json;
  readonly hadAccount: boolean;
  readonly hadKey: boolean;
  /** What was left out, in words. */
  readonly leftOut: readonly string[];
};

type Asked = Pick<StoredExchange, "direction" | "protocol" | "requestBody">;

const callbacks = ["push_notification_config", "reporting_webhook"] as const;

/** The call that an exchange carried. INVALID_INPUT with the reason where there is none that can be sent again. */
export function toolCallOf(exchange: Asked): ToolCall {
  const named = namedCall(exchange);
  const { account, idempotency_key: key, ...rest } = named.args;
  const kept = Object.entries(rest).filter(([name]) => !callbacks.some((field) => field === name));
  const args = Object.fromEntries(kept);
  const secret = pathOfRedacted(args, "");
  if (secret !== null) throw notAgain(`The transcript does not keep ${secret}, so the request is not whole`);
  return {
    tool: named.tool,
    args,
    hadAccount: account !== undefined,
    hadKey: key !== undefined,
    leftOut: callbacks
      .filter((field) => field in rest)
      .map((field) => `${field}: its address and secrets are not kept`),
  };
}

function namedCall({ direction, protocol, requestBody }: Asked): { readonly tool: string; readonly args: Json } {
  if (direction === "in") throw notAgain("A webhook came from the seller; only what we asked can be asked again");
  if (protocol !== "mcp" && protocol !== "a2a") throw notAgain("Only tool calls over MCP and A2A can be sent again");
  const body = parsed(requestBody);
  const params = objectIn(body?.params);
  if (body?.method === "tools/call" && typeof params?.name === "string") {
    return { tool: params.name, args: objectIn(params.arguments) ?? {} };
  }
  const parts = objectIn(params?.message)?.parts;
  const data = (Array.isArray(parts) ? parts : [])
    .map((part: unknown) => objectIn(objectIn(part)?.data))
    .find((one) => one !== null);
  if (body?.method === "message/send" && typeof data?.skill === "string") {
    return { tool: data.skill, args: objectIn(data.input) ?? objectIn(data.parameters) ?? {} };
  }
  throw notAgain("This is a step of the protocol, not a tool call");
}

function parsed(body: string | null): Json | null {
  try {
    return objectIn(JSON.parse(body ?? "null"));
  } catch {
    throw notAgain("The request is longer than the transcript keeps, so it is not whole");
  }
}

function objectIn(value: unknown): Json | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : null;
}

function notAgain(message: string): DomainError {
  return new DomainError("INVALID_INPUT", message);
}

/** Where a value was cut out, as a path; null: nowhere. */
function pathOfRedacted(value: unknown, path: string): string | null {
  if (typeof value === "string") return value.includes("[redacted]") ? path : null;
  if (typeof value !== "object" || value === null) return null;
  for (const [name, inner] of Object.entries(value)) {
    const found = pathOfRedacted(inner, path === "" ? name : `${path}.${name}`);
    if (found !== null) return found;
  }
  return null;
}

export type ReplayTarget = {
  readonly name: string;
  readonly sandbox: boolean;
  readonly accounts: readonly { readonly sandbox: boolean; readonly status: string }[];
};

/** Why nothing may be sent again to this agent; null: it may. */
export function whyNoReplay(agent: ReplayTarget): string | null {
  if (!agent.sandbox) return `${agent.name} is not marked as a sandbox: it would be a real order`;
  const sandboxAccounts = agent.accounts.filter((account) => account.sandbox);
  if (agent.accounts.length > 0 && sandboxAccounts.length === 0) return `${agent.name} lists no sandbox account`;
  const open = agent.accounts.length === 0 || sandboxAccounts.some((account) => account.status === "active");
  return open ? null : `The sandbox account of ${agent.name} is not open`;
}
