import { DomainError } from "../domain/errors";
import type { Violation } from "./checks";
import type { Protection } from "./protections";
import { scheduleOf } from "./schedule";
import { World } from "./world";

export type Outcome = {
  readonly seed: number;
  readonly violations: readonly Violation[];
  readonly crashes: number;
};

/** Runs one schedule to its end. The same seed is the same run, whatever the machine. */
export async function runSchedule(seed: number, without: Protection | null = null): Promise<Outcome> {
  const world = new World(scheduleOf(seed), without);
  try {
    await world.run();
  } catch (error) {
    world.errors.push(error);
  }
  world.watch.end(world.desk.approved);
  const thrown = world.errors
    .filter((error) => !(error instanceof DomainError))
    .map((error) => ({ rule: "threw", detail: error instanceof Error ? `${error.stack}` : String(error) }));
  return { seed, violations: [...world.watch.found, ...thrown], crashes: world.crashes };
}
