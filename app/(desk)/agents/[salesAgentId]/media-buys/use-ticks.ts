import { useState } from "react";
import type { FoundRow } from "@/server/api/views/found-view";

export type Filter = {
  readonly text: string;
  readonly statuses: readonly string[];
  readonly origin: "all" | "elsewhere" | "here";
};

/** Rows by id, or all that match the filter without some. */
type Ticked = { readonly kind: "ids" | "matching"; readonly ids: ReadonlySet<string> };

export type Ticks = {
  readonly kind: Ticked["kind"];
  readonly isTicked: (row: FoundRow) => boolean;
  readonly tick: (rows: readonly FoundRow[], isOn: boolean) => void;
  readonly tickMatching: () => void;
  readonly clear: () => void;
  /** How many are named one by one: ticked, or ticked off again. */
  readonly named: number;
  /** What the server is asked to take; null: nothing is ticked. */
  readonly choice: (filter: Filter) => Choice | null;
};

export type Choice =
  | { readonly kind: "ids"; readonly ids: string[] }
  | {
      readonly kind: "matching";
      readonly filter: { text: string; statuses: string[]; origin: Filter["origin"] };
      readonly except: string[];
    };

/** As many rows as can be named one by one; more are "all that match". */
export const mostNamed = 150;

const none: Ticked = { kind: "ids", ids: new Set() };

/** null: it can be ticked. */
export function whyNotTick(row: FoundRow): string | null {
  return row.mediaBuyId === null ? row.obstacle : "It is known here";
}

export function useTicks(): Ticks {
  const [ticked, setTicked] = useState<Ticked>(none);
  const { kind, ids } = ticked;
  return {
    kind,
    named: ids.size,
    isTicked: (row) => whyNotTick(row) === null && (kind === "ids") === ids.has(row.id),
    tick: (rows, isOn) => setTicked((before) => ticking(before, rows, isOn)),
    tickMatching: () => setTicked({ kind: "matching", ids: new Set() }),
    clear: () => setTicked(none),
    choice: ({ text, statuses, origin }) => {
      if (kind === "matching") return { kind, filter: { text, statuses: [...statuses], origin }, except: [...ids] };
      return ids.size === 0 ? null : { kind, ids: [...ids] };
    },
  };
}

/** Once all that match are ticked, ticking a row off is what names it. */
function ticking(before: Ticked, rows: readonly FoundRow[], isOn: boolean): Ticked {
  const named = new Set(before.ids);
  const isNaming = (before.kind === "ids") === isOn;
  for (const { id } of rows.filter((row) => whyNotTick(row) === null)) {
    if (isNaming) named.add(id);
    else named.delete(id);
  }
  return named.size > mostNamed ? before : { kind: before.kind, ids: named };
}
