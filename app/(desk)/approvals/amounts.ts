import { formatAmount } from "@/server/domain/money";

export type CurrencySum = { readonly currency: string; readonly deltaMicros: bigint };

/** One sum a currency, never added across. */
export function sumByCurrency(
  parts: readonly { readonly currency: string | null; readonly deltaMicros: bigint }[],
): readonly CurrencySum[] {
  const sums = new Map<string, bigint>();
  for (const { currency, deltaMicros } of parts) {
    if (currency !== null) sums.set(currency, (sums.get(currency) ?? 0n) + deltaMicros);
  }
  return [...sums].map(([currency, deltaMicros]) => ({ currency, deltaMicros }));
}

/** "+8,000.00 EUR, −200.00 USD", for a button. */
export function amountsWords(sums: readonly CurrencySum[]): string {
  const words = sums.map(({ deltaMicros: micros, currency }) => {
    return `${micros > 0n ? "+" : ""}${formatAmount({ micros, currency })} ${currency}`;
  });
  return words.join(", ");
}
