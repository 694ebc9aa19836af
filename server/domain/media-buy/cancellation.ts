import { formatMoney, money } from "../money";

/** A product's `cancellation_policy` (requirements §3.3), in words; null parts: the seller does not say. */
export type CancellationTerms = { readonly notice: string | null; readonly fee: string | null };

type Json = Readonly<Record<string, unknown>>;

/** What the seller says about canceling a package with so much budget left; the fee is an estimate, the seller's bill decides. */
export function cancellationTerms(
  product: Json,
  of: { readonly currency: string; readonly budgetMicros: bigint; readonly deliveredMicros: bigint },
): CancellationTerms {
  const policy = objectOf(product.cancellation_policy);
  if (!policy) return { notice: null, fee: null };
  return { notice: noticeWords(objectOf(policy.notice_period)), fee: feeWords(objectOf(policy.cancellation_fee), of) };
}

function objectOf(value: unknown): Json | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : null;
}

function noticeWords(period: Json | null): string | null {
  if (!period || typeof period.interval !== "number" || typeof period.unit !== "string") return null;
  const unit = period.interval === 1 ? period.unit.replace(/s$/, "") : period.unit;
  return period.interval === 0 ? "no notice" : `${period.interval} ${unit} of notice`;
}

type Amounts = { readonly currency: string; readonly budgetMicros: bigint; readonly deliveredMicros: bigint };

function feeWords(fee: Json | null, { currency, budgetMicros, deliveredMicros }: Amounts): string | null {
  if (!fee) return null;
  const left = budgetMicros > deliveredMicros ? budgetMicros - deliveredMicros : 0n;
  const said = (micros: bigint) => formatMoney(money(micros, currency));
  if (fee.type === "none") return "no fee";
  if (fee.type === "full_commitment") return `the whole budget stays due, ${said(budgetMicros)}`;
  if (fee.type === "fixed_fee" && typeof fee.amount === "number") {
    return `a fee of ${said(BigInt(Math.round(fee.amount * 1_000_000)))}`;
  }
  if (fee.type === "percent_remaining" && typeof fee.rate === "number") {
    const share = Math.round(fee.rate * 10_000);
    return `a fee of about ${said((left * BigInt(share)) / 10_000n)} (${share / 100} % of what is left)`;
  }
  return String(fee.type).replaceAll("_", " ");
}
