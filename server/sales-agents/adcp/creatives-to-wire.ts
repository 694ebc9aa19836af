import { DomainError } from "@/server/domain/errors";
import type { CreativeUpload } from "../creative-exchange";
import type { AccountRef, FrozenRequest } from "../sales-agent";
import { accountToWire, formatToWire, frozen } from "./wire-words";

export function syncCreativesToWire(account: AccountRef, creatives: readonly CreativeUpload[]): FrozenRequest {
  return frozen("sync_creatives", {
    account: accountToWire(account),
    creatives: creatives.map(creativeToWire),
  });
}

/** A creative asset, as sync_creatives and a package's own `creatives` carry it (`core/creative-asset.json`). */
export function creativeToWire(creative: CreativeUpload): Record<string, unknown> {
  return {
    creative_id: creative.creativeId,
    name: creative.name,
    format_id: formatToWire(creative.format.formatId),
    assets: assetsToWire(creative),
  };
}

/** The creative's file and landing page under the format's own asset ids; SELLER_LIMIT where the format wants more. */
function assetsToWire(creative: CreativeUpload): Record<string, unknown> {
  const wanted = creative.format.assets;
  const media = wanted.find((asset) => asset.assetType === creative.kind);
  const click = wanted.find((asset) => asset.assetType === "url");
  const assets: Record<string, unknown> = { [media?.assetId ?? creative.kind]: mediaAsset(creative) };
  if (creative.clickUrl !== null && (click !== undefined || wanted.length === 0)) {
    const url = { asset_type: "url", url: creative.clickUrl, url_type: "clickthrough" };
    assets[click?.assetId ?? "click_url"] = url;
  }
  const missing = wanted.filter((asset) => asset.required && !(asset.assetId in assets));
  if (missing.length > 0) {
    const names = missing.map((asset) => `${asset.assetId} (${asset.assetType})`).join(", ");
    throw new DomainError("SELLER_LIMIT", `The format ${creative.format.name} also needs ${names}`);
  }
  return assets;
}

function mediaAsset(creative: CreativeUpload): Record<string, unknown> {
  return {
    asset_type: creative.kind,
    url: creative.assetUrl,
    width: creative.width ?? creative.format.width ?? undefined,
    height: creative.height ?? creative.format.height ?? undefined,
    duration_ms: creative.kind === "video" ? (creative.durationMs ?? undefined) : undefined,
  };
}
