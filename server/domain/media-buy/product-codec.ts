import { parseInstant } from "../time";
import type { FormatId, Placement, PricingOption, Product, ProductForecast } from "./product";

/**
 * Product ↔ the text of a ProductSnapshot row: plain JSON with every bigint as decimal text. What the seller's own object says in the same
 * words is not said twice, and what is absent is left out: products are written by the thousand while a search's answers come in.
 */
export function encodeProduct(product: Product): string {
  const { raw, pricingOptions, forecast } = product;
  const own = (name: string, value: string) => (raw[name] === value ? undefined : value);
  const some = <T>(list: readonly T[]) => (list.length === 0 ? undefined : list);
  return JSON.stringify({
    productId: own("product_id", product.productId),
    name: own("name", product.name),
    description: own("description", product.description),
    deliveryType: own("delivery_type", product.deliveryType),
    channels: some(product.channels),
    formatIds: some(product.formatIds),
    placements: some(product.placements),
    // Amounts stand nowhere else, and what the seller wrote is most of it: that is not gone through.
    pricingOptions: withoutBigints(pricingOptions),
    publisherDomains: some(product.publisherDomains),
    forecast: forecast === null ? undefined : withoutBigints(forecast),
    briefRelevance: product.briefRelevance ?? undefined,
    expiresAt: product.expiresAt ?? undefined,
    reportingFrequencies: some(product.reportingFrequencies),
    propertyTargetingAllowed: product.propertyTargetingAllowed || undefined,
    raw,
  });
}

function withoutBigints(value: unknown): unknown {
  if (typeof value === "bigint") return value.toString();
  if (Array.isArray(value)) return value.map(withoutBigints);
  if (typeof value !== "object" || value === null) return value;
  const plain: Record<string, unknown> = {};
  for (const [name, inner] of Object.entries(value)) plain[name] = withoutBigints(inner);
  return plain;
}

/** Throws on text that `encodeProduct` did not write, now or when it still said everything. */
export function decodeProduct(text: string): Product {
  const row = objectOf(JSON.parse(text));
  const raw = objectOf(row.raw);
  return {
    productId: textOf(row.productId ?? raw.product_id),
    name: textOf(row.name ?? raw.name),
    description: textOf(row.description ?? raw.description),
    deliveryType: textOf(row.deliveryType ?? raw.delivery_type),
    channels: listOf(row.channels ?? [], textOf),
    formatIds: listOf(row.formatIds ?? [], formatIdOf),
    placements: listOf(row.placements ?? [], placementOf),
    pricingOptions: listOf(row.pricingOptions, pricingOptionFrom),
    publisherDomains: listOf(row.publisherDomains ?? [], textOf),
    forecast: nullable(row.forecast, (value) => forecastOf(objectOf(value))),
    briefRelevance: nullable(row.briefRelevance, textOf),
    expiresAt: nullable(row.expiresAt, (value) => parseInstant(textOf(value))),
    reportingFrequencies: listOf(row.reportingFrequencies ?? [], textOf),
    propertyTargetingAllowed: row.propertyTargetingAllowed === true,
    raw,
  };
}

type Json = Readonly<Record<string, unknown>>;

function pricingOptionFrom(value: unknown): PricingOption {
  const row = objectOf(value);
  return {
    pricingOptionId: textOf(row.pricingOptionId),
    pricingModel: textOf(row.pricingModel),
    currency: textOf(row.currency),
    fixedPriceMicros: nullable(row.fixedPriceMicros, bigintOf),
    floorPriceMicros: nullable(row.floorPriceMicros, bigintOf),
    priceGuidanceMicros: nullable(row.priceGuidanceMicros, guidanceOf),
    maxBid: row.maxBid === true,
    minSpendPerPackageMicros: nullable(row.minSpendPerPackageMicros, bigintOf),
  };
}

function guidanceOf(value: unknown): NonNullable<PricingOption["priceGuidanceMicros"]> {
  const row = objectOf(value);
  const given = (["p25", "p50", "p75", "p90"] as const).filter((name) => row[name] !== undefined);
  return Object.fromEntries(given.map((name) => [name, bigintOf(row[name])]));
}

function formatIdOf(value: unknown): FormatId {
  const row = objectOf(value);
  return { agentUrl: textOf(row.agentUrl), id: textOf(row.id) };
}

function placementOf(value: unknown): Placement {
  const row = objectOf(value);
  return { placementId: textOf(row.placementId), name: textOf(row.name) };
}

function forecastOf(row: Json): ProductForecast {
  return {
    method: nullable(row.method, textOf),
    currency: nullable(row.currency, textOf),
    budgetMicros: nullable(row.budgetMicros, bigintOf),
    impressionsLow: nullable(row.impressionsLow, bigintOf),
    impressionsMid: nullable(row.impressionsMid, bigintOf),
    impressionsHigh: nullable(row.impressionsHigh, bigintOf),
  };
}

function objectOf(value: unknown): Json {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw unreadable("an object");
  return { ...value };
}

function listOf<T>(value: unknown, item: (value: unknown) => T): T[] {
  if (!Array.isArray(value)) throw unreadable("a list");
  return value.map(item);
}

function textOf(value: unknown): string {
  if (typeof value !== "string") throw unreadable("text");
  return value;
}

function bigintOf(value: unknown): bigint {
  return BigInt(textOf(value));
}

function nullable<T>(value: unknown, read: (value: unknown) => T): T | null {
  return value === null || value === undefined ? null : read(value);
}

function unreadable(wanted: string): Error {
  return new Error(`The stored product is unreadable: ${wanted} was expected`);
}
