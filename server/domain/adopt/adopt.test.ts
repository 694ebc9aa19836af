import { describe, expect, test } from "vitest";
import { campaignsFor, groupOf, groupRef, mostPerCampaign, partOf } from "./grouping";
import { budgetsOf, obstacleTo } from "./obstacle";
import { isHopeless, scanStep } from "./scan-step";
import { flightOf, nameOf, type SeenMediaBuy } from "./seen-media-buy";
import { unknownPartsOf } from "./unknown-parts";

const buy: SeenMediaBuy = {
  mediaBuyId: "mb_1",
  status: "active",
  currency: "EUR",
  totalMicros: 900n,
  startAt: null,
  endAt: null,
  packages: [
    { packageId: "a", productId: "news", budgetMicros: 500n, startAt: "2026-11-02T00:00:00.000Z" },
    { packageId: "b", productId: "sport", budgetMicros: 400n, startAt: "2026-11-01T00:00:00.000Z" },
  ],
};

describe("what can be taken over", () => {
  test("every status, as long as packages, currency and amounts are said", () => {
    for (const status of ["active", "canceled", "rejected", "some_new_word"]) {
      expect(obstacleTo({ ...buy, status })).toBeNull();
    }
    expect(obstacleTo({ ...buy, packages: [] })).toBe("no_packages");
    expect(obstacleTo({ ...buy, currency: "XXX" })).toBe("unknown_currency");
    expect(obstacleTo({ ...buy, currency: "euro" })).toBe("unknown_currency");
  });

  test("one missing budget is what the total leaves, two are not guessed", () => {
    const [first, second] = buy.packages;
    const oneSilent = { ...buy, packages: [{ ...first, packageId: "a" }, { packageId: "b" }] };
    expect(budgetsOf(oneSilent)?.get("b")).toBe(400n);
    expect(obstacleTo({ ...oneSilent, totalMicros: null })).toBe("unknown_amount");
    expect(obstacleTo({ ...oneSilent, totalMicros: 100n })).toBe("unknown_amount");
    expect(obstacleTo({ ...buy, packages: [{ packageId: "a" }, { packageId: "b" }] })).toBe("unknown_amount");
    const canceled = {
      ...buy,
      packages: [
        { packageId: "x", canceled: true },
        { ...second, packageId: "b" },
      ],
    };
    expect(budgetsOf(canceled)?.get("x")).toBe(0n);
  });

  test("a flight that only packages say is theirs; half of it stays not known", () => {
    expect(flightOf(buy)).toEqual({ startAt: "2026-11-01T00:00:00.000Z", endAt: null });
  });

  test("a seller's text becomes one bounded line", () => {
    expect(nameOf("  Winter\n\u0007 sale ", buy)).toBe("Winter sale");
    expect(nameOf("x".repeat(500), buy)).toHaveLength(200);
    expect(nameOf(null, { ...buy, poNumber: "PO-7" })).toBe("PO-7 · mb_1");
    expect(nameOf(" ", buy)).toBe("mb_1");
  });

  test("what the seller leaves out is named, not filled in", () => {
    expect(unknownPartsOf(buy.packages, new Set(["news", "sport"]))).toEqual([
      "price",
      "pacing",
      "targeting",
      "goals",
      "creatives",
    ]);
    expect(unknownPartsOf(buy.packages, new Set(["news"]))[0]).toBe("product");
  });
});

describe("a look through an account", () => {
  const page = { hasMore: true, cursor: "c2", asked: "c1", fresh: 100, barren: 0 };
  test("goes on, ends, and is stopped with a reason where it would not end", () => {
    expect(scanStep(page)).toEqual({ kind: "go_on", cursor: "c2", barren: 0 });
    expect(scanStep({ ...page, hasMore: false, cursor: null })).toEqual({ kind: "done" });
    expect(scanStep({ ...page, cursor: "c1" })).toMatchObject({ kind: "stopped", code: "SAME_CURSOR" });
    expect(scanStep({ ...page, cursor: null })).toMatchObject({ kind: "stopped", code: "NO_CURSOR" });
    expect(scanStep({ ...page, fresh: 0 })).toEqual({ kind: "go_on", cursor: "c2", barren: 1 });
    expect(scanStep({ ...page, fresh: 0, barren: 2 })).toMatchObject({ kind: "stopped", code: "NOTHING_NEW" });
  });
  test("tries again only what another try may mend", () => {
    expect(isHopeless({ code: "TIMEOUT", recovery: "transient" })).toBe(false);
    expect(isHopeless({ code: "UNSUPPORTED_FEATURE", recovery: "terminal" })).toBe(true);
    expect(isHopeless({ code: "AUTH_REQUIRED", recovery: "correctable" })).toBe(true);
  });
});

test("campaigns by what media buys have in common", () => {
  const found = { sellerMediaBuyId: "mb_1", name: "Winter", poNumber: "PO-7", brandDomain: null };
  expect(groupOf({ kind: "campaign", campaignId: "c" }, found, "Tagblatt")).toBeNull();
  expect(groupOf({ kind: "each" }, found, "Tagblatt")?.name).toBe("Winter");
  expect(groupOf({ kind: "po_number" }, found, "Tagblatt")).toEqual({
    key: "po PO-7",
    name: "Tagblatt, PO-7",
    poNumber: "PO-7",
  });
  expect(groupOf({ kind: "brand" }, found, "Tagblatt")?.name).toBe("Tagblatt, brand not known yet");
  expect(groupRef("a", "po PO-7")).toBe(groupRef("a", "po PO-7"));
  const refs = new Set(Array.from({ length: 20_000 }, (_, index) => groupRef("a", `each mb_${index}`)));
  expect(refs.size).toBe(20_000);
});

test("a group of more than a campaign holds becomes several, none of them too large", () => {
  const group = { key: "po", name: "Tagblatt, without PO number", poNumber: "" };
  expect(partOf(group, mostPerCampaign, 9_999)).toBe(group);
  const keys = Array.from({ length: 1_200 }, (_, turn) => partOf(group, 1_200, turn).key);
  const sizes = [...new Set(keys)].map((key) => keys.filter((one) => one === key).length);
  expect(sizes).toEqual([500, 500, 200]);
  expect(partOf(group, 1_200, 700).name).toBe("Tagblatt, without PO number, part 2");
  expect(campaignsFor([1_200])).toBe(3);
  expect(campaignsFor([25, 25, 1])).toBe(3);
});
