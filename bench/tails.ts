import { randomUUID } from "node:crypto";
import { composition } from "../server/composition";
import { inWriteTransaction, openDb } from "../server/db/client";
import { enqueueNewJobs } from "../server/queue/jobs";
import { connections, loadEdits, loadList, type Measured } from "./load";
import { freePort, serve } from "./process";
import type { Row } from "./report";
import { makeWorld, type World } from "./world";

const buys = 10_000;
const polled = 1_000;

/** S7: how long the slowest wait while the worker of the same process polls 1,000 media buys at a seller that answers at once. */
export async function tailRows(): Promise<readonly Row[]> {
  const [port, sellerPort] = [await freePort(), await freePort()];
  const origin = `http://127.0.0.1:${port}`;
  const sellerUrl = `http://127.0.0.1:${sellerPort}`;
  const seller = await serve(
    ["--import", "tsx", "bench/seller-at-once.ts", String(sellerPort), "any"],
    {},
    `${sellerUrl}/calls`,
  );
  const world = await makeWorld(origin, buys);
  await watch(world, `${sellerUrl}/mcp`);
  // As often as the worker would at most: it spreads so many looks by itself.
  const env = { ...world.env, PORT: String(port), FLIGHTDECK_WORKER: "1", FLIGHTDECK_POLL_SECONDS: "0.2" };
  const app = await serve(["scripts/serve.mjs"], env, `${origin}/api/health`);
  const target = { origin, cookie: world.cookie };
  await loadList(target);
  const lists = await loadList(target);
  const edits = await loadEdits(
    target,
    world.drafts.slice(0, connections).map((campaignId) => ({ campaignId, revision: 1 })),
  );
  await app.stop();
  await seller.stop();
  const read = await readBuys(world);
  if (read === 0) throw new Error("The worker read no media buy back");
  return [tailRow("list", lists, read), tailRow("edit", edits, read)];
}

export const tailNotes = [
  `S7: ${connections} connections while the worker of the same process polls ${polled.toLocaleString("en-US")} media buys, fifty a look, at a seller that answers at once; p99 ÷ p50 of autocannon.`,
];

function tailRow(what: string, { p50, p99, perSecond }: Measured, read: number): Row {
  const value = p99 / p50;
  const ours = `${perSecond.toFixed(0)}/s, p50 ${p50} ms, p99 ${p99} ms`;
  const sides = { ours, floor: `${read} buys read back`, value, shown: value.toFixed(2) };
  return { id: "S7", what: `p99 ÷ p50, ${what}, while polling`, ...sides, must: 4, moonshot: 2.5, better: "smaller" };
}

/** How many the worker has read back at the seller. */
async function readBuys({ env }: World): Promise<number> {
  const db = openDb(env.DATABASE_URL ?? "");
  const read = await db.mediaBuy.count({ where: { seenAt: { not: null } } });
  await db.$disconnect();
  return read;
}

/** An account at the seller, on which the first buys are looked at from now on. */
async function watch({ env, organisationId }: World, url: string): Promise<void> {
  const { db, ports } = composition(env);
  const { id: salesAgentId } = await db.salesAgent.findFirstOrThrow({ where: { organisationId } });
  const at = ports.clock();
  const accountId = randomUUID();
  const named = {
    id: accountId,
    organisationId,
    salesAgentId,
    sellerAccountId: "acc_1",
    name: "Account",
    status: "active",
  };
  await db.salesAgent.update({ where: { id: salesAgentId }, data: { url, authScheme: "none" } });
  await db.account.create({ data: { ...named, isDefault: true, seenAt: new Date(at) } });
  const some = await db.mediaBuy.findMany({ where: { organisationId }, take: polled, select: { id: true } });
  const ids = some.map(({ id }) => id);
  await db.mediaBuy.updateMany({ where: { id: { in: ids } }, data: { accountId } });
  const lane = `refresh:${salesAgentId}:${accountId}`;
  const job = { organisationId, kind: "refresh_media_buy" as const, lane, dueAt: at, at };
  await inWriteTransaction(db, (tx) =>
    enqueueNewJobs(
      tx,
      ids.map((subjectId) => ({ ...job, id: ports.newId(), subjectId })),
    ),
  );
  await db.$disconnect();
}
