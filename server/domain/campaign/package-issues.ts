import type { FieldIssue } from "../errors";
import { isAuction, type PricingOption } from "../media-buy/product";
import { formatMoney, isWholeMinor } from "../money";
import { effectiveOverlay, overlayIssues } from "../targeting/edit-overlay";
import { formatDay, type Instant, isBefore, lastDayOf } from "../time";
import type { Campaign } from "./campaign";
import { decimalsMessage } from "./draft-issues";
import { isExpired, type PlannedPackage, pricingOptionOf } from "./package-plan";

/** `fixMicros`: the amount that would settle it, offered as a button. */
export type PackageIssue = FieldIssue & { readonly fixMicros?: bigint };

type Flight = Pick<Campaign, "startAt" | "endAt" | "timeZone">;
type Plan = Flight & Pick<Campaign, "targetingOverlay">;

/**
 * Everything that keeps one package from being sent (requirements §6: 23–27). Paths: pricingOptionId, budgetMicros, bidMicros,
 * startDay, endDay, countries, deviceTypes, product.
 */
export function packageIssues(planned: PlannedPackage, campaign: Plan, now: Instant): PackageIssue[] {
  const option = pricingOptionOf(planned);
  return [
    ...productIssues(planned, now),
    ...(option ? [...budgetIssues(planned, option), ...bidIssues(planned, option)] : missingOption()),
    ...flightIssues(planned, campaign, now),
    ...overlayIssues(effectiveOverlay(campaign.targetingOverlay, planned.targetingOverlay)),
  ];
}

/**
 * The part of them that no save may let through, because it is nonsense rather than unfinished: impossible amounts, an
 * option the product does not have, a bid at a fixed price, a flight that ends before it starts, unknown targeting.
 */
export function unsavableIssues(planned: PlannedPackage): PackageIssue[] {
  const option = pricingOptionOf(planned);
  const { startAt, endAt } = planned;
  return [
    ...(option ? [...amountIssues(planned), ...bidOutOfPlace(planned, option)] : missingOption()),
    ...(startAt !== null && endAt !== null && !isBefore(startAt, endAt) ? [endsBeforeStart] : []),
    ...overlayIssues(planned.targetingOverlay),
  ];
}

const endsBeforeStart: PackageIssue = { path: "endDay", message: "The last day is before the first" };

function missingOption(): PackageIssue[] {
  return [{ path: "pricingOptionId", message: "The product no longer has this pricing option; choose another" }];
}

function productIssues(planned: PlannedPackage, now: Instant): PackageIssue[] {
  if (!isExpired(planned.product.expiresAt, now)) return [];
  return [{ path: "product", message: "The seller's offer has expired; ask for products again and replace it" }];
}

function amountIssues({ budgetMicros, currency }: PlannedPackage): PackageIssue[] {
  if (budgetMicros < 0n) return [{ path: "budgetMicros", message: "A budget cannot be below zero" }];
  if (isWholeMinor({ micros: budgetMicros, currency })) return [];
  return [{ path: "budgetMicros", message: decimalsMessage(currency) }];
}

function budgetIssues(planned: PlannedPackage, option: PricingOption): PackageIssue[] {
  const impossible = amountIssues(planned);
  if (impossible.length > 0) return impossible;
  const { budgetMicros, currency } = planned;
  const minimum = option.minSpendPerPackageMicros;
  if (minimum !== null && budgetMicros < minimum) {
    const message = `The seller's minimum is ${formatMoney({ micros: minimum, currency })}`;
    return [{ path: "budgetMicros", message, fixMicros: minimum }];
  }
  return budgetMicros === 0n ? [{ path: "budgetMicros", message: "Enter a budget" }] : [];
}

function bidOutOfPlace({ bidMicros }: PlannedPackage, option: PricingOption): PackageIssue[] {
  if (bidMicros === null) return [];
  if (!isAuction(option)) return [{ path: "bidMicros", message: "The seller fixed this price; it takes no bid" }];
  return bidMicros < 0n ? [{ path: "bidMicros", message: "A bid cannot be below zero" }] : [];
}

function bidIssues(planned: PlannedPackage, option: PricingOption): PackageIssue[] {
  const outOfPlace = bidOutOfPlace(planned, option);
  if (outOfPlace.length > 0 || !isAuction(option)) return outOfPlace;
  const { bidMicros, currency } = planned;
  const floor = option.floorPriceMicros;
  const fix = floor === null ? {} : { fixMicros: floor };
  if (bidMicros === null || bidMicros === 0n) {
    return [{ path: "bidMicros", message: "This is an auction: enter a bid", ...fix }];
  }
  if (floor === null || bidMicros >= floor) return [];
  return [{ path: "bidMicros", message: `The floor is ${formatMoney({ micros: floor, currency })}`, ...fix }];
}

function flightIssues(planned: PlannedPackage, flight: Flight, now: Instant): PackageIssue[] {
  const start = planned.startAt ?? flight.startAt;
  const end = planned.endAt ?? flight.endAt;
  if (start !== null && end !== null && !isBefore(start, end)) return [endsBeforeStart];
  return [...ownStartIssues(planned, flight), ...ownEndIssues(planned, flight, now)];
}

function ownStartIssues({ startAt }: PlannedPackage, flight: Flight): PackageIssue[] {
  if (startAt === null || flight.startAt === null || !isBefore(startAt, flight.startAt)) return [];
  return [{ path: "startDay", message: "Starts before the campaign does" }];
}

function ownEndIssues({ endAt }: PlannedPackage, flight: Flight, now: Instant): PackageIssue[] {
  if (endAt === null) return [];
  if (!isBefore(now, endAt)) return [{ path: "endDay", message: "The last day has already passed" }];
  if (flight.endAt === null || !isBefore(flight.endAt, endAt)) return [];
  const last = formatDay(lastDayOf(flight.endAt, flight.timeZone));
  return [{ path: "endDay", message: `Ends after the campaign does (${last})` }];
}
