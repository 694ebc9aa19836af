import http from "node:http";

/**
 * A seller that answers every call at once from memory, with no library in between: what is measured against it is the buyer.
 * Run as: seller-at-once.ts <port> [any]; "any": it knows every media buy that it is asked for.
 */
type Json = Record<string, unknown>;
type Message = {
  readonly id?: number;
  readonly method: string;
  readonly params?: { readonly name?: string; readonly arguments?: Json; readonly protocolVersion?: string };
};

const buys = new Map<string, Json>();
const knowsAny = process.argv[3] === "any";
let calls = 0;

const tools: Record<string, (args: Json) => Json> = {
  create_media_buy: (args) => {
    const media_buy_id = `mb_${buys.size + 1}`;
    const packages = (args.packages as Json[]).map((pack, index) => ({
      ...pack,
      package_id: `${media_buy_id}_${index}`,
    }));
    const total_budget = packages.reduce((sum, pack) => sum + Number((pack as Json).budget), 0);
    const { start_time, end_time } = args;
    const buy = { media_buy_id, status: "active", currency: "USD", revision: 1, total_budget, start_time, end_time };
    buys.set(media_buy_id, { ...buy, packages });
    return { media_buy_id, status: "active", revision: 1, packages };
  },
  get_media_buys: ({ media_buy_ids }) => ({
    media_buys: (media_buy_ids as string[]).flatMap((id) => buys.get(id) ?? (knowsAny ? standing(id) : [])),
    pagination: { has_more: false },
  }),
  get_media_buy_delivery: () => {
    const now = new Date().toISOString();
    return { currency: "USD", reporting_period: { start: now, end: now }, media_buy_deliveries: [] };
  },
};

function standing(media_buy_id: string): Json {
  return { media_buy_id, status: "active", currency: "USD", revision: 1, total_budget: 1, packages: [] };
}

function resultOf({ method, params }: Message): Json {
  switch (method) {
    case "initialize": {
      const serverInfo = { name: "At once", version: "1" };
      return { protocolVersion: params?.protocolVersion, capabilities: { tools: {} }, serverInfo };
    }
    case "tools/list":
      return { tools: Object.keys(tools).map((name) => ({ name, inputSchema: { type: "object" } })) };
    default: {
      calls += 1;
      const structuredContent = tools[params?.name ?? ""]?.(params?.arguments ?? {}) ?? {};
      return { content: [{ type: "text", text: "Done." }], structuredContent };
    }
  }
}

const server = http.createServer((request, response) => {
  const chunks: Buffer[] = [];
  const send = (status: number, body: unknown) =>
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  if (request.method !== "POST") return void send(request.url === "/calls" ? 200 : 405, { calls });
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const message = JSON.parse(Buffer.concat(chunks).toString()) as Message;
    if (message.id === undefined) response.writeHead(202).end();
    else send(200, { jsonrpc: "2.0", id: message.id, result: resultOf(message) });
  });
});
// Longer than any pause between two rounds, so that no call meets a connection that is just being closed.
server.keepAliveTimeout = 120_000;
server.listen(Number(process.argv[2]), "127.0.0.1");
