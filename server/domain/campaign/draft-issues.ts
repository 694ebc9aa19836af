import type { FieldIssue } from "../errors";
import { isCurrency, isWholeMinor, minorDigits } from "../money";
import { overlayIssues } from "../targeting/edit-overlay";
import { dayIn, endOfInclusiveDay, type Instant, isBefore, isDay, isTimeZone } from "../time";
import type { CampaignDraft, CampaignPatch, DraftField } from "./campaign";

export const longest = { name: 200, brief: 5000, poNumber: 100, buyerRef: 64 } as const;

const refPattern = /^[A-Za-z0-9][A-Za-z0-9._/-]*$/;

/** Everything that makes a field unusable as it stands. An empty field is no issue here: a draft may be incomplete. */
export function draftIssues(draft: CampaignDraft, now: Instant): FieldIssue[] {
  return [...textIssues(draft), ...amountIssues(draft), ...flightIssues(draft, now), ...targetingIssues(draft)];
}

/** The issues that a save of these fields must refuse: what was already wrong elsewhere does not block it. */
export function patchIssues(draft: CampaignDraft, patch: CampaignPatch, now: Instant): FieldIssue[] {
  const touched = touchedFields(Object.keys(patch) as DraftField[]);
  return draftIssues(draft, now).filter((issue) => touched.has(issue.path));
}

/** One edit can make a neighbour wrong: a later first day the last one, another currency the total. */
export function touchedFields(fields: readonly DraftField[]): ReadonlySet<string> {
  const touched = new Set<string>(fields);
  if (touched.has("startDay") || touched.has("timeZone")) touched.add("endDay");
  if (touched.has("currency")) touched.add("totalMicros");
  return touched;
}

function textIssues(draft: CampaignDraft): FieldIssue[] {
  const issues: FieldIssue[] = [];
  for (const field of ["name", "brief", "poNumber", "buyerRef"] as const) {
    if (draft[field].length > longest[field]) {
      issues.push({ path: field, message: `At most ${longest[field].toLocaleString("en-US")} characters` });
    }
  }
  if (draft.name.trim() === "") issues.push({ path: "name", message: "Give the campaign a name" });
  if (draft.buyerRef === "") issues.push({ path: "buyerRef", message: "A campaign needs a reference" });
  else if (!refPattern.test(draft.buyerRef)) {
    issues.push({ path: "buyerRef", message: "Letters, digits and . _ / - only, starting with a letter or digit" });
  }
  return issues;
}

function amountIssues({ currency, totalMicros }: CampaignDraft): FieldIssue[] {
  if (!isCurrency(currency)) return [{ path: "currency", message: `"${currency}" is not a currency we plan in` }];
  if (totalMicros === null) return [];
  if (totalMicros <= 0n) return [{ path: "totalMicros", message: "The total must be above zero" }];
  if (isWholeMinor({ micros: totalMicros, currency })) return [];
  return [{ path: "totalMicros", message: decimalsMessage(currency) }];
}

export function decimalsMessage(currency: string): string {
  const digits = minorDigits(currency);
  return digits === 0 ? `${currency} has no decimals` : `${currency} has at most ${digits} decimals`;
}

function flightIssues({ startDay, endDay, timeZone }: CampaignDraft, now: Instant): FieldIssue[] {
  if (!isTimeZone(timeZone)) return [{ path: "timeZone", message: `"${timeZone}" is not a time zone` }];
  const issues: FieldIssue[] = [];
  const today = dayIn(now, timeZone);
  if (startDay !== null && !isUsableDay(startDay)) issues.push({ path: "startDay", message: "That is not a day" });
  else if (startDay !== null && startDay < today) {
    issues.push({ path: "startDay", message: "The first day has already passed" });
  }
  if (endDay === null) return issues;
  if (!isUsableDay(endDay)) issues.push({ path: "endDay", message: "That is not a day" });
  else if (startDay !== null && endDay < startDay) {
    issues.push({ path: "endDay", message: "The last day is before the first" });
  } else if (!isBefore(now, endOfInclusiveDay(endDay, timeZone))) {
    issues.push({ path: "endDay", message: "The last day has already passed" });
  }
  return issues;
}

/** Days of four-digit years compare as text. */
function isUsableDay(day: string): boolean {
  return day.length === 10 && isDay(day) && day >= "2000-01-01" && day <= "2200-12-31";
}

function targetingIssues({ countries, deviceTypes }: CampaignDraft): FieldIssue[] {
  return overlayIssues({ geo_countries: countries, device_type: deviceTypes });
}
