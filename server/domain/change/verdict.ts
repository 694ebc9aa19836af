import type { OptimizationGoal } from "../optimization/goal";
import type { TargetingOverlay } from "../targeting/overlay";
import type { Instant } from "../time";
import { packageFields } from "./diff-values";
import { canceledVerdict, type Field, judgeWith, markOf, type Source, same, type Value } from "./judge-field";
import type {
  CreateMediaBuyIntent,
  CreativeAssignmentValue,
  MediaBuyPatch,
  MediaBuyValues,
  NewLine,
  PackagePatch,
  PackageValues,
  Verdict,
} from "./patch";
import { showValue } from "./show-value";

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

export type VerdictFacts = Source & {
  readonly requested: MediaBuyPatch;
  /** What it was before; null for a create. */
  readonly before: MediaBuyValues | null;
  /** A fresh read. */
  readonly seen: SeenMediaBuy;
  /** Packages of the write's own reply: second-best evidence for fields that reads do not show. */
  readonly replied: readonly SeenPackage[];
  /** Our package id → the seller's. */
  readonly packageIds: ReadonlyMap<string, string>;
};

/** One verdict per requested field, from the read; the reply alone never makes it better than `unknown`. */
export function verdictsOf(facts: VerdictFacts): Verdict[] {
  const { requested, before } = facts;
  const packages = Object.entries(requested.packages ?? {});
  return [
    ...buyVerdicts(facts),
    ...packages.flatMap(([id, patch]) =>
      packageVerdicts(facts, id, patch, before === null ? nothingYet : before.packages[id]),
    ),
    // An added package had no values before, whatever the rest of the buy was.
    ...(requested.newPackages ?? []).flatMap((line) =>
      packageVerdicts(facts, line.packageId, askedOf(line), nothingYet),
    ),
  ];
}

function buyVerdicts(facts: VerdictFacts): Verdict[] {
  const { requested, before, seen } = facts;
  const judge = judgeWith(facts);
  const verdicts: Verdict[] = [];
  const repliedStatus = facts.noReadBack?.repliedStatus ?? "";
  if (requested.paused !== undefined) {
    const [found, replied] = [pausedIn(seen.status), pausedIn(repliedStatus)];
    verdicts.push(judge("paused", "paused", requested.paused, before?.paused, found, replied));
  }
  for (const field of ["startAt", "endAt"] as const) {
    const wanted = requested[field];
    if (wanted !== undefined)
      verdicts.push(judge(field, field, wanted, before?.[field], seen[field] ?? undefined, undefined));
  }
  if (requested.canceled) verdicts.push(buyCanceledVerdict(facts, repliedStatus));
  if (requested.reportingWebhook)
    verdicts.push(unseen("reportingWebhook", requested.reportingWebhook.frequency, facts));
  return verdicts;
}

/** A reply that shows the buy alive says that the cancellation was not taken. */
function buyCanceledVerdict(facts: VerdictFacts, repliedStatus: string): Verdict {
  const { status } = facts.seen;
  const found = status === "" ? undefined : isCanceled(status);
  const alive = pausedIn(repliedStatus) === undefined ? undefined : false;
  return canceledVerdict("canceled", found, isCanceled(repliedStatus) || alive, facts);
}

function isCanceled(status: string): boolean {
  return ["canceled", "cancelled"].includes(status.toLowerCase());
}

/** No read of AdCP 3.0 shows it: the seller's word is all there is. */
function unseen(field: string, requested: string, facts: Source): Verdict {
  return { field, kind: "unknown", before: null, requested, found: null, evidence: "none", ...markOf(facts) };
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
  const { newPackages: _added, ...own } = requested;
  const facts = { requested: own, before, seen: { ...seen, packages }, replied: [], packageIds, settling: true };
  return verdictsOf(facts).filter((verdict) => verdict.kind === "changed");
}

function packageVerdicts(
  facts: VerdictFacts,
  id: string,
  patch: PackagePatch,
  before: Partial<PackageValues> = {},
): Verdict[] {
  const judge = judgeWith(facts);
  const sellerId = facts.packageIds.get(id);
  const seen = facts.seen.packages.find((one) => one.packageId === sellerId);
  const replied = facts.replied.find((one) => one.packageId === sellerId);
  const asked = packageFields.filter((field) => patch[field] !== undefined && patch[field] !== null);
  const verdicts = asked.map((field) => {
    const path = `packages.${id}.${field}`;
    if (!seen && !facts.noReadBack) return missing(path, field, patch[field], facts.settling);
    return judge(path, field, patch[field], before[field], seen && shownBy(field, seen, patch), replied?.[field]);
  });
  if (patch.canceled) {
    const found = seen?.canceled ?? (isCanceled(facts.seen.status) || undefined);
    verdicts.push(canceledVerdict(`packages.${id}.canceled`, found, replied?.canceled, facts));
  }
  if (patch.newCreatives) {
    const verdict = inlineVerdict(`packages.${id}.newCreatives`, patch.newCreatives, seen);
    verdicts.push({ ...verdict, ...markOf(facts) });
  }
  return verdicts;
}

/** Creatives sent inline are there once the package names them; while it does not, nothing says that they were refused. */
function inlineVerdict(field: string, wanted: readonly string[], seen: SeenPackage | undefined): Verdict {
  const shown = seen?.creativeApprovals ?? seen?.creativeAssignments;
  const ids = new Set(shown?.map(({ creativeId }) => creativeId));
  const there = wanted.filter((id) => ids.has(id));
  const base = {
    field,
    before: null,
    requested: wanted.join(", "),
    found: there.length === 0 ? null : there.join(", "),
  };
  if (there.length === wanted.length) return { ...base, kind: "applied", evidence: "read_back" };
  return { ...base, kind: "unknown", evidence: shown === undefined ? "none" : "read_back" };
}

/** What a package of a create starts from, where "nothing" has a value. */
const nothingYet: Partial<PackageValues> = {
  targetingOverlay: {},
  creativeAssignments: [],
  optimizationGoals: [],
  paused: false,
};

function missing(path: string, field: Field, requested: Value, settling: boolean): Verdict {
  const base = { field: path, before: null, requested: showValue(field, requested), found: null };
  return { ...base, kind: settling ? "pending" : "ignored", evidence: "read_back" };
}

/** Reads show no flag for the buy, only its status; a terminal or unknown one says nothing about it. */
function pausedIn(status: string): boolean | undefined {
  if (status === "paused") return true;
  return ["active", "pending_creatives", "pending_start", "pending_activation", "pending"].includes(status)
    ? false
    : undefined;
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

/** A create as a patch from nothing: what it asks for, without what it leaves to the seller. */
export function requestedBy(intent: CreateMediaBuyIntent): MediaBuyPatch {
  // A proposal is bought by its id and a total: of its packages only the budgets follow from what we send.
  const asked = (line: NewLine) => (intent.proposal ? { budgetMicros: line.budgetMicros } : askedOf(line));
  const packages = intent.packages.map((line) => [line.packageId, asked(line)] as const);
  return {
    ...(intent.startAt === "asap" ? {} : { startAt: intent.startAt }),
    endAt: intent.endAt,
    packages: Object.fromEntries(packages),
    ...(intent.reportingWebhook === undefined ? {} : { reportingWebhook: intent.reportingWebhook }),
  };
}

/** What a line of a create, or of an update that adds it, puts on the wire. */
export function askedOf(line: NewLine): PackagePatch {
  const asked = packageFields.filter((field) => !isLeftToSeller(field, line));
  return {
    ...Object.fromEntries(asked.map((field) => [field, line[field]])),
    ...(line.newCreatives === undefined ? {} : { newCreatives: line.newCreatives }),
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
