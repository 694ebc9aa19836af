import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { makeVault } from "../auth/vault";
import { type TestDatabase, testDatabase } from "../db/test-database";
import { systemClock } from "../domain/time";
import { salesAgentsFor } from "../sales-agents/sales-agents";
import { type ScriptedSeller, scriptedSeller } from "../sales-agents/scripted-seller";
import { bundled } from "../test-program";
import { EngineDesk } from "./engine-desk";

/** Worker processes as the app starts them (instrumentation.ts, start-worker.ts), killed for real; the seller keeps the log of what it was sent. */
const root = fileURLToPath(new URL("../..", import.meta.url));
const key = Buffer.alloc(32, 7);
const lines = [{ productId: "news", pricingOptionId: "cpm", budgetMicros: 6_000_000_000n }];

type Wire = Readonly<Record<string, unknown>>;
let database: TestDatabase;
let seller: ScriptedSeller;
let children: ChildProcess[];
/** The seller's buys, by the key that made them. */
let booked: Map<unknown, Wire>;
/** Awaited after a create is carried out and before it is answered. */
let beforeAnswer: () => Promise<void>;
let program: string;

beforeAll(async () => {
  program = await bundled("worker-process", {
    source: 'import { register } from "./instrumentation"; await register();',
  });
});

beforeEach(async () => {
  database = await testDatabase({ synchronous: "NORMAL" });
  children = [];
  beforeAnswer = async () => undefined;
  booked = new Map();
  seller = await scriptedSeller({
    create_media_buy: async (args) => {
      const again = booked.get(args.idempotency_key);
      const buy = again ?? book(args, booked.size + 1);
      booked.set(args.idempotency_key, buy);
      await beforeAnswer();
      return { ...buy, replayed: again !== undefined };
    },
    get_media_buys: () => ({ media_buys: [...booked.values()] }),
    get_media_buy_delivery: () => ({ currency: "USD", media_buy_deliveries: [] }),
  });
});

afterEach(async () => {
  for (const child of children) child.kill("SIGKILL");
  await seller.close();
  await database.dispose();
});

function book(args: Wire, number: number): Wire {
  const packages = (args.packages as readonly Wire[]).map(({ product_id, budget, context }, index) => ({
    package_id: `p${number}_${index}`,
    product_id,
    budget,
    context,
  }));
  const { start_time, end_time } = args;
  return {
    media_buy_id: `buy_${number}`,
    status: "active",
    currency: "USD",
    total_budget: 6000,
    start_time,
    end_time,
    packages,
  };
}

async function desk() {
  const salesAgents = salesAgentsFor({ allowedHosts: ["127.0.0.1"] });
  const agent = { url: seller.url, token: "t", sellerAccountId: "acc" };
  return new EngineDesk({ db: database.db, vault: makeVault([key]), salesAgents, clock: systemClock, agent }).open();
}

function startProcess(): ChildProcess {
  const child = spawn(process.execPath, [program], {
    cwd: path.resolve(root),
    stdio: ["ignore", "ignore", "inherit"],
    env: {
      ...process.env,
      NEXT_RUNTIME: "nodejs",
      DATABASE_URL: database.url,
      BETTER_AUTH_SECRET: "a secret of at least thirty-two characters",
      FLIGHTDECK_ENCRYPTION_KEY: key.toString("base64"),
      FLIGHTDECK_ALLOWED_HOSTS: "127.0.0.1",
      FLIGHTDECK_POLL_SECONDS: "0.5",
      LOG_LEVEL: "silent",
    },
  });
  children.push(child);
  return child;
}

const until = { timeout: 90_000, interval: 100 };
const creates = () => seller.deliveries.filter((one) => one.tool === "create_media_buy");

test("a worker killed between send and answer is continued by the next: same key, same bytes, one buy", async () => {
  const engine = await desk();
  beforeAnswer = () => new Promise(() => undefined);
  const { changeId, mediaBuyId } = await engine.plan(lines);
  const first = startProcess();
  await expect.poll(() => creates().length, until).toBe(1);
  first.kill("SIGKILL");
  await once(first, "exit");
  expect(await engine.call(changeId)).toMatchObject({ state: "sending", attempts: 1 });
  // The lease of the dead runs out by itself; the test does not wait for it.
  await database.db.job.updateMany({ where: { kind: "send_seller_call" }, data: { leaseUntil: new Date(0) } });
  beforeAnswer = async () => undefined;
  startProcess();
  await expect.poll(async () => (await engine.change(changeId)).state, until).toBe("settled");
  const [one, two, ...more] = creates();
  expect(more).toEqual([]);
  expect(two?.args).toEqual(one?.args);
  expect(one?.args.idempotency_key).toMatch(/^[0-9a-f-]{36}$/);
  expect(await engine.buy(mediaBuyId)).toMatchObject({ status: "ACTIVE", sellerMediaBuyId: "buy_1" });
  expect(await engine.call(changeId)).toMatchObject({ attempts: 2, replayed: true });
});

test("two workers on one database: each call is one buy under one key, and goes out no more often than was written down before", async () => {
  const engine = await desk();
  const planned = [];
  for (let index = 0; index < 8; index++) planned.push(await engine.plan(lines));
  startProcess();
  startProcess();
  const settled = () => database.db.change.count({ where: { state: "settled" } });
  await expect.poll(settled, until).toBe(planned.length);
  const calls = await Promise.all(planned.map(({ changeId }) => engine.call(changeId)));
  const keys = new Set(creates().map((one) => one.args.idempotency_key));
  expect([keys.size, booked.size]).toEqual([planned.length, planned.length]);
  expect(new Set(creates().map((one) => JSON.stringify(one.args))).size).toBe(planned.length);
  // A worker too busy to write an answer down asks for it again, under the same key. What it never does is send without having said so.
  for (const { idempotencyKeyPrefix, attempts } of calls) {
    const sent = creates().filter((one) => String(one.args.idempotency_key).startsWith(idempotencyKeyPrefix));
    expect(new Set(sent.map((one) => one.args.idempotency_key)).size).toBe(1);
    expect(sent.length).toBeLessThanOrEqual(attempts);
  }
});

test("SIGTERM lets the call on the wire come home before the process ends", async () => {
  const engine = await desk();
  let answer: () => void = () => undefined;
  beforeAnswer = () => new Promise((resolve) => (answer = resolve));
  const { changeId } = await engine.plan(lines);
  const worker = startProcess();
  await expect.poll(() => creates().length, until).toBe(1);
  worker.kill("SIGTERM");
  answer();
  await once(worker, "exit");
  expect((await engine.call(changeId)).state).toBe("done");
  expect(await database.db.job.count({ where: { leaseUntil: { not: null } } })).toBe(0);
});
