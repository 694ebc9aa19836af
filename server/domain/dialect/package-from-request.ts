import type { AssignmentEdit, NewPackageEdit, PackageEdit } from "../approval/editable-buy";
import { pacings } from "../change/patch";
import type { FieldIssue } from "../errors";
import { goalsFrom } from "../optimization/parse-goals";
import type { KeywordChange } from "../targeting/keywords";
import type { TargetingOverlay } from "../targeting/overlay";
import { isJson, type Json, listOf, textOf, textsOf } from "./read-json";
import { flag, flight, micros, notePlanners, type RequestSubject, refuseUnknown, type Scene } from "./request-words";

export type Draft = { -readonly [K in keyof PackageEdit]: PackageEdit[K] };

const packageWords = new Set(
  [
    "package_id buyer_ref active paused canceled cancellation_reason budget currency cpm bid_price impressions pacing",
    "daily_budget daily_impressions creative_ids creative_assignments creatives targeting_overlay optimization_goals",
    "keyword_targets_add keyword_targets_remove negative_keywords_add negative_keywords_remove start_time end_time context ext",
    "product_id pricing_option_id format_ids",
  ].flatMap((line) => line.split(" ")),
);

type SubjectPackage = RequestSubject["packages"][number];

/** One entry of `packages`. */
export function ofPackage(json: Json, at: string, packages: Map<string, Draft>, scene: Scene): void {
  refuseUnknown(json, packageWords, `${at}.`, scene.issues);
  const found = packageNamed(json, at, scene);
  if (found) fill(packages, found, json, `${at}.`, scene);
}

/** By the seller's id, by ours, by its name (its `buyer_ref`), or by its product where only one package has it. */
export function packageNamed(json: Json, at: string, { subject, issues }: Scene): SubjectPackage | null {
  const word = textOf(json.package_id) ?? textOf(json.buyer_ref) ?? textOf(json.product_id);
  const matches = subject.packages.filter(({ id, sellerPackageId, name }) =>
    [sellerPackageId, id, name].includes(word ?? null),
  );
  const products = subject.packages.filter((one) => one.productId === word && one.live);
  const found = matches.length > 0 ? matches : products;
  if (found.length === 1) return found[0] ?? null;
  const message =
    found.length > 1
      ? `“${word}” names several packages; use the package id`
      : `No package of this media buy is “${word ?? ""}”`;
  issues.push({ path: at, message });
  return null;
}

export function fill(packages: Map<string, Draft>, one: SubjectPackage, json: Json, at: string, scene: Scene): void {
  packages.set(one.id, { ...packages.get(one.id), ...packageEdit(json, one, at, scene) });
}

function packageEdit(json: Json, one: Pick<SubjectPackage, "auction" | "name">, at: string, scene: Scene): Draft {
  const { issues, notes, subject } = scene;
  notePlanners(json, ` of ${one.name}`, notes);
  const currency = textOf(json.currency);
  if (currency !== undefined && currency !== subject.currency) {
    issues.push({ path: `${at}currency`, message: `This media buy is in ${subject.currency}, not in ${currency}` });
  }
  return {
    ...flag(json),
    ...flight(json, at, issues),
    ...amounts(json, one, at, scene),
    ...wishes(json, at, issues),
    ...creatives(json, at, scene),
    ...(json.canceled === true ? { canceled: { reason: textOf(json.cancellation_reason) ?? "" } } : {}),
  };
}

function amounts(
  json: Json,
  { auction, name }: Pick<SubjectPackage, "auction" | "name">,
  at: string,
  scene: Scene,
): Draft {
  const { issues, notes, subject } = scene;
  const draft: Draft = {};
  if (json.budget !== undefined) draft.budgetMicros = micros(json.budget, subject.currency, `${at}budget`, issues);
  const bid = json.bid_price ?? (auction ? json.cpm : undefined);
  if (json.cpm !== undefined && !auction) notes.push(`cpm of ${name} is the seller's fixed price and not sent`);
  if (json.bid_price === null) draft.bidMicros = null;
  else if (bid !== undefined && bid !== null) draft.bidMicros = micros(bid, subject.currency, `${at}bid_price`, issues);
  if (json.impressions === null) draft.impressions = null;
  else if (typeof json.impressions === "number" && Number.isInteger(json.impressions))
    draft.impressions = BigInt(json.impressions);
  else if (json.impressions !== undefined)
    issues.push({ path: `${at}impressions`, message: "Impressions are a whole number" });
  return draft;
}

function wishes(json: Json, at: string, issues: FieldIssue[]): Draft {
  const draft: Draft = {};
  if (json.pacing !== undefined) {
    const pacing = pacings.find((one) => one === json.pacing);
    if (!pacing) issues.push({ path: `${at}pacing`, message: "Pacing is even, asap or front_loaded" });
    draft.pacing = pacing;
  }
  const overlay = json.targeting_overlay;
  if (overlay === null) draft.targetingOverlay = {};
  else if (isJson(overlay)) draft.targetingOverlay = overlayFromRequest(overlay);
  if (json.optimization_goals !== undefined) draft.optimizationGoals = goalsFrom(json.optimization_goals ?? []);
  const keywords = keywordsIn(json);
  if (keywords) draft.keywords = keywords;
  return draft;
}

function keywordsIn(json: Json): KeywordChange | null {
  const words = {
    targetsAdd: "keyword_targets_add",
    targetsRemove: "keyword_targets_remove",
    negativesAdd: "negative_keywords_add",
    negativesRemove: "negative_keywords_remove",
  };
  const found = Object.entries(words).filter(([, word]) => Array.isArray(json[word]));
  return found.length === 0
    ? null
    : (Object.fromEntries(found.map(([name, word]) => [name, json[word]])) as KeywordChange);
}

/** `ctv` is a device type, not a platform (requirements S1:75–94). */
export function overlayFromRequest(overlay: Json): TargetingOverlay {
  const platforms = textsOf(overlay.device_platform);
  if (!platforms.includes("ctv")) return overlay;
  const { device_platform: _platforms, device_type: types, ...rest } = overlay;
  const others = platforms.filter((one) => one !== "ctv");
  return {
    ...rest,
    ...(others.length === 0 ? {} : { device_platform: others }),
    device_type: [...new Set([...textsOf(types), "ctv"])],
  };
}

function creatives(json: Json, at: string, { subject, issues }: Scene): Draft {
  const rowOf = (id: string, word: string): string[] => {
    const row = subject.creatives.get(id);
    if (row === undefined) issues.push({ path: `${at}${word}`, message: `There is no creative “${id}” here` });
    return row === undefined ? [] : [row];
  };
  const draft: Draft = {};
  // Null clears as an empty list does (C11).
  if (json.creative_ids !== undefined) {
    draft.creativeIds = textsOf(json.creative_ids ?? []).flatMap((id) => rowOf(id, "creative_ids"));
  }
  if (json.creative_assignments !== undefined) {
    draft.assignments = listOf(json.creative_assignments ?? []).flatMap((one) =>
      rowOf(textOf(one.creative_id) ?? "", "creative_assignments").map((creativeId) => assignment(creativeId, one)),
    );
  }
  if (Array.isArray(json.creatives)) {
    draft.newCreativeIds = listOf(json.creatives).flatMap((one) => rowOf(textOf(one.creative_id) ?? "", "creatives"));
  }
  return draft;
}

function assignment(creativeId: string, one: Json): AssignmentEdit {
  const placementIds = textsOf(one.placement_ids);
  return {
    creativeId,
    weight: typeof one.weight === "number" ? one.weight : null,
    placementIds: placementIds.length === 0 ? null : placementIds,
  };
}

/** One entry of `new_packages`. */
export function newPackage(json: Json, at: string, scene: Scene): Omit<NewPackageEdit, "packageId">[] {
  const { subject, issues } = scene;
  refuseUnknown(json, packageWords, `${at}.`, issues);
  const productSnapshotId = subject.offers.get(textOf(json.product_id) ?? "");
  const pricingOptionId = textOf(json.pricing_option_id);
  if (productSnapshotId === undefined || pricingOptionId === undefined) {
    issues.push({
      path: at,
      message: "A new package needs a product that this seller offered, and one of its pricing options",
    });
    return [];
  }
  const name = textOf(json.buyer_ref);
  const {
    canceled: _canceled,
    keywords: _keywords,
    budgetMicros = 0n,
    ...rest
  } = packageEdit(json, { auction: true, name: name ?? "" }, `${at}.`, scene);
  return [{ ...rest, budgetMicros, productSnapshotId, pricingOptionId, ...(name === undefined ? {} : { name }) }];
}
