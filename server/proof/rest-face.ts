import type { IncomingMessage } from "node:http";
import {
  type Answer,
  callUpstream,
  type Face,
  isJson,
  type Json,
  losing,
  publishedAt,
  sendJson,
  serveFace,
} from "./mcp-upstream";

/**
 * REST routes in front of sellers that speak MCP: no package that is installed ships a REST seller. It has no logic of its own: a
 * route is a tool, its body the tool's arguments, its answer the tool's, and an error's code decides the HTTP status as the open
 * sales agent's documentation has it (seed 001: 400, 403, 404, 409).
 * `/<seller>/api/v1/<route>` goes to `<origin>/<seller>/mcp`; without a seller to `<origin>/mcp`.
 */
export function restFace(origin: string, faults: { readonly loses?: string } = {}): Promise<Face> {
  const isLost = losing(faults.loses);
  return serveFace(async (request, body, response) => {
    if (await publishedAt(origin, request, response, "")) return;
    const route = routeOf(request);
    if (route === null) {
      sendJson(response, 404, { detail: "Not Found" });
      return;
    }
    const args: unknown = body === "" ? {} : JSON.parse(body);
    const call = { name: route.tool, arguments: { ...(isJson(args) ? args : {}), ...route.inPath } };
    const rpc = { jsonrpc: "2.0", id: 1, method: "tools/call", params: call };
    const reply = restReply(await callUpstream(`${origin}${route.seller}/mcp`, rpc, request.headers));
    if (isLost(route.tool)) request.socket.destroy();
    else sendJson(response, reply.status, reply.body, reply.headers);
  });
}

const tools: Readonly<Record<string, string>> = {
  "GET /capabilities": "get_adcp_capabilities",
  "POST /products": "get_products",
  "POST /creative-formats": "list_creative_formats",
  "POST /media-buys": "create_media_buy",
  "POST /media-buys/delivery": "get_media_buy_delivery",
  "POST /creatives/sync": "sync_creatives",
  "POST /creatives": "list_creatives",
  "POST /accounts": "list_accounts",
  "POST /accounts/sync": "sync_accounts",
};

function routeOf({ method, url = "" }: IncomingMessage) {
  const [, seller = "", path = ""] = /^(.*?)\/api\/v1(\/[^?]*)/.exec(url) ?? [];
  const inPath = /^\/media-buys\/([^/]+)$/.exec(path)?.[1];
  if (method === "PUT" && inPath !== undefined) {
    return { seller, tool: "update_media_buy", inPath: { media_buy_id: decodeURIComponent(inPath) } };
  }
  const tool = tools[`${method} ${path}`];
  return tool === undefined ? null : { seller, tool, inPath: {} };
}

function restReply({ status, headers, body }: Answer): { status: number; body: unknown; headers?: Json } {
  const retryAfter = headers.get("retry-after");
  if (status !== 200) return { status, body, headers: retryAfter === null ? {} : { "retry-after": retryAfter } };
  if (isJson(body.error)) return { status: 400, body: { detail: body.error.message } };
  const result = isJson(body.result) ? body.result : {};
  const payload = isJson(result.structuredContent) ? result.structuredContent : {};
  const named = isJson(payload.adcp_error) ? payload.adcp_error : null;
  if (result.isError !== true && named === null) return { status: 200, body: payload };
  const error = named ?? firstOf(payload.errors) ?? { message: "Refused" };
  return { status: statusOf(String(error.code ?? "")), body: { error } };
}

function firstOf(errors: unknown): Json | null {
  const first: unknown = Array.isArray(errors) ? errors[0] : null;
  return isJson(first) ? first : null;
}

function statusOf(code: string): number {
  if (code === "AUTH_REQUIRED") return 401;
  if (code === "PERMISSION_DENIED") return 403;
  if (code.endsWith("_NOT_FOUND")) return 404;
  if (code.endsWith("CONFLICT")) return 409;
  if (code === "RATE_LIMITED") return 429;
  return code === "SERVICE_UNAVAILABLE" ? 503 : 400;
}
