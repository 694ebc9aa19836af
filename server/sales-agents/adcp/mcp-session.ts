import { AsyncLocalStorage } from "node:async_hooks";
import type { Client } from "@modelcontextprotocol/sdk/client/index.js";
import type { JsonSchemaValidator, jsonSchemaValidator } from "@modelcontextprotocol/sdk/validation/types.js";
import type { AgentHttp } from "../agent-http";
import { answers } from "../event-stream";
import type { AgentEndpoint } from "../sales-agent";
import { type HttpReply, TransportFault } from "../transport";
import { HttpRefusal } from "./call-errors";

/** What one call carries beside the message, and what it learns on the way. */
export type CallFacts = {
  readonly deadlineMs: number;
  readonly signal?: AbortSignal;
  httpStatus: number | null;
};

export type McpSession = {
  /** The tool's raw result. One POST; throws TransportFault, HttpRefusal or the SDK's McpError. */
  callTool(tool: string, args: Readonly<Record<string, unknown>>, facts: CallFacts): Promise<unknown>;
  /** Names of the seller's tools, asked once a session. */
  listTools(deadlineMs: number): Promise<readonly string[]>;
  readonly serverName: string | null;
  close(): Promise<void>;
};

/** The SDK's own clocks and signals stay out of the way: our transport ends every call. */
const never = 2_147_483_647;
const calls = new AsyncLocalStorage<CallFacts>();

/** Replies are read by our own readers and never held to a seller's schema; without it each session would make a compiler of schemas. */
const unasked: jsonSchemaValidator = {
  getValidator: <T>(): JsonSchemaValidator<T> => {
    return (input) => ({ valid: true, data: input as T, errorMessage: undefined });
  },
};

/** Loaded at the first contact with a seller, so that boot and pages do not pay for it. */
function loadSdk() {
  sdkLoaded ??= importSdk();
  return sdkLoaded;
}

let sdkLoaded: ReturnType<typeof importSdk> | undefined;

async function importSdk() {
  const [client, http, types] = await Promise.all([
    import("@modelcontextprotocol/sdk/client/index.js"),
    import("@modelcontextprotocol/sdk/client/streamableHttp.js"),
    import("@modelcontextprotocol/sdk/types.js"),
  ]);
  return { ...client, ...http, ...types };
}

export async function openMcpSession(
  agent: AgentHttp,
  endpoint: AgentEndpoint,
  handshakeMs: number,
): Promise<McpSession> {
  const sdk = await loadSdk();
  const http = new sdk.StreamableHTTPClientTransport(urlOf(endpoint), {
    fetch: fetchOver(agent),
    reconnectionOptions: {
      maxRetries: 0,
      initialReconnectionDelay: 1,
      maxReconnectionDelay: 1,
      reconnectionDelayGrowFactor: 1,
    },
  });
  const client = new sdk.Client({ name: "flightdeck", version: "0.1.0" }, { jsonSchemaValidator: unasked });
  await calls.run({ deadlineMs: handshakeMs, httpStatus: null }, () =>
    // The SDK's transport spells its optional session id without `undefined`.
    client.connect(http as Parameters<Client["connect"]>[0], { timeout: never }),
  );
  let tools: Promise<readonly string[]> | null = null;
  return {
    callTool: (tool, args, facts) =>
      calls.run(facts, () =>
        // Not client.callTool: it would hold our reading of a reply to the seller's own output schema.
        client.request({ method: "tools/call", params: { name: tool, arguments: { ...args } } }, sdk.ResultSchema, {
          timeout: never,
        }),
      ),
    listTools(deadlineMs) {
      tools ??= calls
        .run({ deadlineMs, httpStatus: null }, () =>
          client.request({ method: "tools/list" }, sdk.ResultSchema, { timeout: never }),
        )
        .then(toolNames)
        .catch((error: unknown) => {
          tools = null;
          throw error;
        });
      return tools;
    },
    serverName: client.getServerVersion()?.title ?? client.getServerVersion()?.name ?? null,
    close: () => client.close(),
  };
}

function urlOf(endpoint: AgentEndpoint): URL {
  if (URL.canParse(endpoint.url)) return new URL(endpoint.url);
  throw new TransportFault("BLOCKED_ADDRESS", "The agent's address is not a URL", false);
}

/** `fetch` for the MCP SDK over our transport. It answers only with a JSON-RPC reply to the very request, or throws. */
function fetchOver(agent: AgentHttp) {
  return async (url: string | URL, init: RequestInit = {}): Promise<Response> => {
    // The SDK asks for a standing stream of server messages: nothing here reads one, so none is opened.
    if (init.method !== "POST") return new Response(null, { status: 405 });
    const facts = calls.getStore();
    const body = String(init.body ?? "");
    const message = JSON.parse(body) as Message;
    const requestId = idOf(message);
    const signal = facts?.signal ?? init.signal;
    const headers = Object.fromEntries(new Headers(init.headers).entries());
    const reply = await agent.send({
      tool: toolOf(message),
      method: "POST",
      url: String(url),
      headers,
      body,
      requestId,
      deadlineMs: facts?.deadlineMs ?? 10_000,
      ...(signal ? { signal } : {}),
    });
    if (facts) facts.httpStatus = reply.status;
    return responseOf(reply, requestId, headers["mcp-session-id"] !== undefined);
  };
}

type Message = { readonly id?: unknown; readonly method?: unknown; readonly params?: { readonly name?: unknown } };

function idOf({ id }: Message): string | number | null {
  return typeof id === "string" || typeof id === "number" ? id : null;
}

function toolOf({ method, params }: Message): string {
  return method === "tools/call" ? String(params?.name) : String(method);
}

function responseOf(reply: HttpReply, requestId: string | number | null, inSession: boolean): Response {
  if (reply.status < 200 || reply.status > 299) throw new HttpRefusal(reply, "MCP", inSession);
  const session = reply.headers["mcp-session-id"];
  const headers = { ...(session === undefined ? {} : { "mcp-session-id": session }) };
  if (requestId === null) return new Response(null, { status: 202, headers });
  const answer = answerIn(reply.text, requestId);
  if (answer === null) throw new HttpRefusal(reply, "MCP", inSession);
  return new ParsedResponse(answer, headers);
}

/** A reply whose body we have read already: the SDK gets what is in it without writing and parsing it once more. */
class ParsedResponse extends Response {
  readonly #message: object;

  constructor(message: object, headers: Readonly<Record<string, string>>) {
    super(null, { status: 200, headers: { ...headers, "content-type": "application/json" } });
    this.#message = message;
  }

  override async json(): Promise<unknown> {
    return this.#message;
  }
}

/** The one message in the body that answers the request (servers may send a batch). */
function answerIn(text: string, requestId: string | number): object | null {
  try {
    const message: unknown = JSON.parse(text);
    const answer = (Array.isArray(message) ? message : [message]).find((entry) => answers(entry, requestId));
    return answer === undefined ? null : { ...answer, id: requestId };
  } catch {
    return null;
  }
}

/** Tolerant: one tool described badly does not hide the others. */
function toolNames(result: Readonly<Record<string, unknown>>): readonly string[] {
  const tools = Array.isArray(result.tools) ? result.tools : [];
  return tools.flatMap((tool: unknown) =>
    typeof tool === "object" && tool !== null && "name" in tool && typeof tool.name === "string" ? [tool.name] : [],
  );
}
