import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import fs from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { composition } from "../server/composition";
import type { Db } from "../server/db/client";
import { median } from "./load";
import { freePort, serve } from "./process";
import type { Row } from "./report";
import { makeWorld } from "./world";

/** The real app and its worker, over the real wire, against sellers in a process of their own. */
const sellers = 500;
const sellerMs = 200;
const bulkSellers = 50;
const bulkBuys = 500;
/** The worker's own bound: calls to one seller at a time. */
const perSeller = 4;
const rounds = 3;

type Fleet = { readonly urls: readonly string[]; readonly dead: string; readonly control: string };
type Desk = { readonly origin: string; readonly cookie: string; readonly db: Db; readonly control: string };

export async function fleetRows(program: readonly string[] = ["scripts/serve.mjs"]): Promise<readonly Row[]> {
  const { fleet, stop } = await startFleet();
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const world = await makeWorld(origin, 1);
  const { db, ports } = composition(world.env);
  const rows = await insertFleet(db, ports.newId, world.organisationId, world.drafts[0] ?? "", fleet);
  const env = { ...world.env, PORT: String(port), FLIGHTDECK_WORKER: "1", FLIGHTDECK_POLL_SECONDS: "3600" };
  const app = await serve(program, env, `${origin}/api/health`);
  const desk = { origin, cookie: world.cookie, db, control: fleet.control };
  try {
    return [...(await bulkPause(desk, rows.buys)), ...(await search(desk, world.drafts[0] ?? "", rows))];
  } finally {
    await app.stop();
    await db.$disconnect();
    stop();
    fs.rmSync(world.folder, { recursive: true, force: true });
  }
}

export const fleetNotes = [
  `S9: ${bulkBuys} media buys of ${bulkSellers} sellers are paused, then resumed, in one call each, ${rounds} times; a seller answers in ${sellerMs} ms and is asked ${perSeller} things at a time, so the least is ${idealMs()} ms; a resume is first compared with what the seller shows, one call of ${sellerMs} ms more at least, a pause never is. Until 22 November 2026 one figure was made of both. Acknowledged: from the request to its 200, everything durable. All sent: from the request to the last seller's answer; read-backs wait until the last has left.`,
  `S10: one search at ${sellers} sellers, a later round; they answer after ${sellerMs / 20} to ${Math.round(sellerMs * 1.95)} ms, half of them within ${sellerMs}. An answer counts once it is stored and shown. Those that hang never answer. A round begins when the transcript of the last is written; until 22 November 2026 that fell into it.`,
];

function idealMs(): number {
  return Math.ceil(bulkBuys / bulkSellers / perSeller) * sellerMs;
}

async function startFleet(): Promise<{ readonly fleet: Fleet; readonly stop: () => void }> {
  const args = ["--import", "tsx", "bench/fleet-sellers.ts", String(sellers), String(sellerMs)];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const stop = () => child.kill("SIGKILL");
  process.once("exit", stop);
  let said = "";
  for await (const chunk of child.stdout.setEncoding("utf8")) {
    said += String(chunk);
    if (said.endsWith("\n")) break;
  }
  if (said === "") await once(child, "exit");
  return { fleet: JSON.parse(said) as Fleet, stop };
}

type Rows = { readonly buys: readonly string[]; readonly alive: readonly string[]; readonly hung: readonly string[] };

async function insertFleet(db: Db, newId: () => string, organisationId: string, campaignId: string, fleet: Fleet) {
  const at = new Date();
  const agent = (url: string) => ({ id: newId(), organisationId, name: url, url, protocol: "mcp", createdAt: at });
  const alive = fleet.urls.map(agent);
  const hung = Array.from({ length: 100 }, (_, index) => agent(`${fleet.dead}/${index}`));
  const agents = [...alive, ...hung];
  await db.salesAgent.createMany({ data: agents });
  const accounts = agents.map(({ id: salesAgentId }) => ({ id: newId(), salesAgentId }));
  const shared = {
    organisationId,
    sellerAccountId: "acc_1",
    name: "Account",
    status: "active",
    isDefault: true,
    seenAt: at,
  };
  await db.account.createMany({ data: accounts.map((account) => ({ ...account, ...shared })) });
  await db.campaign.update({ where: { id: campaignId }, data: { brief: "Autumn jackets" } });
  const buys = Array.from({ length: bulkBuys }, (_, index) => ({
    id: newId(),
    organisationId,
    campaignId,
    salesAgentId: alive[index % bulkSellers]?.id ?? "",
    accountId: accounts[index % bulkSellers]?.id ?? "",
    sellerMediaBuyId: `mb-${index}`,
    currency: "USD",
    name: `Media buy ${index}`,
    status: "ACTIVE",
    sellerStatus: "active",
    startAt: new Date(Date.UTC(2026, 0, 1)),
    endAt: new Date(Date.UTC(2099, 0, 1)),
    totalMicros: 1_000_000_000n,
    createdAt: at,
    updatedAt: at,
  }));
  await db.mediaBuy.createMany({ data: buys });
  const ids = (rows: readonly { readonly id: string }[]) => rows.map(({ id }) => id);
  return { buys: ids(buys), alive: ids(alive), hung: ids(hung) };
}

/** One mutation, as the browser sends it; rejects unless it is a 200. */
async function mutate<T>({ origin, cookie }: Desk, procedure: string, input: unknown): Promise<T> {
  const response = await fetch(`${origin}/api/trpc/${procedure}`, {
    method: "POST",
    headers: { cookie, origin, "content-type": "application/json", "x-flightdeck-request": randomUUID() },
    body: JSON.stringify({ json: input }),
  });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${procedure} answered ${response.status}: ${text.slice(0, 500)}`);
  return (JSON.parse(text) as { readonly result: { readonly data: { readonly json: T } } }).result.data.json;
}

async function bulkPause(desk: Desk, mediaBuyIds: readonly string[]): Promise<readonly Row[]> {
  const [pauses, resumes]: [Timed[], Timed[]] = [[], []];
  // The first of each makes contact with every seller and counts for nothing.
  for (let round = 0; round <= rounds; round += 1) {
    for (const [paused, times] of [[true, pauses] as const, [false, resumes] as const]) {
      const timed = await pauseOnce(desk, mediaBuyIds, paused);
      if (round > 0) times.push(timed);
    }
  }
  return [...bulkRows("pauses", pauses, idealMs()), ...bulkRows("resumes", resumes, idealMs() + sellerMs)];
}

function bulkRows(what: string, times: readonly Timed[], ideal: number): readonly Row[] {
  const ack = median(times.map(({ ackMs }) => ackMs));
  const wall = median(times.map(({ wallMs }) => wallMs));
  const row = { id: "S9", better: "smaller" } as const;
  const ms = (value: number) => `${Math.round(value)} ms`;
  return [
    {
      ...row,
      what: `${bulkBuys} ${what} acknowledged; goals: ms`,
      ours: ms(ack),
      floor: "",
      value: ack,
      shown: "",
      must: 1_000,
      moonshot: 250,
    },
    {
      ...row,
      what: `${bulkBuys} ${what} sent and answered`,
      ours: ms(wall),
      floor: ms(ideal),
      value: wall / ideal,
      shown: (wall / ideal).toFixed(2),
      must: 2,
      moonshot: 1.2,
    },
  ];
}

type Timed = { readonly ackMs: number; readonly wallMs: number };

async function pauseOnce(desk: Desk, mediaBuyIds: readonly string[], paused: boolean): Promise<Timed> {
  const [began, since] = [Date.now(), performance.now()];
  const outcome = await mutate<{ readonly changeSetId: string; readonly refused: readonly unknown[] }>(
    desk,
    "steering.pause",
    { mediaBuyIds, paused },
  );
  const ackMs = performance.now() - since;
  if (outcome.refused.length > 0) throw new Error(`Refused: ${JSON.stringify(outcome.refused[0])}`);
  const { changeSetId } = outcome;
  const where = { changeSetId, state: { not: "settled" } };
  await until(async () => (await desk.db.change.count({ where })) === 0, 120_000);
  const { updates, lastUpdateAt } = (await (await fetch(desk.control)).json()) as {
    updates: number;
    lastUpdateAt: number;
  };
  if (updates !== mediaBuyIds.length)
    throw new Error(`${updates} updates reached the sellers, not ${mediaBuyIds.length}`);
  return { ackMs, wallMs: lastUpdateAt - began };
}

async function until(holds: () => Promise<boolean>, atMostMs: number): Promise<void> {
  const giveUp = performance.now() + atMostMs;
  while (!(await holds())) {
    if (performance.now() > giveUp) throw new Error("It did not come to an end");
    await delay(20);
  }
}

async function search(desk: Desk, campaignId: string, { alive, hung }: Rows): Promise<readonly Row[]> {
  const rows: Row[] = [];
  // The first search shakes hands with every seller and counts for nothing.
  await searchOnce(desk, campaignId, alive, []);
  for (const hanging of [25, 100]) {
    const [firsts, lasts]: [number[], number[]] = [[], []];
    for (let round = 0; round < 3; round += 1) {
      const { first, ninetyFifth } = await searchOnce(desk, campaignId, alive.slice(hanging), hung.slice(0, hanging));
      firsts.push(first);
      lasts.push(ninetyFifth);
    }
    const [first, last] = [median(firsts), median(lasts)];
    const ms = (value: number) => `${Math.round(value)} ms`;
    const row = { id: "S10", better: "smaller" } as const;
    const what = `search at ${sellers} sellers, ${hanging} hang`;
    rows.push(
      {
        ...row,
        what: `${what}: first; goals: ms`,
        ours: ms(first),
        floor: ms(sellerMs / 20),
        value: first,
        shown: "",
        must: 300,
        moonshot: 50,
      },
      {
        ...row,
        what: `${what}: 95 %`,
        ours: ms(last),
        floor: ms(sellerMs),
        value: last / sellerMs,
        shown: (last / sellerMs).toFixed(2),
        must: 3,
        moonshot: 1.5,
      },
    );
  }
  return rows;
}

async function searchOnce(desk: Desk, campaignId: string, alive: readonly string[], hung: readonly string[]) {
  // A search by itself names at most 200; the campaign's choice may be longer.
  const salesAgentIds = JSON.stringify([...hung, ...alive]);
  await desk.db.campaign.update({ where: { id: campaignId }, data: { salesAgentIds } });
  const began = Date.now();
  const { searchId } = await mutate<{ readonly searchId: string }>(desk, "products.search", { campaignId });
  const answered = { searchId, state: "answered" };
  await until(async () => (await desk.db.productSearchAnswer.count({ where: answered })) === alive.length, 120_000);
  const rows = await desk.db.productSearchAnswer.findMany({ where: answered, select: { answeredAt: true } });
  // The transcript is written after a search; the next round is a search of its own, not that of this one's.
  await until(
    async () => (await desk.db.exchange.count({ where: { at: { gte: new Date(began) } } })) >= alive.length,
    120_000,
  );
  const times = rows.map(({ answeredAt }) => Number(answeredAt) - began).sort((a, b) => a - b);
  return { first: times[0] ?? Number.NaN, ninetyFifth: times[Math.ceil(times.length * 0.95) - 1] ?? Number.NaN };
}
