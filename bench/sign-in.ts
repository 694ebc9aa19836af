import { loadListGently, type Measured, median } from "./load";
import { freePort, serve } from "./process";
import type { Row } from "./report";
import type { World } from "./world";

/** Wrong passwords sent while the list is read, and how many at a time. */
const tries = 1_000;
const atOnce = 20;
const rounds = 2;
const perSecond = 20;
const seconds = 10;

export const signInNotes = [
  `A6: the list at ${perSecond} requests a second for ${seconds} s, alone and while up to ${tries.toLocaleString("en-US")} wrong passwords for as many accounts arrive, ${atOnce} at a time, from one address or each from its own; limits as they are set by default; ${rounds} rounds of each, alternating. p99 of the list, during ÷ alone.`,
];

type Outcome = { refused: number; tooMany: number };
/** The address that try `n` of a round comes from, as a proxy in front would say. */
type From = (round: number, n: number) => string;

const floods: readonly (readonly [what: string, from: From])[] = [
  ["one address", (round) => `203.0.113.${round + 1}`],
  ["1,000 addresses", (round, n) => `198.18.${round * 16 + Math.floor(n / 250)}.${n % 250}`],
];

/** How much longer the slowest of a hundred list answers takes while passwords are tried (quality A6). */
export async function signInRows({ env, cookie }: World): Promise<readonly Row[]> {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const { FLIGHTDECK_SIGN_IN_LIMIT: _, ...asSet } = env;
  const own = { PORT: String(port), FLIGHTDECK_URL: origin, FLIGHTDECK_PROXIES: "1" };
  const app = await serve(["scripts/serve.mjs"], { ...asSet, ...own }, `${origin}/api/health`);
  try {
    return await measureFloods(origin, cookie);
  } finally {
    await app.stop();
  }
}

async function measureFloods(origin: string, cookie: string): Promise<readonly Row[]> {
  const list = () => loadListGently({ origin, cookie }, perSecond, seconds);
  const alone: Measured[] = [];
  const during = floods.map(([what, from]) => ({ what, from, lists: [] as Measured[], refused: 0, tooMany: 0 }));
  await list();
  for (let round = 0; round < rounds; round += 1) {
    alone.push(await list());
    for (const one of during) {
      const running = new AbortController();
      const flood = tryPasswords(origin, (n) => one.from(round, n), running.signal);
      one.lists.push(await list());
      running.abort();
      const { refused, tooMany } = await flood;
      one.refused += refused;
      one.tooMany += tooMany;
    }
  }
  const p99 = (lists: readonly Measured[]) => median(lists.map((one) => one.p99));
  const before = p99(alone);
  return during.map(({ what, lists, refused, tooMany }) => ({
    id: "A6",
    what: `list p99 while passwords are tried from ${what}`,
    ours: `p99 ${p99(lists)} ms; ${refused} refused, ${tooMany} told to come back`,
    floor: `p99 ${before} ms`,
    value: p99(lists) / before,
    shown: (p99(lists) / before).toFixed(2),
    must: 2,
    moonshot: 1.5,
    better: "smaller",
  }));
}

async function tryPasswords(origin: string, from: (n: number) => string, running: AbortSignal): Promise<Outcome> {
  const outcome = { refused: 0, tooMany: 0 };
  let next = 0;
  const worker = async () => {
    while (next < tries && !running.aborted) {
      next += 1;
      const body = JSON.stringify({ email: `nobody-${from(next)}-${next}@bench.example`, password: "wrong password" });
      const headers = { "content-type": "application/json", origin, "x-forwarded-for": from(next) };
      const response = await fetch(`${origin}/api/auth/sign-in/email`, { method: "POST", headers, body });
      await response.arrayBuffer();
      if (response.status === 401) outcome.refused += 1;
      else if (response.status === 429) outcome.tooMany += 1;
      else throw new Error(`A wrong password was answered ${response.status}`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return outcome;
}
