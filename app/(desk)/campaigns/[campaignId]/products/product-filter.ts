import type { ProductRow } from "@/server/api/views/product-view";
import { mainOption, priceOf } from "./product-words";

export type ProductFilterValue = {
  readonly text: string;
  readonly salesAgentId: string;
  readonly deliveryType: string;
  readonly currency: string;
  readonly channel: string;
  readonly planCurrencyOnly: boolean;
};

export const noFilter: ProductFilterValue = {
  text: "",
  salesAgentId: "",
  deliveryType: "",
  currency: "",
  channel: "",
  planCurrencyOnly: false,
};

export type ProductSort = { readonly key: string; readonly direction: "asc" | "desc" };

export function filterProducts(
  products: readonly ProductRow[],
  filter: ProductFilterValue,
  planCurrency: string,
): ProductRow[] {
  const text = filter.text.trim().toLowerCase();
  const priced = (product: ProductRow, currency: string) =>
    product.pricingOptions.some((option) => option.currency === currency);
  return products.filter(
    (product) =>
      (text === "" || searchText(product).includes(text)) &&
      (filter.salesAgentId === "" || product.salesAgent.id === filter.salesAgentId) &&
      (filter.deliveryType === "" || product.deliveryType === filter.deliveryType) &&
      (filter.currency === "" || priced(product, filter.currency)) &&
      (filter.channel === "" || product.channels.includes(filter.channel)) &&
      (!filter.planCurrencyOnly || priced(product, planCurrency)),
  );
}

function searchText(product: ProductRow): string {
  const { name, productId, salesAgent, channels, formats } = product;
  return [name, productId, salesAgent.name, ...channels, ...formats].join(" ").toLowerCase();
}

/** Prices, minimums and forecasts compare only within the plan's currency; what has none comes last either way. */
export function sortProducts(products: readonly ProductRow[], sort: ProductSort, planCurrency: string): ProductRow[] {
  const sign = sort.direction === "asc" ? 1 : -1;
  return [...products].sort((a, b) => {
    const order = compareBy(sort, a, b, planCurrency, sign);
    return order !== 0 ? order : a.name.localeCompare(b.name, "en") || (a.id < b.id ? -1 : 1);
  });
}

function compareBy(sort: ProductSort, a: ProductRow, b: ProductRow, currency: string, sign: number): number {
  if (sort.key === "name") return sign * a.name.localeCompare(b.name, "en");
  if (sort.key === "seller") return sign * a.salesAgent.name.localeCompare(b.salesAgent.name, "en");
  const [left, right] = [amountOf(a, sort.key, currency), amountOf(b, sort.key, currency)];
  if (left === null || right === null) return left === right ? 0 : left === null ? 1 : -1;
  return left === right ? 0 : sign * (left < right ? -1 : 1);
}

function amountOf(product: ProductRow, key: string, currency: string): bigint | null {
  if (key === "forecast") return product.forecast?.impressionsMid ?? product.forecast?.impressionsHigh ?? null;
  const option = mainOption(product.pricingOptions, currency);
  if (!option || option.currency !== currency) return null;
  return key === "minimum" ? (option.minSpendPerPackageMicros ?? 0n) : priceOf(option);
}

/** The sum of minimums of what is chosen, one per currency. */
export function minimumsOf(
  products: readonly ProductRow[],
  planCurrency: string,
): { currency: string; micros: bigint }[] {
  const sums = new Map<string, bigint>();
  for (const product of products) {
    const option = mainOption(product.pricingOptions, planCurrency);
    if (!option) continue;
    sums.set(option.currency, (sums.get(option.currency) ?? 0n) + (option.minSpendPerPackageMicros ?? 0n));
  }
  return [...sums]
    .map(([currency, micros]) => ({ currency, micros }))
    .sort((a, b) => (a.currency < b.currency ? -1 : 1));
}

export function distinct(values: readonly string[]): string[] {
  return [...new Set(values)].sort();
}
