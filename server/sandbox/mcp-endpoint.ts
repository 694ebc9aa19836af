import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AdcpServer } from "@adcp/sdk/server";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import type { Active } from "./behaviours";
import { readBody, sendJson } from "./http";
import type { Json } from "./model";
import { decideDueReviews } from "./reviews";
import { behaviourFor } from "./script";
import type { Seller } from "./seller";
import { type SellerMemory, sellerServer } from "./seller-server";

function authorized(req: IncomingMessage, token: string): boolean {
  const given = Buffer.from(req.headers.authorization ?? "");
  const wanted = Buffer.from(`Bearer ${token}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

interface Call {
  method?: string;
  params?: { name?: string; arguments?: Json };
}

async function answer(server: AdcpServer, req: IncomingMessage, res: ServerResponse, body: unknown): Promise<void> {
  const transport = new StreamableHTTPServerTransport({ enableJsonResponse: true });
  res.on("close", () => {
    void transport.close();
    void server.close();
  });
  await server.connect(transport as unknown as Parameters<AdcpServer["connect"]>[0]);
  await transport.handleRequest(req, res, body);
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
  const active = chosen(seller, call);
  const work = async (): Promise<unknown> => {
    const server = sellerServer(seller, memory, active);
    return server.invoke({ toolName: call.params?.name ?? "", args: call.params?.arguments ?? {} });
  };
  if ((await active?.wire?.({ req, res, work })) === true) return;
  await answer(sellerServer(seller, memory, active), req, res, call);
}
