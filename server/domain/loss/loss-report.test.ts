import { describe, expect, test } from "vitest";
import { completeCampaign, completePackage } from "../campaign/test-plan";
import type { SellerOffer } from "../capabilities/allowed";
import { readCapabilities } from "../capabilities/read-capabilities";
import type { CreativeAssignmentValue } from "../change/patch";
import { cannotExpress } from "./cannot-express";
import { lossReport, lossSummary } from "./loss-report";
import { usedByPlan } from "./used-features";

const tools = ["create_media_buy", "update_media_buy", "get_media_buys", "get_media_buy_delivery"];
const declared = { media_buy: { execution: { targeting: { geo_countries: true } } } };
const tagblatt = (raw: Readonly<Record<string, unknown>> = declared, has = tools): SellerOffer => ({
  name: "Tagblatt",
  capabilities: readCapabilities(raw, { tools: has, sellerName: null }),
  dialect: { protocol: "mcp", version: "3.0" },
});
const used = (
  overlay: Readonly<Record<string, unknown>> = {},
  more: Partial<typeof completePackage> = {},
  assignments: readonly CreativeAssignmentValue[] = [],
) => ({
  packages: [
    usedByPlan({ ...completePackage, ...more }, { ...completeCampaign, targetingOverlay: overlay }, assignments),
  ],
  hasPoNumber: true,
  hasReports: false,
});
const lost = (seller: SellerOffer, of: ReturnType<typeof used>) =>
  lossReport(seller, of).map(({ severity, feature, says }) => `${severity} ${feature}: ${says}`);

describe("what a plan loses at a seller", () => {
  test("is nothing where it says that it takes all that is used", () => {
    expect(lossReport(tagblatt(), used({ geo_countries: ["DE"], device_type: ["ctv"] }))).toEqual([]);
  });

  test("blocks where the seller lacks what would be sent, and points at the field", () => {
    const lines = lossReport(tagblatt(), used({ geo_regions: ["DE-BE"], geo_countries: ["DE"] }));
    expect(lines).toEqual([
      {
        feature: "geo_regions",
        severity: "blocks",
        says: "Tagblatt does not offer targeting by region",
        packageIds: [completePackage.id],
        field: "targetingOverlay.geo_regions",
      },
    ]);
    expect(lossSummary(lines, "Tagblatt")).toBe("1 thing will not reach Tagblatt as planned");
  });

  test("cannot be checked where the seller has not said, or has no tool to read it back", () => {
    const silent = tagblatt({ media_buy: {} }, ["create_media_buy"]);
    const lines = lossReport(silent, used({ geo_countries: ["DE"] }));
    expect(lines.map(({ severity, feature }) => [severity, feature])).toEqual([
      ["notVerifiable", "targeting"],
      ["notVerifiable", "readBack"],
      ["notVerifiable", "delivery"],
    ]);
    expect(lossSummary(lines, "Tagblatt")).toBe("3 things at Tagblatt cannot be checked");
    expect(lossReport({ ...silent, capabilities: null }, used({ geo_countries: ["DE"] }))).toEqual([]);
  });

  test("is said once for all packages, goals that the product does not know included", () => {
    const goals = [{ kind: "metric" as const, metric: "clicks" }];
    const [first] = used({}, { optimizationGoals: goals }).packages;
    const packages = first ? [first, { ...first, packageId: "k2" }] : [];
    expect(lossReport(tagblatt(), { packages, hasPoNumber: false, hasReports: false })).toMatchObject([
      { feature: "optimizationGoals", says: "The product is not optimized for clicks", packageIds: ["k", "k2"] },
    ]);
  });

  test("hours of the day go out without a zone", () => {
    const hours = { daypart_targets: [{ days: ["monday"], start_hour: 6, end_hour: 10 }] };
    expect(lost(tagblatt(), used(hours))).toEqual([
      "approximated daypart_targets: AdCP has no time zone for hours of the day: Tagblatt reads them in its own",
    ]);
  });

  test("in words of AdCP 2.5 flights, weights and devices block; accounts and the read-back are as they can be", () => {
    const old: SellerOffer = { ...tagblatt({}), dialect: { protocol: "mcp", version: "2.5" } };
    const plan = used(
      { device_type: ["ctv"], frequency_cap: { max_impressions: 3 } },
      { startAt: "2026-11-25T00:00:00.000Z" },
      [{ creativeId: "c", weight: 50 }],
    );
    expect(lossReport(old, plan).map(({ severity, feature }) => `${severity} ${feature}`)).toEqual([
      "blocks device_type",
      "blocks frequency_cap",
      "blocks packageFlights",
      "blocks creativeWeights",
      "approximated account",
      "notVerifiable readBack",
      "notVerifiable idempotency",
    ]);
  });
});

test("what an agent can never be told is listed without a campaign, each thing once", () => {
  const words = cannotExpress(tagblatt()).map(({ says }) => says);
  expect(new Set(words).size).toBe(words.length);
  expect(words).toContain("Tagblatt takes no creatives inside a request; send them first");
  expect(words).toContain("Tagblatt does not offer targeting by region");
  expect(words.filter((one) => one.includes("keywords"))).toHaveLength(2);
  const rest = cannotExpress({ ...tagblatt(), dialect: { protocol: "rest", version: "3.0" } });
  expect(rest.some(({ feature, severity }) => feature === "readBack" && severity === "notVerifiable")).toBe(true);
});
