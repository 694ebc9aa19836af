import fs from "node:fs";
import { fillOrganisation } from "../prisma/scale-organisation";
import { openBulkWriter } from "../server/db/bulk-writer";
import { listBody, median, type Target } from "./load";
import { freePort, type Served, serve } from "./process";
import type { Row } from "./report";
import { makeDesk } from "./world";

const small = 10_000;
/** `--scale=1000000` for the whole million: some ten minutes to make, and 5 GB. */
const large = Number(process.argv.find((arg) => arg.startsWith("--scale="))?.slice("--scale=".length) ?? 100_000);
const calls = 150;
const rounds = 4;

/** S8: the list of an organisation with very many media buys, against the same of one with few, one call at a time. */
export async function scaleRows(): Promise<readonly Row[]> {
  const [few, many] = [await serveWorld(small), await serveWorld(large)];
  await timed(few.target);
  await timed(many.target);
  const [fewMs, manyMs]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    if (round % 2 === 0) fewMs.push(...(await timed(few.target)));
    manyMs.push(...(await timed(many.target)));
    if (round % 2 === 1) fewMs.push(...(await timed(few.target)));
  }
  for (const { served, folder } of [few, many]) {
    await served.stop();
    // A million are 5 GB.
    fs.rmSync(folder, { recursive: true, force: true });
  }
  const [floor, ours] = [median(fewMs), median(manyMs)];
  const value = ours / floor;
  const shown = (ms: number, buys: number) => `p50 ${ms.toFixed(2)} ms of ${buys.toLocaleString("en-US")}`;
  const sides = { ours: shown(ours, large), floor: shown(floor, small), value, shown: value.toFixed(2) };
  return [{ id: "S8", what: "list, many buys against few", ...sides, must: 2, moonshot: 1.2, better: "smaller" }];
}

export const scaleNotes = [
  `S8: one organisation has them all, as \`npm run scale:seed\` makes them (campaigns, packages, edits, delivery, audit rows); ${rounds} rounds of ${calls} calls, one at a time, in the order A B B A. \`npm run bench -- --only=S8 --scale=1000000\` for a million. That every list is found by an index is a test (statements.test.ts, media-buy-list.test.ts).`,
];

type Scaled = { readonly served: Served; readonly target: Target; readonly folder: string };

async function serveWorld(buys: number): Promise<Scaled> {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const { env, cookie, folder } = await makeDesk(origin, async ({ databaseUrl, organisationId, authorId, ...desk }) => {
    const writer = openBulkWriter(databaseUrl, desk.db);
    await fillOrganisation({ ...desk, writer }, { organisationId, authorId, buys }, () => undefined);
    writer.close();
  });
  const served = await serve(["scripts/serve.mjs"], { ...env, PORT: String(port) }, `${origin}/api/health`);
  return { served, target: { origin, cookie }, folder };
}

async function timed(target: Target): Promise<readonly number[]> {
  const taken: number[] = [];
  for (let call = 0; call < calls; call += 1) {
    const since = performance.now();
    await listBody(target);
    taken.push(performance.now() - since);
  }
  return taken;
}
