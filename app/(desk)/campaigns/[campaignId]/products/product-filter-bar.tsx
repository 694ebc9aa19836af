import { Checkbox } from "@/app/_ui/checkbox";
import { NativeSelect } from "@/app/_ui/native-select";
import { TextInput } from "@/app/_ui/text-input";
import type { ProductRow } from "@/server/api/views/product-view";
import { distinct, type ProductFilterValue } from "./product-filter";
import { deliveryWord } from "./product-words";
import styles from "./products.module.css";

type ProductFilterProps = {
  readonly filter: ProductFilterValue;
  readonly onFilter: (filter: ProductFilterValue) => void;
  readonly products: readonly ProductRow[];
  readonly planCurrency: string;
  readonly shownCount: number;
};

export function ProductFilter({ filter, onFilter, products, planCurrency, shownCount }: ProductFilterProps) {
  const sellers = [...new Map(products.map(({ salesAgent }) => [salesAgent.id, salesAgent.name]))];
  const select = (
    field: "salesAgentId" | "deliveryType" | "currency" | "channel",
    label: string,
    any: string,
    options: readonly { readonly value: string; readonly label: string }[],
  ) => (
    <NativeSelect
      aria-label={label}
      data={[{ value: "", label: any }, ...options]}
      value={filter[field]}
      onChange={(event) => onFilter({ ...filter, [field]: event.currentTarget.value })}
    />
  );
  const words = (values: readonly string[]) => distinct(values).map((value) => ({ value, label: value }));
  return (
    <search className={styles.filter}>
      <TextInput
        aria-label="Search products"
        placeholder="Product, seller, format"
        maxLength={200}
        value={filter.text}
        onChange={(event) => onFilter({ ...filter, text: event.currentTarget.value })}
      />
      {select(
        "salesAgentId",
        "Seller",
        "Any seller",
        sellers.map(([value, label]) => ({ value, label })),
      )}
      {select("channel", "Channel", "Any channel", words(products.flatMap((product) => product.channels)))}
      {select(
        "deliveryType",
        "Delivery",
        "Any delivery",
        distinct(products.map((product) => product.deliveryType)).map((value) => ({
          value,
          label: deliveryWord(value),
        })),
      )}
      {select(
        "currency",
        "Currency",
        "Any currency",
        words(products.flatMap((product) => product.pricingOptions.map((option) => option.currency))),
      )}
      <Checkbox
        label={`Priced in ${planCurrency}`}
        checked={filter.planCurrencyOnly}
        onChange={(event) => onFilter({ ...filter, planCurrencyOnly: event.currentTarget.checked })}
      />
      <span className={styles.shown} role="status">
        {shownCount} of {products.length}
      </span>
    </search>
  );
}
