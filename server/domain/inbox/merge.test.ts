import { describe, expect, test } from "vitest";
import type { EditableMediaBuy } from "../approval/plan-edit";
import type { MediaBuyPatch, MediaBuyValues } from "../change/patch";
import { mergeFields, pickFields, planAgain } from "./merge";

const now = "2026-11-21T09:00:00.000Z";
const pack = (budgetMicros: bigint) => ({
  budgetMicros,
  bidMicros: null,
  impressions: null,
  pacing: "even" as const,
  startAt: null,
  endAt: null,
  paused: false,
  targetingOverlay: {},
  creativeAssignments: [],
  optimizationGoals: [],
});
const values = (over: { news?: bigint; endAt?: string } = {}): MediaBuyValues => ({
  paused: false,
  startAt: "2026-11-01T00:00:00.000Z",
  endAt: over.endAt ?? "2026-12-01T00:00:00.000Z",
  packages: { news: pack(over.news ?? 100n), sport: pack(50n) },
});
const buy = (of: MediaBuyValues): EditableMediaBuy => ({
  currency: "USD",
  timeZone: "UTC",
  values: of,
  whyNot: () => null,
  packages: new Map(),
  creatives: new Map(),
});
const patch: MediaBuyPatch = {
  endAt: "2026-12-10T00:00:00.000Z",
  packages: { news: { budgetMicros: 120n, pacing: "asap" }, sport: { budgetMicros: 70n } },
};

describe("was, mine and theirs", () => {
  test("a field conflicts when somebody moved it to something else than what was asked", () => {
    const fields = mergeFields(patch, values(), values({ news: 90n }));
    expect(fields.find(({ field }) => field === "packages.news.budgetMicros")).toEqual({
      field: "packages.news.budgetMicros",
      was: "100",
      mine: "120",
      theirs: "90",
      conflicts: true,
    });
    expect(fields.filter(({ conflicts }) => conflicts)).toHaveLength(1);
    expect(mergeFields(patch, values(), values({ news: 120n })).some(({ conflicts }) => conflicts)).toBe(false);
  });

  test("of a create, which started from nothing", () => {
    const [first] = mergeFields({ endAt: "2026-12-10T00:00:00.000Z" }, null, values());
    expect(first).toMatchObject({ was: null, theirs: "2026-12-01T00:00:00.000Z" });
  });
});

describe("asking again", () => {
  test("takes only the chosen fields, from the values as they are now", () => {
    const chosen = pickFields(patch, ["packages.news.budgetMicros", "packages.sport.budgetMicros"]);
    expect(chosen).toEqual({ packages: { news: { budgetMicros: 120n }, sport: { budgetMicros: 70n } } });
    const plan = planAgain(chosen, buy(values({ news: 120n })), now);
    expect(plan.patch).toEqual({ packages: { sport: { budgetMicros: 70n } } });
    expect(plan.inverse).toEqual({ packages: { sport: { budgetMicros: 50n } } });
    expect(plan).toMatchObject({ deltaMicros: 20n, issues: [], onlyPause: false });
  });

  test("nothing chosen is nothing to send; a last day that has passed is said", () => {
    expect(planAgain(pickFields(patch, []), buy(values()), now).patch).toEqual({});
    const late = planAgain({ endAt: "2026-11-20T00:00:00.000Z" }, buy(values()), now);
    expect(late.issues).toEqual([{ path: "endDay", message: "The last day asked for has passed" }]);
  });

  test("a cancellation is asked for as it was, and pausing is known as such", () => {
    const canceled = { reason: "Sold out" };
    expect(planAgain({ canceled, packages: { news: { canceled } } }, buy(values()), now).patch).toEqual({
      canceled,
      packages: { news: { canceled } },
    });
    expect(planAgain({ paused: true }, buy(values()), now).onlyPause).toBe(true);
  });
});
