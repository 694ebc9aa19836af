import { crashPoint } from "../crash-point";
import { backOffMs } from "../domain/change/back-off";
import { DomainError } from "../domain/errors";
import { addMillis, type Instant } from "../domain/time";
import { type Ports, patient, portsOf } from "../ports";
import { type ClaimedJob, claimDueJobs, type JobKind, renewLease, rescheduleJob, StaleFence } from "../queue/jobs";
import { type CallContext, currentCall, inCall } from "../sales-agents/call-context";
import { adoptMediaBuys } from "./adopt-media-buys";
import { agentBreakers } from "./agent-breakers";
import { AgentHeld } from "./agent-held";
import { agentSlots } from "./agent-slots";
import { applyWebhook } from "./apply-webhook";
import { checkAccountJob } from "./check-account-job";
import { checkIdempotencyJob } from "./check-idempotency-job";
import { contactSalesAgentJob } from "./contact-sales-agent-job";
import { followJob } from "./follow-job";
import { gathering } from "./gather";
import { type JobHandler, type OtherWork, otherWork, type WorkerOptions } from "./job-handler";
import { pollSellerTask } from "./poll-seller-task";
import { pruneExchanges } from "./prune-exchanges";
import { pruneExpired } from "./prune-expired";
import { pullDelivery } from "./pull-delivery";
import { refreshCreatives } from "./refresh-creatives";
import { refreshMediaBuyJob } from "./refresh-media-buy";
import { scanAccount } from "./scan-account";
import { sendSellerCall } from "./send-seller-call";
import { sendsFirst } from "./sends-first";
import { verifyChange } from "./verify-change";

const handlers: Record<Exclude<JobKind, OtherWork>, JobHandler> = {
  send_seller_call: sendSellerCall,
  poll_seller_task: pollSellerTask,
  verify_change: verifyChange,
  refresh_media_buy: refreshMediaBuyJob,
  pull_delivery: pullDelivery,
  refresh_creatives: refreshCreatives,
  contact_sales_agent: contactSalesAgentJob,
  apply_webhook: applyWebhook,
  check_idempotency: checkIdempotencyJob,
  scan_account: scanAccount,
  adopt_media_buys: adoptMediaBuys,
  check_account: checkAccountJob,
  prune_exchanges: pruneExchanges,
  prune_expired: pruneExpired,
};

export type Worker = {
  /** Milliseconds since it last looked for work, or had no hand free to: long ago, and the database does not answer. */
  idleFor(): number;
  /** A row may be due: look now. Only a hint. */
  wake(): void;
  /** Takes no more jobs and waits for the running ones, at most `graceMs`; what is cut off is taken up again from its rows. */
  stop(graceMs?: number): Promise<void>;
};

/** Jobs at once, over all lanes: most of them wait for a seller, and one that hangs holds no more of them than it has buys due. */
const mostAtOnce = 256;
/** With sends on top of that: somebody waits for them. */
const mostSends = 768;
const idleMs = 1_000;
const goneMs = 3_600_000;

/** Runs due jobs until stopped. Any number of workers may share one database. */
export function startWorker(ports: Ports, options: WorkerOptions): Worker {
  const running = new Set<Promise<void>>();
  const sends = sendsFirst(() => wake());
  const agents = agentSlots(options.callsPerAgent ?? 4, () => sends.left(currentCall()?.sellerCallId ?? ""));
  const breakers = agentBreakers(ports, options.breaker);
  // Inside the slots: a call that waits for one is judged by what its agent does then.
  const together: WorkerOptions = { gather: gathering(), sends, ...options };
  const bounded: Ports = { ...ports, salesAgents: agents.limit(breakers.guard(ports.salesAgents)) };
  let stopped = false;
  let wakeUp: () => void = () => undefined;
  let woken = false;
  let asked = false;
  let sending = 0;
  let lookedAt = performance.now();

  async function loop(): Promise<void> {
    while (!stopped) {
      woken = false;
      const taken = await claim();
      if (taken.length > 0) crashPoint("after-claim");
      for (const job of taken) start(job);
      if (taken.length === 0 && !woken) await pause();
    }
  }

  async function claim(): Promise<readonly ClaimedJob[]> {
    const { leaseMs } = options;
    const allowed = allowedNow();
    try {
      const taken =
        allowed.limit > 0 ? await claimDueJobs(ports.db, { leaseMs, ...allowed, ...leaseTime(ports, options) }) : [];
      lookedAt = performance.now();
      return taken;
    } catch (err) {
      ports.log.error({ err }, "due jobs could not be read");
      return [];
    }
  }

  /** What follows sends waits until they have left (sends-first.ts), and what takes every hand does not keep a new send waiting. */
  function allowedNow(): { readonly limit: number; readonly kinds?: readonly JobKind[] } {
    // Five hundred sends that hang take no hand from the rest.
    const limit = mostAtOnce - (running.size - Math.min(sending, mostSends - mostAtOnce));
    const onlySends = sends.isHolding() || (limit <= 0 && asked);
    asked = false;
    return onlySends ? { limit: mostSends - sending, kinds: ["send_seller_call"] } : { limit };
  }

  function start(job: ClaimedJob): void {
    const isSend = job.kind === "send_seller_call";
    if (isSend) {
      sending += 1;
      sends.begin(job.subjectId);
    }
    const run = runJob(bounded, job, together).finally(() => {
      if (isSend) {
        sending -= 1;
        sends.left(job.subjectId);
      }
      running.delete(run);
      wake();
    });
    running.add(run);
  }

  function pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, idleMs);
      wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  function wake(): void {
    woken = true;
    wakeUp();
  }

  const looping = loop();
  return {
    wake: () => {
      asked = true;
      wake();
    },
    idleFor: () => performance.now() - lookedAt,
    async stop(graceMs = 8_000) {
      stopped = true;
      wake();
      await Promise.race([Promise.all([looping, ...running]), after(graceMs)]);
    },
  };
}

function after(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
}

/** Several machines lease by the database's clock; in tests and simulations time is the ports'. */
function leaseTime(ports: Ports, options: WorkerOptions): { readonly now?: Instant } {
  return options.leasesByDatabase ? {} : { now: ports.clock() };
}

/** Runs one job under a lease that it keeps renewing; a failure puts it back with back-off. Never rejects. */
export async function runJob(ports: Ports, job: ClaimedJob, options: WorkerOptions): Promise<void> {
  const renewal = setInterval(() => {
    renewLease(ports.db, job, { leaseMs: options.leaseMs, ...leaseTime(ports, options) }).catch((err: unknown) =>
      ports.log.warn({ err, job: job.kind }, "a lease could not be renewed"),
    );
  }, options.leaseMs / 3);
  await doJob(patient(portsOf(ports, job.organisationId)), job, options).finally(() => clearInterval(renewal));
}

/** The job itself, without the timer that keeps its lease. Never rejects. */
export async function doJob(ports: Ports, job: ClaimedJob, options: WorkerOptions): Promise<void> {
  try {
    const work = () => handlerOf(job.kind, options)(ports, job, options);
    await inCall(contextOf(job), () => followJob(ports, job, work));
  } catch (err) {
    await putBack(ports, job, err);
  }
}

function handlerOf(kind: JobKind, options: WorkerOptions): JobHandler {
  if (!isOther(kind)) return handlers[kind];
  const handler = options.otherWork?.[kind];
  if (!handler) throw new Error(`This process does no ${kind}`);
  return handler;
}

function isOther(kind: JobKind): kind is OtherWork {
  return (otherWork as readonly JobKind[]).includes(kind);
}

/** What the exchanges of a job are for, as far as its subject says it. */
function contextOf({ kind, subjectId }: ClaimedJob): CallContext {
  if (kind === "send_seller_call") return { sellerCallId: subjectId };
  if (kind === "verify_change") return { changeId: subjectId };
  return kind === "refresh_media_buy" || kind === "pull_delivery" ? { mediaBuyId: subjectId } : {};
}

async function putBack(ports: Ports, job: ClaimedJob, err: unknown): Promise<void> {
  if (err instanceof StaleFence) {
    ports.log.warn({ job: job.kind, subjectId: job.subjectId }, "another worker has this job by now");
    return;
  }
  if (err instanceof AgentHeld) {
    const dueAt = addMillis(err.until, Math.round(ports.random() * 2_000));
    await ports
      .inTransaction((tx) => rescheduleJob(tx, job, dueAt))
      .catch((again: unknown) => ports.log.warn({ err: again, job: job.kind }, "a held job keeps its lease"));
    return;
  }
  // An agent or account that was removed: nothing to do but to see, now and then, whether it is back.
  const isGone = err instanceof DomainError && err.code === "NOT_FOUND";
  const fields = { err, job: job.kind, subjectId: job.subjectId, attempts: job.attempts };
  if (isGone) ports.log.warn(fields, "a job has nobody to ask");
  else ports.log.error(fields, "a job failed");
  const dueAt = addMillis(ports.clock(), isGone ? goneMs : backOffMs(job.attempts + 1, ports.random()));
  const error = err instanceof Error ? err.message : String(err);
  await ports
    .inTransaction((tx) => rescheduleJob(tx, job, dueAt, error))
    .catch((again: unknown) => ports.log.error({ err: again, job: job.kind }, "a failed job keeps its lease"));
}
