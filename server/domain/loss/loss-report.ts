import { lacksTool, type SellerOffer, whyNotOffered } from "../capabilities/allowed";
import { type DialectFeature, type DialectLimit, limitsOf } from "../dialect/limits";
import { goalIssues } from "../optimization/goal-issues";
import { goalSupport } from "../optimization/goal-support";
import { limitProblems } from "../targeting/overlay-problems";
import { targetingOffer } from "../targeting/targeting-limits";
import { type Used, type UsedPackage, usedFeatures } from "./used-features";

/**
 * blocks: it cannot be sent so; dropped: it is left out; approximated: it goes in another form; notVerifiable: it goes, and nothing shows
 * afterwards whether it was kept.
 */
type LossSeverity = "blocks" | "dropped" | "approximated" | "notVerifiable";

/** One thing a campaign uses and its seller does not get as planned. */
export type LossLine = {
  /** A feature of the dialect, or a field of the targeting overlay. */
  readonly feature: string;
  readonly severity: LossSeverity;
  readonly says: string;
  /** The packages it is about; empty: the whole media buy. */
  readonly packageIds: readonly string[];
  /** The field of the package where it is settled, as the forms spell it. */
  readonly field: string | null;
};

/** What would be lost of this plan at this seller, what blocks first. */
export function lossReport(seller: SellerOffer, used: Used): readonly LossLine[] {
  const lines = [
    ...used.packages.flatMap((one) => [...targetingLosses(seller, one), ...goalLosses(seller, one)]),
    ...usedFeatures(used).flatMap((one) => featureLoss(seller, one)),
    ...unreadable(seller),
  ];
  return together(lines).sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
}

const order: readonly LossSeverity[] = ["blocks", "dropped", "approximated", "notVerifiable"];

function targetingLosses(seller: SellerOffer, { packageId, overlay, product }: UsedPackage): readonly LossLine[] {
  const { limits, offered } = targetingOffer(seller, product.propertyTargetingAllowed);
  const blocked = limitProblems(overlay, limits, offered).map(({ path, message }) =>
    line(path, "blocks", message, [packageId], fieldOfOverlay(path)),
  );
  return [
    ...blocked,
    ...capLoss(seller, packageId, overlay),
    ...unsaidTargeting(seller, packageId, Object.keys(overlay)),
    ...daypartLoss(seller, packageId, overlay),
  ];
}

/** A seller without a targeting section has promised nothing: the request goes, and the read-back shows what became of it. */
function unsaidTargeting(seller: SellerOffer, packageId: string, fields: readonly string[]): readonly LossLine[] {
  const { capabilities, name, dialect } = seller;
  const isUnsaid = capabilities?.mediaBuyDeclared === true && capabilities.targeting === null;
  if (!isUnsaid || fields.length === 0 || dialect.version === "2.5") return [];
  const says = `${name} does not say which targeting it takes: only the read-back shows whether it was kept`;
  return [line("targeting", "notVerifiable", says, [packageId], null)];
}

/** AdCP 2.5 knows a pause between two views and no count of them. */
function capLoss(
  { dialect }: SellerOffer,
  packageId: string,
  { frequency_cap: cap }: UsedPackage["overlay"],
): readonly LossLine[] {
  if (dialect.version !== "2.5" || typeof cap !== "object" || cap === null) return [];
  if (Object.keys(cap).every((field) => field === "suppress" || field === "suppress_minutes")) return [];
  const says = "AdCP 2.5 caps frequency by a pause between impressions only";
  return [line("frequency_cap", "blocks", says, [packageId], fieldOfOverlay("frequency_cap"))];
}

function daypartLoss(
  { name, dialect }: SellerOffer,
  packageId: string,
  overlay: UsedPackage["overlay"],
): readonly LossLine[] {
  if (overlay.daypart_targets === undefined || dialect.version === "2.5") return [];
  const says = `AdCP has no time zone for hours of the day: ${name} reads them in its own`;
  return [line("daypart_targets", "approximated", says, [packageId], null)];
}

function goalLosses(seller: SellerOffer, { packageId, goals, product }: UsedPackage): readonly LossLine[] {
  if (goals.length === 0 || whyNotOffered("optimizationGoals", seller) !== null) return [];
  const support = goalSupport(product.raw, seller.capabilities?.raw ?? null);
  return goalIssues(goals, support).map(({ message }) =>
    line("optimizationGoals", "blocks", message, [packageId], "optimizationGoals"),
  );
}

type UsedFeature = ReturnType<typeof usedFeatures>[number];

function featureLoss(seller: SellerOffer, { feature, packageIds, field }: UsedFeature): readonly LossLine[] {
  const refused = whyNotOffered(feature, seller);
  if (refused !== null) return [line(feature, "blocks", refused, packageIds, field)];
  const limit = limitsOf(seller.dialect).find((one) => one.feature === feature);
  return limit ? [line(feature, severityOf(limit), limit.says, packageIds, field)] : [];
}

const unchecked: ReadonlySet<DialectFeature> = new Set([
  "readBack",
  "listMediaBuys",
  "taskStatus",
  "revision",
  "idempotency",
]);

export function severityOf({ feature, effect }: DialectLimit): LossSeverity {
  if (effect === "refused") return "blocks";
  if (feature === "dailyCaps") return "dropped";
  return unchecked.has(feature) ? "notVerifiable" : "approximated";
}

/** What a seller of our dialect could have shown and this one has no tool for. */
export function unreadable({ capabilities, name, dialect }: SellerOffer): readonly LossLine[] {
  if (capabilities === null || limitsOf(dialect).some(({ feature }) => feature === "readBack")) return [];
  const lines: LossLine[] = [];
  if (lacksTool(capabilities, "get_media_buys")) {
    const says = `${name} cannot read a media buy back: delivery and its own replies are the evidence`;
    lines.push(line("readBack", "notVerifiable", says, [], null));
  }
  if (lacksTool(capabilities, "get_media_buy_delivery")) {
    lines.push(line("delivery", "notVerifiable", `${name} reports no delivery: what was spent is not shown`, [], null));
  }
  return lines;
}

export function line(
  feature: string,
  severity: LossSeverity,
  says: string,
  packageIds: readonly string[],
  field: string | null,
): LossLine {
  return { feature, severity, says, packageIds, field };
}

/** The same sentence about several packages is said once. */
function together(lines: readonly LossLine[]): LossLine[] {
  const said = new Map<string, LossLine>();
  for (const one of lines) {
    const key = `${one.feature} ${one.severity} ${one.says}`;
    const known = said.get(key);
    said.set(key, known ? { ...known, packageIds: [...known.packageIds, ...one.packageIds] } : one);
  }
  return [...said.values()];
}

const planFields: Readonly<Record<string, string>> = { geo_countries: "countries", device_type: "deviceTypes" };
const fieldOfOverlay = (field: string): string => planFields[field] ?? `targetingOverlay.${field}`;

/** "2 things will not reach Tagblatt as planned"; null: nothing is lost. */
export function lossSummary(lines: readonly LossLine[], name: string): string | null {
  const lost = lines.filter(({ severity }) => severity !== "notVerifiable").length;
  if (lost > 0) return `${lost} ${lost === 1 ? "thing" : "things"} will not reach ${name} as planned`;
  if (lines.length === 0) return null;
  return `${lines.length} ${lines.length === 1 ? "thing" : "things"} at ${name} cannot be checked`;
}
