import type { AdcpCapabilitiesConfig } from "@adcp/sdk/server";
import type { Seller, SellerProfile } from "./seller";

type Portfolio = NonNullable<AdcpCapabilitiesConfig["portfolio"]>;

function targeting({ targetsBy: { countries, languages, keywords } }: SellerProfile) {
  const matches = { supported_match_types: keywords as ["broad"] };
  return {
    geo_countries: countries,
    geo_regions: true,
    language: languages,
    ...(keywords.length === 0 ? {} : { keyword_targets: matches, negative_keywords: matches }),
  };
}

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
        execution: { targeting: targeting(profile) },
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
