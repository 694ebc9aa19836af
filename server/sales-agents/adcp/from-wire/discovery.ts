import { z } from "zod";
import { readCapabilities } from "@/server/domain/capabilities/read-capabilities";
import type { CreativeFormat, CreativeState } from "../../creative-exchange";
import type { Capabilities } from "../../sales-agent";
import { isObject, type Json } from "../seller-problem";
import { formatId } from "./products";
import { optionalFlag, optionalNumber, optionalObject, optionalText, readableIn, tolerantList } from "./scalars";

/** get_adcp_capabilities (requirements §3.1). null: no AdCP 3 answer. */
export function capabilitiesFromWire(
  payload: Json,
  tools: readonly string[],
  serverName: string | null,
): Capabilities | null {
  return isObject(payload.adcp) ? readCapabilities(payload, { tools, sellerName: serverName }) : null;
}

const asset = z.looseObject({
  asset_id: z.string(),
  asset_type: z.string(),
  required: optionalFlag,
  requirements: optionalObject,
});
const render = z.looseObject({
  dimensions: z.looseObject({ width: optionalNumber, height: optionalNumber }).optional().catch(undefined),
});
const format = z.looseObject({
  format_id: formatId,
  name: optionalText,
  description: optionalText,
  renders: tolerantList(render),
  assets: tolerantList(asset),
});
type FormatItem = z.infer<typeof format>;

export function formatsFromWire(payload: Json): readonly CreativeFormat[] | null {
  if (!Array.isArray(payload.formats)) return null;
  return readableIn(payload.formats, format).map((item) => {
    const dimensions = (item.renders ?? []).map((r) => r.dimensions).find((d) => d !== undefined);
    return {
      formatId: item.format_id,
      name: item.name ?? item.format_id.id,
      description: item.description ?? null,
      kind: kindOf(item),
      width: dimensions?.width ?? null,
      height: dimensions?.height ?? null,
      durationMs: durationOf(item),
      assets: (item.assets ?? []).map((a) => ({
        assetId: a.asset_id,
        assetType: a.asset_type,
        required: a.required ?? false,
      })),
    };
  });
}

const kinds = ["video", "audio", "image", "html"] as const;

/** The most telling of its required assets; where none is marked required, of all of them. */
function kindOf(item: FormatItem): string {
  const assets = item.assets ?? [];
  const required = assets.filter((a) => a.required === true);
  const types = (required.length === 0 ? assets : required).map((a) => a.asset_type);
  return kinds.find((kind) => types.includes(kind)) ?? "other";
}

function durationOf(item: FormatItem): number | null {
  const timed = (item.assets ?? []).find((a) => a.asset_type === "video" || a.asset_type === "audio");
  const fixed = timed?.requirements?.duration_ms ?? timed?.requirements?.max_duration_ms;
  return typeof fixed === "number" ? fixed : null;
}

const creative = z.looseObject({
  creative_id: z.string().min(1),
  status: z.string(),
  rejection_reason: optionalText,
  status_reason: optionalText,
});

export function creativesFromWire(payload: Json): readonly CreativeState[] | null {
  if (!Array.isArray(payload.creatives)) return null;
  return readableIn(payload.creatives, creative).map((item) => ({
    creativeId: item.creative_id,
    status: item.status,
    rejectionReason: item.rejection_reason ?? item.status_reason ?? null,
  }));
}
