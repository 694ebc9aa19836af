import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export type Json = Readonly<Record<string, unknown>>;
export type Face = { readonly url: string; close(): Promise<void> };
export type Answer = { readonly status: number; readonly headers: Headers; readonly body: Json };

export const isJson = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** One JSON-RPC request to a seller's MCP address, with whatever proof of identity came from the buyer. Throws when it hangs up. */
export async function callUpstream(url: string, rpc: Json, from: IncomingHttpHeaders): Promise<Answer> {
  const kept = ["authorization", "mcp-protocol-version", "mcp-session-id"].flatMap((name) => {
    const value = from[name];
    return typeof value === "string" ? [[name, value] as const] : [];
  });
  const reply = await fetch(url, {
    method: "POST",
    headers: {
      ...Object.fromEntries(kept),
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
    },
    body: JSON.stringify(rpc),
  });
  return { status: reply.status, headers: reply.headers, body: messageIn(await reply.text()) };
}

/** The message of a JSON body or of an event stream of one. */
function messageIn(text: string): Json {
  const data = text.startsWith("{") ? text : (/^data: ?(\{.*\})\s*$/m.exec(text)?.[1] ?? "{}");
  const value: unknown = JSON.parse(data);
  return isJson(value) ? value : {};
}

/**
 * What a seller publishes about itself, as far as it has to name the address at which it is met: its MCP addresses become the
 * face's. false: something else was asked for.
 */
export async function publishedAt(origin: string, request: IncomingMessage, response: ServerResponse, path: string) {
  if (request.method !== "GET" || !request.url?.startsWith("/.well-known/")) return false;
  const reply = await fetch(`${origin}${request.url}`);
  const text = await reply.text();
  const own = `http://${request.headers.host}`;
  response.writeHead(reply.status, { "content-type": "application/json" });
  response.end(
    text.replaceAll(new RegExp(`${origin}(/\\w+)/mcp`, "g"), (_all, seller: string) => `${own}${seller}${path}`),
  );
  return true;
}

/** The first of its kind is carried out, and its answer never arrives. */
export function losing(tool: string | undefined): (called: string) => boolean {
  let isLost = false;
  return (called) => {
    if (called !== tool || isLost) return false;
    isLost = true;
    return true;
  };
}

export type Handler = (request: IncomingMessage, body: string, response: ServerResponse) => Promise<void>;

/** A server that hangs up where its seller does. */
export async function serveFace(handler: Handler): Promise<Face> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      handler(request, Buffer.concat(chunks).toString(), response).catch(() => request.socket.destroy());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

export function sendJson(response: ServerResponse, status: number, body: unknown, headers: Json = {}): void {
  response.writeHead(status, { "content-type": "application/json", ...(headers as Record<string, string>) });
  response.end(JSON.stringify(body));
}
