import type { ServerResponse } from "node:http";

/** Ways in which a reply of HTTP 200 can be no reply. */
export const damages = [
  "not_json",
  "invalid_utf8",
  "deep_json",
  "huge",
  "slow_drip",
  "web_page",
  "off_schema",
] as const;
export type Damage = (typeof damages)[number];

const json = { "content-type": "application/json" };
const hugeBytes = 50 * 1024 * 1024;

/** Answers with what no caller can use; never more than the caller takes, never longer than it listens. */
export function damaged(response: ServerResponse, damage: Damage, id: unknown): void {
  switch (damage) {
    case "not_json":
      response.writeHead(200, json).end("{media_buy_id: oops");
      break;
    case "invalid_utf8":
      response.writeHead(200, json).end(Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0xc3, 0x28, 0x22, 0x7d]));
      break;
    case "deep_json":
      response.writeHead(200, json).end(`${"[".repeat(100_000)}${"]".repeat(100_000)}`);
      break;
    case "web_page":
      response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html><h1>Welcome</h1>");
      break;
    case "off_schema": {
      const result = {
        content: [{ type: "text", text: "ok" }],
        structuredContent: { media_buy_id: 7, packages: "two" },
      };
      response.writeHead(200, json).end(JSON.stringify({ jsonrpc: "2.0", id, result }));
      break;
    }
    case "huge":
      response.writeHead(200, json);
      pour(response, hugeBytes);
      break;
    case "slow_drip":
      response.writeHead(200, json);
      drip(response);
      break;
  }
}

function pour(response: ServerResponse, left: number): void {
  const chunk = Buffer.alloc(256 * 1024, 0x20);
  let sent = 0;
  const more = () => {
    while (sent < left && !response.destroyed) {
      sent += chunk.length;
      if (!response.write(chunk)) {
        response.once("drain", more);
        return;
      }
    }
    response.end();
  };
  more();
}

/** A byte now and then until the caller hangs up. */
function drip(response: ServerResponse): void {
  const timer = setInterval(() => response.write(" "), 20);
  response.once("close", () => clearInterval(timer));
}
