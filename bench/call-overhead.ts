import { median } from "./load";
import { askOurs, askRaw, makeAgents, startFleet } from "./seller-fleet";

/**
 * One product search after the other at a seller that answers at once, against the same request by raw fetch: what a call costs on top of
 * its network. Rounds alternate. A program of its own; prints one line of JSON.
 */
const rounds = 8;
const calls = 150;

/** Milliseconds of one call, and ours ÷ raw of each round: median, worst, best. `atSeller`: the same for a seller that takes 50 ms. */
export type CallOverhead = {
  readonly ours: number;
  readonly raw: number;
  readonly ratio: readonly [median: number, worst: number, best: number];
  readonly atSeller: { readonly ours: number; readonly raw: number; readonly ratio: number };
};

if (process.argv[1]?.endsWith("call-overhead.ts")) console.log(JSON.stringify(await callOverhead()));

async function callOverhead(): Promise<CallOverhead> {
  const atOnce = await compared(0, calls);
  const real = await compared(50, 10);
  const ratios = atOnce.ours.map((one, round) => one / (atOnce.raw[round] ?? Number.NaN));
  const [ours, raw] = [median(real.ours), median(real.raw)];
  return {
    ours: median(atOnce.ours),
    raw: median(atOnce.raw),
    ratio: [median(ratios), Math.max(...ratios), Math.min(...ratios)],
    atSeller: { ours, raw, ratio: ours / raw },
  };
}

async function compared(delayMs: number, count: number) {
  const fleet = await startFleet(1, delayMs);
  const [url = ""] = fleet.urls;
  const agents = makeAgents();
  const [ours, raw]: [number[], number[]] = [[], []];
  for (let round = -1; round < rounds; round += 1) {
    const one = await perCall(count, () => askOurs(agents, url));
    const floor = await perCall(count, () => askRaw(url));
    // The round before the first warms both up.
    if (round < 0) continue;
    ours.push(one);
    raw.push(floor);
  }
  await agents.close();
  fleet.stop();
  return { ours, raw };
}

async function perCall(count: number, ask: () => Promise<void>): Promise<number> {
  const since = performance.now();
  for (let call = 0; call < count; call += 1) await ask();
  return (performance.now() - since) / count;
}
