import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

type Args = Readonly<Record<string, unknown>>;
/** What a tool answers: its structured content, a whole tool result (with `content`), or `handled`. */
export type Script = Readonly<Record<string, (args: Args, http: Http) => unknown>>;
export type Http = { readonly request: IncomingMessage; readonly response: ServerResponse; readonly id: unknown };

type Delivered = { readonly tool: string; readonly args: Args };

/** Returned by a script that has answered (or will never answer) by itself. */
export const handled = Symbol("handled");

export type ScriptedSeller = {
  readonly url: string;
  /** Every tools/call that arrived, in order: the measure of "exactly one delivery". */
  readonly deliveries: readonly Delivered[];
  /** Every HTTP request that arrived: "POST initialize", "GET", … */
  readonly requests: readonly string[];
  readonly headers: readonly IncomingMessage["headers"][];
  close(): Promise<void>;
};

export type ScriptedSellerOptions = {
  /** Answers before MCP does; true: it has answered. */
  readonly before?: (method: string, http: Http) => boolean;
  readonly sessionId?: () => string;
};

type Message = { readonly method?: string; readonly id?: unknown; readonly params?: Args };

function messageIn(chunks: readonly Buffer[]): Message {
  const body = Buffer.concat(chunks).toString();
  return body === "" ? {} : (JSON.parse(body) as Message);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

/** A Streamable HTTP MCP seller for tests, scripted tool by tool; it shares no code with the client under test. */
export async function scriptedSeller(script: Script, options: ScriptedSellerOptions = {}): Promise<ScriptedSeller> {
  const deliveries: Delivered[] = [];
  const requests: string[] = [];
  const headers: IncomingMessage["headers"][] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => take(messageIn(chunks), { request, response }));
  });

  function take(message: Message, exchange: Omit<Http, "id">): void {
    requests.push(`${exchange.request.method} ${message.method ?? ""}`.trim());
    headers.push(exchange.request.headers);
    const http = { ...exchange, id: message.id };
    if (message.method === "tools/call" && message.params) {
      deliveries.push({ tool: String(message.params.name), args: message.params.arguments as Args });
    }
    if (!options.before?.(message.method ?? "", http)) void answer(message, http);
  }

  async function answer(message: Message, http: Http): Promise<void> {
    if (message.id === undefined) {
      http.response.writeHead(202).end();
      return;
    }
    if (message.method === "initialize" && options.sessionId) {
      http.response.setHeader("mcp-session-id", options.sessionId());
    }
    const result = await resultOf(message, http);
    if (result !== handled) sendJson(http.response, 200, { jsonrpc: "2.0", id: message.id, result });
  }

  async function resultOf(message: Message, http: Http): Promise<unknown> {
    if (message.method === "initialize") {
      const { protocolVersion } = message.params ?? {};
      return { protocolVersion, capabilities: { tools: {} }, serverInfo: { name: "Scripted seller", version: "1" } };
    }
    if (message.method === "tools/list") {
      return { tools: Object.keys(script).map((name) => ({ name, inputSchema: { type: "object" } })) };
    }
    const reply = await script[String(message.params?.name)]?.(message.params?.arguments as Args, http);
    if (reply === handled || (isRecord(reply) && "content" in reply)) return reply;
    return { content: [{ type: "text", text: "Done" }], structuredContent: reply };
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/mcp`,
    deliveries,
    requests,
    headers,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
