import { randomUUID } from "node:crypto";
import autocannon from "autocannon";

export const connections = 10;
const seconds = 3;

/** Where the load goes: the app or the floor, as one signed-in browser reaches it. */
export type Target = { readonly origin: string; readonly cookie: string };
export type Measured = { readonly perSecond: number; readonly p50: number; readonly p99: number };
export type Ratio = {
  readonly median: number;
  readonly worst: number;
  readonly best: number;
  readonly ours: Measured;
  readonly floor: Measured;
};

const listInput = encodeURIComponent(JSON.stringify({ json: {} }));
const listPath = `/api/trpc/mediaBuys.list?input=${listInput}`;

/** The body of one list answer, to compare what both send. */
export async function listBody({ origin, cookie }: Target): Promise<string> {
  const response = await fetch(origin + listPath, { headers: { cookie } });
  if (response.status !== 200) throw new Error(`The list answered ${response.status}`);
  return response.text();
}

export function loadList({ origin, cookie }: Target): Promise<Measured> {
  return measured({ url: origin + listPath, headers: { cookie } });
}

/** As people read it: `perSecond` of them, for so many seconds. */
export function loadListGently({ origin, cookie }: Target, perSecond: number, duration: number): Promise<Measured> {
  return measured({ url: origin + listPath, headers: { cookie }, overallRate: perSecond, duration });
}

/** Each connection edits a draft of its own, always with the revision that its last answer gave it. */
export function loadEdits({ origin, cookie }: Target, drafts: readonly Draft[]): Promise<Measured> {
  const free = [...drafts];
  return measured({
    url: `${origin}/api/trpc/campaigns.saveDraft`,
    method: "POST",
    setupClient: (client) => {
      const draft = free.pop();
      if (!draft) throw new Error("there are fewer drafts than connections");
      client.setRequests([
        {
          method: "POST",
          setupRequest: (request) => ({ ...request, ...editOf(draft, origin, cookie) }),
          onResponse: (_, body) => {
            draft.revision = Number(/"revision":(\d+)/.exec(body)?.[1] ?? draft.revision);
          },
        },
      ]);
    },
  });
}

/** A campaign that one connection edits; `revision` follows its answers. */
export type Draft = { readonly campaignId: string; revision: number };

function editOf({ campaignId, revision }: Draft, origin: string, cookie: string) {
  const requestId = randomUUID();
  return {
    headers: { cookie, origin, "content-type": "application/json", "x-flightdeck-request": requestId },
    body: JSON.stringify({ json: { campaignId, revision, patch: { name: requestId } } }),
  };
}

export async function measured(options: autocannon.Options): Promise<Measured> {
  const result = await autocannon({ connections, duration: seconds, ...options });
  if (result.non2xx > 0 || result.errors > 0) {
    throw new Error(`${options.url}: ${result.non2xx} answers were not 2xx, ${result.errors} failed`);
  }
  return { perSecond: result.requests.average, p50: result.latency.p50, p99: result.latency.p99 };
}

export const rounds = 4;

/** Ours ÷ floor, the order alternating (A B B A) so that a drifting machine favours neither; one round before counts for nothing. */
export async function ratioTo(floor: () => Promise<Measured>, ours: () => Promise<Measured>): Promise<Ratio> {
  await floor();
  await ours();
  const floors: Measured[] = [];
  const mine: Measured[] = [];
  for (let round = 0; round < rounds; round += 1) {
    if (round % 2 === 0) floors.push(await floor());
    mine.push(await ours());
    if (round % 2 === 1) floors.push(await floor());
  }
  const ratios = mine.map((one, index) => one.perSecond / (floors[index]?.perSecond ?? Number.NaN));
  const ratio = { median: median(ratios), worst: Math.min(...ratios), best: Math.max(...ratios) };
  return { ...ratio, ours: middle(mine), floor: middle(floors) };
}

function middle(runs: readonly Measured[]): Measured {
  const of = (key: keyof Measured) => median(runs.map((run) => run[key]));
  return { perSecond: of("perSecond"), p50: of("p50"), p99: of("p99") };
}

/** Of an even number, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length / 2;
  return ((sorted[Math.ceil(half) - 1] ?? Number.NaN) + (sorted[Math.floor(half)] ?? Number.NaN)) / 2;
}
