import { isObject, type Json } from "../adcp/seller-problem";
import { tiedByReference } from "../tied-by-reference";
import { overlayFrom25 } from "./overlay-25";

/** An AdCP 2.5 reply in AdCP 3.0's words; what both have in common, and what neither knows, stays as it came. */
export function payloadFrom25(tool: string, payload: Json): Json {
  switch (tool) {
    case "get_products":
      return withList(payload, "products", productFrom25);
    case "list_creative_formats":
      return withList(payload, "formats", formatFrom25);
    case "get_media_buy_delivery":
      return withList(payload, "media_buy_deliveries", deliveryFrom25);
    case "create_media_buy":
    case "update_media_buy":
      return tiedByReference(
        withList(withList(payload, "packages", packageFrom25), "affected_packages", packageFrom25),
      );
    case "list_creatives":
      return withoutPages(payload);
    default:
      return payload;
  }
}

function withList(payload: Json, name: string, change: (value: Json) => Json): Json {
  const list = payload[name];
  if (!Array.isArray(list)) return payload;
  return { ...payload, [name]: list.map((value: unknown) => (isObject(value) ? change(value) : value)) };
}

/** 2.5's coarse channels; a video product may run on either. */
const channels: Readonly<Record<string, readonly string[]>> = {
  video: ["olv", "ctv"],
  audio: ["streaming_audio"],
  native: ["display"],
  retail: ["retail_media"],
};

function productFrom25(product: Json): Json {
  const named = Array.isArray(product.channels)
    ? { channels: [...new Set(product.channels.flatMap(channelFrom25))] }
    : {};
  return withList({ ...product, ...named }, "pricing_options", pricingFrom25);
}

function channelFrom25(channel: unknown): readonly unknown[] {
  return typeof channel === "string" && Object.hasOwn(channels, channel) ? (channels[channel] ?? []) : [channel];
}

/** `rate` of a fixed price, `price_guidance.floor` of an auction. */
function pricingFrom25({ rate, is_fixed: isFixed, price_guidance: guidance, ...rest }: Json): Json {
  const { floor, ...percentiles } = isObject(guidance) ? guidance : {};
  return {
    ...rest,
    ...(rate !== undefined && isFixed !== false ? { fixed_price: rate } : {}),
    ...(floor === undefined ? {} : { floor_price: floor }),
    ...(Object.keys(percentiles).length === 0 ? {} : { price_guidance: percentiles }),
  };
}

function formatFrom25({ assets_required: required, ...format }: Json): Json {
  if (!Array.isArray(required) || format.assets !== undefined) return format;
  const assets = required.flatMap((entry: unknown) => {
    if (!isObject(entry)) return [];
    return entry.item_type === "repeatable_group" && Array.isArray(entry.assets) ? entry.assets : [entry];
  });
  // In a list of what is required, only a word to the contrary makes it optional.
  return {
    ...format,
    assets: assets.map((asset: unknown) => (isObject(asset) ? { required: true, ...asset } : asset)),
  };
}

/** Days come for the whole buy: they are a package's only where there is but one. */
function deliveryFrom25(delivery: Json): Json {
  const { by_package: lines, daily_breakdown: days } = delivery;
  if (!Array.isArray(lines) || lines.length !== 1 || !Array.isArray(days) || !isObject(lines[0])) return delivery;
  return { ...delivery, by_package: [{ daily_breakdown: days, ...lines[0] }] };
}

function packageFrom25({ creative_ids: ids, targeting_overlay: overlay, ...pack }: Json): Json {
  const own = pack.creative_assignments;
  const assigned = Array.isArray(ids) && !Array.isArray(own) ? ids.map((id: unknown) => ({ creative_id: id })) : own;
  return {
    ...pack,
    ...(Array.isArray(assigned) ? { creative_assignments: assigned } : {}),
    ...(isObject(overlay) ? { targeting_overlay: overlayFrom25(overlay) } : {}),
  };
}

/** By offset and not by cursor: a question names a hundred ids at most and gets them on one page. */
function withoutPages({ pagination: _pages, ...payload }: Json): Json {
  return payload;
}
