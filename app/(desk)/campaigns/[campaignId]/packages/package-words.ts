import { dayWords } from "@/app/_ui/date-words";
import type { PackagePlanView } from "@/server/api/views/package-plan-view";
import type { Fields, FieldValue } from "../../autosave";

/** "whole flight", "from 1 Dec 2026", "1 Dec 2026 – 23 Dec 2026". */
export function flightOf({ startDay, endDay }: Fields): string {
  const first = typeof startDay === "string" && startDay ? dayWords(startDay) : null;
  const last = typeof endDay === "string" && endDay ? dayWords(endDay) : null;
  if (first && last) return first === last ? first : `${first} – ${last}`;
  if (first) return `from ${first}`;
  return last ? `to ${last}` : "whole flight";
}

/** "DE, AT · ctv", with what the plan gives where the package has none of its own. */
export function targetingOf(own: Fields, plan: PackagePlanView["campaign"]["draft"]): string {
  const countries = list(own.countries) ?? plan.countries;
  const devices = list(own.deviceTypes) ?? plan.deviceTypes;
  const words = [short(countries), short(devices)].filter((word) => word !== "");
  return words.length > 0 ? words.join(" · ") : "no limit";
}

function list(value: FieldValue | undefined): readonly string[] | null {
  return value === null || value === undefined || typeof value === "string" ? null : value;
}

function short(values: readonly string[]): string {
  return values.length > 4 ? `${values.slice(0, 4).join(", ")} +${values.length - 4}` : values.join(", ");
}
