import { median } from "./load";
import { askOurs, askRaw, makeAgents, startFleet } from "./seller-fleet";

/**
 * A product search at 50 sellers at once, each of which takes 200 ms: first contact and later ones, against raw fetch in the same run, then
 * with a dead seller among them. A program of its own, so that memory is the search's alone; prints one line of JSON.
 */
const sellers = 50;
export const sellerMs = 200;
const warmRounds = 7;

export type FanOut = {
  /** Milliseconds until the last of the 50 has answered. */
  readonly cold: number;
  readonly warm: number;
  readonly withDead: number;
  readonly rawCold: number;
  readonly rawWarm: number;
  /** Resident MiB: what 50 first contacts added, and what warm rounds added to that. */
  readonly coldMiB: number;
  readonly warmMiB: number;
};

if (process.argv[1]?.endsWith("fan-out.ts")) console.log(JSON.stringify(await fanOut()));

async function fanOut(): Promise<FanOut> {
  const fleet = await startFleet(sellers, sellerMs);
  const all = (ask: (url: string) => Promise<void>) => timed(() => Promise.all(fleet.urls.map(ask)));
  const resident = () => process.memoryUsage.rss() / 2 ** 20;

  const before = resident();
  const agents = makeAgents();
  const cold = await all((url) => askOurs(agents, url));
  const after = resident();
  const rawCold = await all(askRaw);
  const [warm, rawWarm]: [number[], number[]] = [[], []];
  for (let round = 0; round < warmRounds; round += 1) {
    warm.push(await all((url) => askOurs(agents, url)));
    rawWarm.push(await all(askRaw));
  }
  const last = resident();

  const withDead: number[] = [];
  for (let round = 0; round < warmRounds; round += 1) {
    const hangs = new AbortController();
    const dead = askOurs(agents, fleet.dead, hangs.signal).catch(() => undefined);
    withDead.push(await all((url) => askOurs(agents, url)));
    hangs.abort();
    await dead;
  }
  await agents.close();
  fleet.stop();
  const times = { cold, warm: median(warm), withDead: median(withDead), rawCold, rawWarm: median(rawWarm) };
  return { ...times, coldMiB: after - before, warmMiB: last - after };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const since = performance.now();
  await work();
  return performance.now() - since;
}
