import { describe, expect, test } from "vitest";
import type { EditableMediaBuy } from "../approval/plan-edit";
import { applyPatch, inverseOf } from "../change/diff-values";
import type { MediaBuyPatch, MediaBuyValues, PackageValues } from "../change/patch";
import { undoMap } from "./undo-map";

const now = "2026-12-01T10:00:00.000Z";
const pack: PackageValues = {
  budgetMicros: 1_000_000_000n,
  bidMicros: 3_000_000n,
  impressions: null,
  pacing: "even",
  startAt: null,
  endAt: null,
  paused: false,
  targetingOverlay: { geo_countries: ["DE"] },
  creativeAssignments: [],
  optimizationGoals: [],
};
const base: MediaBuyValues = {
  paused: false,
  startAt: "2026-11-23T23:00:00.000Z",
  endAt: "2026-12-23T23:00:00.000Z",
  packages: { p: pack },
};

type Facts = {
  readonly over?: string;
  readonly canceled?: boolean;
  readonly reviewed?: boolean;
  readonly forbids?: string;
};

/** The buy as it is after the patch took effect and, when given, somebody else wrote `since`. */
function undone(patch: MediaBuyPatch, since: MediaBuyPatch = {}, facts: Facts = {}) {
  const values = applyPatch(since, applyPatch(patch, base));
  const buy: EditableMediaBuy = {
    currency: "EUR",
    timeZone: "Europe/Berlin",
    values,
    whyNot: (action) => (action === facts.forbids ? "The seller does not allow it" : null),
    packages: new Map([
      [
        "p",
        {
          id: "p",
          name: "News",
          sellerPackageId: "pkg-1",
          canceled: facts.canceled ?? false,
          deliveredMicros: 400_000_000n,
          option: null,
        },
      ],
    ]),
    creatives: new Map(),
  };
  const inverse = inverseOf(patch, base);
  const change = { patch, base, inverse, verdicts: [], reviewed: facts.reviewed ?? false };
  return undoMap(change, buy, facts.over ?? null, now);
}

const ofPackage = (values: Partial<PackageValues>): MediaBuyPatch => ({ packages: { p: values } });
const outcomes = (...of: Parameters<typeof undone>) =>
  Object.fromEntries(undone(...of).fields.map(({ field, outcome }) => [field.replace("packages.p.", ""), outcome]));

describe("what becomes of each field", () => {
  test.each<[string, MediaBuyPatch, string]>([
    ["a pause", { paused: true }, "returns"],
    ["a smaller budget", ofPackage({ budgetMicros: 600_000_000n }), "returns"],
    ["a pacing", ofPackage({ pacing: "asap" }), "returns"],
    ["a bid", ofPackage({ bidMicros: 4_000_000n }), "returns"],
    ["a later end", { endAt: "2026-12-30T23:00:00.000Z" }, "seller"],
    ["a targeting", ofPackage({ targetingOverlay: { geo_countries: ["AT"] } }), "seller"],
    ["creatives", ofPackage({ creativeAssignments: [{ creativeId: "c" }] }), "seller"],
    ["an impressions goal where there was none", ofPackage({ impressions: 1_000n }), "gone"],
    ["goals where there were none", ofPackage({ optimizationGoals: [{ kind: "metric", metric: "clicks" }] }), "gone"],
    ["days of its own where there were none", ofPackage({ endAt: "2026-12-20T23:00:00.000Z" }), "gone"],
    ["a start that has begun since", { startAt: "2026-11-25T23:00:00.000Z" }, "gone"],
  ])("%s", (_name, patch, outcome) => {
    expect(Object.values(outcomes(patch))).toEqual([outcome]);
  });

  test("a cancellation has no way back and nothing is sent for it", () => {
    const { fields, patch } = undone({ packages: { p: { canceled: { reason: "Recalled" } } } });
    expect(fields).toMatchObject([{ field: "packages.p.canceled", outcome: "gone" }]);
    expect(patch).toEqual({});
  });

  test("only what comes back is sent, exactly as it was", () => {
    const patch = { paused: true, packages: { p: { budgetMicros: 600_000_000n, impressions: 1_000n } } };
    expect(undone(patch).patch).toEqual({ paused: false, packages: { p: { budgetMicros: 1_000_000_000n } } });
  });
});

describe("what happened since", () => {
  const raise = ofPackage({ budgetMicros: 1_200_000_000n });

  test("somebody else's value is not overwritten, and a value that is back already needs nothing", () => {
    expect(outcomes(raise, ofPackage({ budgetMicros: 1_300_000_000n }))).toEqual({ budgetMicros: "gone" });
    expect(outcomes(raise, ofPackage({ budgetMicros: 1_000_000_000n }))).toEqual({ budgetMicros: "nothing" });
  });

  test("a buy that is over, a package that is canceled and an action the seller forbids keep it", () => {
    expect(outcomes(raise, {}, { over: "It is completed" })).toEqual({ budgetMicros: "gone" });
    expect(outcomes(raise, {}, { canceled: true })).toEqual({ budgetMicros: "gone" });
    expect(outcomes(raise, {}, { forbids: "update_budget" })).toEqual({ budgetMicros: "gone" });
    expect(outcomes({ paused: true }, {}, { forbids: "resume" })).toEqual({ paused: "gone" });
  });

  test("what a person at the seller had to agree to needs that again", () => {
    expect(outcomes(raise, {}, { reviewed: true })).toEqual({ budgetMicros: "seller" });
  });
});
