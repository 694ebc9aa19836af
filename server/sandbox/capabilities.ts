import type { AdcpCapabilitiesConfig } from "@adcp/sdk/server";
import type { Seller } from "./seller";

type Portfolio = NonNullable<AdcpCapabilitiesConfig["portfolio"]>;

const targeting = {
  geo_countries: true,
  geo_regions: true,
  language: true,
  keyword_targets: { supported_match_types: ["broad", "phrase", "exact"] as ["broad", "phrase", "exact"] },
  negative_keywords: { supported_match_types: ["broad", "phrase", "exact"] as ["broad", "phrase", "exact"] },
};

/** What get_adcp_capabilities says beyond what the SDK derives from the tools. */
export function capabilities(seller: Seller): AdcpCapabilitiesConfig {
  const { profile } = seller;
  const models = profile.products.flatMap((product) => product.pricing.map((option) => option.pricing_model));
  return {
    features: { inlineCreativeManagement: true },
    specialisms: profile.specialisms,
    account: { requireOperatorAuth: false, supportedBilling: ["operator", "agent", "advertiser"], sandbox: true },
    creative: { hasCreativeLibrary: true },
    portfolio: {
      publisher_domains: [profile.domain],
      primary_channels: profile.channels as NonNullable<Portfolio["primary_channels"]>,
      primary_countries: profile.countries,
      description: profile.summary,
    },
    overrides: {
      media_buy: {
        supported_pricing_models: [...new Set(models)] as ["cpm"],
        execution: { targeting },
      },
      webhook_signing: {
        supported: true,
        profile: "adcp/webhook-signing/v1",
        algorithms: ["ed25519"],
        legacy_hmac_fallback: true,
      },
      // The 3.0.6 schema can name only these; list_scenarios of the controller itself names all it has.
      compliance_testing: {
        scenarios: [
          "force_creative_status",
          "force_account_status",
          "force_media_buy_status",
          "simulate_delivery",
          "simulate_budget_spend",
        ],
      },
    },
  };
}
