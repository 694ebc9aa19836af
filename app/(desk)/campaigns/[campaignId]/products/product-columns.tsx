import Link from "next/link";
import { Checkbox } from "@/app/_ui/checkbox";
import type { Column } from "@/app/_ui/data-table";
import { Age } from "@/app/_ui/date";
import { Amount } from "@/app/_ui/money";
import { Tag } from "@/app/_ui/tag";
import type { ProductRow } from "@/server/api/views/product-view";
import type { PricingOption } from "@/server/domain/media-buy/product";
import { deliveryWord, forecastWords, mainOption, modelWord, priceWords } from "./product-words";
import styles from "./products.module.css";

type ProductColumnsProps = {
  readonly campaignId: string;
  readonly planCurrency: string;
  readonly chosen: ReadonlySet<string>;
  readonly toggle: (ids: readonly string[], wanted: boolean) => void;
  /** The shown rows that can be ticked; null: this person ticks none. */
  readonly addable: readonly string[] | null;
};

export function productColumns(props: ProductColumnsProps): Column<ProductRow>[] {
  const { campaignId, planCurrency } = props;
  const dash = <span className="dimmer">–</span>;
  return [
    ...(props.addable ? [tickColumn(props, props.addable)] : []),
    {
      key: "name",
      header: "Product",
      isRowHeader: true,
      sortable: true,
      cell: (product) => (
        <Link href={`/campaigns/${campaignId}/products/${product.id}`} className={styles.name}>
          {product.name}
        </Link>
      ),
    },
    {
      key: "seller",
      header: "Seller",
      sortable: true,
      cell: ({ salesAgent }) => <span className="nowrap">{salesAgent.name}</span>,
    },
    {
      key: "channels",
      header: "Channel",
      cell: (product) => <span className="dim">{product.channels.join(", ")}</span>,
    },
    {
      key: "delivery",
      header: "Delivery",
      cell: (product) => <span className="dim nowrap">{deliveryWord(product.deliveryType)}</span>,
    },
    {
      key: "price",
      header: "Price",
      align: "end",
      sortable: true,
      cell: (product) => <Price product={product} planCurrency={planCurrency} />,
    },
    {
      key: "minimum",
      header: "Minimum",
      align: "end",
      sortable: true,
      cell: (product) => {
        const option = mainOption(product.pricingOptions, planCurrency);
        return option ? <Amount micros={option.minSpendPerPackageMicros} currency={option.currency} /> : dash;
      },
    },
    {
      key: "forecast",
      header: "Forecast",
      align: "end",
      sortable: true,
      cell: (product) => forecastWords(product.forecast) ?? dash,
    },
    {
      key: "formats",
      header: "Formats",
      cell: (product) => (
        <span className="dim sm nowrap" title={product.formats.join(", ")}>
          {product.formats[0]}
          {product.formats.length > 1 && ` +${product.formats.length - 1}`}
        </span>
      ),
    },
    { key: "expires", header: "Offer ends", cell: (product) => <Expiry product={product} /> },
  ];
}

function tickColumn({ chosen, toggle }: ProductColumnsProps, addable: readonly string[]): Column<ProductRow> {
  const ticked = addable.filter((id) => chosen.has(id)).length;
  return {
    key: "tick",
    width: "36px",
    header: (
      <Checkbox
        aria-label="Choose all shown products"
        checked={ticked > 0 && ticked === addable.length}
        indeterminate={ticked > 0 && ticked < addable.length}
        disabled={addable.length === 0}
        onChange={(event) => toggle(addable, event.currentTarget.checked)}
      />
    ),
    cell: (product) => (
      <Checkbox
        aria-label={`Choose ${product.name} of ${product.salesAgent.name}`}
        checked={chosen.has(product.id) && !product.expired}
        disabled={product.expired}
        onChange={(event) => toggle([product.id], event.currentTarget.checked)}
      />
    ),
  };
}

function Price({ product, planCurrency }: { readonly product: ProductRow; readonly planCurrency: string }) {
  const option = mainOption(product.pricingOptions, planCurrency);
  if (!option) return <span className="dimmer">–</span>;
  const others = product.pricingOptions.filter((other) => other !== option);
  const words = (one: PricingOption) => `${priceWords(one)} ${one.currency} ${modelWord(one.pricingModel)}`;
  return (
    <span title={others.length > 0 ? `Also ${others.map(words).join("; ")}` : undefined}>
      {priceWords(option)}{" "}
      <span className="dim sm">
        {option.currency} {modelWord(option.pricingModel)}
        {others.length > 0 && ` +${others.length}`}
      </span>
    </span>
  );
}

function Expiry({ product }: { readonly product: ProductRow }) {
  if (product.expired) {
    return (
      <Tag tone="stop" glyph="warn">
        Expired
      </Tag>
    );
  }
  if (!product.expiresAt) return <span className="dimmer">–</span>;
  return (
    <span className="dim sm nowrap">
      <Age instant={product.expiresAt} />
    </span>
  );
}
