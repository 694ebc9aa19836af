import { composition } from "./composition";
import { doors } from "./http/doors";
import { operatorDoors } from "./http/operator-doors";
import { startProcessWorker } from "./start-worker";

/** All that is in a process beside Next; one module, so that the build holds it, and the start reads it, once. */
export function startProcess(): void {
  startProcessWorker();
  const handed = composition().config.worker === "only" ? operatorDoors : doors;
  Object.assign(globalThis, { [Symbol.for("flightdeck.doors")]: handed });
}
