import { loadListGently, type Measured, median } from "./load";
import type { Row } from "./report";

/** Wrong passwords sent while the list is read, and how many at a time. */
const tries = 1_000;
const atOnce = 20;
const rounds = 2;
const perSecond = 20;
const seconds = 10;

export const signInNotes = [
  `A6: the list at ${perSecond} requests a second for ${seconds} s, alone and while up to ${tries.toLocaleString("en-US")} wrong passwords for as many accounts arrive, ${atOnce} at a time; ${rounds} rounds of each, alternating. p99 of the list, during ÷ alone.`,
];

type Outcome = { readonly refused: number; readonly tooMany: number };

/** How much longer the slowest of a hundred list answers takes while passwords are tried (quality A6). */
export async function signInRow(origin: string, cookie: string): Promise<Row> {
  const alone: Measured[] = [];
  const during: Measured[] = [];
  const outcome = { refused: 0, tooMany: 0 };
  const list = () => loadListGently({ origin, cookie }, perSecond, seconds);
  await list();
  for (let round = 0; round < rounds; round += 1) {
    alone.push(await list());
    const running = new AbortController();
    const flood = tryPasswords(origin, round, running.signal);
    during.push(await list());
    running.abort();
    const { refused, tooMany } = await flood;
    outcome.refused += refused;
    outcome.tooMany += tooMany;
  }
  const [before, meanwhile] = [median(alone.map(({ p99 }) => p99)), median(during.map(({ p99 }) => p99))];
  return {
    id: "A6",
    what: "list p99 while passwords are tried",
    ours: `p99 ${meanwhile} ms; ${outcome.refused} refused, ${outcome.tooMany} told to come back`,
    floor: `p99 ${before} ms`,
    value: meanwhile / before,
    shown: (meanwhile / before).toFixed(2),
    must: 2,
    moonshot: 1.5,
    better: "smaller",
  };
}

async function tryPasswords(origin: string, round: number, running: AbortSignal): Promise<Outcome> {
  const outcome = { refused: 0, tooMany: 0 };
  let next = 0;
  const worker = async () => {
    while (next < tries && !running.aborted) {
      next += 1;
      const body = JSON.stringify({ email: `nobody${round}-${next}@bench.example`, password: "wrong password" });
      const headers = { "content-type": "application/json", origin };
      const { status } = await fetch(`${origin}/api/auth/sign-in/email`, { method: "POST", headers, body });
      if (status === 401) outcome.refused += 1;
      else if (status === 429) outcome.tooMany += 1;
      else throw new Error(`A wrong password was answered ${status}`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return outcome;
}
