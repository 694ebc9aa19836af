import { DomainError } from "@/server/domain/errors";
import { minorDigits, parseDecimal } from "@/server/domain/money";

export type AmountText = { readonly micros: bigint | null; readonly problem: string | null };

const grouped = /^\d{1,3}(?:[,\u00a0\u202f ]\d{3})+(?:\.\d+)?$/;

/**
 * What was typed → micros. Empty is no amount and no problem; "120,000.50" may be grouped in threes.
 * Never below zero; `digits` places at most, by default those of the currency.
 */
export function readAmount(text: string, currency: string, digits = minorDigits(currency)): AmountText {
  const typed = text.trim();
  if (typed === "") return { micros: null, problem: null };
  const plain = grouped.test(typed) ? typed.replace(/[,\u00a0\u202f ]/g, "") : typed;
  try {
    const { micros } = parseDecimal(plain, currency, digits);
    return micros < 0n ? { micros: null, problem: "The amount cannot be below zero" } : { micros, problem: null };
  } catch (error) {
    if (error instanceof DomainError) return { micros: null, problem: error.message };
    throw error;
  }
}
