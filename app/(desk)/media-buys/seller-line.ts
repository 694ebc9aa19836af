import type { MediaBuyRow } from "@/server/api/views/media-buy-view";

/** What stands under a media buy's name: whose it is, and its number in the planner's own books. */
export function sellerLine({ salesAgent, poNumber }: Pick<MediaBuyRow, "salesAgent" | "poNumber">): string {
  return poNumber ? `${salesAgent.name} · ${poNumber}` : salesAgent.name;
}
