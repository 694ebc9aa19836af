"use client";

import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTRPC } from "@/app/_trpc/client";
import { BusyButton } from "@/app/_ui/busy-button";
import { Button } from "@/app/_ui/button";
import { refusalOf } from "@/app/_ui/field-errors";
import type { RouterOutput } from "@/server/api/root";
import type { ProductRow, ProductSearchView } from "@/server/api/views/product-view";
import { formatMoney } from "@/server/domain/money";
import { minimumsOf } from "./product-filter";
import styles from "./products.module.css";
import { RefineChosen } from "./refine-chosen";

type ProductTrayProps = {
  readonly campaign: RouterOutput["campaigns"]["get"];
  readonly search: ProductSearchView;
  readonly picked: readonly ProductRow[];
  readonly mayAdd: boolean;
  readonly onClear: () => void;
};

/** What is chosen so far, what it costs at least, and the way on. */
export function ProductTray({ campaign, search, picked, mayAdd, onClear }: ProductTrayProps) {
  const router = useRouter();
  const add = useMutation(
    useTRPC().packages.add.mutationOptions({
      onSuccess: () => {
        onClear();
        router.push(`/campaigns/${campaign.id}/packages`);
      },
    }),
  );
  const refusal = refusalOf(add.error);
  const sellers = new Set(picked.map((product) => product.salesAgent.id)).size;
  const minimums = minimumsOf(picked, campaign.currency).map((sum) => formatMoney(sum));
  const items = picked.map((product) => ({ productSnapshotId: product.id }));
  return (
    <section className={styles.tray} aria-label="Chosen products">
      <b role="status">{picked.length} chosen</b>
      <span className="dim">minimums together {minimums.join(" and ")}</span>
      <span className="dim">
        {sellers} {sellers === 1 ? "seller" : "sellers"}
      </span>
      {refusal && (
        <span className={styles.problem} role="alert">
          {refusal.message}
        </span>
      )}
      <span className={styles.trayActions}>
        <Button variant="subtle" onClick={onClear}>
          Clear
        </Button>
        <RefineChosen search={search} picked={picked} onAsked={onClear} />
        {mayAdd && (
          <BusyButton
            look="primary"
            busy={add.isPending}
            busyLabel="Adding…"
            onClick={() => add.mutate({ campaignId: campaign.id, items })}
          >
            Add as {picked.length === 1 ? "package" : `${picked.length} packages`}
          </BusyButton>
        )}
      </span>
    </section>
  );
}
