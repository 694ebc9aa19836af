import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { composition } from "../server/composition";
import { inWriteTransaction, openDb } from "../server/db/client";
import type { Ports } from "../server/ports";
import { claimDueJobs } from "../server/queue/jobs";
import { EngineDesk, type Released } from "../server/seller-calls/engine-desk";
import { runJob, startWorker } from "../server/seller-calls/worker";
import { type Measured, type Ratio, ratioTo } from "./load";
import { freePort, serve } from "./process";

/** Changes of one round, and seller calls at a time: the worker's own bound per agent. */
const changes = 60;
const atOnce = 4;

export type Outbox = {
  /** Changes per second, sent and read back: the worker with its rows, against the transport alone with two calls for each. */
  readonly drained: Ratio;
  /** One change read back and judged, against the read alone. */
  readonly verified: { readonly ms: number; readonly readMs: number; readonly statements: number };
};

/** Drains the outbox of an organisation of its own, in the database of `env`, to a seller that answers at once. */
export async function measureOutbox(env: Readonly<Record<string, string>>): Promise<Outbox> {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const served = await serve(["--import", "tsx", "bench/seller-at-once.ts", String(port)], {}, `${origin}/calls`);
  const { ports } = composition(env);
  const desk = await deskAt(ports, `${origin}/mcp`);
  const bodies = await frozenBodies(desk);
  const drained = await ratioTo(
    () => transportAlone(desk, bodies),
    () => worked(desk, ports),
  );
  const verified = await verifyCost(desk, ports, env.DATABASE_URL ?? "");
  await served.stop();
  return { drained, verified };
}

function deskAt({ db, vault, salesAgents, clock }: Ports, url: string): Promise<EngineDesk> {
  // Looked at again only after the round: what is measured is the changes.
  const options = { pollSeconds: 3600, deliverySeconds: 3600, leaseMs: 30_000, callsPerAgent: atOnce };
  const agent = { url, token: "bench", sellerAccountId: "acc_1" };
  return new EngineDesk({ db, vault, salesAgents, clock, agent, options }).open();
}

const line = { productId: "display", pricingOptionId: "cpm", budgetMicros: 1_000_000_000n };

async function staged(desk: EngineDesk): Promise<readonly Released[]> {
  const released: Released[] = [];
  for (let index = 0; index < changes; index += 1) released.push(await desk.plan([line]));
  return released;
}

async function worked(desk: EngineDesk, ports: Ports): Promise<Measured> {
  const released = await staged(desk);
  const since = performance.now();
  const worker = startWorker(ports, desk.options);
  await settled(ports, released);
  const seconds = (performance.now() - since) / 1000;
  await worker.stop();
  return rate(released.length, seconds);
}

async function settled({ db }: Ports, released: readonly Released[]): Promise<void> {
  const id = { in: released.map(({ changeId }) => changeId) };
  while ((await db.change.count({ where: { id, state: { not: "settled" } } })) > 0) await delay(10);
}

/** What the desk froze, for the floor to send under keys of its own; the worker is not to send it as well. */
async function frozenBodies(desk: EngineDesk): Promise<readonly string[]> {
  const released = await staged(desk);
  const changeId = { in: released.map((one) => one.changeId) };
  const calls = await desk.ports.db.sellerCall.findMany({ where: { changeId }, select: { id: true } });
  await desk.ports.db.job.deleteMany({ where: { subjectId: { in: calls.map(({ id }) => id) } } });
  const rows = await desk.ports.db.change.findMany({ where: { id: changeId }, select: { request: true } });
  return rows.map(({ request }) => request);
}

/** The calls of a change (it is sent and read back), with nothing kept of them. */
async function transportAlone({ account, seller }: EngineDesk, bodies: readonly string[]): Promise<Measured> {
  const waiting = [...bodies];
  const one = async (): Promise<void> => {
    for (let body = waiting.pop(); body !== undefined; body = waiting.pop()) {
      const reply = await seller.sendCreate({ tool: "create_media_buy", body }, randomUUID());
      if (reply.kind !== "accepted") throw new Error(`The seller answered ${reply.kind}`);
      const id = reply.value.mediaBuyId;
      await seller.getMediaBuys(account, [id]);
    }
  };
  const since = performance.now();
  await Promise.all(Array.from({ length: atOnce }, one));
  return rate(bodies.length, (performance.now() - since) / 1000);
}

const rate = (count: number, seconds: number): Measured => ({
  perSecond: count / seconds,
  p50: (seconds * 1000) / count,
  p99: Number.NaN,
});

/** One job at a time, so that what each kind costs can be told apart. */
async function verifyCost(desk: EngineDesk, ports: Ports, url: string): Promise<Outbox["verified"]> {
  let seen = 0;
  const onStatement = () => {
    seen += 1;
  };
  const db = openDb(url, { onStatement });
  const counted: Ports = { ...ports, db, inTransaction: (work) => inWriteTransaction(db, work) };
  const released = await staged(desk);
  const verify: { ms: number; statements: number }[] = [];
  for (;;) {
    const claim = { now: ports.clock(), leaseMs: desk.options.leaseMs, limit: 1 };
    const [job] = await claimDueJobs(db, claim);
    if (!job) break;
    const [ms, statements] = [performance.now(), seen];
    await runJob(counted, job, desk.options);
    if (job.kind === "verify_change") verify.push({ ms: performance.now() - ms, statements: seen - statements });
  }
  const readMs = await readAlone(desk, released);
  await db.$disconnect();
  const mean = (of: (one: (typeof verify)[number]) => number) =>
    verify.reduce((sum, one) => sum + of(one), 0) / verify.length;
  return { ms: mean((one) => one.ms), readMs, statements: mean((one) => one.statements) };
}

async function readAlone(desk: EngineDesk, released: readonly Released[]): Promise<number> {
  const ids = await Promise.all(released.map(async ({ mediaBuyId }) => (await desk.buy(mediaBuyId)).sellerMediaBuyId));
  const since = performance.now();
  for (const id of ids) await desk.seller.getMediaBuys(desk.account, [id ?? ""]);
  return (performance.now() - since) / ids.length;
}
