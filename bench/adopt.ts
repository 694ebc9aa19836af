import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { testDesk, testOrganisation } from "../server/api/test-desk";
import { testDatabase } from "../server/db/test-database";
import { contactSalesAgent } from "../server/seller-calls/contact-sales-agent";
import { startWorker } from "../server/seller-calls/worker";
import { freePort } from "./process";

/** Ten thousand media buys made elsewhere: read, listed, taken over. Prints what is; the seller is a process of its own. */
const many = Number(process.argv[2] ?? 10_000);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "flightdeck-adopt-bench-"));
const port = await freePort();
const seller = spawn(process.execPath, ["--import", "tsx", "server/sandbox/main.ts"], {
  env: { ...process.env, SANDBOX_PORT: String(port), SANDBOX_DIR: folder, SANDBOX_SPEED: "1" },
  stdio: ["ignore", "pipe", "inherit"],
});
await new Promise<void>((resolve) => seller.stdout.on("data", (text: Buffer) => text.includes("Sandbox") && resolve()));
const database = await testDatabase({ synchronous: "NORMAL" });
const desk = await testDesk(database.db);
const url = `http://127.0.0.1:${port}/prompt`;
const agentId = await desk.addAgent({ name: "Tagblatt Media", url: `${url}/mcp`, token: "sandbox-prompt-token" });
await contactSalesAgent(desk.ports, testOrganisation, agentId);
const { id: accountId } = await database.db.account.findFirstOrThrow({ where: { sellerAccountId: "acc_prompt_main" } });
const headers = { "content-type": "application/json" };
const body = JSON.stringify({ account_id: "acc_prompt_main", count: many });
await fetch(`${url}/_elsewhere`, { method: "POST", headers, body });

let longest = 0;
let transactions = 0;
const ports: typeof desk.ports = {
  ...desk.ports,
  inTransaction: async (work) => {
    const started = performance.now();
    const outcome = await desk.ports.inTransaction(work);
    longest = Math.max(longest, performance.now() - started);
    transactions += 1;
    return outcome;
  },
};
const worker = startWorker(ports, { pollSeconds: 30, deliverySeconds: 300, leaseMs: 30_000 });
const planner = desk.as("planner");
const choice = { kind: "matching" as const, filter: {} };

await timed("read", async () => {
  await planner.adopt.scan({ accountId });
  worker.wake();
  await until(async () => (await planner.adopt.account({ accountId })).scan?.state === "done");
});
await pageTimes("list, before");
await timed("summary", () => planner.adopt.summarise({ accountId, choice }));
await timed("taken over", async () => {
  await timed("  chosen", () => planner.adopt.takeOver({ accountId, choice, grouping: { kind: "po_number" } }));
  worker.wake();
  await until(async () => (await planner.adopt.account({ accountId })).adoption?.state === "done");
});
await pageTimes("list, after");
await pauses(5);
const { counts, adoption } = await planner.adopt.account({ accountId });
console.log(counts, { done: adoption?.done, campaigns: adoption?.campaigns });
await worker.stop();
await desk.close();
await database.dispose();
seller.kill();
fs.rmSync(folder, { recursive: true, force: true });

/** What a person waits for while all of them are watched: staged, sent, answered, read back. */
async function pauses(count: number): Promise<void> {
  const buys = await database.db.mediaBuy.findMany({ where: { status: "ACTIVE" }, take: count });
  const times: number[] = [];
  for (const { id: mediaBuyId, revision } of buys) {
    const started = performance.now();
    const { changeSetId } = await desk
      .as("manager")
      .changeSets.stageEdit({ mediaBuyId, revision, paused: true, reason: "" });
    worker.wake();
    await until(async () => (await database.db.change.count({ where: { changeSetId, state: "settled" } })) === 1);
    times.push(performance.now() - started);
  }
  console.log(`pause, verified ${times.map((time) => `${time.toFixed(0)} ms`).join(", ")}`);
}

async function timed(what: string, work: () => Promise<unknown>): Promise<void> {
  [longest, transactions] = [0, 0];
  const started = performance.now();
  await work();
  const seconds = ((performance.now() - started) / 1000).toFixed(2);
  const inside = transactions === 0 ? "" : `; ${transactions} write transactions, the longest ${longest.toFixed(0)} ms`;
  console.log(`${what.padEnd(14)} ${seconds.padStart(7)} s${inside}`);
}

async function pageTimes(what: string): Promise<void> {
  const pages = [
    {},
    { page: 99 },
    { text: "PO-12" },
    { sort: "totalMicros" as const, descending: true },
    { statuses: ["paused"] },
  ];
  const times: number[] = [];
  for (let round = 0; round < 10; round += 1) {
    for (const page of pages) {
      const started = performance.now();
      await planner.adopt.list({ accountId, ...page });
      times.push(performance.now() - started);
    }
  }
  times.sort((a, b) => a - b);
  const at = (share: number) => `${(times[Math.floor((times.length - 1) * share)] ?? 0).toFixed(1)} ms`;
  console.log(`${what.padEnd(14)} p50 ${at(0.5)}, p95 ${at(0.95)}`);
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 50));
}
