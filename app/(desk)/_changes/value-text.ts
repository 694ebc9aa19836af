import { instantWords, lastDayWords } from "@/app/_ui/date-words";
import type { FieldChangeView } from "@/server/api/views/change-view";
import { formatMoney, money } from "@/server/domain/money";

type ValueFacts = Pick<FieldChangeView, "field" | "format"> & {
  readonly currency: string | null;
  readonly zone: string;
};

/** A value of a field as plain text, for a letter. */
export function valueText(value: string | null, { field, format, currency, zone }: ValueFacts): string {
  if (value === null) return "nothing";
  if (format === "money" && currency) return formatMoney(money(BigInt(value), currency));
  if (field === "endAt" || field.endsWith(".endAt")) return `${lastDayWords(value, zone)} (last day, ${zone})`;
  if (format === "instant") return `${instantWords(value, zone)} ${zone}`;
  if (format === "flag") return value === "true" ? "yes" : "no";
  return value;
}
