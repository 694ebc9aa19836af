import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { bundled } from "../test-program";
import type { Json } from "./model";
import { callTool, ownAccount, writeOn } from "./wire-client";

// Each start of a process takes seconds when the machine is busy.
vi.setConfig({ testTimeout: 90_000 });

let dir: string;
let running: ChildProcess[];
let program: string;

beforeAll(async () => {
  program = await bundled("server/sandbox/main.ts", { packages: "external" });
});

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "sandbox-process-"));
  running = [];
});

afterEach(async () => {
  await Promise.all(running.map((child) => end(child, "SIGKILL")));
  rmSync(dir, { recursive: true, force: true });
});

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const exited = once(child, "exit");
  child.kill(signal);
  const [code] = (await exited) as [number | null];
  return code;
}

/** Starts the program of `npm run sandbox` on a free port; resolves with the address they print. */
async function start(): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, [program], {
    env: { ...process.env, SANDBOX_PORT: "0", SANDBOX_DIR: dir },
    stdio: ["ignore", "pipe", "inherit"],
  });
  running.push(child);
  for await (const chunk of child.stdout) {
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(String(chunk))?.[0];
    if (url !== undefined) return { child, url };
  }
  throw new Error("the sandbox ended before it said where it listens");
}

const account = ownAccount("killed");
const order: Json = {
  ...writeOn(account),
  brand: { domain: "killed.example" },
  start_time: "asap",
  end_time: "2036-01-01T00:00:00Z",
  packages: [{ product_id: "tb_sports_display", pricing_option_id: "cpm_usd_fixed", budget: 2000 }],
};

it("keeps what it answered for through a kill, and replays it", async () => {
  const first = await start();
  const created = await callTool(first.url, "prompt", "create_media_buy", order);
  await end(first.child, "SIGKILL");
  const second = await start();
  const again = await callTool(second.url, "prompt", "create_media_buy", order);
  expect(again).toMatchObject({ media_buy_id: created.media_buy_id, replayed: true });
  expect(await end(second.child, "SIGTERM")).toBe(0);
});

it("asks for the seller's token and shows a page for people", async () => {
  const { url } = await start();
  const broken = await fetch(`${url}/awkward/_control`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: "{",
  });
  expect(broken.status).toBe(400);
  const refused = await fetch(`${url}/prompt/mcp`, { method: "POST", headers: { authorization: "Bearer wrong" } });
  expect(refused.status).toBe(401);
  expect(refused.headers.get("www-authenticate")).toContain("Bearer");
  expect(await (await fetch(`${url}/health`)).json()).toMatchObject({ ok: true });
  for (const [path, text] of [
    ["/", "Northlight TV"],
    ["/careful", "No order is waiting"],
    ["/awkward", "Nothing scripted"],
  ]) {
    expect(await (await fetch(`${url}${path}`)).text()).toContain(text);
  }
});
