/** Next calls this once as the server starts: the worker lives in the same process (design §5). */
export async function register(): Promise<void> {
  // Spelled as Next's compiler looks for it, so that the edge build leaves the import out.
  if (process.env.NEXT_RUNTIME === "nodejs") {
    const { startProcessWorker } = await import("./server/start-worker");
    startProcessWorker();
    const { doors } = await import("./server/http/doors");
    Object.assign(globalThis, { [Symbol.for("flightdeck.doors")]: doors });
  }
}
