import { formatMoney } from "../money";

/** "USD 1,500.00 left to place", "USD 20.00 over the plan's total", or "as planned". Null: nothing to compare with. */
export function offSentence(total: { readonly offMicros: bigint | null; readonly currency: string }): string {
  const { offMicros, currency } = total;
  if (offMicros === null || offMicros === 0n) return "as planned";
  const amount = formatMoney({ micros: offMicros < 0n ? -offMicros : offMicros, currency });
  return offMicros < 0n ? `${amount} left to place` : `${amount} over the plan's total`;
}
