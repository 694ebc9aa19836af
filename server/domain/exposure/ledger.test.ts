import { describe, expect, it } from "vitest";
import { changeStates } from "../change/change-state";
import type { PackageValues } from "../change/patch";
import { afterMicros, type CapCheck, capSentence, overMicros, refusesCap } from "./caps";
import { addedByCreate, addedByEdit, exposureOf, noExposure, partOf, worstCaseOf } from "./ledger";

const now = "2026-11-21T09:00:00.000Z";
const later = "2026-11-21T09:04:00.000Z";
const earlier = "2026-11-21T08:59:00.000Z";
const line = (budgetMicros: bigint) => ({ budgetMicros }) as PackageValues;

describe("the parts of exposure", () => {
  it("counts every state in one part at most", () => {
    const counted = changeStates.map((state) => [state, partOf({ state, mayLandUntil: null }, now)]);
    expect(Object.fromEntries(counted)).toEqual({
      staged: null,
      in_review: null,
      approved: "pendingMicros",
      sending: "inFlightMicros",
      working: "inFlightMicros",
      submitted: "pendingMicros",
      input_required: "pendingMicros",
      unknown: "inFlightMicros",
      verifying: "inFlightMicros",
      refused: null,
      failed: null,
      rejected: null,
      settled: null,
    });
  });

  it("keeps what was given up at risk until no late copy can land, and never what was settled", () => {
    expect(partOf({ state: "failed", mayLandUntil: later }, now)).toBe("atRiskMicros");
    expect(partOf({ state: "failed", mayLandUntil: earlier }, now)).toBeNull();
    expect(partOf({ state: "settled", mayLandUntil: later }, now)).toBeNull();
  });

  it("adds up to the worst case", () => {
    const writes = [
      { state: "sending", addedMicros: 5n, mayLandUntil: null },
      { state: "submitted", addedMicros: 7n, mayLandUntil: null },
      { state: "failed", addedMicros: 11n, mayLandUntil: later },
      { state: "in_review", addedMicros: 13n, mayLandUntil: null },
    ] as const;
    const parts = exposureOf(100n, writes, now);
    expect(parts).toEqual({ committedMicros: 100n, pendingMicros: 7n, inFlightMicros: 5n, atRiskMicros: 11n });
    expect(worstCaseOf(parts)).toBe(123n);
  });
});

describe("what a write may add", () => {
  const confirmed = new Map([
    ["a", 100n],
    ["b", 50n],
  ]);

  it("counts a raise in full and a cut as nothing, package by package", () => {
    expect(addedByEdit({ packages: { a: { budgetMicros: 130n }, b: { budgetMicros: 10n } } }, confirmed)).toBe(30n);
    expect(addedByEdit({ packages: { a: { budgetMicros: 60n } } }, confirmed)).toBe(0n);
    expect(addedByEdit({ paused: true, canceled: { reason: "over" } }, confirmed)).toBe(0n);
  });

  it("counts a raise only while it is not confirmed", () => {
    expect(addedByEdit({ packages: { a: { budgetMicros: 130n } } }, new Map([["a", 130n]]))).toBe(0n);
  });

  it("counts new packages, and a create as the larger of what was asked and what is seen", () => {
    const added = { ...line(40n), packageId: "c", productId: "p", pricingOptionId: "o", formatIds: [] };
    const named = { ...added, name: "C", productSnapshotId: "s" };
    expect(addedByEdit({ newPackages: [named] }, confirmed)).toBe(40n);
    expect(addedByCreate({ packages: [added, { ...added, ...line(2n) }] }, 0n)).toBe(42n);
    expect(addedByCreate({ packages: [added] }, 60n)).toBe(60n);
  });
});

describe("a cap", () => {
  const check = (addedMicros: bigint, scope: CapCheck["scope"] = "organisation"): CapCheck => ({
    scope,
    currency: "EUR",
    sandbox: false,
    limitMicros: 50_000_000_000n,
    parts: { ...noExposure, committedMicros: 40_000_000_000n, inFlightMicros: 5_000_000_000n },
    addedMicros,
  });

  it("is met exactly and refuses from the first micro above", () => {
    expect(refusesCap(check(5_000_000_000n))).toBe(false);
    expect(refusesCap(check(5_000_000_001n))).toBe(true);
    expect(afterMicros(check(1n))).toBe(45_000_000_001n);
    expect(overMicros(check(1n))).toBe(0n);
  });

  it("never refuses what adds nothing, even above it, and never by the plan's total", () => {
    expect(refusesCap({ ...check(0n), limitMicros: 1n })).toBe(false);
    expect(refusesCap(check(9_000_000_000n, "campaign_total"))).toBe(false);
  });

  it("says the rule, the parts and by how much", () => {
    expect(capSentence(check(8_000_000_000n))).toBe(
      "Over the organisation's cap: EUR 40,000.00 committed + EUR 5,000.00 on the way + EUR 8,000.00 for this = EUR 53,000.00, EUR 3,000.00 more than EUR 50,000.00",
    );
  });
});
