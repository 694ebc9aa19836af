import type { FieldIssue } from "../errors";
import { minorDigits } from "../money";
import type { TargetingOverlay } from "../targeting/overlay";
import { type Instant, isDay, parseInstant } from "../time";
import { overlayFromRequest } from "./package-from-request";
import { isJson, type Json, listOf, said, textOf, textsOf } from "./read-json";
import { micros } from "./request-words";

/** A create in the words of seed 000 or 001, as a plan: its media buys follow when it is approved (C1). */
export type RequestedPlan = {
  readonly buyerRef: string | null;
  readonly poNumber: string;
  readonly brandName: string | null;
  readonly brandDomain: string | null;
  readonly currency: string;
  readonly totalMicros: bigint;
  /** Exact ends, or calendar days whose last one is inclusive. */
  readonly start: { readonly at: Instant } | { readonly day: string } | null;
  readonly end: { readonly at: Instant } | { readonly day: string } | null;
  readonly packages: readonly {
    readonly productId: string;
    readonly name: string | null;
    /** null: a share of the total. */
    readonly budgetMicros: bigint | null;
    readonly targetingOverlay: TargetingOverlay;
    readonly creativeIds: readonly string[];
  }[];
};

export function planFromRequest(request: Json): {
  readonly plan: RequestedPlan;
  readonly issues: readonly FieldIssue[];
} {
  const issues: FieldIssue[] = [];
  const lines = linesOf(request);
  if (lines.length === 0) issues.push({ path: "packages", message: "Name at least one product" });
  const currencies = new Set(lines.map((line) => textOf(line.currency) ?? "USD"));
  const currency = [...currencies][0] ?? "USD";
  if (currencies.size > 1)
    issues.push({ path: "packages", message: "One media buy has one currency; split the request by currency" });
  const packages = lines.map((line, index) => packageOf(line, `packages.${index}`, currency, issues));
  const asked = said(request, "total_budget", "budget");
  const given = packages.reduce((sum, one) => sum + (one.budgetMicros ?? 0n), 0n);
  const totalMicros = asked === undefined ? given : (micros(asked, currency, "total_budget", issues) ?? 0n);
  if (packages.every((one) => one.budgetMicros !== null) && given !== totalMicros) {
    const digits = minorDigits(currency);
    const sum = (Number(given) / 1_000_000).toFixed(digits);
    issues.push({ path: "total_budget", message: `The packages come to ${sum} ${currency}, not to the total` });
  }
  const brand = isJson(request.brand) ? request.brand : {};
  return {
    plan: {
      buyerRef: textOf(request.buyer_ref) ?? null,
      poNumber: textOf(request.po_number) ?? "",
      brandName: textOf(brand.name) ?? null,
      brandDomain: textOf(brand.domain) ?? null,
      currency,
      totalMicros,
      start: endOf(request, "start_time", "flight_start_date", issues),
      end: endOf(request, "end_time", "flight_end_date", issues),
      packages,
    },
    issues,
  };
}

/** S0 names products alone, with targeting for all of them; S1 names packages. */
function linesOf(request: Json): readonly Json[] {
  const overlay = request.targeting_overlay;
  const shared = overlay === undefined ? {} : { targeting_overlay: overlay };
  const products = textsOf(request.product_ids).map((product_id) => ({ product_id }));
  return [...products, ...listOf(request.packages)].map((line) => ({ ...shared, ...line }));
}

function packageOf(line: Json, at: string, currency: string, issues: FieldIssue[]): RequestedPlan["packages"][number] {
  const productId = textOf(line.product_id);
  if (productId === undefined) issues.push({ path: `${at}.product_id`, message: "Name a product" });
  const budgetMicros =
    line.budget === undefined ? null : (micros(line.budget, currency, `${at}.budget`, issues) ?? null);
  return {
    productId: productId ?? "",
    name: textOf(line.buyer_ref) ?? null,
    budgetMicros,
    targetingOverlay: isJson(line.targeting_overlay) ? overlayFromRequest(line.targeting_overlay) : {},
    creativeIds: textsOf(line.creative_ids),
  };
}

function endOf(request: Json, instantWord: string, dayWord: string, issues: FieldIssue[]): RequestedPlan["start"] {
  const text = textOf(request[instantWord]);
  const day = textOf(request[dayWord]);
  if (day !== undefined && isDay(day)) return { day };
  if (text === undefined) return null;
  try {
    return { at: parseInstant(text) };
  } catch {
    issues.push({ path: instantWord, message: `"${text.slice(0, 40)}" is no time with an offset` });
    return null;
  }
}
