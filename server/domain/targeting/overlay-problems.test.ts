import { describe, expect, test } from "vitest";
import { readCapabilities } from "../capabilities/read-capabilities";
import type { TargetingOverlay } from "./overlay";
import { limitProblems, overlayProblems } from "./overlay-problems";
import { targetingOffer } from "./targeting-limits";

const problems = (overlay: TargetingOverlay) =>
  overlayProblems(overlay).map(({ path, message }) => `${path}: ${message}`);

describe("an overlay (requirements 3.9)", () => {
  test("that uses every field as the protocol has it passes, unknown fields of a seller included", () => {
    const overlay = {
      geo_countries: ["DE", "US"],
      geo_regions: ["US-CA"],
      geo_metros: [{ system: "nielsen_dma", values: ["501"] }],
      geo_postal_areas: [{ system: "us_zip", values: ["10001"] }],
      geo_proximity: [{ lat: 52.5, lng: 13.4, radius: { value: 5, unit: "km" } }],
      daypart_targets: [{ days: ["monday"], start_hour: 6, end_hour: 10 }],
      audience_include: ["aud_1"],
      frequency_cap: { max_impressions: 3, per: "individuals", window: { interval: 7, unit: "days" } },
      property_list: { agent_url: "https://lists.example", list_id: "l1" },
      age_restriction: { min: 18, accepted_methods: ["digital_id"] },
      device_platform: ["ios"],
      device_type: ["ctv"],
      language: ["de"],
      keyword_targets: [{ keyword: "oat milk", match_type: "exact", bid_price: 1.5 }],
      negative_keywords: [{ keyword: "free", match_type: "broad" }],
      x_seller: { anything: true },
    };
    expect(problems(overlay)).toEqual([]);
  });

  test.each<[string, TargetingOverlay, string]>([
    ["a country", { geo_countries: ["XX"] }, 'geo_countries: "XX" is not a country code'],
    ["a region", { geo_regions: ["California"] }, 'geo_regions: "California" is not a region code such as US-CA'],
    [
      "a metro system",
      { geo_metros: [{ system: "dma", values: ["1"] }] },
      'geo_metros: geo metros has no system "dma"',
    ],
    [
      "two ways around a place",
      { geo_proximity: [{ lat: 1, lng: 1, radius: {}, travel_time: {} }] },
      "geo_proximity: geo proximity needs exactly one of travel time, radius or a shape for each place",
    ],
    [
      "hours that run backwards",
      { daypart_targets: [{ days: ["monday"], start_hour: 10, end_hour: 6 }] },
      "daypart_targets: daypart targets needs a first hour of 0 to 23 and a later last one of at most 24",
    ],
    [
      "a cap without its window",
      { frequency_cap: { max_impressions: 3 } },
      "frequency_cap: frequency cap needs the most views, whom they count for and the window together",
    ],
    ["an age", { age_restriction: { min: 5 } }, "age_restriction: age restriction needs an age of 13 to 99"],
    [
      "ctv as a platform",
      { device_platform: ["ctv"] },
      'device_platform: "ctv" is not a platform: it is a device type',
    ],
    [
      "a keyword twice",
      {
        keyword_targets: [
          { keyword: "a", match_type: "exact" },
          { keyword: "a", match_type: "exact" },
        ],
      },
      'keyword_targets: "a" is there twice',
    ],
    [
      "both sides of one value",
      { geo_countries: ["DE"], geo_countries_exclude: ["DE"] },
      "geo_countries: DE is both included and excluded",
    ],
    [
      "a region of an excluded country",
      { geo_countries_exclude: ["US"], geo_regions: ["US-CA"] },
      "geo_regions: US-CA lies in a country that is excluded",
    ],
  ])("names %s", (_name, overlay, complaint) => {
    expect(problems(overlay)).toEqual([complaint]);
  });

  test("dayparts carry no time zone: the wire has none and sellers read the hours in their own (C24)", () => {
    const part = { days: ["monday"], start_hour: 6, end_hour: 10, timezone: "Europe/Berlin" };
    expect(problems({ daypart_targets: [part] })).toEqual([
      "daypart_targets: daypart targets has no time zone on the wire: sellers read the hours in their own",
    ]);
  });

  test("what the seller or the product does not offer is named with the reason; nothing said rules nothing out", () => {
    const declared = {
      media_buy: {
        execution: {
          targeting: {
            geo_countries: true,
            geo_metros: { nielsen_dma: true },
            keyword_targets: { supported_match_types: ["exact"] },
          },
        },
      },
    };
    const seller = (raw: Readonly<Record<string, unknown>>, version: "3.0" | "2.5" = "3.0") => ({
      name: "Tagblatt",
      capabilities: readCapabilities(raw, { tools: [], sellerName: null }),
      dialect: { protocol: "mcp" as const, version },
    });
    const asked = {
      geo_countries: ["DE"],
      geo_regions: ["US-CA"],
      geo_metros: [{ system: "uk_itl1", values: ["UKI"] }],
      keyword_targets: [{ keyword: "oat milk", match_type: "broad" }],
      audience_include: ["a"],
      audience_exclude: [],
      property_list: { agent_url: "https://lists.example", list_id: "l1" },
    };
    const { limits, offered } = targetingOffer(seller(declared), false);
    expect(limitProblems(asked, limits, offered).map(({ message }) => message)).toEqual([
      "Tagblatt does not offer targeting by region",
      "geo metros of uk itl1 are not offered, only nielsen dma",
      "keyword targets of broad are not offered, only exact",
      "Tagblatt does not offer audiences",
      "The product does not allow to choose its properties",
    ]);
    expect(overlayProblems(asked, limits, offered)).toHaveLength(5);
    expect(targetingOffer({ ...seller({}), capabilities: null }, true).limits.size).toBe(0);
    expect([...targetingOffer(seller({ media_buy: {} }), true).limits.keys()]).toEqual([
      "audience_include",
      "audience_exclude",
    ]);
    expect(targetingOffer(seller({}, "2.5"), true).limits.get("device_type")).toBe(
      "AdCP 2.5 has no words for targeting by device",
    );
  });
});
