import fs from "node:fs";
import { fillOrganisation } from "../prisma/scale-organisation";
import { composition } from "../server/composition";
import { openBulkWriter } from "../server/db/bulk-writer";
import { migrate } from "../server/db/migrate";
import { median, type Target } from "./load";
import { freePort, type Served, serve } from "./process";
import type { Row } from "./report";
import { dailyLists, type List, listText } from "./scale-lists";
import { deskEnv, makeDesk, signedIn } from "./world";

const argument = (name: string) =>
  process.argv.find((arg) => arg.startsWith(`--${name}=`))?.slice(`--${name}=`.length) ?? null;
const small = 10_000;
/** `--scale=1000000` for the whole million: some ten minutes to make, and 5 GB. */
const large = Number(argument("scale") ?? 100_000);
/** A SQLite file that `npm run scale:seed` filled, instead of making one: it is migrated and gets a session, so give a copy. */
const database = argument("database");
/** As scale:seed has it. */
const seedPassword = "flightdeck-scale";
/** Of the list as it opens, in a round, and of each of the others. */
const [calls, callsOfOthers, rounds] = [150, 25, 4];

/**
 * S8: the list of an organisation with very many media buys, against the same of one with few, one call at a time. The second row is the
 * slowest of the other lists of a day, by its own ratio.
 */
export async function scaleRows(): Promise<readonly Row[]> {
  const few = await makeScaled(small);
  const many = database === null ? await makeScaled(large) : await openScaled(database);
  try {
    const compared = await compare(few.target, many.target);
    scaleNotes.push(`S8, each list, p50 of ${few.buys} → ${many.buys}: ${compared.map(lineOf).join("; ")}.`);
    const [first, ...others] = compared;
    const slowest = others.reduce((worst, one) => (one.value > worst.value ? one : worst));
    const goals = { must: 2, moonshot: 1.2, better: "smaller" } as const;
    const shown = (ms: number, { buys }: Scaled) => `p50 ${ms.toFixed(2)} ms of ${buys}`;
    const rowOf = (what: string, { manyMs, fewMs, value }: Compared): Row => {
      const sides = { ours: shown(manyMs, many), floor: shown(fewMs, few), value, shown: value.toFixed(2) };
      return { id: "S8", what, ...sides, ...goals };
    };
    if (!first) return [];
    return [rowOf("list, many buys against few", first), rowOf(`the slowest other: ${slowest.name}`, slowest)];
  } finally {
    for (const { served, folder } of [few, many]) {
      await served.stop();
      // A million are 5 GB.
      if (folder !== null) fs.rmSync(folder, { recursive: true, force: true });
    }
  }
}

export const scaleNotes = [
  `S8: one organisation has them all, as \`npm run scale:seed\` makes them (campaigns, packages, edits, delivery, audit rows); ${rounds} rounds of ${calls} calls (${callsOfOthers} for the other lists), one at a time, in the order A B B A. \`npm run bench -- --only=S8 --scale=1000000\` for a million, or \`--database=<a copy of a file that scale:seed filled>\`. That every list is found by an index is a test (statements.test.ts, media-buy-list.test.ts).`,
];

type Compared = { readonly name: string; readonly fewMs: number; readonly manyMs: number; readonly value: number };

const lineOf = ({ name, fewMs, manyMs, value }: Compared) =>
  `${name} ${fewMs.toFixed(2)} → ${manyMs.toFixed(2)} ms (${value.toFixed(2)})`;

async function compare(few: Target, many: Target): Promise<readonly Compared[]> {
  const lists = await dailyLists(few);
  const ofMany = await dailyLists(many);
  const compared: Compared[] = [];
  for (const [index, list] of lists.entries()) {
    const other = ofMany[index];
    if (!other) continue;
    const count = index === 0 ? calls : callsOfOthers;
    const [fewMs, manyMs] = await alternated(
      () => timed(few, list, count),
      () => timed(many, other, count),
    );
    compared.push({ name: list.name, fewMs, manyMs, value: manyMs / fewMs });
  }
  return compared;
}

type Times = () => Promise<readonly number[]>;

/** Both medians; one round before counts for nothing. */
async function alternated(few: Times, many: Times): Promise<readonly [number, number]> {
  await few();
  await many();
  const [fewMs, manyMs]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    if (round % 2 === 0) fewMs.push(...(await few()));
    manyMs.push(...(await many()));
    if (round % 2 === 1) fewMs.push(...(await few()));
  }
  return [median(fewMs), median(manyMs)];
}

/** `folder`: what is ours to remove. */
type Scaled = {
  readonly buys: string;
  readonly served: Served;
  readonly target: Target;
  readonly folder: string | null;
};

async function makeScaled(buys: number): Promise<Scaled> {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const { env, cookie, folder } = await makeDesk(origin, async ({ databaseUrl, organisationId, authorId, ...desk }) => {
    const writer = openBulkWriter(databaseUrl, desk.db);
    await fillOrganisation({ ...desk, writer }, { organisationId, authorId, buys }, () => undefined);
    writer.close();
  });
  return { ...(await started(env, port, cookie)), buys: buys.toLocaleString("en-US"), folder };
}

/** The largest organisation of a database that is there. */
async function openScaled(file: string): Promise<Scaled> {
  const port = await freePort();
  const env = deskEnv(`http://127.0.0.1:${port}`, file);
  await migrate(env.DATABASE_URL);
  const { auth, db } = composition(env);
  const counts = await db.mediaBuyCount.groupBy({
    by: ["organisationId"],
    where: { scopeId: "" },
    _sum: { count: true },
  });
  const [largest] = counts.toSorted((one, other) => (other._sum.count ?? 0) - (one._sum.count ?? 0));
  if (!largest) throw new Error(`${file} has no media buys: fill it with npm run scale:seed`);
  const { organisationId } = largest;
  const { email } = await db.user.findFirstOrThrow({ where: { organisationId, role: "manager" } });
  const cookie = await signedIn(auth, { email, password: seedPassword });
  await db.$disconnect();
  const buys = (largest._sum.count ?? 0).toLocaleString("en-US");
  return { ...(await started(env, port, cookie)), buys, folder: null };
}

async function started(env: Readonly<Record<string, string>>, port: number, cookie: string) {
  const origin = `http://127.0.0.1:${port}`;
  const served = await serve(["scripts/serve.mjs"], { ...env, PORT: String(port) }, `${origin}/api/health`);
  return { served, target: { origin, cookie } };
}

async function timed(target: Target, { input }: List, count: number): Promise<readonly number[]> {
  const taken: number[] = [];
  for (let call = 0; call < count; call += 1) {
    const since = performance.now();
    await listText(target, input);
    taken.push(performance.now() - since);
  }
  return taken;
}
