import type { ChangeState } from "../change/change-state";
import type { CreateMediaBuyIntent, MediaBuyPatch } from "../change/patch";
import { type Instant, isBefore } from "../time";

/** What may come to be spent, in micros of one currency, in four parts that never overlap. */
export type ExposureParts = {
  /** Confirmed budgets of what sellers have; of what is over or canceled, only what was spent. */
  readonly committedMicros: bigint;
  /** Approved, or held by a seller that decides on it. */
  readonly pendingMicros: bigint;
  /** On the wire, not read back yet, or of unknown outcome. */
  readonly inFlightMicros: bigint;
  /** Ended without success, and a late copy of the request may still arrive at the seller. */
  readonly atRiskMicros: bigint;
};
export type ExposurePart = keyof ExposureParts;

export const noExposure: ExposureParts = {
  committedMicros: 0n,
  pendingMicros: 0n,
  inFlightMicros: 0n,
  atRiskMicros: 0n,
};

/** The most that can be spent when everything that is open goes against us. */
export function worstCaseOf(parts: ExposureParts): bigint {
  return parts.committedMicros + parts.pendingMicros + parts.inFlightMicros + parts.atRiskMicros;
}

export function addExposure(a: ExposureParts, b: ExposureParts): ExposureParts {
  return {
    committedMicros: a.committedMicros + b.committedMicros,
    pendingMicros: a.pendingMicros + b.pendingMicros,
    inFlightMicros: a.inFlightMicros + b.inFlightMicros,
    atRiskMicros: a.atRiskMicros + b.atRiskMicros,
  };
}

/** A write to a seller as the ledger sees it. `mayLandUntil`: until then a copy of its request may still arrive; null: none can. */
export type LedgerWrite = {
  readonly state: ChangeState;
  readonly addedMicros: bigint;
  readonly mayLandUntil: Instant | null;
};

const parts: Readonly<Partial<Record<ChangeState, ExposurePart>>> = {
  approved: "pendingMicros",
  submitted: "pendingMicros",
  input_required: "pendingMicros",
  sending: "inFlightMicros",
  working: "inFlightMicros",
  verifying: "inFlightMicros",
  unknown: "inFlightMicros",
};
const endedWithoutSuccess: readonly ChangeState[] = ["refused", "failed", "rejected"];

/** Which part a write counts in, or null: not decided yet, or certainly without effect (a settled one is part of what is committed). */
export function partOf(write: Pick<LedgerWrite, "state" | "mayLandUntil">, now: Instant): ExposurePart | null {
  const part = parts[write.state];
  if (part) return part;
  const late = write.mayLandUntil !== null && isBefore(now, write.mayLandUntil);
  return late && endedWithoutSuccess.includes(write.state) ? "atRiskMicros" : null;
}

/** The exposure that committed budgets and the open writes beside them make together. */
export function exposureOf(committedMicros: bigint, writes: readonly LedgerWrite[], now: Instant): ExposureParts {
  const sums = { ...noExposure, committedMicros };
  for (const write of writes) {
    const part = partOf(write, now);
    if (part !== null) sums[part] += write.addedMicros;
  }
  return sums;
}

/** All that a create asks for; more where the seller has been seen to make it larger. */
export function addedByCreate(intent: Pick<CreateMediaBuyIntent, "packages">, seenMicros: bigint): bigint {
  const asked = intent.packages.reduce((sum, line) => sum + line.budgetMicros, 0n);
  return asked > seenMicros ? asked : seenMicros;
}

/**
 * What an edit may add to the confirmed budgets. Package by package, because a seller may take the raise and not the cut: what is
 * taken away frees nothing before it is confirmed (by then the confirmed budget has moved).
 */
export function addedByEdit(patch: MediaBuyPatch, confirmed: ReadonlyMap<string, bigint>): bigint {
  const raised = Object.entries(patch.packages ?? {}).reduce((sum, [id, { budgetMicros }]) => {
    const now = confirmed.get(id) ?? 0n;
    return budgetMicros === undefined || budgetMicros <= now ? sum : sum + budgetMicros - now;
  }, 0n);
  const lines = (patch.newPackages ?? []).filter(({ packageId }) => !confirmed.has(packageId));
  return lines.reduce((sum, line) => sum + line.budgetMicros, raised);
}
