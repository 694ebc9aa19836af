import fc from "fast-check";
import { expect, test } from "vitest";
import { comparable } from "../change/compare-values";
import { keywordChange, withKeywords } from "./keywords";
import type { TargetingOverlay } from "./overlay";

const keyword = fc.record(
  {
    keyword: fc.constantFrom("oat milk", "espresso", "filter"),
    match_type: fc.constantFrom("broad", "exact"),
    bid_price: fc.integer({ min: 1, max: 5 }),
  },
  { requiredKeys: ["keyword", "match_type"] },
);
const unique = { selector: (one: { keyword: string; match_type: string }) => `${one.keyword}/${one.match_type}` };
const words: fc.Arbitrary<TargetingOverlay> = fc.record({
  geo_countries: fc.constant(["DE"]),
  keyword_targets: fc.uniqueArray(keyword, unique),
  negative_keywords: fc.uniqueArray(
    keyword.map(({ keyword: text, match_type }) => ({ keyword: text, match_type })),
    unique,
  ),
});
const meaning = (overlay: TargetingOverlay) => comparable("targetingOverlay", overlay);

test("additions and removals lead from one list of keywords to the other", () => {
  fc.assert(
    fc.property(words, words, (before, after) => {
      const change = keywordChange(before, after);
      if (change !== null) expect(meaning(withKeywords(before, change))).toBe(meaning(after));
    }),
  );
});

test("says only what moved: a bid that changes is an addition, a removal names no bid", () => {
  const before = {
    x_kept: 1,
    keyword_targets: [
      { keyword: "espresso", match_type: "broad", bid_price: 2 },
      { keyword: "filter", match_type: "exact" },
    ],
  };
  const after = { x_kept: 1, keyword_targets: [{ keyword: "espresso", match_type: "broad", bid_price: 3 }] };
  expect(keywordChange(before, after)).toEqual({
    targetsAdd: [{ keyword: "espresso", match_type: "broad", bid_price: 3 }],
    targetsRemove: [{ keyword: "filter", match_type: "exact" }],
  });
});

test("anything else that differs sends the overlay whole", () => {
  expect(keywordChange({ geo_countries: ["DE"] }, { geo_countries: ["AT"], keyword_targets: [] })).toBeNull();
  const priced = { keyword_targets: [{ keyword: "filter", match_type: "exact", bid_price: 2 }] };
  expect(keywordChange(priced, { keyword_targets: [{ keyword: "filter", match_type: "exact" }] })).toBeNull();
  expect(keywordChange({ geo_countries: ["DE"], device_type: [] }, { geo_countries: ["DE"] })).toBeNull();
});
