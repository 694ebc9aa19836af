import type { Json } from "../adcp/seller-problem";
import { supportedVersions } from "../adcp/supported-versions";

/**
 * What AdCP 2.5 itself gives every seller, in the form of get_adcp_capabilities, which it does not have. null: with these tools it is
 * no sales agent at all. `_synthetic` says that no seller has said so.
 */
export function syntheticCapabilities(tools: readonly string[]): Json | null {
  if (!["get_products", "create_media_buy"].every((tool) => tools.includes(tool))) return null;
  return {
    _synthetic: true,
    adcp: { major_versions: [2] },
    supported_protocols: ["media_buy"],
    media_buy: {
      features: { inline_creative_management: true },
      execution: { targeting: { geo_countries: true, geo_regions: true } },
    },
  };
}

/** True where a seller that refuses our version names only versions before 3. */
export function speaksOnlyOld(details: Json | null): boolean {
  const versions = supportedVersions(details);
  return versions.length > 0 && versions.every((version) => /^[12]\b/.test(version));
}
