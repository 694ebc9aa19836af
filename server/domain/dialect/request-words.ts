import type { FieldIssue } from "../errors";
import { fromWireNumber } from "../money";
import { isDay, parseInstant } from "../time";
import { type Json, textOf } from "./read-json";

/** The media buy that a request is about, with what its words are looked up in. */
export type RequestSubject = {
  readonly currency: string;
  readonly packages: readonly {
    readonly id: string;
    readonly sellerPackageId: string | null;
    readonly productId: string;
    readonly name: string;
    /** Its price is a bid. */
    readonly auction: boolean;
    /** Neither canceled nor unknown to the seller. */
    readonly live: boolean;
  }[];
  /** Creative id as sellers know it → our row id. */
  readonly creatives: ReadonlyMap<string, string>;
  /** Product id → the snapshot that a package can be added from. */
  readonly offers: ReadonlyMap<string, string>;
};

export type Scene = { readonly subject: RequestSubject; readonly notes: string[]; readonly issues: FieldIssue[] };
export function refuseUnknown(json: Json, words: ReadonlySet<string>, at: string, issues: FieldIssue[]): void {
  for (const word of Object.keys(json)) {
    if (!words.has(word))
      issues.push({ path: `${at}${word}`, message: `“${word}” is not known here; nothing is left out silently` });
  }
}

/** Figures that stay with the planner (C17). */
export function notePlanners(json: Json, owner: string, notes: string[]): void {
  for (const word of ["daily_budget", "daily_impressions"]) {
    if (json[word] !== undefined) notes.push(`${word}${owner} is not sent: AdCP 3.0 has no daily cap`);
  }
}

/** `active` is `paused` turned round (C7). */
export function flag(json: Json): { readonly paused?: boolean } {
  if (typeof json.paused === "boolean") return { paused: json.paused };
  return typeof json.active === "boolean" ? { paused: !json.active } : {};
}

export function flight(json: Json, at: string, issues: FieldIssue[]) {
  const day = (word: string) => {
    const value = textOf(json[word]);
    if (value !== undefined && !isDay(value))
      issues.push({ path: `${at}${word}`, message: `"${value}" is no day such as 2026-12-31` });
    return value !== undefined && isDay(value) ? value : undefined;
  };
  const instant = (word: string) => {
    const value = textOf(json[word]);
    if (value === undefined) return undefined;
    try {
      return parseInstant(value);
    } catch {
      issues.push({ path: `${at}${word}`, message: `"${value.slice(0, 40)}" is no time with an offset` });
      return undefined;
    }
  };
  const found = {
    startDay: json.flight_start_date === undefined ? undefined : day("flight_start_date"),
    endDay: json.flight_end_date === undefined ? undefined : day("flight_end_date"),
    startAt: instant("start_time"),
    endAt: instant("end_time"),
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

export function micros(value: unknown, currency: string, path: string, issues: FieldIssue[]): bigint | undefined {
  try {
    if (typeof value === "number") return fromWireNumber(value, currency).micros;
  } catch {
    // Said below, with the value.
  }
  issues.push({ path, message: `${JSON.stringify(value)} is no amount of ${currency}` });
  return undefined;
}
