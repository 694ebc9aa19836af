import {
  type ApprovalRule,
  cannotDecide,
  namedApprovalRule,
  type PolicyCase,
  rollingRule,
} from "../../domain/approval/policy";
import { whyStale } from "../../domain/approval/stale-line";
import { hasEnded, isChangeState } from "../../domain/change/change-state";
import { decodePatch, decodeValues } from "../../domain/change/stored-json";
import { type Actor, can } from "../../domain/permissions";
import type { Instant } from "../../domain/time";
import { signatureHashOf } from "../../repositories/change-sets";
import type { ListedChangeSet, movesOf, NamedRow, WholeChangeSet } from "../../repositories/change-views";
import { instantOf, instantOrNull } from "../../repositories/row-instants";
import type { ChangeSetRow, ChangeSetState, ChangeSetView } from "./change-view";
import { type LineSources, toLineViews } from "./line-view";
import { amountsOf, namedOrNull, toChangeView } from "./to-change-view";

type Names = ReadonlyMap<string, NamedRow>;

const states: readonly ChangeSetState[] = [
  "draft",
  "in_review",
  "approved",
  "applying",
  "applied",
  "partly_applied",
  "not_applied",
  "rejected",
  "discarded",
];
const setKinds = ["create", "edit", "creatives"] as const;

/** Every id a view of these sets names. */
export function idsIn(sets: readonly ListedChangeSet[]): (string | null)[] {
  return sets.flatMap((set) => [
    set.authorId,
    set.campaignId,
    ...set.changes.flatMap((change) => [change.salesAgentId, change.mediaBuyId, ...packageIdsOf(change)]),
  ]);
}

export function packageIdsOf(change: { readonly kind: string; readonly patch: string }): readonly string[] {
  if (change.kind === "update_media_buy") return Object.keys(decodePatch(change.patch).packages ?? {});
  if (change.kind !== "create_media_buy") return [];
  const { packages } = JSON.parse(change.patch) as { readonly packages: readonly { readonly packageId: string }[] };
  return packages.map((one) => one.packageId);
}

/** One line of the queue, as `actor` sees it now. */
export function toChangeSetRow(set: ListedChangeSet, names: Names, actor: Actor, now: Instant): ChangeSetRow {
  const campaign = namedOrNull(names, set.campaignId);
  const rule = set.submittedAt === null ? null : ruleOf(set, names, actor.organisationId);
  const waiting = set.changes.filter((change) => change.state === "in_review");
  const mayApprove = can(actor.role, "change:approve");
  return {
    id: set.id,
    title: set.title,
    kind: setKinds.find((kind) => kind === set.kind) ?? "edit",
    state: states.find((state) => state === set.state) ?? "draft",
    reason: set.reason,
    author: namedOrNull(names, set.authorId) ?? { id: set.authorId, name: "Somebody" },
    campaign,
    createdAt: instantOf(set.createdAt),
    submittedAt: instantOrNull(set.submittedAt),
    decidedAt: instantOrNull(set.decidedAt),
    totals: totalsOf(set),
    changeCount: set.changes.length,
    sellers: [...new Set(set.changes.map((change) => names.get(change.salesAgentId)?.name ?? "A seller"))],
    rule: set.rule ?? rule?.sentence ?? null,
    ruleKind: rule?.kind ?? null,
    payloadHash: signatureHashOf(set.changes),
    cannotDecide: cannotDecide({ state: set.state, authorId: set.authorId, userId: actor.userId, mayApprove }),
    waitingCount: waiting.length,
    waitingTotals: totalsOf({ changes: waiting }).map(({ currency, deltaMicros }) => ({ currency, deltaMicros })),
    stale: waiting.some((change) => whyStale(change, now) !== null),
  };
}

function totalsOf(set: Pick<ListedChangeSet, "changes">): ChangeSetRow["totals"] {
  const totals = new Map<string, ChangeSetRow["totals"][number]>();
  for (const change of set.changes) {
    if (change.currency === null) continue;
    const { currency, deltaMicros } = change;
    const { beforeMicros, afterMicros } = amountsOf(change);
    const sum = totals.get(currency) ?? { currency, deltaMicros: 0n, beforeMicros: 0n, afterMicros: 0n };
    totals.set(currency, {
      currency,
      deltaMicros: sum.deltaMicros + deltaMicros,
      beforeMicros: sum.beforeMicros + beforeMicros,
      afterMicros: sum.afterMicros + afterMicros,
    });
  }
  return [...totals.values()];
}

/** The first rule that any of its changes meets, by the policy as it is now. */
function ruleOf(set: ListedChangeSet, names: Names, organisationId: string): ApprovalRule | null {
  const limit = limitIn(names, organisationId);
  const timeZone = zoneOf(set.campaignId, names);
  for (const change of set.changes) {
    const rule = namedApprovalRule(caseOf(change, timeZone), limit);
    if (rule !== null) return rule;
  }
  // What it had to be added up with then is not read again: alone it meets no rule, so it was the sum.
  const raised = set.changes.find((change) => change.kind === "update_media_buy" && change.deltaMicros > 0n);
  return raised ? { kind: "rolling", sentence: rollingRule(raised.currency ?? "USD", limit) } : null;
}

/** The organisation's own limit, or null for the policy's default. */
function limitIn(names: Names, organisationId: string): bigint | null {
  const limit = names.get(organisationId)?.detail ?? null;
  return limit === null ? null : BigInt(limit);
}

function caseOf(change: ListedChangeSet["changes"][number], timeZone: string): PolicyCase {
  if (change.kind !== "update_media_buy") return { kind: "create" };
  const values = decodeValues(change.base);
  return {
    kind: "edit",
    currency: change.currency ?? "USD",
    beforeMicros: amountsOf(change).beforeMicros,
    addedMicros: change.deltaMicros,
    recentMicros: 0n,
    endBefore: values.endAt,
    endAfter: decodePatch(change.patch).endAt ?? null,
    timeZone,
  };
}

export function zoneOf(campaignId: string | null, names: Names): string {
  return (campaignId === null ? null : names.get(campaignId)?.detail) ?? "UTC";
}

/** The whole set for its page and its followers. */
export function toChangeSetView(set: WholeChangeSet, sources: LineSources, actor: Actor): ChangeSetView {
  const { names, now } = sources;
  const timeZone = zoneOf(set.campaignId, names);
  const limit = limitIn(names, actor.organisationId);
  const alone = (line: WholeChangeSet["changes"][number]) =>
    namedApprovalRule(caseOf(line, timeZone), limit)?.sentence ?? null;
  return {
    ...toChangeSetRow(set, names, actor, now),
    changes: set.changes.map((change) => toChangeView(change, { names, timeZone, setState: set.state })),
    approvals: set.approvals.map((approval) => ({
      decision: approval.decision === "approved" ? "approved" : "rejected",
      by: namedOrNull(names, approval.byUserId) ?? { id: approval.byUserId, name: "Somebody" },
      reason: approval.reason,
      at: instantOf(approval.at),
    })),
    lines: toLineViews(set, sources, alone),
    settled: set.changes.every(isOver),
  };
}

/** For a list of media buys that follows its changes: which of them took, and of which the set has more to say. */
export function toMoves({ id, changes }: Awaited<ReturnType<typeof movesOf>>[number]) {
  const over = changes.filter((change) => isOver(change) || change.state === "discarded");
  const idsOf = (ended: typeof over) => ended.flatMap(({ mediaBuyId }) => mediaBuyId ?? []);
  return {
    changeSetId: id,
    took: idsOf(over.filter(({ state }) => state === "settled")),
    didNotTake: idsOf(over.filter(({ state }) => state !== "settled")),
    settled: changes.every(isOver),
  };
}

function isOver({ state }: { readonly state: string }): boolean {
  return isChangeState(state) && hasEnded(state);
}
