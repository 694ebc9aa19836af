/** How an agent has behaved towards us over a window of days: counts of what really happened, never a separate ping. */
export type AgentRecord = {
  readonly days: number;
  readonly calls: CallRecord;
  readonly writes: WriteRecord;
  readonly approvals: ApprovalRecord;
  /** Webhooks whose sender could not be proved. */
  readonly signatureFailures: number;
  readonly deviations: readonly Counted[];
};

export type Counted = { readonly code: string; readonly count: number };

/** The newest HTTP exchanges with it. */
export type CallRecord = {
  readonly count: number;
  /** No usable answer: not reached, timed out, broken off, or HTTP 5xx. */
  readonly unanswered: number;
  readonly errors: readonly Counted[];
  /** Of the answered ones, in milliseconds; null: none. */
  readonly medianMs: number | null;
  readonly p95Ms: number | null;
};

export type WriteRecord = {
  /** Writes that the seller took and that were read back. */
  readonly verified: number;
  /** Of those: at least one field was ignored or came out otherwise. */
  readonly missed: number;
  /** Writes whose outcome nobody knows now. */
  readonly unknown: number;
};

/** How long its people took over tasks that they finished, in minutes. */
export type ApprovalRecord = {
  readonly finished: number;
  readonly medianMinutes: number | null;
  readonly longestMinutes: number | null;
  readonly waiting: number;
  readonly overdue: number;
};

export type ExchangeFact = {
  readonly milliseconds: number;
  /** null: no HTTP answer. */
  readonly status: number | null;
  readonly errorCode: string | null;
};

export function callRecord(exchanges: readonly ExchangeFact[]): CallRecord {
  const answered = exchanges.filter((one) => !isUnanswered(one));
  const times = answered.map((one) => one.milliseconds).sort((a, b) => a - b);
  return {
    count: exchanges.length,
    unanswered: exchanges.length - answered.length,
    errors: counted(exchanges.flatMap(errorClass)),
    medianMs: quantile(times, 0.5),
    p95Ms: quantile(times, 0.95),
  };
}

function isUnanswered({ status }: ExchangeFact): boolean {
  return status === null || status >= 500;
}

/** Our own code where nothing usable came, else the HTTP status; an answer in order has none. */
function errorClass({ status, errorCode }: ExchangeFact): readonly string[] {
  if (errorCode !== null) return [errorCode];
  if (status === null) return ["NO_ANSWER"];
  return status >= 400 ? [`HTTP_${status}`] : [];
}

/** Most frequent first, then by name. */
export function counted(codes: readonly string[]): readonly Counted[] {
  const counts = new Map<string, number>();
  for (const code of codes) counts.set(code, (counts.get(code) ?? 0) + 1);
  return [...counts]
    .map(([code, count]) => ({ code, count }))
    .sort((a, b) => b.count - a.count || a.code.localeCompare(b.code));
}

/** Nearest rank over values in ascending order; null over none. */
export function quantile(ascending: readonly number[], share: number): number | null {
  const rank = Math.min(ascending.length - 1, Math.max(0, Math.ceil(share * ascending.length) - 1));
  return ascending[rank] ?? null;
}
