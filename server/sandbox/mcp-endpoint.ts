import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import { readBody, sendJson } from "./http";
import type { Json } from "./model";
import { sellerServer } from "./seller-server";
import { admits, answerTool, type Door, type Outcome } from "./tool-call";

interface Call {
  id?: string | number;
  method?: string;
  params?: { name?: string; arguments?: Json };
}

/** initialize, tools/list and the rest of MCP: by the library, without a session. */
async function protocol({ seller, memory, req, res }: Door, body: unknown): Promise<void> {
  const server = sellerServer(seller, memory);
  const transport = new StreamableHTTPServerTransport({ enableJsonResponse: true });
  res.on("close", () => {
    void transport.close();
    void server.close();
  });
  await server.connect(transport as unknown as Parameters<typeof server.connect>[0]);
  await transport.handleRequest(req, res, body);
}

function parse(text: string): Call | undefined {
  try {
    return JSON.parse(text) as Call;
  } catch {
    return undefined;
  }
}

const inWords =
  (id: unknown) =>
  (outcome: Outcome): Json => {
    const reply = { jsonrpc: "2.0", id };
    return "result" in outcome
      ? { ...reply, ...outcome }
      : { ...reply, error: { code: -32602, message: outcome.error } };
  };

/** POST /<seller>/mcp: Streamable HTTP without sessions, one JSON answer per request. */
export async function handleMcp(door: Door): Promise<void> {
  if (!admits(door)) return;
  const { req, res } = door;
  if (req.method !== "POST") return sendJson(res, 405, { error: "method_not_allowed" }, { allow: "POST" });
  const call = parse(await readBody(req));
  if (call === undefined) {
    return sendJson(res, 400, { jsonrpc: "2.0", id: null, error: { code: -32700, message: "Parse error" } });
  }
  const { id, method, params } = call;
  if (method !== "tools/call" || id === undefined) return protocol(door, call);
  await answerTool(door, params?.name ?? "", params?.arguments ?? {}, inWords(id));
}
