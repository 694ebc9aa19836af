import { type Column, DataTable } from "@/app/_ui/data-table";
import { EmptyState } from "@/app/_ui/empty";
import { Amount } from "@/app/_ui/money";
import type { ProductView } from "@/server/api/views/product-view";
import { isAuction, type PricingOption } from "@/server/domain/media-buy/product";
import { modelWord } from "../product-words";

const columns: readonly Column<PricingOption>[] = [
  { key: "model", header: "Model", isRowHeader: true, cell: (option) => modelWord(option.pricingModel) },
  {
    key: "kind",
    header: "Price",
    cell: (option) =>
      isAuction(option) ? (option.maxBid ? "auction, your bid is the most you pay" : "auction") : "fixed",
  },
  {
    key: "amount",
    header: "Fixed or floor",
    align: "end",
    cell: (option) => <Amount micros={option.fixedPriceMicros ?? option.floorPriceMicros} currency={option.currency} />,
  },
  {
    key: "guidance",
    header: "Usually (middle)",
    align: "end",
    cell: (option) => <Amount micros={option.priceGuidanceMicros?.p50} currency={option.currency} />,
  },
  {
    key: "minimum",
    header: "Minimum a package",
    align: "end",
    cell: (option) => <Amount micros={option.minSpendPerPackageMicros} currency={option.currency} />,
  },
];

export function PricingTable({ product }: { readonly product: ProductView }) {
  return (
    <DataTable
      caption={`Prices of ${product.name}`}
      columns={columns}
      rows={product.pricingOptions}
      rowKey={(option) => option.pricingOptionId}
      empty={<EmptyState title="No prices" text="The seller sent no pricing option, so it cannot be bought." />}
    />
  );
}
