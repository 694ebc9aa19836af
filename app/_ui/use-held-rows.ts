import { useCallback, useState } from "react";
import { type HeldRows, heldRows } from "./held-rows";

type Read<Row> = { readonly data: readonly Row[] | undefined; readonly isFetching: boolean };

/**
 * What a query reads again by itself, in the places in which it was read first; another `scope` (a tab) and `refresh` begin anew. What is left
 * of the visit before is shown and not held.
 */
export function useHeldRows<Row extends { readonly id: string }>({ data, isFetching }: Read<Row>, scope = "") {
  const [kept, setKept] = useState<{ readonly scope: string; readonly held: HeldRows<Row> | null }>({
    scope,
    held: null,
  });
  const before = kept.scope === scope ? kept.held : null;
  const held = data ? heldRows(before, data) : before;
  const holds = before !== null || !isFetching;
  if (holds && (held !== kept.held || kept.scope !== scope)) setKept({ scope, held });
  const refresh = useCallback(() => setKept((last) => ({ ...last, held: null })), []);
  return { shown: held?.shown ?? [], hasMoved: held?.hasMoved ?? false, refresh };
}
