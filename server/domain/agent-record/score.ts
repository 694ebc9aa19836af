import type { AgentRecord } from "./agent-record";

export const grades = ["unknown", "reliable", "mind", "unreliable"] as const;
export type Grade = (typeof grades)[number];

export type Deduction = { readonly points: number; readonly says: string };

/** 0 to 100, with every point that is missing accounted for; null while too little is known to judge. */
export type Score = {
  readonly score: number | null;
  readonly grade: Grade;
  readonly deductions: readonly Deduction[];
};

/** Fewer verified writes and calls than this, and a share of them says nothing. */
const leastWrites = 3;
const leastCalls = 10;

/** How far an agent's word can be relied on. A silent no-op weighs most: it is money that does not do what was decided. */
export function scoreOf(record: AgentRecord): Score {
  const { writes, calls } = record;
  const deductions = [
    silentNoOps(record),
    unanswered(record),
    unknownOutcomes(record),
    overdueTasks(record),
    signatures(record),
    deviations(record),
    slowness(record),
  ].filter((one) => one.points > 0);
  const judged = writes.verified >= leastWrites || calls.count >= leastCalls;
  if (!judged && deductions.length === 0) return { score: null, grade: "unknown", deductions };
  const score = Math.max(
    0,
    deductions.reduce((left, one) => left - one.points, 100),
  );
  return { score, grade: gradeOf(score), deductions };
}

function gradeOf(score: number): Grade {
  if (score >= 85) return "reliable";
  return score >= 60 ? "mind" : "unreliable";
}

function points(share: number, weight: number, most: number): number {
  return Math.min(most, Math.round(share * weight));
}

function silentNoOps({ writes }: AgentRecord): Deduction {
  if (writes.verified < leastWrites) return { points: 0, says: "" };
  const says = `${writes.missed} of ${writes.verified} accepted writes changed nothing or something else`;
  return { points: points(writes.missed / writes.verified, 150, 50), says };
}

function unanswered({ calls }: AgentRecord): Deduction {
  if (calls.count < leastCalls) return { points: 0, says: "" };
  const says = `${calls.unanswered} of the last ${calls.count} calls got no usable answer`;
  return { points: points(calls.unanswered / calls.count, 100, 40), says };
}

function unknownOutcomes({ writes: { unknown } }: AgentRecord): Deduction {
  const says =
    unknown === 1 ? "The outcome of one write is not known" : `The outcome of ${unknown} writes is not known`;
  return { points: Math.min(20, unknown * 5), says };
}

function overdueTasks({ approvals: { overdue } }: AgentRecord): Deduction {
  const says = overdue === 1 ? "One task is overdue at its people" : `${overdue} tasks are overdue at its people`;
  return { points: Math.min(15, overdue * 5), says };
}

function signatures({ signatureFailures: count, days }: AgentRecord): Deduction {
  const webhooks = count === 1 ? "One webhook" : `${count} webhooks`;
  return { points: Math.min(15, count * 3), says: `${webhooks} could not be proved to be its own in ${days} days` };
}

function deviations({ deviations: kinds }: AgentRecord): Deduction {
  const says = `Its replies depart from AdCP in ${kinds.length === 1 ? "one way" : `${kinds.length} ways`}`;
  return { points: Math.min(15, kinds.length * 5), says };
}

const slowMs = 10_000;

function slowness({ calls: { p95Ms } }: AgentRecord): Deduction {
  if (p95Ms === null || p95Ms < slowMs) return { points: 0, says: "" };
  return { points: 5, says: `One answer in twenty takes ${Math.round(p95Ms / 1000)} s or more` };
}
