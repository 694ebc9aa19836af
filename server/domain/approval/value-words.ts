import { formatMoney, money } from "../money";
import { describeField } from "./patch-fields";

/** A field's raw value as people say it: "EUR 1,200.00", "yes", "nothing". */
export function valueWords(name: string, value: string | null, currency: string | null): string {
  if (value === null) return "nothing";
  const { format } = describeField(name);
  if (format === "flag") return value === "true" ? "yes" : "no";
  return format === "money" && currency !== null ? formatMoney(money(BigInt(value), currency)) : value;
}
