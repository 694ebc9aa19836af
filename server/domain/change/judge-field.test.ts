import { describe, expect, test } from "vitest";
import type { NoReadBack } from "./judge-field";
import type { MediaBuyPatch, MediaBuyValues } from "./patch";
import { type SeenPackage, verdictsOf } from "./verdict";

const before: MediaBuyValues = {
  paused: false,
  startAt: "2026-11-01T00:00:00.000Z",
  endAt: "2026-12-01T00:00:00.000Z",
  packages: {
    a: {
      budgetMicros: 10_000_000n,
      bidMicros: null,
      impressions: null,
      pacing: "even",
      startAt: null,
      endAt: null,
      paused: false,
      targetingOverlay: {},
      creativeAssignments: [],
      optimizationGoals: [],
    },
  },
};

/** What a delivery report and the reply say; no read. */
type Said = {
  readonly status?: string;
  readonly paused?: boolean;
  readonly reply?: Omit<SeenPackage, "packageId">;
} & Partial<NoReadBack>;

function judge(
  requested: MediaBuyPatch,
  { status = "active", paused, reply, repliedStatus = null, waits = false }: Said,
) {
  const pack = { packageId: "s1", ...(paused === undefined ? {} : { paused }) };
  const [verdict] = verdictsOf({
    requested,
    before,
    seen: { status, startAt: null, endAt: null, packages: status === "" ? [] : [pack] },
    replied: reply === undefined ? [] : [{ packageId: "s1", ...reply }],
    packageIds: new Map([["a", "s1"]]),
    settling: false,
    noReadBack: { repliedStatus, waits },
  });
  return verdict;
}

const budget: MediaBuyPatch = { packages: { a: { budgetMicros: 12_000_000n } } };

describe("where nothing can be read back", () => {
  test("the delivery report confirms what it shows and says that it was the report", () => {
    expect(judge({ paused: true }, { status: "paused" })).toMatchObject({
      kind: "applied",
      evidence: "delivery",
      noReadBack: true,
    });
    expect(judge({ packages: { a: { paused: true } } }, { paused: true })).toMatchObject({ evidence: "delivery" });
  });

  test("the reply alone is never called applied; a reply that says otherwise is believed", () => {
    expect(judge(budget, { reply: { budgetMicros: 12_000_000n } })).toMatchObject({
      kind: "unknown",
      evidence: "reply",
    });
    expect(judge(budget, { reply: { budgetMicros: 10_000_000n } })).toMatchObject({
      kind: "ignored",
      evidence: "reply",
    });
    expect(judge(budget, { reply: { budgetMicros: 11_000_000n } })).toMatchObject({
      kind: "changed",
      evidence: "reply",
    });
    expect(judge(budget, {})).toMatchObject({ kind: "unknown", evidence: "none", noReadBack: true });
  });

  test("a report that is behind its own reply is waited for; without such a reply it was ignored", () => {
    expect(judge({ paused: true }, { repliedStatus: "paused" })).toMatchObject({
      kind: "pending",
      evidence: "delivery",
    });
    expect(judge({ paused: true }, {})).toMatchObject({ kind: "ignored", evidence: "delivery" });
  });

  test("a promise for later is pending, with what is proposed", () => {
    expect(judge(budget, { reply: { budgetMicros: 12_000_000n }, waits: true })).toMatchObject({
      kind: "pending",
      found: null,
      proposed: "12000000",
    });
  });

  test("a cancellation stands as the report, the reply or nobody says", () => {
    const cancel = { canceled: { reason: "" } };
    expect(judge(cancel, { status: "canceled" })).toMatchObject({ kind: "applied", evidence: "delivery" });
    expect(judge(cancel, { status: "", repliedStatus: "canceled" })).toMatchObject({
      kind: "unknown",
      evidence: "reply",
    });
    expect(judge(cancel, { status: "" })).toMatchObject({ kind: "unknown", evidence: "none" });
    expect(judge(cancel, { repliedStatus: "canceled" })).toMatchObject({ kind: "pending" });
    expect(judge(cancel, { status: "", waits: true })).toMatchObject({ kind: "pending" });
    expect(judge(cancel, {})).toMatchObject({ kind: "ignored" });
  });
});
