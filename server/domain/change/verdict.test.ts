import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CreateMediaBuyIntent, MediaBuyPatch, MediaBuyValues, NewPackage, PackagePatch } from "./patch";
import { requestedBy, type SeenMediaBuy, type SeenPackage, tally, verdictsOf } from "./verdict";

const base: MediaBuyValues = {
  paused: false,
  startAt: "2026-11-01T00:00:00.000Z",
  endAt: "2026-12-01T00:00:00.000Z",
  packages: {
    a: {
      budgetMicros: 10_000_000n,
      bidMicros: 2_000_000n,
      impressions: null,
      pacing: "even",
      startAt: null,
      endAt: null,
      paused: false,
      targetingOverlay: { geo_countries: ["DE"] },
      creativeAssignments: [{ creativeId: "c1" }],
      optimizationGoals: [],
    },
  },
};
const shownPackage: SeenPackage = {
  packageId: "s1",
  budgetMicros: 10_000_000n,
  bidMicros: 2_000_000n,
  paused: false,
  targetingOverlay: { geo_countries: ["DE"] },
};

function judge(
  requested: MediaBuyPatch,
  more: {
    seen?: Partial<SeenMediaBuy>;
    pack?: Partial<SeenPackage>;
    replied?: readonly SeenPackage[];
    settling?: boolean;
  } = {},
) {
  const seen = {
    status: "active",
    startAt: base.startAt,
    endAt: base.endAt,
    packages: [{ ...shownPackage, ...more.pack }],
    ...more.seen,
  };
  return verdictsOf({
    requested,
    before: base,
    seen,
    replied: more.replied ?? [],
    packageIds: new Map([["a", "s1"]]),
    settling: more.settling ?? false,
  });
}
const onPackage = (patch: PackagePatch): MediaBuyPatch => ({ packages: { a: patch } });

describe("a verdict", () => {
  test("applied: the read shows what was asked", () => {
    expect(judge({ paused: true }, { seen: { status: "paused" } })).toEqual([
      { field: "paused", kind: "applied", before: "false", requested: "true", found: "true", evidence: "read_back" },
    ]);
    expect(
      judge({ endAt: "2026-12-15T00:00:00.000Z" }, { seen: { endAt: "2026-12-15T05:45:00+05:45" } })[0]?.kind,
    ).toBe("applied");
  });

  test("ignored: the read still shows what was there before", () => {
    expect(judge(onPackage({ budgetMicros: 12_000_000n }))[0]).toEqual({
      field: "packages.a.budgetMicros",
      kind: "ignored",
      before: "10000000",
      requested: "12000000",
      found: "10000000",
      evidence: "read_back",
    });
  });

  test("pending: the same while it may still come", () => {
    expect(judge(onPackage({ budgetMicros: 12_000_000n }), { settling: true })[0]?.kind).toBe("pending");
  });

  test("changed: the read shows something else", () => {
    expect(judge(onPackage({ budgetMicros: 12_000_000n }), { pack: { budgetMicros: 11_000_000n } })[0]).toMatchObject({
      kind: "changed",
      found: "11000000",
    });
    expect(
      judge(onPackage({ budgetMicros: 12_000_000n }), { pack: { budgetMicros: 11_000_000n }, settling: true })[0]?.kind,
    ).toBe("changed");
  });

  test("unknown: the seller does not show the field; its reply is named as second-best evidence", () => {
    expect(judge(onPackage({ pacing: "asap" }))[0]).toMatchObject({ kind: "unknown", found: null, evidence: "none" });
    const replied = [{ packageId: "s1", pacing: "asap" }];
    expect(judge(onPackage({ pacing: "asap" }), { replied })[0]).toMatchObject({
      kind: "unknown",
      found: "asap",
      evidence: "reply",
    });
  });

  test("the reply never makes a field applied, nor hides what the read shows", () => {
    const replied = [{ packageId: "s1", budgetMicros: 12_000_000n, pacing: "asap" }];
    const verdicts = judge(onPackage({ budgetMicros: 12_000_000n, pacing: "asap" }), { replied });
    expect(verdicts.map((one) => one.kind)).toEqual(["ignored", "unknown"]);
  });

  test("the buy's pause is read from its status; a word that says nothing leaves it unknown", () => {
    expect(judge({ paused: true }, { seen: { status: "pending_start" } })[0]?.kind).toBe("ignored");
    expect(judge({ paused: true }, { seen: { status: "completed" } })[0]?.kind).toBe("unknown");
    expect(judge({ paused: true }, { seen: { status: "constructor" } })[0]?.kind).toBe("unknown");
  });

  test("a package that is gone got nothing of what was asked", () => {
    expect(judge(onPackage({ budgetMicros: 12_000_000n }), { seen: { packages: [] } })[0]).toMatchObject({
      kind: "ignored",
      found: null,
    });
  });

  describe("of creative assignments", () => {
    const wanted = onPackage({ creativeAssignments: [{ creativeId: "c2" }, { creativeId: "c3" }] });
    const approvals = (...ids: string[]) => ({
      pack: { creativeApprovals: ids.map((creativeId) => ({ creativeId })) },
    });

    test("is taken from the approvals, as a set", () => {
      expect(judge(wanted, approvals("c3", "c2"))[0]?.kind).toBe("applied");
      expect(judge(wanted, approvals("c1"))[0]?.kind).toBe("ignored");
      expect(judge(wanted, approvals("c1", "c2"))[0]).toMatchObject({ kind: "changed", found: "c1, c2" });
    });

    test("stays unknown where weights were asked and only ids are shown", () => {
      const weighted = onPackage({ creativeAssignments: [{ creativeId: "c2", weight: 60 }] });
      expect(judge(weighted, approvals("c2"))[0]?.kind).toBe("unknown");
      expect(judge(weighted, approvals("c3"))[0]?.kind).toBe("changed");
    });

    test("takes full assignments with their weights where the seller shows them", () => {
      const weighted = onPackage({ creativeAssignments: [{ creativeId: "c2", weight: 60 }] });
      expect(judge(weighted, { pack: { creativeAssignments: [{ creativeId: "c2", weight: 60 }] } })[0]?.kind).toBe(
        "applied",
      );
      expect(judge(weighted, { pack: { creativeAssignments: [{ creativeId: "c2", weight: 40 }] } })[0]).toMatchObject({
        kind: "changed",
        found: "c2 (40)",
      });
    });

    test("an empty list shows a cleared package, but says nothing against a filled one", () => {
      expect(judge(onPackage({ creativeAssignments: [] }), approvals())[0]?.kind).toBe("applied");
      expect(judge(wanted, approvals())[0]?.kind).toBe("unknown");
    });
  });

  test("a read that shows exactly the request is applied, whatever was asked", () => {
    const micros = fc.bigInt({ min: 0n, max: 10n ** 17n });
    const fields = { budgetMicros: micros, bidMicros: micros, impressions: micros, paused: fc.boolean() };
    fc.assert(
      fc.property(fc.record(fields, { requiredKeys: [] }), fc.boolean(), (asked, settling) => {
        const verdicts = judge(onPackage(asked), { pack: asked, settling });
        expect(verdicts).toHaveLength(Object.keys(asked).length);
        expect(verdicts.every((one) => one.kind === "applied")).toBe(true);
      }),
    );
  });
});

describe("a verdict of what has no value before it", () => {
  test("a cancellation is seen in the status of the buy, or on the package", () => {
    const cancel: MediaBuyPatch = { canceled: { reason: "The client left" } };
    expect(judge(cancel, { seen: { status: "canceled" } })).toEqual([
      {
        field: "canceled",
        kind: "applied",
        before: "false",
        requested: "true",
        found: "true",
        evidence: "read_back",
      },
    ]);
    expect(judge(cancel)[0]?.kind).toBe("ignored");
    expect(judge(cancel, { settling: true })[0]).toMatchObject({ kind: "pending", found: "false" });
    const one = onPackage({ canceled: { reason: "" } });
    expect(judge(one, { pack: { canceled: true } })[0]).toMatchObject({
      field: "packages.a.canceled",
      kind: "applied",
    });
    expect(judge(one, { pack: { canceled: false } })[0]?.kind).toBe("ignored");
    expect(judge(one)[0]).toMatchObject({ kind: "unknown", evidence: "none" });
    expect(judge(one, { seen: { status: "canceled" } })[0]?.kind).toBe("applied");
  });

  test("goals are compared where the seller shows them, by priority and without its defaults; else unknown", () => {
    const wanted = onPackage({ optimizationGoals: [{ kind: "metric", metric: "clicks", priority: 1 }] });
    const shown = (metric: string) => ({ pack: { optimizationGoals: [{ kind: "metric" as const, metric }] } });
    expect(judge(wanted, shown("clicks"))[0]?.kind).toBe("applied");
    expect(judge(wanted, shown("views"))[0]?.kind).toBe("changed");
    const replied = [{ packageId: "s1", optimizationGoals: [{ kind: "metric" as const, metric: "clicks" }] }];
    expect(judge(wanted, { replied })[0]).toMatchObject({ kind: "unknown", evidence: "reply" });
    expect(judge(wanted)[0]).toMatchObject({ kind: "unknown", evidence: "none" });
  });

  test("keywords and the rest of the targeting are judged by the overlay that a read shows", () => {
    const overlay = { geo_countries: ["DE"], keyword_targets: [{ keyword: "oat milk", match_type: "exact" }] };
    expect(judge(onPackage({ targetingOverlay: overlay }), { pack: { targetingOverlay: overlay } })[0]?.kind).toBe(
      "applied",
    );
    expect(judge(onPackage({ targetingOverlay: overlay }))[0]?.kind).toBe("ignored");
  });

  test("an added package is judged like a create, by the seller's package that was tied to it", () => {
    const line = {
      ...base.packages.a,
      packageId: "n",
      name: "News",
      productSnapshotId: "snap",
      productId: "p",
      pricingOptionId: "o",
      formatIds: [],
      budgetMicros: 3_000_000n,
      bidMicros: null,
    } as NewPackage;
    const added = (settling: boolean, ids: [string, string][], packages: SeenPackage[]) =>
      verdictsOf({
        requested: { newPackages: [line] },
        before: base,
        seen: { status: "active", startAt: null, endAt: null, packages },
        replied: [],
        packageIds: new Map(ids),
        settling,
      }).find((one) => one.field === "packages.n.budgetMicros");
    expect(added(false, [["n", "s9"]], [{ packageId: "s9", budgetMicros: 3_000_000n }])?.kind).toBe("applied");
    expect(added(false, [["n", "s9"]], [{ packageId: "s9", budgetMicros: 2_000_000n }])?.kind).toBe("changed");
    expect(added(true, [], [])?.kind).toBe("pending");
    expect(added(false, [], [])?.kind).toBe("ignored");
  });

  test("inline creatives are applied once the package names them", () => {
    const wanted = onPackage({ newCreatives: ["n1", "n2"] });
    const shown = (...ids: string[]) => ({ pack: { creativeApprovals: ids.map((creativeId) => ({ creativeId })) } });
    expect(judge(wanted, shown("n2", "n1", "c1"))[0]?.kind).toBe("applied");
    expect(judge(wanted, shown("n1"))[0]).toMatchObject({ kind: "unknown", found: "n1" });
    expect(judge(wanted)[0]).toMatchObject({ kind: "unknown", evidence: "none" });
  });

  test("reports that were asked for are nobody's to confirm", () => {
    expect(judge({ reportingWebhook: { frequency: "daily" } })[0]).toMatchObject({ kind: "unknown", evidence: "none" });
  });

  test("an approval that is pending shows the current value beside the proposed one", () => {
    const replied = [{ packageId: "s1", budgetMicros: 12_000_000n }];
    expect(judge(onPackage({ budgetMicros: 12_000_000n }), { replied, settling: true })[0]).toEqual({
      field: "packages.a.budgetMicros",
      kind: "pending",
      before: "10000000",
      requested: "12000000",
      found: "10000000",
      proposed: "12000000",
      evidence: "read_back",
    });
  });
});

describe("a create", () => {
  const intent: CreateMediaBuyIntent = {
    buyerRef: "r",
    campaignId: "c",
    poNumber: "",
    brandDomain: "b.example",
    startAt: "asap",
    endAt: base.endAt,
    currency: "USD",
    packages: [
      {
        packageId: "a",
        productId: "p",
        pricingOptionId: "o",
        formatIds: [],
        budgetMicros: 5_000_000n,
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
    ],
  };

  test("asks only for what it puts on the wire", () => {
    expect(requestedBy(intent)).toEqual({
      endAt: base.endAt,
      packages: { a: { budgetMicros: 5_000_000n, pacing: "even" } },
    });
  });

  test("that the seller books with other numbers is changed, never ignored", () => {
    const seen = {
      status: "active",
      startAt: null,
      endAt: "2026-11-30T00:00:00.000Z",
      packages: [{ packageId: "s1", budgetMicros: 4_500_000n }],
    };
    const facts = {
      requested: requestedBy(intent),
      before: null,
      seen,
      replied: [],
      packageIds: new Map([["a", "s1"]]),
      settling: false,
    };
    const verdicts = verdictsOf(facts);
    expect(verdicts.map((one) => one.kind)).toEqual(["changed", "changed", "unknown"]);
    expect(tally(verdicts)).toEqual({ applied: 0, missed: 2, all: 3 });
  });
});
