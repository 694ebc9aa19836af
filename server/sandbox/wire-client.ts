import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Json } from "./model";
import { type Sandbox, startSandbox } from "./start-sandbox";

export type SellerId = "prompt" | "careful" | "awkward";

/** A wall clock that a test moves by hand. */
export class TestClock {
  #now = Date.parse("2026-03-02T09:00:00Z");

  readonly now = (): number => this.#now;

  advance(seconds: number): void {
    this.#now += seconds * 1000;
  }
}

/** A sandbox in a folder of its own, on a free port, with a clock the test moves. */
export interface TestSandbox {
  clock: TestClock;
  url: () => string;
  /** One tools/call over HTTP; the structured content. */
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
  const send = (path: string, body: Json, headers: Record<string, string>): Promise<Response> =>
    fetch(`${sandbox.url}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
    });
  return {
    clock,
    url: () => sandbox.url,
    async call(seller, name, args) {
      const body = { jsonrpc: "2.0", id: 1, method: "tools/call", params: { name, arguments: args } };
      const response = await send(`/${seller}/mcp`, body, { authorization: `Bearer sandbox-${seller}-token` });
      if (!response.ok) return { http_status: response.status, retry_after: response.headers.get("retry-after") };
      const reply = (await response.json()) as { result: { structuredContent: Json } };
      return reply.result.structuredContent;
    },
    async post(path, body) {
      return (await (await send(path, body, {})).json()) as Json;
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
