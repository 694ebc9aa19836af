/** Next calls this once as the server starts, and scripts/worker.mjs where there is no Next: the worker lives in the same process (design §5). */
export async function register(): Promise<void> {
  // Spelled as Next's compiler looks for it, so that the edge build leaves the import out.
  if (process.env.NEXT_RUNTIME === "nodejs") {
    const { startProcess } = await import("./server/start-process");
    startProcess();
  }
}
