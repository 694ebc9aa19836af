import { parseInstant } from "../time";
import type { FormatId, Placement, PricingOption, Product, ProductForecast } from "./product";

/** Product ↔ the text of a ProductSnapshot row: plain JSON with every bigint as decimal text. */
export function encodeProduct(product: Product): string {
  // Amounts stand nowhere else, and what the seller wrote is most of it: that is not gone through.
  const { pricingOptions, forecast } = product;
  const amounts = { pricingOptions: withoutBigints(pricingOptions), forecast: withoutBigints(forecast) };
  return JSON.stringify({ ...product, ...amounts });
}

function withoutBigints(value: unknown): unknown {
  if (typeof value === "bigint") return value.toString();
  if (Array.isArray(value)) return value.map(withoutBigints);
  if (typeof value !== "object" || value === null) return value;
  const plain: Record<string, unknown> = {};
  for (const [name, inner] of Object.entries(value)) plain[name] = withoutBigints(inner);
  return plain;
}

/** Throws on text that `encodeProduct` did not write. */
export function decodeProduct(text: string): Product {
  const row = objectOf(JSON.parse(text));
  return {
    productId: textOf(row.productId),
    name: textOf(row.name),
    description: textOf(row.description),
    deliveryType: textOf(row.deliveryType),
    channels: listOf(row.channels, textOf),
    formatIds: listOf(row.formatIds, formatIdOf),
    placements: listOf(row.placements, placementOf),
    pricingOptions: listOf(row.pricingOptions, pricingOptionFrom),
    publisherDomains: listOf(row.publisherDomains, textOf),
    forecast: row.forecast === null ? null : forecastOf(objectOf(row.forecast)),
    briefRelevance: nullable(row.briefRelevance, textOf),
    expiresAt: nullable(row.expiresAt, (value) => parseInstant(textOf(value))),
    reportingFrequencies: listOf(row.reportingFrequencies, textOf),
    propertyTargetingAllowed: row.propertyTargetingAllowed === true,
    raw: objectOf(row.raw),
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
