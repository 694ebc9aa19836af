import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as tick } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { openDb } from "@/server/db/client";
import { migrate } from "@/server/db/migrate";
import { worldTime } from "@/server/faults/test-time";
import { FaultWorld, worldKey } from "@/server/faults/test-world";
import { breakOneInAHundred, startLoad } from "./soak-load";
import { heapAfterCollection, residentOf, writeHeap } from "./soak-memory";

/**
 * R14: the built app under load for half an hour while one call in a hundred breaks. Prints a sample every ten seconds and a verdict.
 * --heaps writes the heap at a third of the run and at its end.
 */
const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "30" },
    port: { type: "string", default: "3080" },
    heaps: { type: "boolean", default: false },
  },
});
const minutes = Number(values.minutes);
const port = Number(values.port);
const sampleMs = 10_000;
const mebi = 1_048_576;

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "flightdeck-soak-"));
const file = path.join(folder, "desk.db");
const url = `http://127.0.0.1:${port}`;
const sandboxUrl = `http://127.0.0.1:${port + 1}`;
const token = randomBytes(24).toString("base64url");

/** A heap swings between two collections by more than it may grow: less than this cannot be told from that. */
const judgedMinutes = 15;
/** The first third fills what is bounded: compiled queries, code made fast, the allocator's own pages. Growth is judged over the rest. */
const warmMinutes = minutes / 3;
/** A full collection is asked for this often: what it leaves grows only if something is kept. */
const collectionMinutes = 2.5;

type Point = { readonly minute: number; readonly mib: number };
type Sample = {
  readonly minute: number;
  readonly rssMiB: number;
  readonly anonymousMiB: number;
  readonly heapMiB: number;
  readonly walMiB: number;
  readonly leased: number;
};

function start(name: string, args: readonly string[], env: Readonly<Record<string, string>>) {
  const log = fs.openSync(path.join(folder, `${name}.log`), "w");
  const own = { PATH: process.env.PATH, NODE_ENV: "production" as const, ...env };
  return spawn(process.execPath, [...args], { cwd: root, env: own, stdio: ["ignore", log, log] });
}

async function answers(address: string): Promise<void> {
  for (let left = 300; left > 0; left--) {
    if ((await fetch(address).catch(() => null))?.ok) return;
    await tick(200);
  }
  throw new Error(`${address} does not answer: see ${folder}`);
}

function sizeOf(name: string): number {
  return fs.statSync(name, { throwIfNoEntry: false })?.size ?? 0;
}

async function gauge(name: string): Promise<number> {
  const answer = await fetch(`${url}/api/metrics`, {
    headers: { authorization: `Bearer ${token}`, connection: "close" },
  });
  const line = (await answer.text()).split("\n").find((one) => one.startsWith(`${name} `));
  return Number(line?.split(" ")[1] ?? Number.NaN);
}

async function sample(server: ChildProcess, since: number): Promise<Sample> {
  return {
    minute: (performance.now() - since) / 60_000,
    ...residentOf(server.pid ?? 0),
    heapMiB: (await gauge("nodejs_heap_size_used_bytes")) / mebi,
    walMiB: sizeOf(`${file}-wal`) / mebi,
    leased: await gauge("flightdeck_jobs_leased"),
  };
}

/** Least squares over what came after the warm-up, MiB a minute. */
function slopeOf(all: readonly Point[]): number {
  const points = all.filter((one) => one.minute >= warmMinutes);
  const mean = (of: (one: Point) => number) => points.reduce((sum, one) => sum + of(one), 0) / points.length;
  const [x, y] = [mean((one) => one.minute), mean((one) => one.mib)];
  const above = points.reduce((sum, one) => sum + (one.minute - x) * (one.mib - y), 0);
  return above / points.reduce((sum, one) => sum + (one.minute - x) ** 2, 0);
}

if (!fs.existsSync(path.join(root, ".next/BUILD_ID"))) throw new Error("There is no build: npm run build first");
await migrate(`file:${file}`);
const db = openDb(`file:${file}`);
const secrets = {
  BETTER_AUTH_SECRET: randomBytes(32).toString("base64url"),
  FLIGHTDECK_ENCRYPTION_KEY: worldKey.toString("base64"),
};
const sandboxPort = { SANDBOX_PORT: String(port + 1), SANDBOX_DIR: path.join(folder, "sandbox") };
const sandbox = start("sandbox", ["--import", "tsx", "server/sandbox/main.ts"], sandboxPort);
const app = {
  ...secrets,
  DATABASE_URL: `file:${file}`,
  FLIGHTDECK_URL: url,
  PORT: String(port),
  FLIGHTDECK_METRICS_TOKEN: token,
};
const often = {
  FLIGHTDECK_POLL_SECONDS: "2",
  FLIGHTDECK_DELIVERY_SECONDS: "15",
  FLIGHTDECK_ALLOWED_HOSTS: "127.0.0.1",
};
const inspectorPort = port + 2;
const server = start("app", [`--inspect=127.0.0.1:${inspectorPort}`, "scripts/serve.mjs"], {
  ...app,
  ...often,
  LOG_LEVEL: "warn",
});
process.on("exit", () => {
  for (const child of [sandbox, server]) child.kill("SIGKILL");
});

await Promise.all([answers(`${sandboxUrl}/health`), answers(`${url}/api/health/ready`)]);
const world = await FaultWorld.open({ name: "soak", db, sandboxUrl, time: worldTime(), worker: false });
const lanes = [...(await world.lanes("prompt", 3)), ...(await world.lanes("careful", 1))];
breakOneInAHundred(world, lanes);
const load = await startLoad(url, world, lanes);
const since = performance.now();
const samples: Sample[] = [];
const kept: Point[] = [];
let heapWritten = !values.heaps;
while (performance.now() - since < minutes * 60_000) {
  await tick(sampleMs);
  const taken = await sample(server, since);
  samples.push(taken);
  const { minute, rssMiB, anonymousMiB, heapMiB, walMiB, leased } = taken;
  console.log(
    `${minute.toFixed(1).padStart(5)} min  RSS ${rssMiB.toFixed(1)} MiB (no file's ${anonymousMiB.toFixed(1)}, heap ${heapMiB.toFixed(1)})  WAL ${walMiB.toFixed(1)} MiB  leased ${leased}`,
  );
  if (minute < (kept.length + 1) * collectionMinutes) continue;
  kept.push({ minute, mib: await heapAfterCollection(inspectorPort) });
  console.log(`${minute.toFixed(1).padStart(5)} min  heap after a collection ${kept.at(-1)?.mib.toFixed(1)} MiB`);
  if (heapWritten || minute < warmMinutes) continue;
  heapWritten = true;
  await writeHeap(inspectorPort, path.join(folder, "first.heapsnapshot"));
}
if (values.heaps) await writeHeap(inspectorPort, path.join(folder, "last.heapsnapshot"));
await load.stop();

const open = () => db.change.count({ where: { state: { in: ["approved", "sending", "unknown", "verifying"] } } });
let leased = Number.NaN;
for (let left = 90; left > 0; left--) {
  await tick(1_000);
  leased = await gauge("flightdeck_jobs_leased");
  if (leased === 0 && (await open()) === 0) break;
}
const stillOpen = await open();
const findings = await world.findingsNow(true).catch((error: unknown) => [String(error)]);
const ended = once(server, "exit");
server.kill("SIGTERM");
const [code] = await ended;
const unhandled =
  fs.readFileSync(path.join(folder, "app.log"), "utf8").match(/unhandledRejection|uncaughtException|ERR_UNHANDLED/g)
    ?.length ?? 0;
const slope = slopeOf(samples.map(({ minute, rssMiB }) => ({ minute, mib: rssMiB })));
const [keptSlope, wal] = [slopeOf(kept), Math.max(...samples.map((one) => one.walMiB))];
const faults = world.proxy.log.filter((entry) => entry.fault !== null).length;
await world.close();
await db.$disconnect();
sandbox.kill("SIGTERM");

for (const [what, times] of [...load.counts].sort(([a], [b]) => a.localeCompare(b)))
  console.log(`${String(times).padStart(7)}  ${what}`);
console.log(`${world.proxy.log.length} calls to sellers, ${faults} of them broken`);
const judged = minutes < judgedMinutes ? ` (not judged: the run is shorter than ${judgedMinutes} minutes)` : "";
const verdicts: readonly (readonly [boolean, string])[] = [
  [
    slope <= 1 || minutes < judgedMinutes,
    `RSS ${slope.toFixed(2)} MiB a minute over the last two thirds${judged}; at most 1`,
  ],
  [
    keptSlope <= 1 || minutes < judgedMinutes,
    `heap after a collection ${keptSlope.toFixed(2)} MiB a minute${judged}; at most 1`,
  ],
  [wal <= 64, `WAL ${wal.toFixed(1)} MiB at most; 64 allowed`],
  [unhandled === 0, `${unhandled} unhandled rejections`],
  [leased === 0, `${leased} leases open at the end`],
  [stillOpen === 0, `${stillOpen} changes that nobody has brought to an end`],
  [findings.length === 0, `${findings.length} broken invariants ${findings.slice(0, 5).join("; ")}`],
  [code === 0, `exit code ${code} after SIGTERM`],
];
for (const [holds, what] of verdicts) console.log(`${holds ? "ok    " : "FAILED"}  ${what}`);
const failed = verdicts.filter(([holds]) => !holds).length;
if (failed === 0 && !values.heaps) fs.rmSync(folder, { recursive: true, force: true });
else console.log(`Logs and database: ${folder}`);
process.exit(failed === 0 ? 0 : 1);
