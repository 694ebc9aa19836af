import { execFileSync } from "node:child_process";
import fs from "node:fs";
import { emptyPageBytes, firstLoadBytes } from "./first-load";
import { fleetNotes, fleetRows } from "./fleet";
import { interactionNotes, interactionRows } from "./interactions";
import {
  connections,
  type Draft,
  listBody,
  loadEdits,
  loadList,
  median,
  type Ratio,
  ratioTo,
  rounds,
  type Target,
} from "./load";
import { measureOutbox } from "./outbox";
import { paintNotes, paintRows } from "./paint";
import { freePort, residentMiB, type Served, serve } from "./process";
import { circumstances, type Row, table, writeResults } from "./report";
import { scaleNotes, scaleRows } from "./scale";
import { sellerNotes, sellerRows } from "./seller-rows";
import { signInNotes, signInRows } from "./sign-in";
import { tailNotes, tailRows } from "./tails";
import { loadWebhooks, webhookSender } from "./webhooks";
import { makeWorld, type World } from "./world";

/** Measures the production build against floors of the same run. Times never fail it: it prints what is, misses too. */
const buys = 10_000;
const coldStarts = 5;

const onlyArg = process.argv.find((arg) => arg.startsWith("--only="));
const only = onlyArg ? new Set(onlyArg.slice("--only=".length).split(",")) : null;
const given = circumstances();
const rows: Row[] = [];
const notes: string[] = [];

say("Production build");
const build = 'import("./scripts/checkout.mjs").then((checkout) => checkout.ensureBuild())';
execFileSync(process.execPath, ["-e", build], { stdio: "inherit" });

say(`A database of ${buys.toLocaleString("en-US")} media buys`);
const port = await freePort();
const origin = `http://127.0.0.1:${port}`;
const world = await makeWorld(origin, buys);
process.once("exit", () => fs.rmSync(world.folder, { recursive: true, force: true }));
const sender = await webhookSender(world.env, world.organisationId);
const startApp = () => serve(["scripts/serve.mjs"], { ...world.env, PORT: String(port) }, `${origin}/api/health`);
const starts = wanted("S12") ? await measureColdStarts(startApp) : 0;
const app = await startApp();

/** One part a line, in this order; `--only=S3,S1` runs the parts that make one of these rows. */
const parts: readonly (readonly [rows: readonly string[], what: string, work: () => Promise<void> | void])[] = [
  [["S5", "S6"], "list, edit", () => measureSpeed(world)],
  [["S7"], "tails while the worker polls", measureTails],
  [["S8"], "list of very many media buys", measureScale],
  [["W1", "W2"], "outbox, verification", () => measureEngine(world)],
  [["R7"], "webhook intake", measureWebhooks],
  [["S9", "S10"], "500 pauses at 50 sellers, a search at 500", measureFleet],
  [["X1", "X2"], "fan-out to 50 sellers, cost of a call", measureSellers],
  [["A6"], "passwords tried while the list is read", () => measureSignIn(world)],
  [["S12"], "memory", () => measureMemory(starts, app.pid)],
  [["S1", "S2"], "presses and scrolling in a slowed browser", measurePresses],
  [["S4"], "first paint of 100,000 buys in a slowed browser", measurePaint],
  [["S3"], "first load, against an empty page built now", () => measureFirstLoad(world)],
];
for (const [ids, what, work] of parts) {
  if (!wanted(...ids)) continue;
  say(`${ids.join(", ")} ${what}`);
  const began = performance.now();
  try {
    await work();
  } catch (error) {
    // One part that cannot be measured must not take the others with it; that it was not is in the results.
    const why = error instanceof Error ? error.message.split("\n", 1)[0] : String(error);
    notes.push(`- ${ids.join(", ")}: NOT MEASURED, ${why}`);
  }
  say(`  ${((performance.now() - began) / 1_000).toFixed(0)} s`);
}
await app.stop();

console.log(`\n${given.join("\n")}\n\n${table(rows)}\n\n${notes.join("\n")}`);
// A part of the table must not replace the whole one.
if (!only) writeResults("bench/RESULTS.md", given, rows, notes);
process.exit(0);

function wanted(...ids: readonly string[]): boolean {
  return only === null || ids.some((id) => only.has(id));
}

async function measureTails(): Promise<void> {
  rows.push(...(await tailRows()));
  notes.push(...tailNotes);
}

async function measureScale(): Promise<void> {
  rows.push(...(await scaleRows()));
  notes.push(...scaleNotes);
}

async function measurePresses(): Promise<void> {
  rows.push(...(await interactionRows(origin, world, buys)));
  notes.push(...interactionNotes);
}

async function measurePaint(): Promise<void> {
  rows.push(...(await paintRows()));
  notes.push(...paintNotes);
}

async function measureSignIn(given: World): Promise<void> {
  rows.push(...(await signInRows(given)));
  notes.push(...signInNotes);
}

async function measureFleet(): Promise<void> {
  rows.push(...(await fleetRows()));
  notes.push(...fleetNotes);
}

function measureSellers(): void {
  rows.push(...sellerRows());
  notes.push(...sellerNotes);
}

function say(what: string): void {
  console.log(`… ${what}`);
}

async function measureColdStarts(startOnce: () => Promise<Served>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < coldStarts; round += 1) {
    const served = await startOnce();
    times.push(served.firstAnswerMs);
    await served.stop();
  }
  return median(times);
}

async function startFloor({ floorFile, organisationId }: World): Promise<{ served: Served; target: Target }> {
  const floorPort = await freePort();
  const floorOrigin = `http://127.0.0.1:${floorPort}`;
  const args = ["--import", "tsx", "bench/floor.ts", floorFile, organisationId, String(floorPort)];
  return { served: await serve(args, {}, floorOrigin), target: { origin: floorOrigin, cookie: "" } };
}

async function measureSpeed(world: World): Promise<void> {
  const { cookie, drafts } = world;
  const floor = await startFloor(world);
  const floorTarget = floor.target;
  const ours = { origin, cookie };
  const [oursBytes, floorBytes] = [(await listBody(ours)).length, (await listBody(floorTarget)).length];
  notes.push(
    `S5 compares ${oursBytes.toLocaleString("en-US")} bytes of ours (with the types that superjson adds) with ${floorBytes.toLocaleString("en-US")} bytes of the floor: 50 of ${buys.toLocaleString("en-US")} rows with names, and the count of each status.`,
    "S6 saves one field of a plan: find the receipt, read, compare and set, audit row and its chain, receipt, on the disk before the answer; the floor makes the same writes in one transaction.",
    `S5 and S6: autocannon, ${connections} connections, 3 s a round on the same cores, ${rounds} rounds A B B A, median [worst, best].`,
  );
  const lists = await ratioTo(
    () => loadList(floorTarget),
    () => loadList(ours),
  );
  rows.push(speedRow("S5", "list of 50 media buys", lists, { must: 0.3, moonshot: 0.6 }));
  const edits = await ratioTo(
    freshRounds(drafts, (round) => loadEdits(floorTarget, round)),
    freshRounds(drafts, (round) => loadEdits(ours, round)),
  );
  rows.push(speedRow("S6", "edit of one plan", edits, { must: 0.15, moonshot: 0.45 }));
  await floor.served.stop();
}

/** New drafts each round: the last answer of a round is cut off, and with it the revision that the next edit needs. */
function freshRounds<T>(drafts: readonly string[], work: (round: readonly Draft[]) => Promise<T>): () => Promise<T> {
  let next = 0;
  return () => {
    const round = drafts.slice(next, next + connections).map((campaignId) => ({ campaignId, revision: 1 }));
    next += connections;
    return work(round);
  };
}

async function measureEngine({ env }: World): Promise<void> {
  const { drained, verified } = await measureOutbox(env);
  const side = ({ perSecond }: Ratio["ours"]) => `${perSecond.toFixed(0)} changes/s`;
  const goals = { must: 0.15, moonshot: 0.4 };
  const outbox = speedRow("W1", "outbox drained, read back", drained, goals);
  rows.push({ ...outbox, ours: side(drained.ours), floor: side(drained.floor) });
  const { ms, readMs, statements } = verified;
  const value = ms / readMs;
  const cost = { ours: `${ms.toFixed(1)} ms, ${statements.toFixed(0)} statements`, floor: `${readMs.toFixed(1)} ms` };
  const shown = value.toFixed(2);
  rows.push({
    id: "W2",
    what: "one change verified",
    ...cost,
    value,
    shown,
    must: 10,
    moonshot: 4,
    better: "smaller",
  });
  notes.push(
    "W1: changes per second of the real worker (each is a durable row before it is sent and after), until every one is read back and judged, delivery reports asked for beside; the floor is our transport alone, two calls a change (sent, read back), with as many at a time and keeping nothing. The seller answers at once. Until 22 November 2026 calls were counted, delivery reports among them: read-backs that wait now share a call.",
    "W2: one change at a time, read back, a verdict per field, buy and change saved; the floor is the read alone.",
  );
}

async function measureWebhooks(): Promise<void> {
  const floorPort = await freePort();
  const floorUrl = `http://127.0.0.1:${floorPort}/webhooks/floor`;
  const args = ["--import", "tsx", "bench/webhook-floor.ts", JSON.stringify(sender.publicJwk), String(floorPort)];
  const served = await serve(args, {}, floorUrl);
  const intake = await ratioTo(
    () => loadWebhooks(sender, floorUrl),
    () => loadWebhooks(sender, sender.address),
  );
  const row = speedRow("R7", "webhook taken in; goals: p99, ms", intake, { must: 100, moonshot: 40 });
  rows.push({ ...row, value: intake.ours.p99, better: "smaller" });
  notes.push(
    "R7: each webhook is proven, kept with its nonce and queued in one transaction, on the disk before its 200; the floor checks the same signature and keeps nothing. Effects run later, in the worker, which is off here.",
  );
  await served.stop();
  await sender.close();
}

function speedRow(id: string, what: string, ratio: Ratio, goals: Pick<Row, "must" | "moonshot">): Row {
  const side = ({ perSecond, p50, p99 }: Ratio["ours"]) => `${perSecond.toFixed(0)}/s, p50 ${p50} ms, p99 ${p99} ms`;
  const shown = `${ratio.median.toFixed(3)} [${ratio.worst.toFixed(3)}, ${ratio.best.toFixed(3)}]`;
  const sides = { ours: side(ratio.ours), floor: side(ratio.floor) };
  return { id, what, ...sides, value: ratio.median, shown, ...goals, better: "larger" };
}

function measureMemory(startMs: number, pid: number): void {
  const plain = { id: "S12", floor: "", shown: "", better: "smaller" } as const;
  const memory = residentMiB(pid);
  const [start, resident] = [`${Math.round(startMs)} ms`, `${Math.round(memory)} MiB`];
  rows.push({ ...plain, what: "cold start to the first 200", ours: start, value: startMs, must: 2_000, moonshot: 600 });
  rows.push({ ...plain, what: "memory after that load", ours: resident, value: memory, must: 400, moonshot: 280 });
  notes.push(
    `S12: median of ${coldStarts} starts of \`npm start\`, from spawning it to 200 of /api/health; VmRSS after S5 and S6.`,
  );
}

async function measureFirstLoad({ cookie, pages }: World): Promise<void> {
  const empty = await emptyPageBytes();
  const kilobytes = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`;
  for (const [route, path] of pages) {
    const bytes = await firstLoadBytes(origin + path, route === "/sign-in" ? "" : cookie);
    const value = bytes / empty;
    const sides = { ours: kilobytes(bytes), floor: kilobytes(empty), value, shown: value.toFixed(2) };
    rows.push({ id: "S3", what: route, ...sides, must: 1.6, moonshot: 1.25, better: "smaller" });
  }
  notes.push(
    "S3: scripts and preloads named in the page's HTML, each gzip -6; `nomodule` ones are not fetched by any browser we support.",
  );
}
