import type { AgentHttp } from "../agent-http";
import { answers } from "../event-stream";
import type { AgentEndpoint } from "../sales-agent";
import { type HttpReply, TransportFault } from "../transport";
import { HttpRefusal, RpcError } from "./call-errors";
import { isObject, type Json } from "./seller-problem";

/** What one call carries beside the message, and what it learns on the way. */
export type CallFacts = {
  readonly deadlineMs: number;
  readonly signal?: AbortSignal;
  httpStatus: number | null;
};

export type McpSession = {
  /** The tool's raw result. One POST; throws TransportFault, HttpRefusal or RpcError. */
  callTool(tool: string, args: Readonly<Record<string, unknown>>, facts: CallFacts): Promise<unknown>;
  /** Names of the seller's tools, asked once a session. */
  listTools(deadlineMs: number): Promise<readonly string[]>;
  readonly serverName: string | null;
};

/** The newest is offered; a seller may answer with any of them (MCP lifecycle, version negotiation). */
const protocolVersions = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05", "2024-10-07"] as const;
const clientInfo = { name: "flightdeck", version: "0.1.0" };

/** A session of MCP over streamable HTTP: handshake and JSON-RPC, no standing stream of the server's messages (docs/decisions/0002, 0028). */
export async function openMcpSession(
  agent: AgentHttp,
  endpoint: AgentEndpoint,
  handshakeMs: number,
): Promise<McpSession> {
  const post = wire(agent, urlOf(endpoint));
  const handshake = (): CallFacts => ({ deadlineMs: handshakeMs, httpStatus: null });
  const params = { protocolVersion: protocolVersions[0], capabilities: {}, clientInfo };
  const hello = await post.ask("initialize", params, handshake());
  if (!isObject(hello)) throw new TypeError("The agent's answer to the handshake is no object");
  post.speak(agreedVersion(hello));
  await post.tell("notifications/initialized", handshake());
  let tools: Promise<readonly string[]> | null = null;
  return {
    callTool: (name, args, facts) => post.ask("tools/call", { name, arguments: args }, facts, name),
    listTools(deadlineMs) {
      tools ??= post
        .ask("tools/list", undefined, { deadlineMs, httpStatus: null })
        .then(toolNames)
        .catch((error: unknown) => {
          tools = null;
          throw error;
        });
      return tools;
    },
    serverName: nameIn(hello.serverInfo),
  };
}

function urlOf({ url }: AgentEndpoint): string {
  if (URL.canParse(url)) return new URL(url).href;
  throw new TransportFault("BLOCKED_ADDRESS", "The agent's address is not a URL", false);
}

function agreedVersion({ protocolVersion }: Json): string {
  const version = protocolVersions.find((known) => known === protocolVersion);
  if (version === undefined) throw new TypeError("The agent speaks no version of MCP that we know");
  return version;
}

function nameIn(serverInfo: unknown): string | null {
  if (!isObject(serverInfo)) return null;
  const named = [serverInfo.title, serverInfo.name].find((name) => typeof name === "string");
  return named === undefined ? null : String(named);
}

/** Messages of one session, each a POST of its own; what the seller says of the session goes with every later one. */
function wire(agent: AgentHttp, url: string) {
  const headers: Record<string, string> = {
    accept: "application/json, text/event-stream",
    "content-type": "application/json",
  };
  let lastId = -1;

  async function send(
    tool: string,
    message: Json,
    requestId: number | null,
    facts: CallFacts,
  ): Promise<{ readonly reply: HttpReply; readonly inSession: boolean }> {
    const inSession = headers["mcp-session-id"] !== undefined;
    const body = JSON.stringify(message);
    const { deadlineMs, signal } = facts;
    const to = { tool, method: "POST", url, headers: { ...headers }, body, requestId, deadlineMs } as const;
    const reply = await agent.send(signal ? { ...to, signal } : to);
    facts.httpStatus = reply.status;
    if (reply.status < 200 || reply.status > 299) throw new HttpRefusal(reply, "MCP", inSession);
    const session = reply.headers["mcp-session-id"];
    if (session !== undefined) headers["mcp-session-id"] = session;
    return { reply, inSession };
  }

  return {
    /** The result of one request. `tool`: what it is called in the transcript, absent: as its method. */
    async ask(method: string, params: Json | undefined, facts: CallFacts, tool = method): Promise<unknown> {
      lastId += 1;
      const id = lastId;
      const message = { method, ...(params && { params }), jsonrpc: "2.0", id };
      const { reply, inSession } = await send(tool, message, id, facts);
      const answer = answerIn(reply.text, id);
      if (answer === null) throw new HttpRefusal(reply, "MCP", inSession);
      return resultOf(answer);
    },
    async tell(method: string, facts: CallFacts): Promise<void> {
      await send(method, { method, jsonrpc: "2.0" }, null, facts);
    },
    speak(version: string): void {
      headers["mcp-protocol-version"] = version;
    },
  };
}

/** The one message in the body that answers the request (servers may send a batch). */
function answerIn(text: string, requestId: number): Json | null {
  try {
    const message: unknown = JSON.parse(text);
    const answer = (Array.isArray(message) ? message : [message]).find((entry) => answers(entry, requestId));
    return isObject(answer) ? answer : null;
  } catch {
    return null;
  }
}

function resultOf({ result, error }: Json): unknown {
  if (error === undefined) return result;
  if (!isObject(error) || typeof error.code !== "number") throw new TypeError("The agent's error has no code");
  throw new RpcError(error.code, typeof error.message === "string" ? error.message : "", error.data);
}

/** Tolerant: one tool described badly does not hide the others. */
function toolNames(result: unknown): readonly string[] {
  const tools = isObject(result) && Array.isArray(result.tools) ? result.tools : [];
  return tools.flatMap((tool: unknown) => (isObject(tool) && typeof tool.name === "string" ? [tool.name] : []));
}
