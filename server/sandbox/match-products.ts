import type { CatalogueProduct, FormatId, Json } from "./model";

export const words = (text: string): string[] => text.toLowerCase().match(/[a-z0-9äöü]{3,}/g) ?? [];

/** The words of the brief that the product's texts contain. */
export function relevance(product: CatalogueProduct, brief: readonly string[]): string[] {
  const text = `${product.name} ${product.description} ${product.keywords} ${product.channels.join(" ")}`;
  const own = new Set(words(text));
  return [...new Set(brief)].filter((word) => own.has(word) || own.has(word.replace(/s$/, "")));
}

interface Filters {
  delivery_type?: string;
  exclusivity?: string;
  is_fixed_price?: boolean;
  format_ids?: FormatId[];
  channels?: string[];
  countries?: string[];
  budget_range?: { min?: number; max?: number; currency: string };
  min_exposures?: number;
}

type Check = (product: CatalogueProduct, filters: Filters) => boolean;

const overlaps = (left: readonly string[], right: readonly string[] | undefined): boolean =>
  right === undefined || right.some((item) => left.includes(item));

const CHECKS: readonly Check[] = [
  (product, { delivery_type }) => delivery_type === undefined || delivery_type === product.delivery_type,
  (product, { exclusivity }) => exclusivity === undefined || exclusivity === (product.exclusivity ?? "none"),
  (product, { channels }) => overlaps(product.channels, channels),
  (product, { countries }) => overlaps(product.countries, countries),
  (product, { format_ids }) =>
    overlaps(
      product.formats,
      format_ids?.map((format) => format.id),
    ),
  (product, { min_exposures }) => min_exposures === undefined || product.daily_impressions * 30 >= min_exposures,
  (product, { is_fixed_price: fixed }) =>
    fixed === undefined || product.pricing.some((option) => (option.fixed_price !== undefined) === fixed),
  (product, { budget_range: range }) =>
    range === undefined ||
    product.pricing.some(
      (option) =>
        option.currency === range.currency && (option.min_spend_per_package ?? 0) <= (range.max ?? Number.MAX_VALUE),
    ),
];

/** get_products filters, as far as this catalogue has the facts; a filter it has none for hides nothing. */
export const fitsFilters = (product: CatalogueProduct, filters: Json): boolean =>
  CHECKS.every((check) => check(product, filters as Filters));
