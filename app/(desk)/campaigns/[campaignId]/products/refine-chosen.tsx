"use client";

import { BusyButton } from "@/app/_ui/busy-button";
import type { ProductRow, ProductSearchView } from "@/server/api/views/product-view";
import { useRefine } from "./use-refine";

type RefineChosenProps = {
  readonly search: ProductSearchView;
  readonly picked: readonly ProductRow[];
  readonly onAsked: () => void;
};

/** Asks the sellers of the chosen products for more like them, or to leave them out; only those sellers are asked. */
export function RefineChosen({ search, picked, onAsked }: RefineChosenProps) {
  const refine = useRefine();
  const sellers = new Set(picked.map(({ salesAgent }) => salesAgent.id));
  const busy = search.answers.some(({ salesAgent, state }) => state === "asking" && sellers.has(salesAgent.id));
  const ask = (action: "more_like_this" | "omit") => {
    const products = picked.map(({ id: productSnapshotId }) => ({ productSnapshotId, action }));
    refine.mutate({ searchId: search.id, products }, { onSuccess: onAsked });
  };
  const these = picked.length === 1 ? "this" : "these";
  return (
    <>
      <BusyButton
        busy={refine.isPending}
        busyLabel="Asking…"
        disabled={busy || picked.length > 100}
        onClick={() => ask("more_like_this")}
      >
        More like {these}
      </BusyButton>
      <BusyButton
        busy={refine.isPending}
        busyLabel="Asking…"
        disabled={busy || picked.length > 100}
        onClick={() => ask("omit")}
      >
        Leave {these} out
      </BusyButton>
    </>
  );
}
