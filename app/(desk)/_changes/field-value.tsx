import { instantWords } from "@/app/_ui/date-words";
import { Amount } from "@/app/_ui/money";
import type { FieldChangeView } from "@/server/api/views/change-view";

type FieldValueProps = {
  readonly value: string | null;
  readonly format: FieldChangeView["format"];
  readonly currency: string | null;
  readonly zone: string;
};

/** One value of a field, in the reader's words; a seller's text stays text. */
export function FieldValue({ value, format, currency, zone }: FieldValueProps) {
  if (value === null) return <span className="dim">nothing</span>;
  if (format === "money" && currency) return <Amount micros={BigInt(value)} currency={currency} />;
  if (format === "instant") return <span className="nowrap">{instantWords(value, zone)}</span>;
  if (format === "flag") return <>{value === "true" ? "yes" : "no"}</>;
  return <span style={{ overflowWrap: "anywhere" }}>{value}</span>;
}
