import { addMillis, type Clock, systemClock } from "../domain/time";

export type WorldTime = { readonly clock: Clock; readonly advance: (milliseconds: number) => void };

/** The wall clock, ahead by what was added to it: hours pass in a test without anybody waiting for them. */
export function worldTime(): WorldTime {
  let ahead = 0;
  return {
    clock: () => addMillis(systemClock(), ahead),
    advance: (milliseconds) => {
      ahead += milliseconds;
    },
  };
}

/** Random numbers of one run: the seed is printed, and FAULT_SEED repeats it. */
export type Dice = {
  readonly seed: number;
  /** 0 ≤ x < 1 */
  next(): number;
  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number;
  pick<T>(choices: readonly [T, ...T[]]): T;
};

export function dice(name: string): Dice {
  const seed = Number(process.env.FAULT_SEED ?? Math.floor(Math.random() * 2 ** 31));
  process.stdout.write(`${name}: FAULT_SEED=${seed}\n`);
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const between = (low: number, high: number) => low + Math.floor(next() * (high - low + 1));
  return { seed, next, between, pick: (choices) => choices[between(0, choices.length - 1)] ?? choices[0] };
}
