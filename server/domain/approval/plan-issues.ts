import { isAuction, type PricingOption } from "../media-buy/product";
import { formatMoney, isWholeMinor, money } from "../money";
import { addMillis, type Instant, isBefore } from "../time";
import type {
  PlanIssue,
  PlannedAccount,
  PlannedCampaign,
  PlannedCreative,
  PlannedPackage,
  PlannedSeller,
} from "./planned-campaign";

const dayMillis = 86_400_000;
const unusable = new Set(["failed", "rejected", "archived", "queued"]);

/** Only creatives the seller has are named in a create; it would refuse the whole buy for an unknown one. */
export function knownAtSeller(creative: PlannedCreative): boolean {
  return creative.atSeller !== null && !unusable.has(creative.atSeller);
}

function blocking(path: string, message: string, packageId: string | null = null): PlanIssue {
  return { level: "blocking", path, message, packageId };
}

function warning(path: string, message: string, packageId: string | null = null): PlanIssue {
  return { level: "warning", path, message, packageId };
}

export function* campaignIssues(
  campaign: PlannedCampaign,
  packages: readonly PlannedPackage[],
  now: Instant,
): Generator<PlanIssue> {
  if (packages.length === 0) yield blocking("packages", "Add at least one package");
  if (campaign.brandDomain === null) yield blocking("brandId", "Choose the brand that is advertised");
  if (campaign.startAt === null) yield blocking("startDay", "Enter the first day of the flight");
  if (campaign.endAt === null) yield blocking("endDay", "Enter the last day of the flight");
  else if (!isBefore(now, campaign.endAt)) yield blocking("endDay", "The flight is over already");
  else if (campaign.startAt !== null && !isBefore(campaign.startAt, campaign.endAt)) {
    yield blocking("endDay", "The last day is before the first");
  }
  if (campaign.totalMicros === null) yield blocking("totalMicros", "Enter the campaign's total");
  else yield* totalIssues(campaign, campaign.totalMicros, packages);
}

function* totalIssues(
  campaign: PlannedCampaign,
  totalMicros: bigint,
  packages: readonly PlannedPackage[],
): Generator<PlanIssue> {
  const { currency } = campaign;
  const planned = packages.filter((one) => one.currency === currency).reduce((sum, one) => sum + one.budgetMicros, 0n);
  const text = (micros: bigint) => formatMoney(money(micros, currency));
  if (planned > totalMicros) {
    yield blocking("totalMicros", `The packages come to ${text(planned - totalMicros)} more than the total`);
  }
  if (planned < totalMicros) yield warning("totalMicros", `${text(totalMicros - planned)} of the total is not placed`);
  const others = new Set(packages.map((one) => one.currency).filter((one) => one !== currency));
  if (others.size > 0) {
    yield warning("totalMicros", `Packages in ${[...others].join(", ")} are not part of the ${currency} total`);
  }
}

export function* sellerIssues(
  seller: PlannedSeller,
  account: PlannedAccount | null,
  group: readonly PlannedPackage[],
): Generator<PlanIssue> {
  const at = `packages.${group[0]?.id ?? ""}.accountId`;
  const packageId = group[0]?.id ?? null;
  if (seller.removed) yield blocking(at, `${seller.name} is no longer connected`, packageId);
  if (account === null) yield blocking(at, `Choose the account at ${seller.name}`, packageId);
  else if (account.status !== "active") {
    yield blocking(at, `The account “${account.name}” at ${seller.name} is ${account.status}, not active`, packageId);
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
    yield warning(
      at,
      `${seller.name} promises no safe repeat; an unclear outcome has to be looked up there`,
      packageId,
    );
  }
}

export function* packageIssues(campaign: PlannedCampaign, planned: PlannedPackage, now: Instant): Generator<PlanIssue> {
  const at = (field: string) => `packages.${planned.id}.${field}`;
  const stop = (field: string, message: string) => blocking(at(field), `${planned.name}: ${message}`, planned.id);
  const warn = (field: string, message: string) => warning(at(field), `${planned.name}: ${message}`, planned.id);
  const option = planned.product.pricingOptions.find((one) => one.pricingOptionId === planned.pricingOptionId);
  if (!option) yield stop("pricingOptionId", "the seller no longer offers this pricing option; choose another");
  else yield* pricingIssues(planned, option, stop);
  const { expiresAt } = planned.product;
  if (expiresAt !== null && !isBefore(now, expiresAt)) yield stop("productId", "the offer has expired; search again");
  else if (expiresAt !== null && isBefore(expiresAt, addMillis(now, dayMillis))) {
    yield warn("productId", "the offer expires within a day");
  }
  yield* flightIssues(campaign, planned, now, stop);
  yield* creativeIssues(planned, warn);
}

type Report = (field: string, message: string) => PlanIssue;

function* pricingIssues(planned: PlannedPackage, option: PricingOption, stop: Report): Generator<PlanIssue> {
  const { budgetMicros, bidMicros, currency } = planned;
  const text = (micros: bigint) => formatMoney(money(micros, currency));
  if (option.currency !== currency) yield stop("pricingOptionId", `the price is in ${option.currency}`);
  if (budgetMicros <= 0n) yield stop("budgetMicros", "enter a budget above 0");
  else if (!isWholeMinor(money(budgetMicros, currency))) {
    yield stop("budgetMicros", `the budget has more decimals than ${currency}`);
  } else if (option.minSpendPerPackageMicros !== null && budgetMicros < option.minSpendPerPackageMicros) {
    yield stop("budgetMicros", `the seller's minimum is ${text(option.minSpendPerPackageMicros)}`);
  }
  if (!isAuction(option)) {
    if (bidMicros !== null) yield stop("bidMicros", "the price is fixed; leave the bid empty");
  } else if (bidMicros === null || bidMicros <= 0n) yield stop("bidMicros", "an auction needs a bid");
  else if (option.floorPriceMicros !== null && bidMicros < option.floorPriceMicros) {
    yield stop("bidMicros", `the floor is ${text(option.floorPriceMicros)}`);
  }
}

function* flightIssues(
  campaign: PlannedCampaign,
  planned: PlannedPackage,
  now: Instant,
  stop: Report,
): Generator<PlanIssue> {
  const startAt = planned.startAt ?? campaign.startAt;
  const endAt = planned.endAt ?? campaign.endAt;
  if (startAt === null || endAt === null) return;
  if (!isBefore(startAt, endAt)) yield stop("endDay", "the last day is before the first");
  if (planned.startAt !== null && campaign.startAt !== null && isBefore(planned.startAt, campaign.startAt)) {
    yield stop("startDay", "it starts before the campaign");
  }
  if (planned.endAt === null) return;
  if (campaign.endAt !== null && isBefore(campaign.endAt, planned.endAt))
    yield stop("endDay", "it ends after the campaign");
  if (!isBefore(now, planned.endAt)) yield stop("endDay", "its flight is over already");
}

function* creativeIssues(planned: PlannedPackage, warn: Report): Generator<PlanIssue> {
  if (planned.creatives.length === 0) yield warn("creatives", "no creative is assigned; the seller waits for one");
  for (const creative of planned.creatives) {
    const { name, atSeller } = creative;
    if (atSeller === null) {
      yield warn("creatives", `“${name}” is not in the seller's library yet and is left out of this request`);
    } else if (unusable.has(atSeller)) {
      yield warn("creatives", `“${name}” is ${atSeller} at the seller and is left out of this request`);
    } else if (atSeller !== "approved") yield warn("creatives", `“${name}” still waits for the seller's review`);
  }
}
