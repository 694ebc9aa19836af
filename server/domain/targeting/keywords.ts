import { canonicalJson } from "../canonical-json";
import type { TargetingOverlay } from "./overlay";

/** `bid_price` in the currency's units, as the wire has it; only targets carry one. */
export type Keyword = { readonly keyword: string; readonly match_type: string; readonly bid_price?: number };
export const matchTypes = ["broad", "phrase", "exact"] as const;

/** What comes and what goes (update_media_buy `keyword_targets_add` and its three sisters); empty lists are absent. */
export type KeywordChange = {
  readonly targetsAdd?: readonly Keyword[];
  readonly targetsRemove?: readonly Keyword[];
  readonly negativesAdd?: readonly Keyword[];
  readonly negativesRemove?: readonly Keyword[];
};

/** One keyword is its text with its match type: the same text may be there once for each type. */
export function keywordKey({ keyword, match_type }: Keyword): string {
  return JSON.stringify([keyword, match_type]);
}

export function keywordsIn(
  overlay: TargetingOverlay,
  list: "keyword_targets" | "negative_keywords",
): readonly Keyword[] {
  const value: unknown = overlay[list];
  return Array.isArray(value) ? value.filter(isKeyword) : [];
}

function isKeyword(value: unknown): value is Keyword {
  if (typeof value !== "object" || value === null) return false;
  return "keyword" in value && typeof value.keyword === "string" && "match_type" in value;
}

/**
 * The change as additions and removals, or null when something beside keywords differs, or a keyword loses its bid (an addition
 * could not say so): then the overlay goes out whole, because the two ways must not meet in one request (requirements §3.5).
 */
export function keywordChange(before: TargetingOverlay, after: TargetingOverlay): KeywordChange | null {
  if (canonicalJson(withoutKeywords(before)) !== canonicalJson(withoutKeywords(after))) return null;
  if (losesBid(before, after)) return null;
  const targets = moved(keywordsIn(before, "keyword_targets"), keywordsIn(after, "keyword_targets"));
  const negatives = moved(keywordsIn(before, "negative_keywords"), keywordsIn(after, "negative_keywords"));
  const change = {
    targetsAdd: targets.add,
    targetsRemove: targets.remove,
    negativesAdd: negatives.add,
    negativesRemove: negatives.remove,
  };
  const present = Object.entries(change).filter(([, words]) => words.length > 0);
  return present.length === 0 ? null : Object.fromEntries(present);
}

function withoutKeywords(overlay: TargetingOverlay): unknown {
  const { keyword_targets: _targets, negative_keywords: _negatives, ...rest } = overlay;
  const entries = Object.entries(rest).filter(([, value]) => !(Array.isArray(value) && value.length === 0));
  return Object.fromEntries(entries);
}

function losesBid(before: TargetingOverlay, after: TargetingOverlay): boolean {
  const had = new Map(keywordsIn(before, "keyword_targets").map((word) => [keywordKey(word), word.bid_price]));
  return keywordsIn(after, "keyword_targets").some(
    (word) => word.bid_price === undefined && had.get(keywordKey(word)) !== undefined,
  );
}

/** An addition of a pair that is there replaces its bid. */
function moved(before: readonly Keyword[], after: readonly Keyword[]) {
  const had = new Map(before.map((word) => [keywordKey(word), word]));
  const has = new Set(after.map(keywordKey));
  const add = after.filter((word) => {
    const old = had.get(keywordKey(word));
    return old === undefined || old.bid_price !== word.bid_price;
  });
  const remove = before.filter((word) => !has.has(keywordKey(word)));
  return { add, remove: remove.map(({ keyword, match_type }) => ({ keyword, match_type })) };
}

/** The overlay after the change: what a read is expected to show. */
export function withKeywords(overlay: TargetingOverlay, change: KeywordChange): TargetingOverlay {
  const list = (
    name: "keyword_targets" | "negative_keywords",
    add: readonly Keyword[] = [],
    gone: readonly Keyword[] = [],
  ) => {
    const out = new Set([...add, ...gone].map(keywordKey));
    return [...keywordsIn(overlay, name).filter((word) => !out.has(keywordKey(word))), ...add];
  };
  const { keyword_targets: _targets, negative_keywords: _negatives, ...rest } = overlay;
  const targets = list("keyword_targets", change.targetsAdd, change.targetsRemove);
  const negatives = list("negative_keywords", change.negativesAdd, change.negativesRemove);
  return {
    ...rest,
    ...(targets.length === 0 ? {} : { keyword_targets: targets }),
    ...(negatives.length === 0 ? {} : { negative_keywords: negatives }),
  };
}
