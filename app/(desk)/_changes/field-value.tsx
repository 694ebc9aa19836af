import { instantWords, lastDayWords } from "@/app/_ui/date-words";
import { Amount } from "@/app/_ui/money";
import type { FieldChangeView } from "@/server/api/views/change-view";
import { AssignedCreatives } from "./creative-names";

type FieldValueProps = {
  readonly value: string | null;
  readonly field: string;
  readonly format: FieldChangeView["format"];
  readonly currency: string | null;
  readonly zone: string;
};

/** One value of a field, in the reader's words; a seller's text stays text. */
export function FieldValue({ value, field, format, currency, zone }: FieldValueProps) {
  if (value === null) return <span className="dim">nothing</span>;
  if (format === "money" && currency) return <Amount micros={BigInt(value)} currency={currency} />;
  if (isEnd(field)) return <span className="nowrap">{lastDayWords(value, zone)}</span>;
  if (format === "instant") return <span className="nowrap">{instantWords(value, zone)}</span>;
  if (format === "flag") return <>{value === "true" ? "yes" : "no"}</>;
  if (field.endsWith("pacing")) return <>{value.replaceAll("_", " ")}</>;
  if (field.endsWith("creativeAssignments")) return <AssignedCreatives value={value} />;
  return <span style={{ overflowWrap: "anywhere" }}>{value}</span>;
}

/** An end is exclusive on the wire; people read the last day. */
function isEnd(field: string): boolean {
  return field === "endAt" || field.endsWith(".endAt");
}
