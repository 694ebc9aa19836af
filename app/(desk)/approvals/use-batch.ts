import { useState } from "react";
import type { ChangeSetRow } from "@/server/api/views/change-view";

export type Batch = {
  readonly chosen: readonly ChangeSetRow[];
  /** All that may be signed together with what is chosen. */
  readonly alike: readonly ChangeSetRow[];
  /** Why a row cannot be chosen now, or null. */
  readonly whyNot: (row: ChangeSetRow) => string | null;
  readonly choose: (ids: readonly string[], isChosen: boolean) => void;
};

/** A row this person may decide on as it is shown. */
export function canBatch(row: ChangeSetRow): boolean {
  return row.state === "in_review" && row.cannotDecide === null && !row.stale && row.ruleKind !== null;
}

/** What is to be signed together: only sets that wait for the same rule, none of them stale. */
export function useBatch(rows: readonly ChangeSetRow[]): Batch {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const chosen = rows.filter((row) => ids.has(row.id) && canBatch(row));
  const rule = chosen[0]?.ruleKind ?? null;
  return {
    chosen,
    alike: rows.filter((row) => canBatch(row) && row.ruleKind === rule),
    whyNot: (row) => {
      if (row.cannotDecide !== null) return row.cannotDecide;
      if (row.stale) return "It has to be looked at again first";
      return rule !== null && row.ruleKind !== rule ? "It waits for another rule: sign it alone" : null;
    },
    choose: (which, isChosen) =>
      setIds((before) => {
        const after = new Set(before);
        for (const id of which) isChosen ? after.add(id) : after.delete(id);
        return after;
      }),
  };
}
