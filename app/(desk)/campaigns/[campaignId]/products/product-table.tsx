"use client";

import { useState } from "react";
import { DataTable, type Sort } from "@/app/_ui/data-table";
import { EmptyState } from "@/app/_ui/empty";
import type { RouterOutput } from "@/server/api/root";
import type { ProductSearchView } from "@/server/api/views/product-view";
import { productColumns } from "./product-columns";
import { filterProducts, noFilter, sortProducts } from "./product-filter";
import { ProductFilter } from "./product-filter-bar";
import { ProductTray } from "./product-tray";
import styles from "./products.module.css";
import { useChosen } from "./use-chosen";

type ProductTableProps = {
  readonly campaign: RouterOutput["campaigns"]["get"];
  readonly search: ProductSearchView;
  readonly mayAdd: boolean;
  readonly mayRefine: boolean;
};

/** One table over all sellers; ticked rows gather in the tray below. */
export function ProductTable({ campaign, search, mayAdd, mayRefine }: ProductTableProps) {
  const [filter, setFilter] = useState(noFilter);
  const [sort, setSort] = useState<Sort>({ key: "seller", direction: "asc" });
  const { chosen, toggle, clear } = useChosen(search.rootId);
  const shown = sortProducts(filterProducts(search.products, filter, campaign.currency), sort, campaign.currency);
  const addable = shown.filter((product) => !product.expired).map((product) => product.id);
  const columns = productColumns({
    campaignId: campaign.id,
    planCurrency: campaign.currency,
    chosen,
    toggle,
    addable: mayAdd || mayRefine ? addable : null,
  });
  const picked = sortProducts(search.products, sort, campaign.currency).filter(
    (product) => chosen.has(product.id) && !product.expired,
  );
  return (
    <>
      <div className={styles.card} data-panel="">
        <ProductFilter
          filter={filter}
          onFilter={setFilter}
          products={search.products}
          planCurrency={campaign.currency}
          shownCount={shown.length}
        />
        <DataTable
          caption="Products"
          columns={columns}
          rows={search.products.length === 0 && !search.settled ? undefined : shown}
          rowKey={(product) => product.id}
          isSelected={(product) => chosen.has(product.id)}
          sorting={{ sort, onSort: setSort }}
          empty={<NoProducts filtered={search.products.length > 0} onClear={() => setFilter(noFilter)} />}
        />
      </div>
      {picked.length > 0 && (mayAdd || mayRefine) && (
        <ProductTray campaign={campaign} search={search} picked={picked} mayAdd={mayAdd} onClear={clear} />
      )}
    </>
  );
}

function NoProducts({ filtered, onClear }: { readonly filtered: boolean; readonly onClear: () => void }) {
  return filtered ? (
    <EmptyState
      title="Nothing matches"
      text="No product fits this filter."
      action={
        <button type="button" className={styles.link} onClick={onClear}>
          Clear the filter
        </button>
      }
    />
  ) : (
    <EmptyState
      title="No products"
      text="No seller offered anything for this brief. Say more about audience, countries and formats, and ask again."
    />
  );
}
