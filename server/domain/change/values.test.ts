import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { OptimizationGoal } from "../optimization/goal";
import { addMillis } from "../time";
import { applyPatch, diffValues, inverseOf, isEmptyPatch, isPauseOnly } from "./diff-values";
import type { MediaBuyValues, PackageValues } from "./patch";
import { decodePatch, decodeValues, encodePatch, encodeValues } from "./stored-json";

const instant = fc
  .integer({ min: 0, max: 4_000_000 })
  .map((minutes) => addMillis("2026-01-01T00:00:00.000Z", minutes * 60_000));
const micros = fc.bigInt({ min: 0n, max: 9_000_000_000_000_000n });
const assignments = fc.uniqueArray(
  fc.record(
    {
      creativeId: fc.constantFrom("c1", "c2", "c3", "c4"),
      weight: fc.integer({ min: 0, max: 100 }),
      placementIds: fc.subarray(["p1", "p2"]),
    },
    { requiredKeys: ["creativeId"] },
  ),
  { selector: (one) => one.creativeId },
);
const goal: fc.Arbitrary<OptimizationGoal> = fc.record(
  {
    kind: fc.constant("metric" as const),
    metric: fc.constantFrom("clicks", "reach"),
    reach_unit: fc.constant("devices"),
    target: fc.record({ kind: fc.constant("cost_per"), value: fc.integer({ min: 1, max: 90 }) }),
    priority: fc.integer({ min: 1, max: 9 }),
  },
  { requiredKeys: ["kind", "metric"] },
);
const goals = fc.array(goal, { maxLength: 3 });
const pack: fc.Arbitrary<PackageValues> = fc.record({
  budgetMicros: micros,
  bidMicros: fc.option(micros),
  impressions: fc.option(micros),
  pacing: fc.constantFrom("even" as const, "asap" as const, "front_loaded" as const),
  startAt: fc.option(instant),
  endAt: fc.option(instant),
  paused: fc.boolean(),
  targetingOverlay: fc.record(
    { geo_countries: fc.subarray(["DE", "AT", "CH"]), device_type: fc.subarray(["mobile", "ctv"]) },
    { requiredKeys: [] },
  ),
  creativeAssignments: assignments,
  optimizationGoals: goals,
});
const values: fc.Arbitrary<MediaBuyValues> = fc.record({
  paused: fc.boolean(),
  startAt: instant,
  endAt: instant,
  packages: fc.record({ a: pack, b: pack }),
});
const reporting = fc.record({
  frequency: fc.constantFrom("hourly" as const, "daily" as const),
  requestedMetrics: fc.subarray(["impressions", "spend"]),
});
/** Both sides ask for reports: the wire cannot take them back, so a state without them is no undo. */
const reported = fc.tuple(values, reporting).map(([one, reportingWebhook]) => ({ ...one, reportingWebhook }));

describe("patches", () => {
  test("a patch is exactly what leads from one state to the other", () => {
    fc.assert(
      fc.property(reported, reported, (before, after) => {
        const reached = applyPatch(diffValues(before, after), before);
        expect(diffValues(reached, after)).toEqual({});
        expect(diffValues(after, reached)).toEqual({});
      }),
    );
  });

  test("nothing differs from itself", () => {
    fc.assert(
      fc.property(values, (same) => {
        expect(isEmptyPatch(diffValues(same, same))).toBe(true);
      }),
    );
  });

  test("the inverse takes a patch back", () => {
    fc.assert(
      fc.property(reported, reported, (before, after) => {
        const patch = diffValues(before, after);
        const there = applyPatch(patch, before);
        expect(diffValues(applyPatch(inverseOf(patch, before), there), before)).toEqual({});
      }),
    );
  });

  test("patches and values survive their column, amounts beyond 2^53 included", () => {
    fc.assert(
      fc.property(reported, values, (before, after) => {
        expect(decodeValues(encodeValues(before))).toEqual(before);
        const patch = diffValues(before, after);
        expect(decodePatch(encodePatch(patch))).toEqual(patch);
      }),
    );
  });

  test("instants are compared as instants, assignments as sets, overlays without regard to order", () => {
    const one: MediaBuyValues = {
      paused: false,
      startAt: "2026-11-01T00:00:00Z",
      endAt: "2026-12-01T00:00:00+00:00",
      packages: {
        a: {
          budgetMicros: 1n,
          bidMicros: null,
          impressions: null,
          pacing: "even",
          startAt: null,
          endAt: "2026-12-01T01:00:00+01:00",
          paused: false,
          targetingOverlay: { geo_countries: ["DE", "AT"], device_type: [] },
          creativeAssignments: [
            { creativeId: "x", weight: 60 },
            { creativeId: "y", placementIds: [] },
          ],
          optimizationGoals: [
            { kind: "metric", metric: "clicks" },
            { kind: "event", event_sources: [{ event_source_id: "e", event_type: "purchase" }] },
          ],
        },
      },
    };
    const a = one.packages.a;
    if (!a) throw new Error("the package is there");
    const other: MediaBuyValues = {
      ...one,
      startAt: "2026-11-01T05:45:00+05:45",
      endAt: "2026-12-01T00:00:00.000Z",
      packages: {
        a: {
          ...a,
          endAt: "2026-12-01T00:00:00.000Z",
          targetingOverlay: { geo_countries: ["AT", "DE"] },
          creativeAssignments: [{ creativeId: "y" }, { creativeId: "x", weight: 60 }],
          optimizationGoals: [
            {
              kind: "event",
              event_sources: [{ event_source_id: "e", event_type: "purchase", value_factor: 1 }],
              priority: 2,
            },
            { kind: "metric", metric: "clicks", priority: 1 },
          ],
        },
      },
    };
    expect(diffValues(one, other)).toEqual({});
    const heavier = {
      ...other,
      packages: { a: { ...a, creativeAssignments: [{ creativeId: "x", weight: 61 }, { creativeId: "y" }] } },
    };
    expect(Object.keys(diffValues(one, heavier).packages?.a ?? {})).toEqual(["creativeAssignments"]);
  });

  test("a cancellation and an added package change no value, so nothing takes them back; inline creatives come off again", () => {
    fc.assert(
      fc.property(values, (before) => {
        const gone = { canceled: { reason: "The client left" }, packages: { a: { canceled: { reason: "" } } } };
        expect(inverseOf(gone, before)).toEqual({});
        const patch = { packages: { b: { newCreatives: ["n1", "c1"] } } };
        const there = applyPatch(patch, before);
        expect(there.packages.b?.creativeAssignments.map((one) => one.creativeId)).toContain("n1");
        expect(diffValues(applyPatch(inverseOf(patch, before), there), before)).toEqual({});
      }),
    );
  });

  test("only stopping spend is pause-only", () => {
    expect(isPauseOnly({ paused: true })).toBe(true);
    expect(isPauseOnly({ packages: { a: { paused: true } } })).toBe(true);
    expect(isPauseOnly({ paused: false })).toBe(false);
    expect(isPauseOnly({ paused: true, endAt: "2026-12-01T00:00:00Z" })).toBe(false);
    expect(isPauseOnly({ packages: { a: { paused: true, budgetMicros: 1n } } })).toBe(false);
    expect(isPauseOnly({})).toBe(false);
  });
});
