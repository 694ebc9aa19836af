import type { Log } from "../ports";

type Counted = { times: number; readonly addresses: Map<string, number> };
type Counts = Map<string, Counted>;

const everyMs = 1_000;
const mostNamed = 20;
const mostKept = 1_000;
const counts = new WeakMap<Log, Counts>();

/**
 * Who asks on although they were told to come back is a line of the log each second, with how often and from where, not one for each time:
 * else whoever floods sign-in floods the log. `path`: of the sign-in, one that it knows.
 */
export function noteTurnedAway(log: Log, path: string, address: string | null): void {
  const open = counts.get(log) ?? new Map<string, Counted>();
  if (open.size === 0) {
    counts.set(log, open);
    setTimeout(() => writeTurnedAway(log), everyMs).unref();
  }
  const counted = open.get(path) ?? { times: 0, addresses: new Map<string, number>() };
  open.set(path, counted);
  counted.times += 1;
  const [from, { addresses }] = [address ?? "nowhere", counted];
  if (addresses.size < mostKept || addresses.has(from)) addresses.set(from, (addresses.get(from) ?? 0) + 1);
}

/** Those who came most often are named; `addresses` counts a thousand at most. */
function writeTurnedAway(log: Log): void {
  const open = counts.get(log);
  counts.delete(log);
  for (const [path, { times, addresses }] of open ?? []) {
    const from = [...addresses].sort(([, one], [, other]) => other - one).slice(0, mostNamed);
    const line = { event: "auth", path, status: 429, times, addresses: addresses.size, from: Object.fromEntries(from) };
    log.warn(line, "told again to come back later");
  }
}
