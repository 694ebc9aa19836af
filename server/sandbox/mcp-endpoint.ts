import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AdcpServer } from "@adcp/sdk/server";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import type { Active } from "./behaviours";
import { decideDueReviews } from "./decide-reviews";
import { readBody, sendJson } from "./http";
import { declaredIdempotency } from "./idempotency-mode";
import type { Json } from "./model";
import { behaviourFor } from "./script";
import type { Seller } from "./seller";
import { carryOutDueActs } from "./seller-acts";
import { honestServer, type SellerMemory, sellerServer } from "./seller-server";

function authorized(req: IncomingMessage, token: string): boolean {
  const given = Buffer.from(req.headers.authorization ?? "");
  const wanted = Buffer.from(`Bearer ${token}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

interface Call {
  id?: string | number;
  method?: string;
  params?: { name?: string; arguments?: Json };
}

/** initialize, tools/list and the rest of MCP: by the library, without a session. */
async function protocol(server: AdcpServer, req: IncomingMessage, res: ServerResponse, body: unknown): Promise<void> {
  const transport = new StreamableHTTPServerTransport({ enableJsonResponse: true });
  res.on("close", () => {
    void transport.close();
    void server.close();
  });
  await server.connect(transport as unknown as Parameters<AdcpServer["connect"]>[0]);
  await transport.handleRequest(req, res, body);
}

type ToolResult = Awaited<ReturnType<AdcpServer["invoke"]>>;

/** The v3 envelope carries a status; the SDK leaves it off the one reply that it makes by itself. */
function finished(seller: Seller, tool: string, result: ToolResult): ToolResult {
  if (tool !== "get_adcp_capabilities" || result.isError === true) return result;
  const said = declaredIdempotency(seller, result.structuredContent as Json);
  return { ...result, structuredContent: { status: "completed", ...said } };
}

/** tools/call: through the SDK's dispatcher, answered as one JSON body whatever the client accepts. */
async function callTool(seller: Seller, server: AdcpServer, call: Call): Promise<Json> {
  const tool = call.params?.name ?? "";
  const reply = { jsonrpc: "2.0", id: call.id ?? null };
  try {
    const result = await server.invoke({ toolName: tool, args: call.params?.arguments ?? {} });
    return { ...reply, result: finished(seller, tool, result) };
  } catch (error) {
    return { ...reply, error: { code: -32602, message: error instanceof Error ? error.message : "Invalid params" } };
  }
}

/** The honest answer in the words of the misbehaviour; a refusal stays as it is. */
function reworded(body: Json, active: Active | undefined): Json {
  const result = body.result as ToolResult | undefined;
  if (active?.reply === undefined || result?.structuredContent === undefined || result.isError === true) return body;
  return { ...body, result: { ...result, structuredContent: active.reply(result.structuredContent as Json) } };
}

function chosen(seller: Seller, call: Call): Active | undefined {
  const tool = call.method === "tools/call" ? call.params?.name : undefined;
  return tool === undefined ? undefined : behaviourFor(seller, tool, call.params?.arguments ?? {});
}

function parse(text: string): Call | undefined {
  try {
    return JSON.parse(text) as Call;
  } catch {
    return undefined;
  }
}

/** POST /<seller>/mcp: Streamable HTTP without sessions, one JSON answer per request. */
export async function handleMcp(
  seller: Seller,
  memory: SellerMemory,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  if (!authorized(req, seller.profile.token)) {
    const challenge = { "www-authenticate": 'Bearer realm="adcp-sandbox", error="invalid_token"' };
    return sendJson(res, 401, { error: "invalid_token" }, challenge);
  }
  if (req.method !== "POST") return sendJson(res, 405, { error: "method_not_allowed" }, { allow: "POST" });
  const call = parse(await readBody(req));
  if (call === undefined) {
    return sendJson(res, 400, { jsonrpc: "2.0", id: null, error: { code: -32700, message: "Parse error" } });
  }
  decideDueReviews(seller);
  carryOutDueActs(seller);
  const active = chosen(seller, call);
  const isCall = call.method === "tools/call" && call.id !== undefined;
  const server = isCall && active === undefined ? honestServer(seller, memory) : sellerServer(seller, memory, active);
  const work = (): Promise<Json> => seller.store.exclusively(() => callTool(seller, server, call));
  if ((await active?.wire?.({ req, res, work })) === true) return;
  if (isCall) return sendJson(res, 200, reworded(await work(), active));
  await protocol(server, req, res, call);
}
