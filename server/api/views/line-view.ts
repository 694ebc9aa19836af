import { reversibility } from "../../domain/approval/reversible";
import { wantsRecheck, whyStale } from "../../domain/approval/stale-line";
import { decodePatch } from "../../domain/change/stored-json";
import type { Instant } from "../../domain/time";
import type { LastReview, NamedRow, WholeChangeSet } from "../../repositories/change-views";
import { instantOf } from "../../repositories/row-instants";
import type { LineView, Named } from "./change-view";
import { namedOrNull } from "./to-change-view";

type Names = ReadonlyMap<string, NamedRow>;
export type LineSources = {
  readonly names: Names;
  /** What these sellers reviewed lately, newest first. */
  readonly reviews: readonly LastReview[];
  readonly now: Instant;
};
type Line = WholeChangeSet["changes"][number];

/** Each change as an approver decides on it: signed, sent back, waiting, or waiting again and why. */
export function toLineViews(
  set: WholeChangeSet,
  { names, reviews, now }: LineSources,
  ruleOf: (line: Line) => string | null,
): LineView[] {
  return set.changes.map((line) => {
    const waits = line.state === "in_review";
    const decision = lastDecision(set, names, line.id);
    return {
      changeId: line.id,
      waits,
      decision: waits ? null : decision,
      reopened: waits ? reopenedBecause(set, line.id) : null,
      stale: waits ? whyStale(line, now) : null,
      canRecheck: waits && wantsRecheck(line),
      rule: ruleOf(line),
      sellerReviews: sellerReviews(line, reviews),
      reversible: reversibility(line.kind, line.kind === "update_media_buy" ? decodePatch(line.patch) : null),
    };
  });
}

function lastDecision(set: WholeChangeSet, names: Names, changeId: string): LineView["decision"] {
  const found = set.approvals.findLast((approval) =>
    approval.lines.some((line) => line.changeId === changeId && line.voidedAt === null),
  );
  if (!found) return null;
  const by: Named = namedOrNull(names, found.byUserId) ?? { id: found.byUserId, name: "Somebody" };
  return { kind: found.decision === "approved" ? "approved" : "rejected", by, at: instantOf(found.at) };
}

function reopenedBecause(set: WholeChangeSet, changeId: string): string | null {
  const lines = set.approvals.flatMap((approval) => approval.lines).filter((line) => line.changeId === changeId);
  return lines.findLast((line) => line.voidedAt !== null)?.voidedBecause ?? null;
}

/** What the seller did with the last request of the same kind: it may well do so again. */
function sellerReviews(line: Line, reviews: readonly LastReview[]): string | null {
  const last = reviews.find((one) => one.salesAgentId === line.salesAgentId && one.tool === line.kind);
  if (!last) return null;
  if (last.settledAt === null) return "seller reviews too";
  const minutes = Math.round((last.settledAt.getTime() - last.openedAt.getTime()) / 60_000);
  if (minutes < 1) return "seller reviews too, last time under a minute";
  return `seller reviews too, last time ${minutes < 90 ? `${minutes} min` : `${Math.round(minutes / 60)} h`}`;
}
