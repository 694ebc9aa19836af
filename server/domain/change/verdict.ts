import { canonicalJson } from "../canonical-json";
import type { OptimizationGoal } from "../optimization/goal";
import type { TargetingOverlay } from "../targeting/overlay";
import type { Instant } from "../time";
import { comparable } from "./compare-values";
import { packageFields } from "./diff-values";
import type {
  CreateMediaBuyIntent,
  CreativeAssignmentValue,
  MediaBuyPatch,
  MediaBuyValues,
  PackagePatch,
  PackageValues,
  Verdict,
} from "./patch";

/** A package as a seller shows it: a field that it does not show is undefined. */
export type SeenPackage = {
  readonly packageId: string;
  readonly budgetMicros?: bigint;
  readonly bidMicros?: bigint;
  readonly impressions?: bigint;
  readonly pacing?: string;
  readonly startAt?: Instant;
  readonly endAt?: Instant;
  readonly paused?: boolean;
  readonly targetingOverlay?: TargetingOverlay;
  readonly canceled?: boolean;
  readonly optimizationGoals?: readonly OptimizationGoal[];
  readonly creativeAssignments?: readonly CreativeAssignmentValue[];
  readonly creativeApprovals?: readonly { readonly creativeId: string }[];
};
export type SeenMediaBuy = {
  readonly status: string;
  readonly startAt: Instant | null;
  readonly endAt: Instant | null;
  readonly packages: readonly SeenPackage[];
};

export type VerdictFacts = {
  readonly requested: MediaBuyPatch;
  /** What it was before; null for a create. */
  readonly before: MediaBuyValues | null;
  /** A fresh read. */
  readonly seen: SeenMediaBuy;
  /** Packages of the write's own reply: second-best evidence for fields that reads do not show. */
  readonly replied: readonly SeenPackage[];
  /** Our package id → the seller's. */
  readonly packageIds: ReadonlyMap<string, string>;
  /** The seller said, or may still be about to show, that it takes effect later. */
  readonly settling: boolean;
};

/** One verdict per requested field, from the read; the reply alone never makes it better than `unknown`. */
export function verdictsOf(facts: VerdictFacts): Verdict[] {
  const { requested, before, seen } = facts;
  const judge = judgeWith(facts.settling);
  const verdicts: Verdict[] = [];
  if (requested.paused !== undefined) {
    verdicts.push(judge("paused", "paused", requested.paused, before?.paused, pausedIn(seen.status), undefined));
  }
  for (const field of ["startAt", "endAt"] as const) {
    const wanted = requested[field];
    if (wanted !== undefined)
      verdicts.push(judge(field, field, wanted, before?.[field], seen[field] ?? undefined, undefined));
  }
  for (const [id, patch] of Object.entries(requested.packages ?? {}))
    verdicts.push(...packageVerdicts(facts, id, patch));
  return verdicts;
}

/** The fields of a patch that are at the seller neither what they were (`before`) nor what is asked: somebody else moved them. */
export function movedFields(
  requested: MediaBuyPatch,
  before: MediaBuyValues,
  seen: SeenMediaBuy,
  packageIds: ReadonlyMap<string, string>,
): Verdict[] {
  // Approvals name the creatives of a package but neither weight nor placement: they cannot show that a list moved.
  const packages = seen.packages.map(({ creativeApprovals: _approvals, ...pack }) => pack);
  const facts = { requested, before, seen: { ...seen, packages }, replied: [], packageIds, settling: true };
  return verdictsOf(facts).filter((verdict) => verdict.kind === "changed");
}

function packageVerdicts(facts: VerdictFacts, id: string, patch: PackagePatch): Verdict[] {
  const judge = judgeWith(facts.settling);
  const sellerId = facts.packageIds.get(id);
  const seen = facts.seen.packages.find((one) => one.packageId === sellerId);
  const replied = facts.replied.find((one) => one.packageId === sellerId);
  const before: Partial<PackageValues> = facts.before === null ? nothingYet : (facts.before.packages[id] ?? {});
  const asked = packageFields.filter((field) => patch[field] !== undefined && patch[field] !== null);
  return asked.map((field) => {
    const path = `packages.${id}.${field}`;
    if (!seen) return missing(path, field, patch[field], facts.settling);
    return judge(
      path,
      field,
      patch[field],
      before[field],
      shownBy(field, seen, patch),
      replied && repliedBy(field, replied),
    );
  });
}

/** What a package of a create starts from, where "nothing" has a value. */
const nothingYet: Partial<PackageValues> = {
  targetingOverlay: {},
  creativeAssignments: [],
  optimizationGoals: [],
  paused: false,
};

type Field = keyof PackageValues;
type Value = PackageValues[Field] | string | undefined;

function judgeWith(settling: boolean) {
  return (path: string, field: Field, requested: Value, before: Value, found: Value, replied: Value): Verdict => {
    const base = { field: path, before: show(field, before), requested: show(field, requested) };
    if (found === undefined) {
      const evidence = replied === undefined ? "none" : "reply";
      return { ...base, kind: "unknown", found: show(field, replied), evidence };
    }
    const shown = { ...base, found: show(field, found), evidence: "read_back" as const };
    if (same(field, found, requested)) return { ...shown, kind: "applied" };
    if (before === undefined || !same(field, found, before)) return { ...shown, kind: "changed" };
    return { ...shown, kind: settling ? "pending" : "ignored" };
  };
}

function missing(path: string, field: Field, requested: Value, settling: boolean): Verdict {
  const base = { field: path, before: null, requested: show(field, requested), found: null };
  return { ...base, kind: settling ? "pending" : "ignored", evidence: "read_back" };
}

function same(field: Field, a: Value, b: Value): boolean {
  return a !== undefined && b !== undefined && comparable(field, a) === comparable(field, b);
}

/** Reads show no flag for the buy, only its status; a terminal or unknown one says nothing about it. */
function pausedIn(status: string): boolean | undefined {
  if (status === "paused") return true;
  return ["active", "pending_creatives", "pending_start", "pending_activation", "pending"].includes(status)
    ? false
    : undefined;
}

function repliedBy(field: Field, reply: SeenPackage): Value {
  return field === "creativeAssignments" ? assignmentsIn(reply) : reply[field];
}

function assignmentsIn(pack: SeenPackage): readonly CreativeAssignmentValue[] | undefined {
  return pack.creativeAssignments;
}

/** Assignments may be seen only through the approvals: those name the creatives, but no weight and no placement. */
function shownBy(field: Field, seen: SeenPackage, patch: PackagePatch): Value {
  if (field !== "creativeAssignments") return seen[field];
  if (seen.creativeAssignments) return seen.creativeAssignments;
  const wanted = patch.creativeAssignments ?? [];
  if (!seen.creativeApprovals) return undefined;
  const shown = seen.creativeApprovals.map(({ creativeId }) => ({ creativeId }));
  // An empty list is also what a seller without review sends.
  if (shown.length === 0 && wanted.length > 0) return undefined;
  const ids = wanted.map(({ creativeId }) => ({ creativeId }));
  const plain = wanted.every(({ weight, placementIds }) => weight === undefined && placementIds === undefined);
  return plain || !same(field, shown, ids) ? shown : undefined;
}

/** A value as a display-ready scalar: amounts and counts as decimal text, lists as their ids. */
function show(field: Field, value: Value): string | null {
  if (value === undefined || value === null) return null;
  if (field === "creativeAssignments") return showAssignments(value as readonly CreativeAssignmentValue[]);
  if (field === "targetingOverlay" || field === "optimizationGoals") return canonicalJson(value);
  return String(value);
}

function showAssignments(assignments: readonly CreativeAssignmentValue[]): string {
  const words = assignments.map(({ creativeId, weight }) =>
    weight === undefined ? creativeId : `${creativeId} (${weight})`,
  );
  return words.sort().join(", ");
}

/** A create as a patch from nothing: what it asks for, without what it leaves to the seller. */
export function requestedBy(intent: CreateMediaBuyIntent): MediaBuyPatch {
  const packages = intent.packages.map((pack) => {
    const asked = packageFields.filter((field) => !isLeftToSeller(field, pack));
    return [pack.packageId, Object.fromEntries(asked.map((field) => [field, pack[field]]))] as const;
  });
  return {
    ...(intent.startAt === "asap" ? {} : { startAt: intent.startAt }),
    endAt: intent.endAt,
    packages: Object.fromEntries(packages),
  };
}

/** Values that a create does not put on the wire, or that say "as usual". */
function isLeftToSeller(field: Field, pack: PackageValues): boolean {
  const value = pack[field];
  if (value === null) return true;
  if (field === "paused") return value === false;
  if (field === "targetingOverlay") return Object.keys(pack.targetingOverlay).length === 0;
  if (field === "optimizationGoals") return pack.optimizationGoals.length === 0;
  return field === "creativeAssignments" && pack.creativeAssignments.length === 0;
}

/** Counts for a sentence: "6 of 7 fields applied". */
export function tally(verdicts: readonly Verdict[]): {
  readonly applied: number;
  readonly missed: number;
  readonly all: number;
} {
  const count = (...kinds: readonly Verdict["kind"][]) =>
    verdicts.filter((verdict) => kinds.includes(verdict.kind)).length;
  return { applied: count("applied"), missed: count("ignored", "changed"), all: verdicts.length };
}
