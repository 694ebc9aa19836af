import { addMillis, type Clock } from "../domain/time";
import { installation, type Log, type Ports } from "../ports";
import { enqueueJob } from "../queue/jobs";
import { insertExchanges, type NewExchange } from "../repositories/exchanges";
import type { Exchange } from "../sales-agents/transport";
import type { SeenWebhook } from "../webhooks/receive-webhook";
import { exchangeOf } from "./exchange-of";
import { webhookExchangeOf } from "./webhook-exchange-of";

export type TranscriptRecorder = {
  /** Keeps an exchange that we began. Never throws and never waits. */
  readonly exchange: (exchange: Exchange) => void;
  /** Keeps a webhook that came in, taken or refused. Never throws and never waits. */
  readonly webhook: (seen: SeenWebhook) => void;
  /** Writes what is waiting. */
  readonly flush: () => Promise<void>;
  /** The same, once the process ends. */
  readonly close: () => Promise<void>;
};

export type RecorderOptions = {
  readonly clock: Clock;
  readonly newId: () => string;
  readonly log: Log;
  readonly inTransaction: Ports["inTransaction"];
  /** Rows and characters that may wait at once; what comes while they do is counted and not kept. */
  readonly mostRows?: number;
  readonly mostCharacters?: number;
  readonly everyMs?: number;
};

const batchRows = 100;
const batchCharacters = 4_000_000;
const mostTries = 3;
const firstPruneMs = 3_600_000;

/**
 * Writes the transcript beside the work: a send hands an exchange over and goes on, one insert takes what has gathered a fraction of a
 * second later. What waits is bounded; more than that is dropped, counted and said in the log. A crash may lose the last fraction of a
 * second of transcript, never a write: the outbox and its replies are rows of their own, in transactions of their own.
 */
export function recordExchanges(options: RecorderOptions): TranscriptRecorder {
  const { log, mostRows = 2_000, mostCharacters = 32_000_000, everyMs = 200 } = options;
  const waiting: NewExchange[] = [];
  const pruned = new Set<string>();
  let characters = 0;
  let dropped = 0;
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let writing: Promise<void> | null = null;

  function keep(row: NewExchange): void {
    const size = sizeOf(row);
    if (waiting.length >= mostRows || characters + size > mostCharacters) {
      dropped += 1;
    } else {
      waiting.push(row);
      characters += size;
    }
    // Unreferenced: a process that ends flushes by `close`, it does not wait for a timer.
    timer ??= setTimeout(() => void flush(), everyMs).unref();
  }

  function guarded<T>(make: (seen: T) => NewExchange): (seen: T) => void {
    return (seen) => {
      try {
        keep(make(seen));
      } catch (err) {
        log.error({ err }, "an exchange could not be kept");
      }
    };
  }

  async function flush(): Promise<void> {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    writing ??= writeAll().finally(() => {
      writing = null;
    });
    await writing;
  }

  async function writeAll(): Promise<void> {
    if (dropped > 0)
      log.warn({ exchanges: dropped }, "more exchanges than the transcript could take; these are not in it");
    dropped = 0;
    while (waiting.length > 0) {
      const rows = nextBatch(waiting);
      if (await written(rows)) forget(rows);
      else return;
    }
  }

  function forget(rows: readonly NewExchange[]): void {
    waiting.splice(0, rows.length);
    characters = waiting.reduce((sum, row) => sum + sizeOf(row), 0);
    failures = 0;
  }

  /** False: not now, and the next flush tries again. What fails for the third time is given up, so that it blocks nothing. */
  async function written(rows: readonly NewExchange[]): Promise<boolean> {
    try {
      await options.inTransaction((tx) => write(tx, rows), installation);
      return true;
    } catch (err) {
      failures += 1;
      log.warn({ err, exchanges: rows.length, given_up: failures === mostTries }, "exchanges could not be written");
      if (failures < mostTries) timer ??= setTimeout(() => void flush(), everyMs * 10).unref();
      return failures >= mostTries;
    }
  }

  /** With the first exchange of an organisation comes the job that deletes them in time. */
  async function write(tx: Parameters<typeof enqueueJob>[0], rows: readonly NewExchange[]): Promise<void> {
    await insertExchanges(tx, rows);
    const at = options.clock();
    const dueAt = addMillis(at, firstPruneMs);
    for (const organisationId of new Set(rows.map((row) => row.organisationId))) {
      if (pruned.has(organisationId)) continue;
      const job = { kind: "prune_exchanges" as const, subjectId: organisationId, lane: `prune:${organisationId}` };
      await enqueueJob(tx, { id: options.newId(), organisationId, ...job, dueAt, at });
      pruned.add(organisationId);
    }
  }

  return {
    exchange: guarded((seen) => exchangeOf(options, seen)),
    webhook: guarded((seen) => webhookExchangeOf(options, seen)),
    flush,
    close: flush,
  };
}

function nextBatch(waiting: readonly NewExchange[]): readonly NewExchange[] {
  let characters = 0;
  let end = 0;
  for (const row of waiting.slice(0, batchRows)) {
    characters += sizeOf(row);
    if (end > 0 && characters > batchCharacters) break;
    end += 1;
  }
  return waiting.slice(0, end);
}

/** About: bodies are what is large. */
function sizeOf(row: NewExchange): number {
  return 1_000 + (row.requestBody?.length ?? 0) + (row.responseBody?.length ?? 0);
}
