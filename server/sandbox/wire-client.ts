import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Json } from "./model";
import { type Sandbox, startSandbox } from "./start-sandbox";

type SellerId = "prompt" | "careful" | "awkward";

/** A wall clock that a test moves by hand. */
class TestClock {
  #now = Date.parse("2026-03-02T09:00:00Z");

  readonly now = (): number => this.#now;

  advance(seconds: number): void {
    this.#now += seconds * 1000;
  }
}

/** One tools/call over HTTP: the structured content, or the HTTP status when there is none. */
export async function callTool(url: string, seller: SellerId, name: string, args: Json): Promise<Json> {
  const response = await fetch(`${url}/${seller}/mcp`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer sandbox-${seller}-token` },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params: { name, arguments: args } }),
  });
  if (!response.ok) return { http_status: response.status };
  const reply = (await response.json()) as { result: { structuredContent: Json } };
  return reply.result.structuredContent;
}

/** A sandbox in a folder of its own, on a free port, with a clock the test moves. */
export interface TestSandbox {
  clock: TestClock;
  url: () => string;
  call: (seller: SellerId, tool: string, args: Json) => Promise<Json>;
  post: (path: string, body: Json) => Promise<Json>;
  restart: () => Promise<void>;
  stop: () => Promise<void>;
}

/** What a write carries besides its content: a fresh key and the account of one test. */
export const writeOn = (account: Json): Json => ({ idempotency_key: randomUUID(), account });

export const ownAccount = (name: string): Json => ({
  brand: { domain: `${name}.example` },
  operator: "agency.example",
});

export async function startTestSandbox(speed = 1, reviewSeconds = 6): Promise<TestSandbox> {
  const dir = mkdtempSync(join(tmpdir(), "sandbox-test-"));
  const clock = new TestClock();
  const start = (): Promise<Sandbox> => startSandbox({ port: 0, dir, speed, reviewSeconds, now: clock.now });
  let sandbox = await start();
  return {
    clock,
    url: () => sandbox.url,
    call: (seller, tool, args) => callTool(sandbox.url, seller, tool, args),
    async post(path, body) {
      const headers = { "content-type": "application/json" };
      const response = await fetch(`${sandbox.url}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
      return (await response.json()) as Json;
    },
    async restart() {
      await sandbox.close();
      sandbox = await start();
    },
    async stop() {
      await sandbox.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** An order that the awkward seller takes; its PO number may carry markers. */
export const awkwardOrder = (account: Json, po_number: string, more: Json = {}): Json => ({
  ...writeOn(account),
  brand: { domain: "acme.example" },
  start_time: "asap",
  end_time: "2027-04-10T00:00:00Z",
  po_number,
  packages: [{ product_id: "bz_open_display", pricing_option_id: "cpm_usd_auction", bid_price: 2, budget: 1000 }],
  ...more,
});

export const updateOf = (account: Json, { media_buy_id }: Json, change: Json): Json => ({
  ...writeOn(account),
  media_buy_id,
  ...change,
});
