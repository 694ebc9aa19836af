import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export type Front = { readonly url: string; close(): Promise<void> };

export type FrontOptions = {
  /** Sessions as MCP's Streamable HTTP has them: given by `initialize`, asked for ever after, forgotten on DELETE. */
  readonly sessions?: boolean;
  /** Answers come as an event stream behind a notification, and the stream stays open. */
  readonly streams?: boolean;
};

/** Stands in front of stateless MCP sellers and gives them the manners of other MCP servers; faults pass through as they are. */
export async function mcpFront(upstream: string, options: FrontOptions): Promise<Front> {
  const sessions = options.sessions ? new Set<string>() : null;
  const server = createServer((request, response) => {
    pass(request, response).catch(() => response.destroy());
  });

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await textOf(request);
    const opens = methodOf(body) === "initialize";
    if (sessions !== null && !opens && !isInSession(sessions, request, response)) return;
    const reply = await forward(`${upstream}${request.url}`, request, body);
    if (sessions !== null && opens && reply.ok) {
      const id = randomUUID();
      sessions.add(id);
      response.setHeader("mcp-session-id", id);
    }
    const text = await reply.text();
    if (options.streams && reply.status === 200 && text !== "") stream(response, text);
    else response.writeHead(reply.status, { ...heads(reply), "content-type": "application/json" }).end(text);
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** False: it names none or one that is over, and has been told. */
function isInSession(sessions: Set<string>, request: IncomingMessage, response: ServerResponse): boolean {
  const session = request.headers["mcp-session-id"];
  const isKnown = typeof session === "string" && sessions.has(session);
  if (isKnown && request.method !== "DELETE") return true;
  if (isKnown) sessions.delete(session);
  const refusal = session === undefined ? 400 : 404;
  response.writeHead(isKnown ? 204 : refusal).end();
  return false;
}

function forward(url: string, { method = "GET", headers }: IncomingMessage, body: string): Promise<Response> {
  const passed = ["authorization", "content-type", "accept", "mcp-protocol-version"] as const;
  const named = passed.flatMap((name) => (headers[name] ? [[name, String(headers[name])]] : []));
  return fetch(url, { method, headers: Object.fromEntries(named), ...(method === "POST" ? { body } : {}) });
}

function heads(reply: Response): Record<string, string> {
  const retryAfter = reply.headers.get("retry-after");
  return retryAfter === null ? {} : { "retry-after": retryAfter };
}

function stream(response: ServerResponse, text: string): void {
  const note = { jsonrpc: "2.0", method: "notifications/message", params: { level: "info", data: "Working on it" } };
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.write(`event: message\ndata: ${JSON.stringify(note)}\n\n: still here\n\n`);
  response.write(`event: message\nid: 7\ndata: ${text}\n\n`);
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function methodOf(body: string): unknown {
  try {
    return (JSON.parse(body) as { readonly method?: unknown }).method;
  } catch {
    return undefined;
  }
}
