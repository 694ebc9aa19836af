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
  /** Written once nothing has come for so long; while more and more comes five times as long after the first. */
  readonly everyMs?: number;
};

/** What a row will be made of: redacting it takes longer than sending it did, and somebody waits for what else is being sent. */
type Waiting = { readonly make: () => NewExchange; readonly size: number };

const batchRows = 100;
const batchCharacters = 4_000_000;
const mostTries = 3;
/** So many rows are made before others have their turn. */
const madeAtOnce = 10;
const firstPruneMs = 3_600_000;

/**
 * Writes the transcript beside the work: a send hands an exchange over and goes on, one transaction takes what has gathered once sending
 * pauses, a second later at the latest. What waits is bounded; more than that is dropped, counted and said in the log. A crash may lose the
 * last second of transcript, never a write: the outbox and its replies are rows of their own, in transactions of their own.
 */
export function recordExchanges(options: RecorderOptions): TranscriptRecorder {
  const { log, mostRows = 2_000, mostCharacters = 32_000_000, everyMs = 200 } = options;
  const waiting: Waiting[] = [];
  const pruned = new Set<string>();
  let characters = 0;
  let dropped = 0;
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | null = null;
  /** When the timer was first set, on the monotonic clock. */
  let since = 0;
  let writing: Promise<void> | null = null;

  function keep(one: Waiting): void {
    if (waiting.length >= mostRows || characters + one.size > mostCharacters) {
      dropped += 1;
    } else {
      waiting.push(one);
      characters += one.size;
    }
    if (timer === null) {
      since = performance.now();
      // Unreferenced: a process that ends flushes by `close`, it does not wait for a timer.
      timer = setTimeout(() => void flush(), everyMs).unref();
    } else if (failures === 0 && waiting.length < mostRows / 2 && performance.now() - since < 4 * everyMs) {
      timer.refresh();
    }
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
      const some = nextBatch(waiting);
      const rows = await made(some);
      if (rows.length === 0 || (await written(rows))) forget(some);
      else return;
    }
  }

  async function made(some: readonly Waiting[]): Promise<readonly NewExchange[]> {
    const rows: NewExchange[] = [];
    for (const [index, { make }] of some.entries()) {
      if (index % madeAtOnce === madeAtOnce - 1) await new Promise((resolve) => setImmediate(resolve));
      try {
        rows.push(make());
      } catch (err) {
        log.error({ err }, "an exchange could not be kept");
      }
    }
    return rows;
  }

  function forget(some: readonly Waiting[]): void {
    waiting.splice(0, some.length);
    characters = waiting.reduce((sum, { size }) => sum + size, 0);
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
    exchange: (seen) => {
      const [id, at] = [options.newId(), options.clock()];
      keep({ make: () => exchangeOf(id, at, seen), size: aRow + seen.characters });
    },
    webhook: (seen) => {
      const [id, at] = [options.newId(), options.clock()];
      keep({ make: () => webhookExchangeOf(id, at, seen), size: aRow + (seen.body?.length ?? 0) });
    },
    flush,
    close: flush,
  };
}

/** About: bodies are what is large. */
const aRow = 1_000;

function nextBatch(waiting: readonly Waiting[]): readonly Waiting[] {
  let characters = 0;
  let end = 0;
  for (const { size } of waiting.slice(0, batchRows)) {
    characters += size;
    if (end > 0 && characters > batchCharacters) break;
    end += 1;
  }
  return waiting.slice(0, end);
}
