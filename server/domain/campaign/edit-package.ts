import type { Pacing } from "../change/patch";
import { isAuction } from "../media-buy/product";
import { editOverlay } from "../targeting/edit-overlay";
import { type Day, endOfInclusiveDay, startOfDay } from "../time";
import { type PlannedPackage, startingBid } from "./package-plan";

/** Only the edited fields. Days are calendar days of the plan's zone, the last one inclusive; null inherits the plan's. */
export type PackageEdit = {
  readonly name?: string | undefined;
  readonly pricingOptionId?: string | undefined;
  readonly budgetMicros?: bigint | undefined;
  readonly bidMicros?: bigint | null | undefined;
  readonly pacing?: Pacing | undefined;
  readonly startDay?: Day | null | undefined;
  readonly endDay?: Day | null | undefined;
  readonly countries?: readonly string[] | null | undefined;
  readonly deviceTypes?: readonly string[] | null | undefined;
  readonly accountId?: string | null | undefined;
};

export function editPackage(planned: PlannedPackage, edit: PackageEdit, timeZone: string): PlannedPackage {
  const priced = withOption(planned, edit.pricingOptionId);
  const { startDay, endDay } = edit;
  return {
    ...priced,
    name: edit.name ?? planned.name,
    budgetMicros: edit.budgetMicros ?? planned.budgetMicros,
    bidMicros: edit.bidMicros === undefined ? priced.bidMicros : edit.bidMicros,
    pacing: edit.pacing ?? planned.pacing,
    startAt: startDay === undefined ? planned.startAt : startDay && startOfDay(startDay, timeZone),
    endAt: endDay === undefined ? planned.endAt : endDay && endOfInclusiveDay(endDay, timeZone),
    targetingOverlay: editOverlay(planned.targetingOverlay, edit),
    accountId: edit.accountId === undefined ? planned.accountId : edit.accountId,
  };
}

/** Another option brings its currency; a bid stays only where the new option takes one in the same currency. */
function withOption(planned: PlannedPackage, pricingOptionId: string | undefined): PlannedPackage {
  if (pricingOptionId === undefined || pricingOptionId === planned.pricingOptionId) return planned;
  const option = planned.product.pricingOptions.find((candidate) => candidate.pricingOptionId === pricingOptionId);
  if (!option) return { ...planned, pricingOptionId };
  const keepsBid = isAuction(option) && planned.bidMicros !== null && option.currency === planned.currency;
  return {
    ...planned,
    pricingOptionId,
    currency: option.currency,
    bidMicros: keepsBid ? planned.bidMicros : startingBid(option),
  };
}
