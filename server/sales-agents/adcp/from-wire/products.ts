import { z } from "zod";
import type { FormatId, Placement, PricingOption, Product } from "@/server/domain/media-buy/product";
import type { ProductAnswer, SellerProblem } from "../../sales-agent";
import { isObject, type Json, problem } from "../seller-problem";
import { forecastFromWire } from "./forecast";
import { present } from "./present";
import { proposalsFromWire, refinementFromWire } from "./proposals";
import { flagIn, isName, isNumberOrAbsent, isText, listIn, misfit, objectIn, textIn, textsIn } from "./read-fields";
import { instantOr, optionalNumber, optionalText, readableIn, statedMicros } from "./scalars";

/** Format ids of 3.0 are objects; a bare string is what older sellers send. */
export const formatId = z.union([
  z
    .looseObject({ agent_url: z.string(), id: z.string() })
    .transform((f): FormatId => ({ agentUrl: f.agent_url, id: f.id })),
  z.string().transform((id): FormatId => ({ agentUrl: "", id })),
]);

const inPricingOption = {
  pricing_option_id: isName,
  pricing_model: isText,
  currency: (value: unknown) => typeof value === "string" && value.length === 3,
  fixed_price: isNumberOrAbsent,
  floor_price: isNumberOrAbsent,
  min_spend_per_package: isNumberOrAbsent,
};

const inProduct = {
  product_id: isName,
  name: isText,
  pricing_options: (value: unknown) => Array.isArray(value) && value.length > 0,
};

const incomplete = z.looseObject({ scope: z.string(), description: optionalText });

/** get_products → products; what cannot be read is left out and named in `warnings`, the rest stays. */
export function productsFromWire(payload: Json, said: readonly SellerProblem[]): ProductAnswer | null {
  if (!Array.isArray(payload.products)) return null;
  const warnings: SellerProblem[] = [...said];
  const products = payload.products.flatMap((value: unknown, index: number) => {
    const path = `products[${index}]`;
    if (!isObject(value)) {
      warnings.push(leftOut("A product", path, null));
      return [];
    }
    const unreadable = misfit(value, inProduct);
    if (unreadable !== null) {
      warnings.push(leftOut("A product", path, unreadable));
      return [];
    }
    const options = pricingOptionsFromWire(value.pricing_options as readonly unknown[], path, warnings);
    return options.length === 0 ? [] : [productFromWire(value, options)];
  });
  const notes = readableIn(payload.incomplete, incomplete);
  const proposals = proposalsFromWire(payload, warnings);
  return {
    products,
    proposals,
    refinement: refinementFromWire(payload),
    warnings,
    incomplete: notes.map((n) => ({ scope: n.scope, description: n.description ?? "" })),
  };
}

function leftOut(what: string, path: string, unreadable: string | null): SellerProblem {
  const field = unreadable === null ? path : `${path}.${unreadable}`;
  return problem("BAD_REPLY", `${what} could not be read and is left out (${field})`, "terminal", { field });
}

function pricingOptionsFromWire(values: readonly unknown[], path: string, warnings: SellerProblem[]): PricingOption[] {
  return values.flatMap((value, index) => {
    const at = `${path}.pricing_options[${index}]`;
    const unreadable = isObject(value) ? misfit(value, inPricingOption) : null;
    if (!isObject(value) || unreadable !== null) {
      warnings.push(leftOut("A pricing option", at, unreadable));
      return [];
    }
    const option = pricingOptionFromWire(value as WirePricingOption);
    if (option === null) {
      const text = `A pricing option has a price that cannot be held exactly and is left out (${at})`;
      warnings.push(problem("BAD_REPLY", text, "terminal", { field: at }));
    }
    return option === null ? [] : [option];
  });
}

/** What `inPricingOption` has looked at. */
type WirePricingOption = Json & {
  readonly pricing_option_id: string;
  readonly pricing_model: string;
  readonly currency: string;
  readonly fixed_price?: number | null;
  readonly floor_price?: number | null;
  readonly min_spend_per_package?: number | null;
};

function pricingOptionFromWire(option: WirePricingOption): PricingOption | null {
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
    priceGuidanceMicros: guidance(objectIn(option.price_guidance), currency),
    maxBid: flagIn(option.max_bid) ?? false,
    minSpendPerPackageMicros: statedMicros(option.min_spend_per_package, currency) ?? null,
  };
}

function guidance(value: Json | undefined, currency: string): PricingOption["priceGuidanceMicros"] {
  if (value === undefined) return null;
  const at = (name: string): bigint | undefined => statedMicros(optionalNumber.parse(value[name]), currency);
  return present({ p25: at("p25"), p50: at("p50"), p75: at("p75"), p90: at("p90") });
}

function productFromWire(value: Json, pricingOptions: PricingOption[]): Product {
  const domains = listIn(value.publisher_properties, (one) => textIn(objectIn(one)?.publisher_domain) ?? null);
  return {
    productId: String(value.product_id),
    name: String(value.name),
    description: textIn(value.description) ?? "",
    deliveryType: textIn(value.delivery_type) ?? "non_guaranteed",
    channels: textsIn(value.channels),
    formatIds: listIn(value.format_ids, formatIdIn),
    placements: listIn(value.placements, placementIn),
    pricingOptions,
    publisherDomains: [...new Set(domains)],
    forecast: forecastFromWire(objectIn(value.forecast)),
    briefRelevance: textIn(value.brief_relevance) ?? null,
    expiresAt: instantOr(textIn(value.expires_at)) ?? null,
    reportingFrequencies: textsIn(objectIn(value.reporting_capabilities)?.available_reporting_frequencies),
    propertyTargetingAllowed: flagIn(value.property_targeting_allowed) ?? false,
    raw: value,
  };
}

function formatIdIn(value: unknown): FormatId | null {
  if (typeof value === "string") return { agentUrl: "", id: value };
  const [agentUrl, id] = [textIn(objectIn(value)?.agent_url), textIn(objectIn(value)?.id)];
  return agentUrl === undefined || id === undefined ? null : { agentUrl, id };
}

function placementIn(value: unknown): Placement | null {
  const placementId = textIn(objectIn(value)?.placement_id);
  return placementId === undefined ? null : { placementId, name: textIn(objectIn(value)?.name) ?? placementId };
}
