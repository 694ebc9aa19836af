import { type Random, randomFrom } from "./virtual-time";

/** How a seller keeps the keys of requests that it has seen. */
export type Replay =
  /** Promises an hour, and says IDEMPOTENCY_EXPIRED afterwards. */
  | "declared"
  /** Promises an hour and has silently forgotten the key afterwards. */
  | "forgets"
  /** Promises nothing and recognises nothing. */
  | "none";

export type SellerTraits = {
  readonly id: string;
  readonly replay: Replay;
  /** Says CONFLICT to an update with another revision than its own. */
  readonly checksRevision: boolean;
  readonly creates: "sync" | "submitted" | "working" | "input_required";
  readonly namesBuyInTask: boolean;
  readonly outages: readonly { readonly from: number; readonly to: number }[];
};

export type Schedule = {
  readonly seed: number;
  readonly random: Random;
  readonly sellers: readonly SellerTraits[];
  readonly operations: number;
  readonly workers: number;
  /** Some schedules are calm in one respect, so that one fault is not always hidden by another. */
  readonly crashes: boolean;
  readonly losses: boolean;
  readonly meddling: boolean;
};

export const replaySeconds = 3_600;
/** No new fault starts after this. */
export const calmAt = 6_000;
export const pollSeconds = 900;
/** By now everything has ended, with every wait that the engine may take. */
export const endAt = calmAt + 6 * pollSeconds;

export function scheduleOf(seed: number): Schedule {
  const random = randomFrom(seed);
  const chance = (share: number) => random() < share;
  const count = chance(0.25) ? 2 : 1;
  const sellers = Array.from({ length: count }, (_, index) => sellerOf(`seller-${index + 1}`, random));
  return {
    seed,
    random,
    sellers,
    operations: 1 + Math.floor(random() * 3),
    workers: chance(0.3) ? 2 : 1,
    crashes: chance(0.6),
    losses: chance(0.8),
    meddling: chance(0.4),
  };
}

function sellerOf(id: string, random: Random): SellerTraits {
  const pick = <T>(...options: readonly [T, ...T[]]): T => options[Math.floor(random() * options.length)] ?? options[0];
  const from = random() * 1_500;
  const length = random() < 0.5 ? replaySeconds + random() * 1_800 : random() * replaySeconds;
  const outages = random() < 0.3 ? [{ from, to: Math.min(calmAt, from + length) }] : [];
  return {
    id,
    replay: pick("declared", "declared", "forgets", "none"),
    checksRevision: random() < 0.5,
    creates: pick("sync", "sync", "sync", "submitted", "working", "input_required"),
    namesBuyInTask: random() < 0.5,
    outages,
  };
}
