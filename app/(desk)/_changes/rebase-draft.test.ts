import { expect, test } from "vitest";
import { rebaseDraft, takeTheirs } from "./rebase-draft";

const was = {
  endDay: "2026-12-01",
  packages: { news: { budgetMicros: 100n, pacing: "even" }, tv: { budgetMicros: 50n } },
};

test("untouched fields take what somebody else saved, typed ones stay", () => {
  const mine = { ...was, packages: { ...was.packages, news: { budgetMicros: 120n, pacing: "even" } } };
  const theirs = { endDay: "2026-12-10", packages: { ...was.packages, tv: { budgetMicros: 60n } } };
  expect(rebaseDraft(was, mine, theirs)).toEqual({
    draft: {
      endDay: "2026-12-10",
      packages: { news: { budgetMicros: 120n, pacing: "even" }, tv: { budgetMicros: 60n } },
    },
    conflicts: [],
  });
});

test("a field that both changed is shown with all its values, and can be taken", () => {
  const news = (budgetMicros: bigint) => ({
    ...was,
    packages: { ...was.packages, news: { budgetMicros, pacing: "even" } },
  });
  const { draft, conflicts } = rebaseDraft(was, news(120n), news(90n));
  expect(draft).toEqual(news(120n));
  expect(conflicts).toEqual([{ path: ["packages", "news", "budgetMicros"], was: 100n, mine: 120n, theirs: 90n }]);
  const [conflict] = conflicts;
  if (!conflict) throw new Error("one conflict");
  expect(takeTheirs(draft, conflict)).toEqual(news(90n));
  expect(rebaseDraft(was, news(90n), news(90n)).conflicts).toEqual([]);
});

test("a package that somebody added comes in, lists are fields as a whole", () => {
  const more = { endDay: was.endDay, packages: { ...was.packages, web: { budgetMicros: 10n } } };
  expect(rebaseDraft(was, was, more as typeof was).draft).toEqual(more);
  expect(rebaseDraft({ goals: ["a"] }, { goals: ["a", "b"] }, { goals: ["c"] }).conflicts).toHaveLength(1);
});
