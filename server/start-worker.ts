import { sendMailJob } from "./auth/mailbox";
import { type Composition, composition } from "./composition";
import { inWriteTransaction } from "./db/client";
import { joinOtherProcesses } from "./other-processes";
import { installation } from "./ports";
import { enqueuePruning } from "./seller-calls/prune-expired";
import { startWorker, type Worker } from "./seller-calls/worker";
import { searchesSettled } from "./workflows/running-searches";

type Signal = "SIGTERM" | "SIGINT";

const slot = Symbol.for("flightdeck.worker");
type Kept = { [slot]?: { worker: Worker | null } };

const lostMs = 10_000;

/** The worker of this process looks for work as it should. */
export function isWorking(): boolean {
  const worker = (globalThis as Kept)[slot]?.worker;
  return worker ? worker.idleFor() < lostMs : false;
}

/** Starts this process's worker, once however often the module is bundled; it ends gracefully with the process. */
export function startProcessWorker(): void {
  const process = globalThis as Kept;
  if (process[slot]) return;
  const kept: { worker: Worker | null } = { worker: null };
  process[slot] = kept;
  const composed = composedOrEnd();
  let isLeaving = false;
  const joined = joinOtherProcesses(composed, () => kept.worker).then((others) => {
    if (composed.config.worker !== "none" && !isLeaving) kept.worker = workFor(composed);
    return others;
  });
  const leave = async () => {
    isLeaving = true;
    await endWork(composed, kept.worker);
    await atMost(
      closingMs,
      joined.then((others) => others.close()),
    );
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) before(signal, leave);
}

function workFor({ config, db, ports, onWake }: Composition): Worker {
  const { pollSeconds, deliverySeconds, smtpUrl: url, mailFrom: from } = config;
  const otherWork = url === null ? {} : { send_mail: sendMailJob({ url, from }) };
  const worker = startWorker(ports, {
    pollSeconds,
    deliverySeconds,
    leaseMs: 15_000,
    leasesByDatabase: true,
    otherWork,
  });
  onWake(worker.wake);
  inWriteTransaction(db, (tx) => enqueuePruning(tx, ports), installation).catch((err: unknown) =>
    ports.log.warn({ err }, "what is expired is not pruned yet"),
  );
  ports.log.info({ pollSeconds, deliverySeconds }, "the worker runs");
  return worker;
}

const graceMs = 8_000;
const closingMs = 1_500;

/** What is being asked of sellers gets its answer, then their connections end; under 10 s, whatever a seller does. */
async function endWork({ closeSellers }: Composition, worker: Worker | null): Promise<void> {
  await Promise.all([worker?.stop(graceMs), atMost(graceMs, searchesSettled()), atMost(graceMs, requestsAnswered())]);
  await atMost(closingMs, closeSellers());
}

/** scripts/serve.mjs leaves word here as it stops: a request under way may be asking a seller. */
async function requestsAnswered(): Promise<void> {
  const kept = globalThis as { [key: symbol]: unknown };
  await kept[Symbol.for("flightdeck.leaving")];
}

function atMost(milliseconds: number, work: Promise<void>): Promise<void> {
  const limit = new Promise<void>((resolve) => setTimeout(resolve, milliseconds).unref());
  return Promise.race([work, limit]);
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
    void work()
      .catch(() => undefined)
      .finally(() => {
        if (others.length === 0) process.exit(0);
        for (const other of others) other(signal);
      });
  });
}
