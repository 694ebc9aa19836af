import { iso } from "./clock";
import { formatId } from "./formats";
import { METRIC_OPTIMIZATION, MOST_GOALS } from "./goals";
import { fitsFilters, relevance, words } from "./match-products";
import type { AccountRecord, CatalogueProduct, FormatId, Json, PricingOption } from "./model";
import { paginate } from "./pagination";
import { offerProposals } from "./proposals";
import { type RefineAsk, refineAnswer } from "./refine";
import type { Seller } from "./seller";
import { impressionsFor } from "./unit-rates";

/** A product as the seller works with it, whether from its catalogue or seeded by a compliance run. */
export interface SoldProduct {
  product_id: string;
  pricing_options: PricingOption[];
  format_ids: FormatId[];
  wire: Json;
}

const HOUR_MS = 3_600_000;
const METRICS = ["impressions", "spend", "clicks", "ctr", "completed_views", "completion_rate"];
const FORECAST_BUDGETS = [10_000, 50_000, 200_000];

function unitPrice(option: PricingOption): number {
  return option.fixed_price ?? option.price_guidance?.p50 ?? option.floor_price ?? 10;
}

function forecast(product: CatalogueProduct, now: number): Json {
  const option = product.pricing[0];
  if (option === undefined) return {};
  const points = FORECAST_BUDGETS.map((budget) => {
    const monthly = product.daily_impressions * 30;
    const mid = Math.round(Math.min(impressionsFor(option.pricing_model, unitPrice(option), budget), monthly));
    const range = (value: number): Json => ({
      low: Math.round(value * 0.85),
      mid: value,
      high: Math.round(value * 1.1),
    });
    return { budget, metrics: { impressions: range(mid), reach: range(Math.round(mid * 0.38)) } };
  });
  return {
    points,
    method: product.delivery_type === "guaranteed" ? "guaranteed" : "modeled",
    currency: option.currency,
    reach_unit: "devices",
    generated_at: iso(now),
    valid_until: iso(now + product.expires_in_hours * HOUR_MS),
  };
}

function toWire(seller: Seller, product: CatalogueProduct): Json {
  const now = seller.now();
  const formats = product.formats.map((id) => formatId(seller, id));
  const guaranteed = product.delivery_type === "guaranteed";
  return {
    product_id: product.product_id,
    name: product.name,
    description: product.description,
    publisher_properties: [{ publisher_domain: seller.profile.domain, selection_type: "all" }],
    channels: product.channels,
    format_ids: formats,
    placements: product.placements.map(([placement_id, name]) => ({ placement_id, name, format_ids: formats })),
    delivery_type: product.delivery_type,
    exclusivity: product.exclusivity ?? "none",
    pricing_options: product.pricing,
    forecast: forecast(product, now),
    delivery_measurement: { provider: product.measured_by },
    reporting_capabilities: {
      available_reporting_frequencies: ["daily"],
      expected_delay_minutes: 15,
      timezone: "UTC",
      supports_webhooks: false,
      available_metrics: METRICS,
      supports_creative_breakdown: true,
      date_range_support: "date_range",
    },
    cancellation_policy: {
      notice_period: { interval: guaranteed ? 7 : 1, unit: "days" },
      cancellation_fee: guaranteed ? { type: "percent_remaining", rate: 0.25 } : { type: "none" },
    },
    creative_policy: { co_branding: "optional", landing_page: "any", templates_available: false },
    property_targeting_allowed: true,
    collection_targeting_allowed: true,
    metric_optimization: METRIC_OPTIMIZATION,
    max_optimization_goals: MOST_GOALS,
    measurement_readiness: { status: "good" },
    // Rounded to the hour so that two answers to one question are alike.
    expires_at: iso(Math.ceil(now / HOUR_MS) * HOUR_MS + product.expires_in_hours * HOUR_MS),
    ext: { countries: product.countries, daily_impressions: product.daily_impressions },
  };
}

function seededWire(seller: Seller, product: Json): Json {
  const formats = ((product.format_ids ?? []) as Partial<FormatId>[]).map((id) => formatId(seller, id.id ?? "unknown"));
  const base = seller.profile.products[0];
  const defaults = base === undefined ? {} : toWire(seller, { ...base, placements: base.placements });
  const { placements: _placements, forecast: _forecast, ...kept } = defaults;
  const name = String(product.product_id).replaceAll("_", " ");
  return { ...kept, name, description: `Seeded: ${name}.`, ...product, format_ids: formats };
}

const seededProducts = (seller: Seller): Json[] =>
  seller.store
    .list<Json>("product", "")
    .filter((product) => Array.isArray(product.pricing_options))
    .map((product) => seededWire(seller, product));

function sold(wire: Json): SoldProduct {
  return {
    product_id: wire.product_id as string,
    pricing_options: wire.pricing_options as PricingOption[],
    format_ids: wire.format_ids as FormatId[],
    wire,
  };
}

export function findProduct(seller: Seller, productId: string): SoldProduct | undefined {
  const own = seller.profile.products.find((product) => product.product_id === productId);
  if (own !== undefined) return sold(toWire(seller, own));
  const wire = seededProducts(seller).find((product) => product.product_id === productId);
  return wire === undefined ? undefined : sold(wire);
}

/** Placement ids that an assignment may name; none where the seller has not listed any. */
export const placementsOf = (seller: Seller, productId: string): string[] =>
  seller.profile.products.find((product) => product.product_id === productId)?.placements.map(([id]) => id) ?? [];

function ranked(seller: Seller, args: Json): Json[] {
  const fitting = seller.profile.products.filter((product) => fitsFilters(product, (args.filters ?? {}) as Json));
  const brief = words(String(args.brief ?? ""));
  if (brief.length === 0) return fitting.map((product) => toWire(seller, product));
  const scored = fitting.map((product) => ({ product, hits: relevance(product, brief) }));
  // A brief that matches nothing gets the whole catalogue: a salesperson would rather offer than stay silent.
  const matching = scored.some(({ hits }) => hits.length > 0) ? scored.filter(({ hits }) => hits.length > 0) : scored;
  matching.sort((left, right) => right.hits.length - left.hits.length);
  return matching.map(({ product, hits }) => ({
    ...toWire(seller, product),
    ...(hits.length === 0 ? {} : { brief_relevance: `Matches your brief on ${hits.slice(0, 5).join(", ")}.` }),
  }));
}

/** get_products: a brief is matched by words and gets a plan, wholesale lists all, refine changes what was answered. */
export function getProducts(seller: Seller, args: Json, account?: AccountRecord): Json {
  const products = ranked(seller, args);
  const answer = answerIn(seller, args, products, account);
  const seeds = account?.sandbox === true ? seededProducts(seller) : [];
  const { items, pagination } = paginate([...(answer.products as Json[]), ...seeds], args);
  return { ...answer, products: items, pagination, ...(account?.sandbox === true ? { sandbox: true } : {}) };
}

function answerIn(seller: Seller, args: Json, products: Json[], account: AccountRecord | undefined): Json {
  if (args.buying_mode === "refine") return refineAnswer(seller, account, products, (args.refine ?? []) as RefineAsk[]);
  const proposals = args.buying_mode === "brief" ? offerProposals(seller, account, args, products) : [];
  return { products, ...(proposals.length === 0 ? {} : { proposals }) };
}
