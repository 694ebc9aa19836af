import type http from "node:http";
import { exampleProducts, listening } from "./example-seller";

/**
 * Sellers with an address each that answer get_products after a while, and one that takes the request and never answers; no library in
 * between. Prints their addresses as one line of JSON. Run as: slow-sellers.ts <how many> <milliseconds>
 */
const [count = 1, delayMs = 0] = process.argv.slice(2).map(Number);

const answer = { products: exampleProducts };

type Message = {
  readonly id?: number;
  readonly method: string;
  readonly params?: { readonly protocolVersion?: string };
};

function resultOf({ method, params }: Message) {
  if (method === "initialize") {
    const serverInfo = { name: "Slow", version: "1" };
    return { protocolVersion: params?.protocolVersion, capabilities: { tools: {} }, serverInfo };
  }
  if (method === "tools/list") return { tools: [{ name: "get_products", inputSchema: { type: "object" } }] };
  return { content: [{ type: "text", text: "Done." }], structuredContent: answer };
}

function reply(request: http.IncomingMessage, body: string, response: http.ServerResponse): void {
  if (request.method !== "POST") return void response.writeHead(405).end();
  const message = JSON.parse(body) as Message;
  if (message.id === undefined) return void response.writeHead(202).end();
  const text = JSON.stringify({ jsonrpc: "2.0", id: message.id, result: resultOf(message) });
  const send = () => response.writeHead(200, { "content-type": "application/json" }).end(text);
  if (message.method === "tools/call" && delayMs > 0) setTimeout(send, delayMs);
  else send();
}

function seller(isDead: boolean): Promise<string> {
  return listening((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      if (!isDead) reply(request, Buffer.concat(chunks).toString(), response);
    });
  });
}

const urls = await Promise.all(Array.from({ length: count }, () => seller(false)));
console.log(JSON.stringify({ urls, dead: await seller(true) }));
