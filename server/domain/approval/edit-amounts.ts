import { isAuction, type PricingOption } from "../media-buy/product";
import { formatMoney, isWholeMinor, minorDigits, money } from "../money";

/** Why a live package cannot have this budget, or null: not below what is spent, nor below the seller's minimum. */
export function budgetIssue(
  micros: bigint,
  currency: string,
  of: { readonly deliveredMicros: bigint; readonly option: PricingOption | null },
): string | null {
  const amount = money(micros, currency);
  const digits = minorDigits(currency);
  if (micros <= 0n) return "Enter a budget above 0";
  if (!isWholeMinor(amount)) return digits === 0 ? `${currency} has no decimals` : `At most ${digits} decimals`;
  if (micros < of.deliveredMicros) {
    return `${formatMoney(money(of.deliveredMicros, currency))} is spent already; the budget cannot go below it`;
  }
  const least = of.option?.minSpendPerPackageMicros ?? null;
  if (least !== null && micros < least) return `The seller's minimum is ${formatMoney(money(least, currency))}`;
  return null;
}

/** Why a live package cannot have this bid, or null. */
export function bidIssue(micros: bigint, currency: string, option: PricingOption | null): string | null {
  if (option !== null && !isAuction(option)) return "The price is fixed; there is no bid";
  if (micros <= 0n) return "Enter a bid above 0";
  const floor = option?.floorPriceMicros ?? null;
  if (floor !== null && micros < floor) return `The floor is ${formatMoney(money(floor, currency))}`;
  return null;
}

/** Why a package cannot aim at so many impressions, or null. */
export function impressionsIssue(count: bigint): string | null {
  if (count <= 0n) return "Enter a goal above 0";
  return count > BigInt(Number.MAX_SAFE_INTEGER) ? "The number is larger than can be sent" : null;
}
