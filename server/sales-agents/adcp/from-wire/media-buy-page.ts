import { z } from "zod";
import type { MediaBuyPage, PagedMediaBuy } from "../../sales-agent";
import { isObject, type Json } from "../seller-problem";
import { mediaBuysFromWire } from "./media-buys";
import { optionalNumber, optionalText } from "./scalars";

/** Not in AdCP 3.0.6's item, but sellers send them: a name, an own reference, the brand beside or within the account. */
const extras = z.looseObject({
  name: optionalText,
  buyer_ref: optionalText,
  brand: z.looseObject({ domain: optionalText }).optional().catch(undefined),
  account: z
    .looseObject({ brand: z.looseObject({ domain: optionalText }).optional().catch(undefined) })
    .optional()
    .catch(undefined),
});

const pagination = z.looseObject({
  has_more: z.boolean().optional().catch(undefined),
  cursor: optionalText,
  total_count: optionalNumber,
});

/** One page of get_media_buys; null: it is none. A buy without id or status is counted, so that it does not hide the others. */
export function mediaBuyPageFromWire(payload: Json): MediaBuyPage | null {
  if (!Array.isArray(payload.media_buys)) return null;
  const items: readonly unknown[] = payload.media_buys;
  const buys = items.flatMap(pagedBuy);
  const page = pagination.safeParse(payload.pagination);
  const { has_more: hasMore = false, cursor, total_count: total } = page.success ? page.data : {};
  return {
    buys,
    unreadable: items.length - buys.length,
    hasMore,
    cursor: hasMore ? (cursor ?? null) : null,
    total: total !== undefined && Number.isInteger(total) && total >= 0 ? total : null,
  };
}

function pagedBuy(item: unknown): PagedMediaBuy[] {
  const snapshot = mediaBuysFromWire({ media_buys: [item] })?.[0];
  const extra = extras.safeParse(item);
  if (snapshot === undefined || !isObject(item)) return [];
  const { name, buyer_ref: buyerRef, brand, account } = extra.success ? extra.data : {};
  const brandDomain = brand?.domain ?? account?.brand?.domain ?? null;
  return [{ snapshot, name: name || buyerRef || null, brandDomain }];
}
