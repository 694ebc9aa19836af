import { checkBudget, checkPackageDates, echoedFields, rateFor } from "./build-package";
import { spentSoFar } from "./buy-state";
import { parseIso } from "./clock";
import { assignmentProblem } from "./creatives";
import { budgetTooLow, refuse } from "./errors";
import { checkGoals } from "./goals";
import type { BuyRecord, CreativeAssignment, Json, PackageRecord, PricingOption } from "./model";
import { findProduct, placementsOf } from "./products";
import { nowIso, type Seller } from "./seller";

interface Keyword {
  keyword: string;
  match_type: string;
}

const sameKeyword = (left: Keyword, right: Keyword): boolean =>
  left.keyword === right.keyword && left.match_type === right.match_type;

/** Adds and removes of keywords, on the overlay that is stored. */
function changeKeywords(overlay: Json, request: Json, list: string, add: string, remove: string): Json {
  const added = (request[add] ?? []) as Keyword[];
  const removed = (request[remove] ?? []) as Keyword[];
  if (added.length === 0 && removed.length === 0) return overlay;
  const gone = [...removed, ...added];
  const kept = ((overlay[list] ?? []) as Keyword[]).filter((word) => !gone.some((other) => sameKeyword(word, other)));
  const { [list]: _before, ...rest } = overlay;
  // The schema has no empty list; nothing left means no such targeting.
  return kept.length + added.length === 0 ? rest : { ...overlay, [list]: [...kept, ...added] };
}

const KEYWORD_CHANGES = [
  ["keyword_targets", "keyword_targets_add", "keyword_targets_remove"],
  ["negative_keywords", "negative_keywords_add", "negative_keywords_remove"],
] as const;

/** A list is either replaced with the overlay or changed word by word (package-update.json). */
function checkKeywords(request: Json, path: string): void {
  const overlay = (request.targeting_overlay ?? {}) as Json;
  for (const [list, ...changes] of KEYWORD_CHANGES) {
    const twice = changes.find((change) => request[change] !== undefined && overlay[list] !== undefined);
    if (twice === undefined) continue;
    throw refuse("INVALID_REQUEST", `${twice} cannot stand beside targeting_overlay.${list}.`, {
      field: `${path}.${twice}`,
    });
  }
}

function targetingAfter(pack: PackageRecord, request: Json, path: string): Json | undefined {
  checkKeywords(request, path);
  const before = (request.targeting_overlay ?? pack.echoed.targeting_overlay) as Json | undefined;
  const after = KEYWORD_CHANGES.reduce(
    (overlay, [list, add, remove]) => changeKeywords(overlay, request, list, add, remove),
    before ?? {},
  );
  return before === undefined && Object.keys(after).length === 0 ? undefined : after;
}

function optionOf(seller: Seller, pack: PackageRecord): PricingOption {
  const options = findProduct(seller, pack.product_id)?.pricing_options ?? [];
  const option = options.find((one) => one.pricing_option_id === pack.pricing_option_id);
  return option ?? { ...pack, fixed_price: pack.rate };
}

function changeBudget(seller: Seller, buy: BuyRecord, pack: PackageRecord, request: Json, path: string): string[] {
  if (typeof request.budget !== "number" || request.budget === pack.budget) return [];
  const spent = spentSoFar(seller, buy, pack);
  if (request.budget < spent) {
    const message = `The package has already delivered ${spent} ${pack.currency}; the budget cannot go below that.`;
    throw budgetTooLow(message, spent, pack.currency, `${path}.budget`);
  }
  if (request.budget < pack.budget) checkBudget(optionOf(seller, pack), request.budget, path);
  const note = `Budget ${pack.budget} to ${request.budget} ${pack.currency}.`;
  pack.budget = request.budget;
  return [note];
}

function changeBid(seller: Seller, pack: PackageRecord, request: Json, path: string): string[] {
  if (typeof request.bid_price !== "number") return [];
  pack.rate = rateFor(optionOf(seller, pack), request.bid_price, path);
  pack.bid_price = request.bid_price;
  return [`Bid ${request.bid_price} ${pack.currency}.`];
}

function changeFlags(seller: Seller, pack: PackageRecord, request: Json): string[] {
  if (request.canceled === true) {
    const reason = request.cancellation_reason as string | undefined;
    pack.canceled = true;
    pack.cancellation = {
      canceled_at: nowIso(seller),
      canceled_by: "buyer",
      ...(reason === undefined ? {} : { reason }),
    };
    return ["Canceled."];
  }
  if (typeof request.paused !== "boolean") return [];
  pack.paused = request.paused;
  return [request.paused ? "Paused." : "Resumed."];
}

function checkAssignment(seller: Seller, buy: BuyRecord, pack: PackageRecord, one: Wanted, path: string): void {
  const problem = assignmentProblem(seller, buy.account_key, pack, one.creative_id);
  if (problem !== undefined) throw refuse(problem.code, problem.message, { field: `${path}.creative_id` });
  const known = placementsOf(seller, pack.product_id);
  const stranger = one.placement_ids?.findIndex((id) => !known.includes(id)) ?? -1;
  if (stranger < 0 || known.length === 0) return;
  throw refuse("INVALID_REQUEST", `${pack.product_id} has no placement "${one.placement_ids?.[stranger]}".`, {
    field: `${path}.placement_ids[${stranger}]`,
    details: { placement_ids: known },
  });
}

type Wanted = Omit<CreativeAssignment, "assigned_at">;

/** Replaces the assignments; an empty list takes all creatives off. */
function changeAssignments(seller: Seller, buy: BuyRecord, pack: PackageRecord, request: Json, path: string): string[] {
  const wanted = request.creative_assignments as Wanted[] | undefined;
  if (wanted === undefined) return [];
  for (const [index, one] of wanted.entries()) {
    checkAssignment(seller, buy, pack, one, `${path}.creative_assignments[${index}]`);
  }
  const since = new Map(pack.creative_assignments.map((one) => [one.creative_id, one.assigned_at]));
  pack.creative_assignments = wanted.map((one) => ({
    ...one,
    assigned_at: since.get(one.creative_id) ?? nowIso(seller),
  }));
  return [`Creatives: ${wanted.map((one) => one.creative_id).join(", ") || "none"}.`];
}

function changeDates(buy: BuyRecord, pack: PackageRecord, request: Json, path: string): string[] {
  if (request.start_time === undefined && request.end_time === undefined) return [];
  const merged = { start_time: pack.start_time, end_time: pack.end_time, ...request };
  checkPackageDates(merged, parseIso(buy.start_time), parseIso(buy.end_time), path);
  if (typeof request.start_time === "string") pack.start_time = request.start_time;
  if (typeof request.end_time === "string") pack.end_time = request.end_time;
  return ["Dates changed."];
}

/** Changes the named fields of a package, leaves the others alone; the returned text is for the history. */
export function changePackage(
  seller: Seller,
  buy: BuyRecord,
  pack: PackageRecord,
  request: Json,
  path: string,
): string {
  if (pack.canceled) {
    const code = request.canceled === true ? "NOT_CANCELLABLE" : "INVALID_STATE";
    throw refuse(code, "The package is canceled; nothing more can be changed.", { field: `${path}.package_id` });
  }
  // As for the whole media buy: what stands beside a cancellation is ignored.
  if (request.canceled === true) return changeFlags(seller, pack, request).join(" ");
  checkGoals(seller, pack.product_id, request, path);
  const notes = [
    ...changeFlags(seller, pack, request),
    ...changeBudget(seller, buy, pack, request, path),
    ...changeBid(seller, pack, request, path),
    ...changeDates(buy, pack, request, path),
    ...changeAssignments(seller, buy, pack, request, path),
  ];
  const targeting = targetingAfter(pack, request, path);
  pack.echoed = {
    ...pack.echoed,
    ...echoedFields(request),
    ...(targeting === undefined ? {} : { targeting_overlay: targeting }),
  };
  if (typeof request.pacing === "string" && request.pacing !== pack.pacing) {
    notes.push(`Pacing ${pack.pacing} to ${request.pacing}.`);
    pack.pacing = request.pacing;
  }
  return notes.join(" ").slice(0, 500) || "Changed.";
}
