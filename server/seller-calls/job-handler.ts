import type { Ports } from "../ports";
import type { ClaimedJob } from "../queue/jobs";
import type { Gathering } from "./gather";
import type { SendsFirst } from "./sends-first";

export type BreakerOptions = {
  /** Calls in a row that the agent did not answer, until it is left alone. */
  readonly failures: number;
  /** Then for this long, after which one call tries. */
  readonly halfOpenAfterMs: number;
};

export type WorkerOptions = {
  /** Seconds between two looks at a task, a buy, a change that is settling. */
  readonly pollSeconds: number;
  /** Seconds between two delivery reports of a running buy. */
  readonly deliverySeconds: number;
  /** How long a job is ours without a sign of life; running jobs renew it. */
  readonly leaseMs: number;
  /** Leases by the database's clock instead of the ports': the one clock that workers on many machines share. */
  readonly leasesByDatabase?: boolean;
  /** Calls to one agent at a time. */
  readonly callsPerAgent?: number;
  readonly breaker?: BreakerOptions;
  /** Brings together what several jobs do at the same moment; absent: each does it by itself. */
  readonly gather?: Gathering;
  /** What comes after a send waits for other sends; absent: it does not. */
  readonly sends?: SendsFirst;
  /** Work that has nothing to do with sellers, by kind. */
  readonly otherWork?: Partial<Record<OtherWork, JobHandler>>;
};

export const otherWork = ["send_mail"] as const;
export type OtherWork = (typeof otherWork)[number];

/**
 * Does one job. All state is rows, so a run that dies is run again: reads and writes are safe to repeat. The last transaction gives
 * the job back (finishJob or rescheduleJob), which fails when another worker holds it by then. No network inside a transaction.
 */
export type JobHandler = (ports: Ports, job: ClaimedJob, options: WorkerOptions) => Promise<void>;
