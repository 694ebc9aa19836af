import { randomBytes } from "node:crypto";
import { parseIso } from "./clock";
import { budgetTooLow, refuse } from "./errors";
import { knowsFormat } from "./formats";
import { checkGoals } from "./goals";
import { ECHOED_PACKAGE_FIELDS, type FormatId, type Json, type PackageRecord, type PricingOption } from "./model";
import { findProduct, type SoldProduct } from "./products";
import { nowIso, type Seller } from "./seller";

export const newId = (prefix: string): string => `${prefix}_${randomBytes(6).toString("hex")}`;

/** A field of the request's package that the seller stores and gives back untouched. */
export function echoedFields(request: Json): Json {
  const kept = ECHOED_PACKAGE_FIELDS.filter((field) => request[field] !== undefined);
  return Object.fromEntries(kept.map((field) => [field, request[field]]));
}

interface Terms {
  billing_measurement?: { max_variance_percent?: number };
}

function checkTerms(terms: Terms | undefined, path: string): void {
  const variance = terms?.billing_measurement?.max_variance_percent;
  if (variance === undefined || variance >= 5) return;
  throw refuse("TERMS_REJECTED", `A variance of ${variance} % cannot be kept against third-party measurement.`, {
    field: `${path}.measurement_terms`,
    details: { acceptable: { max_variance_percent: { minimum: 5 } } },
    suggestion: "Propose a max_variance_percent of 5 or more.",
  });
}

function optionOf(product: SoldProduct, request: Json, path: string): PricingOption {
  const id = request.pricing_option_id as string;
  const option = product.pricing_options.find((one) => one.pricing_option_id === id);
  if (option !== undefined) return option;
  throw refuse("INVALID_REQUEST", `${product.product_id} has no pricing option "${id}".`, {
    field: `${path}.pricing_option_id`,
    details: { pricing_option_ids: product.pricing_options.map((one) => one.pricing_option_id) },
  });
}

/** The price per unit that will be charged: the fixed one, or the bid. Throws when an auction has no valid bid. */
export function rateFor(option: PricingOption, bid: number | undefined, path: string): number {
  if (option.fixed_price !== undefined) return option.fixed_price;
  const floor = option.floor_price ?? 0;
  const field = `${path}.bid_price`;
  const details = { floor_price: floor, currency: option.currency };
  if (bid === undefined) throw refuse("INVALID_REQUEST", "An auction price needs a bid_price.", { field, details });
  if (bid < floor) {
    throw refuse("INVALID_REQUEST", `The bid of ${bid} is below the floor of ${floor} ${option.currency}.`, {
      field,
      details,
    });
  }
  return bid;
}

export function checkBudget(option: PricingOption, budget: number, path: string): void {
  const minimum = option.min_spend_per_package ?? 0;
  if (budget > 0 && budget >= minimum) return;
  const { currency } = option;
  throw budgetTooLow(
    `This product needs at least ${minimum} ${currency} per package.`,
    minimum,
    currency,
    `${path}.budget`,
  );
}

/** Package dates lie inside the buy's flight, start before end. */
export function checkPackageDates(pack: Json, start: number, end: number, path: string): void {
  const from = typeof pack.start_time === "string" ? parseIso(pack.start_time) : start;
  const to = typeof pack.end_time === "string" ? parseIso(pack.end_time) : end;
  if (from < start || to > end || from >= to) {
    throw refuse("INVALID_REQUEST", "The package's dates must lie inside the media buy's flight.", {
      field: `${path}.start_time`,
    });
  }
}

function formatsOf(seller: Seller, product: SoldProduct, request: Json, path: string): FormatId[] {
  const wanted = request.format_ids as FormatId[] | undefined;
  if (wanted === undefined || wanted.length === 0) return product.format_ids;
  const stranger = wanted.find((format) => !product.format_ids.some((own) => own.id === format.id));
  if (stranger === undefined) return product.format_ids.filter((own) => wanted.some((format) => format.id === own.id));
  const known = knowsFormat(seller, stranger) ? "does not take" : "does not know";
  throw refuse("INVALID_REQUEST", `${product.product_id} ${known} the format "${stranger.id}".`, {
    field: `${path}.format_ids`,
  });
}

interface Flight {
  start: number;
  end: number;
}

/** Turns one requested package into a stored one, or throws the AdCP error that names the field. */
export function buildPackage(seller: Seller, request: Json, flight: Flight, path: string): PackageRecord {
  const productId = request.product_id as string;
  const product = findProduct(seller, productId);
  if (product === undefined) {
    throw refuse("PRODUCT_NOT_FOUND", `We sell no product "${productId}".`, {
      field: `${path}.product_id`,
      suggestion: "Call get_products again and choose one of its products.",
    });
  }
  const option = optionOf(product, request, path);
  const budget = request.budget as number;
  checkBudget(option, budget, path);
  checkGoals(seller, productId, request, path);
  checkTerms(request.measurement_terms as Terms | undefined, path);
  checkPackageDates(request, flight.start, flight.end, path);
  const bid = request.bid_price as number | undefined;
  const assignments = (request.creative_assignments ?? []) as PackageRecord["creative_assignments"];
  return {
    package_id: newId("pkg"),
    product_id: productId,
    pricing_option_id: option.pricing_option_id,
    pricing_model: option.pricing_model,
    currency: option.currency,
    rate: rateFor(option, bid, path),
    budget,
    pacing: (request.pacing as string | undefined) ?? "even",
    ...(bid === undefined ? {} : { bid_price: bid }),
    ...(typeof request.start_time === "string" ? { start_time: request.start_time } : {}),
    ...(typeof request.end_time === "string" ? { end_time: request.end_time } : {}),
    format_ids: formatsOf(seller, product, request, path),
    creative_assignments: assignments.map((one) => ({ ...one, assigned_at: nowIso(seller) })),
    paused: request.paused === true,
    canceled: false,
    echoed: echoedFields(request),
    days: {},
    settled_until: 0,
  };
}
