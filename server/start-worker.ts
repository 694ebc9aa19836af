import { type Composition, composition } from "./composition";
import { startWorker } from "./seller-calls/worker";

type Signal = "SIGTERM" | "SIGINT";

const slot = Symbol.for("flightdeck.worker");

/** Starts this process's worker, once however often the module is bundled; it ends gracefully with the process. */
export function startProcessWorker(): void {
  const kept = globalThis as { [slot]?: true };
  if (kept[slot]) return;
  kept[slot] = true;
  const { config, ports, onWake } = composedOrEnd();
  if (!config.worker) return;
  const { pollSeconds, deliverySeconds } = config;
  const worker = startWorker(ports, { pollSeconds, deliverySeconds, leaseMs: 15_000 });
  onWake(worker.wake);
  for (const signal of ["SIGTERM", "SIGINT"] as const) before(signal, () => worker.stop());
  ports.log.info({ pollSeconds, deliverySeconds }, "the worker runs");
}

/** A wrong configuration ends the process with its one line, instead of failing every request. */
function composedOrEnd(): Composition {
  try {
    return composition();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}

/** Next ends the process as soon as its sockets are closed; jobs that are on the wire get their moment first. */
function before(signal: Signal, work: () => Promise<void>): void {
  const others = process.listeners(signal);
  process.removeAllListeners(signal);
  process.once(signal, () => {
    void work().finally(() => {
      if (others.length === 0) process.exit(0);
      for (const other of others) other(signal);
    });
  });
}
