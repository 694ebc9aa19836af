import { gateRefusal } from "../account/status-gate";
import type { Campaign } from "../campaign/campaign";
import type { PlannedPackage } from "../campaign/package-plan";
import { type PlanReadiness, planReadiness } from "../campaign/plan-readiness";
import { standingOf } from "../creative/review-state";
import { addMillis, type Instant, isBefore } from "../time";
import type { PlanIssue, PlannedAccount, PlannedCreative, PlannedSeller } from "./planned-campaign";

const dayMillis = 86_400_000;

/** Only creatives the seller has are named in a create; it would refuse the whole buy for an unknown one. */
export function knownAtSeller({ atSeller }: PlannedCreative): boolean {
  return atSeller !== null && atSeller !== "queued" && ["usable", "waiting"].includes(standingOf(atSeller));
}

/** What keeps the plan itself from being sent, each at its field: the rules the plan pages show (requirements §6: 23–28). */
export function readinessIssues(
  campaign: Campaign,
  planned: readonly PlannedPackage[],
  now: Instant,
): { readonly issues: readonly PlanIssue[]; readonly readiness: PlanReadiness } {
  const readiness = planReadiness(campaign, planned, now);
  const named = new Map(planned.map((row) => [row.id, row.name]));
  const ofPackages = readiness.packages.flatMap(({ packageId, issues }) =>
    issues.map(({ path, message }) =>
      blocking(`packages.${packageId}.${path}`, `${named.get(packageId) ?? "Package"}: ${message}`, packageId),
    ),
  );
  const issues = [...readiness.plan.map(({ path, message }) => blocking(path, message)), ...ofPackages];
  return { issues, readiness };
}

/** What the seller and the account cannot do, once per media buy. */
export function* sellerIssues(
  seller: PlannedSeller,
  account: PlannedAccount | null,
  packageId: string,
): Generator<PlanIssue> {
  const at = `packages.${packageId}.accountId`;
  if (seller.removed) yield blocking(at, `${seller.name} is no longer connected`, packageId);
  if (account === null) yield blocking(at, `No account at ${seller.name} is chosen`, packageId);
  else {
    const refused = gateRefusal(account, seller.name, "create");
    if (refused !== null) yield blocking(at, refused, packageId);
  }
  if (seller.capabilities === null) {
    yield warning(at, `${seller.name} has not answered yet; what it can do is not known`, packageId);
    return;
  }
  const { tools, replayTtlSeconds } = seller.capabilities;
  if (tools.length > 0 && !tools.includes("create_media_buy")) {
    yield blocking(at, `${seller.name} does not offer create_media_buy`, packageId);
  }
  if (replayTtlSeconds === null) {
    yield warning(at, `${seller.name} promises no safe repeat: an unclear outcome is looked up there first`, packageId);
  }
}

/** What the planner should know about a package although it can be sent. */
export function* packageWarnings(
  planned: PlannedPackage,
  creatives: readonly PlannedCreative[],
  now: Instant,
): Generator<PlanIssue> {
  const warn = (field: string, message: string) =>
    warning(`packages.${planned.id}.${field}`, `${planned.name}: ${message}`, planned.id);
  const { expiresAt } = planned.product;
  if (expiresAt !== null && isBefore(now, expiresAt) && isBefore(expiresAt, addMillis(now, dayMillis))) {
    yield warn("product", "the offer expires within a day");
  }
  if (creatives.length === 0) yield warn("creatives", "no creative is assigned; it will wait for one");
  for (const creative of creatives) {
    const sentence = creativeWarning(creative);
    if (sentence !== null) yield warn("creatives", sentence);
  }
}

function creativeWarning(creative: PlannedCreative): string | null {
  const { name, atSeller } = creative;
  if (atSeller === null) return `“${name}” is not in the seller's library yet and is left out of this request`;
  if (!knownAtSeller(creative)) return `“${name}” is ${atSeller} at the seller and is left out of this request`;
  return atSeller === "approved" ? null : `“${name}” still waits for the seller's review`;
}

function blocking(path: string, message: string, packageId: string | null = null): PlanIssue {
  return { level: "blocking", path, message, packageId };
}

function warning(path: string, message: string, packageId: string | null = null): PlanIssue {
  return { level: "warning", path, message, packageId };
}
