import type http from "node:http";
import { exampleProducts, listening } from "./example-seller";

/**
 * Sellers with an address each, no library in between: they pause and show media buys after `<milliseconds>`, and offer ten products after
 * a while that differs from seller to seller around the same middle. One more address takes everything and never answers. Prints the
 * addresses as one line of JSON. Run as: fleet-sellers.ts <how many> <milliseconds>
 */
const [count = 1, delayMs = 0] = process.argv.slice(2).map(Number);

type Json = Record<string, unknown>;
type Message = {
  readonly id?: number;
  readonly method: string;
  readonly params?: { readonly name?: string; readonly arguments?: Json; readonly protocolVersion?: string };
};

/** What is asked for at the control address. */
const seen = { updates: 0, lastUpdateAt: 0, mostAtOnce: 0 };
const paused = new Set<string>();
const underWay = new Map<number, number>();

function toolResult(name: string, args: Json): Json {
  const id = String(args.media_buy_id ?? "");
  switch (name) {
    case "update_media_buy":
      if (args.paused === true) paused.add(id);
      if (args.paused === false) paused.delete(id);
      seen.updates += 1;
      seen.lastUpdateAt = Date.now();
      return {
        media_buy_id: id,
        status: statusOf(id),
        implementation_date: new Date().toISOString(),
        affected_packages: [],
      };
    case "get_media_buys": {
      const ids = (args.media_buy_ids ?? []) as string[];
      return { media_buys: ids.map(buyOf), pagination: { has_more: false } };
    }
    case "get_media_buy_delivery": {
      const now = new Date().toISOString();
      return { currency: "USD", reporting_period: { start: now, end: now }, media_buy_deliveries: [] };
    }
    default:
      return { products: exampleProducts };
  }
}

const statusOf = (id: string) => (paused.has(id) ? "paused" : "active");

function buyOf(id: string): Json {
  const flight = { start_time: "2026-01-01T00:00:00Z", end_time: "2099-01-01T00:00:00Z" };
  return { media_buy_id: id, status: statusOf(id), currency: "USD", total_budget: 1000, ...flight, packages: [] };
}

/** Between a twentieth of it and nearly twice as much; half of the sellers are faster. */
function delayOf(name: string | undefined, index: number): number {
  return name === "get_products" ? delayMs * (0.05 + 1.9 * (((index * 7919) % count) / count)) : delayMs;
}

function reply(index: number, message: Message, answer: (result: Json) => void): void {
  const { method, params } = message;
  if (method === "initialize") {
    const serverInfo = { name: `Seller ${index}`, version: "1" };
    answer({ protocolVersion: params?.protocolVersion, capabilities: { tools: {} }, serverInfo });
  } else if (method === "tools/list") {
    const tools = ["update_media_buy", "get_media_buys", "get_media_buy_delivery", "get_products"];
    answer({ tools: tools.map((name) => ({ name, inputSchema: { type: "object" } })) });
  } else {
    const name = params?.name;
    underWay.set(index, (underWay.get(index) ?? 0) + 1);
    seen.mostAtOnce = Math.max(seen.mostAtOnce, underWay.get(index) ?? 0);
    setTimeout(
      () => {
        underWay.set(index, (underWay.get(index) ?? 1) - 1);
        answer({
          content: [{ type: "text", text: "Done." }],
          structuredContent: toolResult(name ?? "", params?.arguments ?? {}),
        });
      },
      delayOf(name, index),
    );
  }
}

function listener(index: number): http.RequestListener {
  return (request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      if (index < 0) return;
      if (request.method !== "POST") return void response.writeHead(405).end();
      const message = JSON.parse(Buffer.concat(chunks).toString()) as Message;
      if (message.id === undefined) return void response.writeHead(202).end();
      reply(index, message, (result) => {
        const text = JSON.stringify({ jsonrpc: "2.0", id: message.id, result });
        response.writeHead(200, { "content-type": "application/json" }).end(text);
      });
    });
  };
}

const urls = await Promise.all(Array.from({ length: count }, (_, index) => listening(listener(index))));
const dead = await listening(listener(-1));
const control = await listening((_, response) => {
  response.end(JSON.stringify(seen));
  Object.assign(seen, { updates: 0, mostAtOnce: 0 });
});
console.log(JSON.stringify({ urls, dead, control }));
