import type { Verdict } from "./patch";

/** Where one change is (design §1). `rejected`: by our approver, or by the seller's task. */
export const changeStates = [
  "staged",
  "in_review",
  "approved",
  "sending",
  "working",
  "submitted",
  "input_required",
  "unknown",
  "verifying",
  "refused",
  "failed",
  "rejected",
  "settled",
] as const;
export type ChangeState = (typeof changeStates)[number];

const nextStates: Record<ChangeState, readonly ChangeState[]> = {
  staged: ["in_review", "approved", "sending", "rejected"],
  in_review: ["approved", "rejected", "staged"],
  approved: ["sending", "in_review", "staged"],
  // Back to the approver: what was signed has moved before it was sent.
  sending: [
    "in_review",
    "verifying",
    "working",
    "submitted",
    "input_required",
    "unknown",
    "refused",
    "failed",
    "settled",
  ],
  working: ["verifying", "submitted", "input_required", "failed", "rejected", "settled"],
  submitted: ["verifying", "working", "input_required", "failed", "rejected", "settled"],
  input_required: ["verifying", "working", "submitted", "failed", "rejected", "settled"],
  unknown: ["sending", "verifying", "working", "submitted", "input_required", "refused", "failed", "settled"],
  verifying: ["submitted", "settled", "unknown"],
  refused: ["sending"],
  failed: ["sending"],
  rejected: [],
  settled: [],
};

/** True when a change may go from one state to another; staying where it is is not a move. */
export function canMove(from: ChangeState, to: ChangeState): boolean {
  return nextStates[from].includes(to);
}

export function isChangeState(value: string): value is ChangeState {
  return (changeStates as readonly string[]).includes(value);
}

/** Handed to the worker and not ended yet. */
export const inFlightStates: readonly ChangeState[] = [
  "sending",
  "working",
  "submitted",
  "input_required",
  "unknown",
  "verifying",
];

const ended: readonly ChangeState[] = ["settled", "refused", "failed", "rejected"];

export function hasEnded(state: ChangeState): boolean {
  return ended.includes(state);
}

/**
 * What a released change set is, from its changes: `applying` while anything is under way, then `applied` when every requested
 * field is there (or nothing says otherwise), `not_applied` when nothing of it is, else `partly_applied`.
 */
export function changeSetStateOf(
  changes: readonly { readonly state: ChangeState; readonly verdicts: readonly Verdict[] | null }[],
): "applying" | "applied" | "partly_applied" | "not_applied" {
  if (changes.some((change) => !hasEnded(change.state))) return "applying";
  const whole = changes.every((change) => change.state === "settled" && !(change.verdicts ?? []).some(missed));
  if (whole) return "applied";
  return changes.some((change) => change.state === "settled" && !isIgnored(change.verdicts ?? []))
    ? "partly_applied"
    : "not_applied";
}

function isIgnored(verdicts: readonly Verdict[]): boolean {
  return verdicts.length > 0 && verdicts.every((verdict) => verdict.kind === "ignored");
}

function missed(verdict: Verdict): boolean {
  return verdict.kind === "ignored" || verdict.kind === "changed";
}
