import { reversibility } from "../../domain/approval/reversible";
import { wantsRecheck, whyStale } from "../../domain/approval/stale-line";
import { decodePatch } from "../../domain/change/stored-json";
import type { Instant } from "../../domain/time";
import type { NamedRow, WholeChangeSet } from "../../repositories/change-views";
import { instantOf } from "../../repositories/row-instants";
import type { LineView, Named } from "./change-view";
import { namedOrNull } from "./to-change-view";

type Names = ReadonlyMap<string, NamedRow>;
type Line = WholeChangeSet["changes"][number];

/** Each change as an approver decides on it: signed, sent back, waiting, or waiting again and why. */
export function toLineViews(
  set: WholeChangeSet,
  names: Names,
  now: Instant,
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
