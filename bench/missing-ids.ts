import { procedures, type Schema, samplesOf } from "../server/api/abuse/test-inputs";
import { probesOf, strongest } from "../server/api/abuse/test-probes";
import { givenWorld, handToStrangers, valueAt } from "../server/api/abuse/test-worlds";
import { testDesk } from "../server/api/test-desk";
import { testDatabase } from "../server/db/test-database";

/**
 * Quality A1 by the clock: every read with one id, asked for another organisation's row and for one that is nowhere, by turns.
 * `npx tsx bench/missing-ids.ts [rounds]` prints times and their ratio; beyond ±20 % it ends with 1. That both run the same statements
 * is a test (server/api/abuse/a01-other-organisation.test.ts).
 */
const rounds = Number(process.argv[2] ?? 200);
const tolerance = 0.2;

const database = await testDatabase();
const desk = await testDesk(database.db);
const ask = probesOf(desk);
const theirs = await handToStrangers(desk, await givenWorld(desk));
const missing = { ...theirs };
for (const [word, id] of Object.entries(theirs)) {
  if (typeof id === "string") Object.assign(missing, { [word]: `${id.slice(0, -1)}${id.endsWith("0") ? "1" : "0"}` });
}

/** The faster half's middle: what the machine did beside it is in the slower one. */
const typical = (times: readonly number[]) => [...times].sort((a, b) => a - b)[Math.floor(times.length / 4)] ?? 0;
const reads = procedures.filter(({ type, input }) => type === "query" && input !== null);
let worst = 0;
for (const procedure of reads) {
  const { path, input } = procedure;
  const [foreign, nowhere] = [theirs, missing].map((world) => {
    const [sample] = samplesOf({ path, schema: input as Schema }, (node) => valueAt(node, world));
    return { sample, times: [] as number[] };
  });
  if (!foreign || !nowhere) continue;
  for (let round = 0; round < rounds + 20; round += 1) {
    for (const { sample, times } of round % 2 === 0 ? [foreign, nowhere] : [nowhere, foreign]) {
      const startedAt = performance.now();
      await ask(procedure, strongest(path), sample);
      // The first are for the compiler.
      if (round >= 20) times.push(performance.now() - startedAt);
    }
  }
  const [there, away] = [typical(foreign.times), typical(nowhere.times)];
  const ratio = there / away;
  worst = Math.max(worst, Math.abs(ratio - 1));
  console.log(
    `${path.padEnd(28)} ${there.toFixed(2).padStart(7)} ms ${away.toFixed(2).padStart(7)} ms ${ratio.toFixed(2)}`,
  );
}
console.log(`Farthest from 1: ${worst.toFixed(2)} (at most ${tolerance})`);
await desk.close();
await database.dispose();
process.exitCode = worst > tolerance ? 1 : 0;
