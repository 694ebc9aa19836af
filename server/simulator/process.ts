import type { Life } from "./memory-store/memory-store";
import type { Random } from "./virtual-time";

const never = new Promise<void>(() => undefined);

const odds = {
  "before-commit": 0.012,
  "after-commit": 0.012,
  "before-send": 0.04,
  "after-reply": 0.03,
} as const;

export type ProcessHost = {
  readonly random: Random;
  readonly mayCrash: () => boolean;
  readonly died: (process: Process) => void;
};

/** One process of ours: it may die at every step, and what it had in flight is gone with it. Only committed rows remain. */
export class Process {
  dead = false;
  readonly #host: ProcessHost;

  constructor(host: ProcessHost) {
    this.#host = host;
  }

  /** True when it dies here. */
  mayDie(where: keyof typeof odds): boolean {
    if (!this.#host.mayCrash() || this.#host.random() >= odds[where]) return false;
    this.dead = true;
    this.#host.died(this);
    return true;
  }

  /** The store as this process lives with it. */
  readonly at: NonNullable<Life["at"]> = (point) => {
    if (this.dead) return never;
    if (point !== "read" && this.mayDie(point)) return never;
    return undefined;
  };
}
