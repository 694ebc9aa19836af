/** Next calls this once as the server starts, and scripts/worker.mjs where there is no Next: the worker lives in the same process (design §5). */
export async function register(): Promise<void> {
  // Spelled as Next's compiler looks for it, so that the edge build leaves the import out.
  if (process.env.NEXT_RUNTIME === "nodejs") {
    const { startProcessWorker } = await import("./server/start-worker");
    startProcessWorker();
    const kept = Symbol.for("flightdeck.doors");
    if (process.env.FLIGHTDECK_WORKER === "only") {
      const { workerDoors } = await import("./server/http/worker-doors");
      Object.assign(globalThis, { [kept]: workerDoors });
    } else {
      const { doors } = await import("./server/http/doors");
      Object.assign(globalThis, { [kept]: doors });
    }
  }
}
