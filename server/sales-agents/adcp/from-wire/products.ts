import { z } from "zod";
import type { FormatId, PricingOption, Product } from "@/server/domain/media-buy/product";
import type { ProductAnswer, SellerProblem } from "../../sales-agent";
import { isObject, type Json, problem } from "../seller-problem";
import { forecastFromWire } from "./forecast";
import { present } from "./present";
import { proposalsFromWire, refinementFromWire } from "./proposals";
import {
  instantOr,
  optionalFlag,
  optionalNumber,
  optionalObject,
  optionalText,
  optionalTexts,
  statedMicros,
  tolerantList,
} from "./scalars";

/** Format ids of 3.0 are objects; a bare string is what older sellers send. */
export const formatId = z.union([
  z
    .looseObject({ agent_url: z.string(), id: z.string() })
    .transform((f): FormatId => ({ agentUrl: f.agent_url, id: f.id })),
  z.string().transform((id): FormatId => ({ agentUrl: "", id })),
]);

const pricingOption = z.looseObject({
  pricing_option_id: z.string().min(1),
  pricing_model: z.string(),
  currency: z.string().length(3),
  fixed_price: z.number().nullish(),
  floor_price: z.number().nullish(),
  price_guidance: optionalObject,
  max_bid: optionalFlag,
  min_spend_per_package: z.number().nullish(),
});

const product = z.looseObject({
  product_id: z.string().min(1),
  name: z.string(),
  description: optionalText,
  delivery_type: optionalText,
  channels: optionalTexts,
  format_ids: tolerantList(formatId),
  placements: tolerantList(z.looseObject({ placement_id: z.string(), name: optionalText })),
  pricing_options: z.array(z.unknown()).min(1),
  publisher_properties: tolerantList(z.looseObject({ publisher_domain: optionalText })),
  reporting_capabilities: z.looseObject({ available_reporting_frequencies: optionalTexts }).optional().catch(undefined),
  forecast: optionalObject,
  brief_relevance: optionalText,
  expires_at: optionalText,
  property_targeting_allowed: optionalFlag,
});

const incomplete = z.looseObject({ scope: z.string(), description: optionalText });

/** get_products → products; what cannot be read is left out and named in `warnings`, the rest stays. */
export function productsFromWire(payload: Json, said: readonly SellerProblem[]): ProductAnswer | null {
  if (!Array.isArray(payload.products)) return null;
  const warnings: SellerProblem[] = [...said];
  const products = payload.products.flatMap((value: unknown, index: number) => {
    const path = `products[${index}]`;
    const parsed = product.safeParse(value);
    if (!parsed.success) {
      warnings.push(leftOut("A product", path, parsed.error));
      return [];
    }
    const options = pricingOptionsFromWire(parsed.data.pricing_options, path, warnings);
    if (options.length === 0) return [];
    return [productFromWire(parsed.data, options, isObject(value) ? value : {})];
  });
  const notes = tolerantList(incomplete).parse(payload.incomplete) ?? [];
  const proposals = proposalsFromWire(payload, warnings);
  return {
    products,
    proposals,
    refinement: refinementFromWire(payload),
    warnings,
    incomplete: notes.map((n) => ({ scope: n.scope, description: n.description ?? "" })),
  };
}

function leftOut(what: string, path: string, error: z.ZodError): SellerProblem {
  const issue = error.issues[0];
  const field = [path, ...(issue?.path ?? [])].join(".");
  return problem("BAD_REPLY", `${what} could not be read and is left out (${field})`, "terminal", { field });
}

function pricingOptionsFromWire(values: readonly unknown[], path: string, warnings: SellerProblem[]): PricingOption[] {
  return values.flatMap((value, index) => {
    const at = `${path}.pricing_options[${index}]`;
    const parsed = pricingOption.safeParse(value);
    if (!parsed.success) {
      warnings.push(leftOut("A pricing option", at, parsed.error));
      return [];
    }
    const option = pricingOptionFromWire(parsed.data);
    if (option === null) {
      const text = `A pricing option has a price that cannot be held exactly and is left out (${at})`;
      warnings.push(problem("BAD_REPLY", text, "terminal", { field: at }));
    }
    return option === null ? [] : [option];
  });
}

function pricingOptionFromWire(option: z.infer<typeof pricingOption>): PricingOption | null {
  const { currency } = option;
  const fixed = statedMicros(option.fixed_price, currency);
  const floor = statedMicros(option.floor_price, currency);
  // A price that is there and unreadable would turn a fixed price into an auction.
  if (
    (typeof option.fixed_price === "number" && fixed === undefined) ||
    (typeof option.floor_price === "number" && floor === undefined)
  ) {
    return null;
  }
  return {
    pricingOptionId: option.pricing_option_id,
    pricingModel: option.pricing_model,
    currency,
    fixedPriceMicros: fixed ?? null,
    floorPriceMicros: floor ?? null,
    priceGuidanceMicros: guidance(option.price_guidance, currency),
    maxBid: option.max_bid ?? false,
    minSpendPerPackageMicros: statedMicros(option.min_spend_per_package, currency) ?? null,
  };
}

function guidance(value: Json | undefined, currency: string): PricingOption["priceGuidanceMicros"] {
  if (value === undefined) return null;
  const at = (name: string): bigint | undefined => statedMicros(optionalNumber.parse(value[name]), currency);
  return present({ p25: at("p25"), p50: at("p50"), p75: at("p75"), p90: at("p90") });
}

function productFromWire(value: z.infer<typeof product>, pricingOptions: PricingOption[], raw: Json): Product {
  return {
    productId: value.product_id,
    name: value.name,
    description: value.description ?? "",
    deliveryType: value.delivery_type ?? "non_guaranteed",
    channels: value.channels ?? [],
    formatIds: value.format_ids ?? [],
    placements: (value.placements ?? []).map((p) => ({ placementId: p.placement_id, name: p.name ?? p.placement_id })),
    pricingOptions,
    publisherDomains: [...new Set((value.publisher_properties ?? []).flatMap((p) => p.publisher_domain ?? []))],
    forecast: forecastFromWire(value.forecast),
    briefRelevance: value.brief_relevance ?? null,
    expiresAt: instantOr(value.expires_at) ?? null,
    reportingFrequencies: value.reporting_capabilities?.available_reporting_frequencies ?? [],
    propertyTargetingAllowed: value.property_targeting_allowed ?? false,
    raw,
  };
}
