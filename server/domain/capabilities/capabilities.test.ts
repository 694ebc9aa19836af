import { describe, expect, test } from "vitest";
import { decodeIdempotencyCheck, trustedReplayTtl } from "./idempotency-check";
import { readCapabilities } from "./read-capabilities";
import { decodeCapabilities, encodeCapabilities } from "./stored";

const raw = {
  adcp: { major_versions: [3], idempotency: { supported: true, replay_ttl_seconds: 86_400 } },
  supported_protocols: ["media_buy"],
  account: { required_for_products: true, account_financials: true, supported_billing: ["operator"], sandbox: true },
  media_buy: {
    supported_pricing_models: ["cpm", "x_new_model"],
    reporting_delivery_methods: ["webhook"],
    features: { inline_creative_management: true, x_own: true },
    audience_targeting: { supported_identifier_types: ["hashed_email"], minimum_audience_size: 500 },
    conversion_tracking: { multi_source_event_dedup: true, supported_action_sources: ["website"] },
    execution: {
      targeting: {
        geo_countries: true,
        geo_metros: { nielsen_dma: true, uk_itl1: false },
        age_restriction: { supported: true, verification_methods: ["digital_id"] },
        keyword_targets: { supported_match_types: ["exact"] },
        geo_proximity: { radius: true, geometry: false, transport_modes: [] },
      },
    },
  },
  x_unknown: { kept: 1 },
};
const beside = { tools: ["create_media_buy"], sellerName: "Tagblatt" };

describe("what a seller says it can", () => {
  test("is read in our words; unknown fields and words are kept", () => {
    expect(readCapabilities(raw, beside)).toMatchObject({
      idempotency: "supported",
      replayTtlSeconds: 86_400,
      sandboxAccounts: true,
      account: { requiredForProducts: true, financials: true, billing: ["operator"] },
      pricingModels: ["cpm", "x_new_model"],
      reportingMethods: ["webhook"],
      inlineCreatives: true,
      audiences: { identifierTypes: ["hashed_email"], minimumSize: 500 },
      conversions: { multiSourceDedup: true, eventTypes: null },
      targeting: {
        countries: true,
        regions: false,
        metros: ["nielsen_dma"],
        keywords: ["exact"],
        negativeKeywords: null,
        ageRestriction: { methods: ["digital_id"] },
        proximity: { methods: ["radius"] },
      },
      raw: { x_unknown: { kept: 1 } },
    });
  });

  test("is not invented where it says nothing, or nonsense", () => {
    const nothing = readCapabilities({ adcp: "yes", media_buy: [], account: null, specialisms: "all" }, beside);
    expect(nothing).toMatchObject({
      majorVersions: [],
      idempotency: "not_declared",
      replayTtlSeconds: null,
      targeting: null,
      mediaBuyDeclared: false,
      reportingMethods: null,
      specialisms: [],
    });
    const outOfBounds = { adcp: { idempotency: { supported: true, replay_ttl_seconds: 60 } } };
    expect(readCapabilities(outOfBounds, beside).replayTtlSeconds).toBeNull();
    expect(readCapabilities({ adcp: { idempotency: { supported: false } } }, beside).idempotency).toBe("unsupported");
  });
});

describe("capabilities as stored", () => {
  test("come back as they were", () => {
    const all = readCapabilities(raw, beside);
    expect(decodeCapabilities(encodeCapabilities(all))).toEqual(all);
  });

  test("of an older shape are completed from the answer kept in them, and what they say themselves stands", () => {
    const old = { ...beside, majorVersions: [3], replayTtlSeconds: null, inlineCreatives: false, raw };
    expect(decodeCapabilities(JSON.stringify(old))).toMatchObject({
      replayTtlSeconds: null,
      inlineCreatives: false,
      targeting: { metros: ["nielsen_dma"] },
      tools: ["create_media_buy"],
    });
  });

  test("that lack nearly everything, or are damaged, are read as far as they go", () => {
    expect(decodeCapabilities('{"replayTtlSeconds":86400}')).toMatchObject({ replayTtlSeconds: 86_400, tools: [] });
    expect(decodeCapabilities('{"tools":null,"features":7,"raw":[]}')).toMatchObject({ tools: [], targeting: null });
    expect(decodeCapabilities("{")).toBeNull();
    expect(decodeCapabilities("[]")).toBeNull();
    expect(decodeCapabilities(null)).toBeNull();
  });
});

test("a promise that was seen broken counts for nothing; one that was kept, or not checked, stands", () => {
  const at = "2026-11-21T09:00:00.000Z";
  const check = (outcome: string) => decodeIdempotencyCheck(JSON.stringify({ outcome, at, detail: "" }));
  expect(["kept", "not_checked", "doubled", "refused"].map((one) => trustedReplayTtl(3_600, check(one)))).toEqual([
    3_600,
    3_600,
    null,
    null,
  ]);
  expect(trustedReplayTtl(null, check("kept"))).toBeNull();
  expect(check("x_new")).toBeNull();
  expect(decodeIdempotencyCheck("{")).toBeNull();
});
