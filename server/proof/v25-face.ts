import { createHash, randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { issuesIn25 } from "../sales-agents/adcp25/issues-in-25";
import { callUpstream, type Face, isJson, type Json, losing, publishedAt, sendJson, serveFace } from "./mcp-upstream";
import { argsFrom25, payloadTo25 } from "./v25-words";

/**
 * AdCP 2.5 in front of sellers that speak 3.0 over MCP: no package that is installed ships a 2.5 seller. It has no logic of its own:
 * it lists the tools that 2.5 had, takes no request that breaks 2.5's own JSON schema, puts words over in both directions and knows
 * its buyer's account by the credential. `/<seller>/mcp` goes to `<origin>/<seller>/mcp`.
 */
export function v25Face(origin: string, account: Json, faults: { readonly loses?: string } = {}): Promise<Face> {
  const seller: Seller = { origin, account, references: new Map() };
  const isLost = losing(faults.loses);
  return serveFace(async (request, body, response) => {
    if (await publishedAt(origin, request, response, "/mcp")) return;
    const rpc: unknown = JSON.parse(body === "" ? "{}" : body);
    if (!isJson(rpc)) throw new TypeError("No JSON-RPC request");
    const { status, message, headers } = await answer(seller, request, rpc);
    if (isLost(callIn(rpc)?.name ?? "")) request.socket.destroy();
    else sendJson(response, status, message, headers);
  });
}

type Seller = { readonly origin: string; readonly account: Json; readonly references: Map<string, string> };

const tools25 = [
  "get_products",
  "list_creative_formats",
  "create_media_buy",
  "update_media_buy",
  "get_media_buy_delivery",
  "sync_creatives",
  "list_creatives",
  "tasks_get",
];

async function answer(seller: Seller, request: IncomingMessage, rpc: Json) {
  const call = callIn(rpc);
  const issues = call === null || call.name === "tasks_get" ? [] : issuesIn25(call.name, call.args);
  if (call !== null && (!tools25.includes(call.name) || issues.length > 0)) {
    const message = issues.length > 0 ? issues.join("; ") : `Tool ${call.name} not found`;
    return { status: 200, message: toolError(rpc.id, message, issues.length > 0), headers: {} };
  }
  const asked = call === null ? rpc : { ...rpc, params: paramsOf(seller, call) };
  const reply = await callUpstream(`${seller.origin}${request.url}`, asked, request.headers);
  const session = reply.headers.get("mcp-session-id");
  const headers = session === null ? {} : { "mcp-session-id": session };
  return { status: reply.status, message: translated(seller, rpc, call, reply.body), headers };
}

type Call = { readonly name: string; readonly args: Json };

function callIn(rpc: Json): Call | null {
  const { params } = rpc;
  if (rpc.method !== "tools/call" || !isJson(params)) return null;
  return { name: String(params.name), args: isJson(params.arguments) ? params.arguments : {} };
}

/** A repeated reference is a repeated request: it comes to the seller under the same key. */
function paramsOf({ account, references }: Seller, { name, args }: Call): Json {
  const key = typeof args.buyer_ref === "string" ? keyOf(args.buyer_ref) : randomUUID();
  return { name, arguments: argsFrom25(name, args, { account, key, references }) };
}

function keyOf(reference: string): string {
  return createHash("sha256").update(reference).digest("hex").slice(0, 32);
}

function translated({ references }: Seller, rpc: Json, call: Call | null, body: Json): Json {
  const result = isJson(body.result) ? body.result : null;
  if (result === null) return body;
  if (rpc.method === "tools/list" && Array.isArray(result.tools)) {
    const tools = result.tools.filter((tool: unknown) => isJson(tool) && tools25.includes(String(tool.name)));
    return { ...body, result: { tools } };
  }
  if (call === null || !isJson(result.structuredContent) || result.isError === true) return body;
  const payload = payloadTo25(call.name, result.structuredContent, { args: call.args, references });
  return {
    ...body,
    result: { content: [{ type: "text", text: JSON.stringify(payload) }], structuredContent: payload },
  };
}

function toolError(id: unknown, message: string, isInvalid: boolean): Json {
  const code = isInvalid ? "VALIDATION_ERROR" : "UNSUPPORTED_FEATURE";
  const structuredContent = { adcp_error: { code, message, recovery: "correctable" } };
  return {
    jsonrpc: "2.0",
    id,
    result: { isError: true, content: [{ type: "text", text: message }], structuredContent },
  };
}
