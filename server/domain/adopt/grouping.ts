import { oneLine } from "./seen-media-buy";

/** How media buys made elsewhere become campaigns. */
export type Grouping =
  | { readonly kind: "campaign"; readonly campaignId: string }
  | { readonly kind: "each" }
  | { readonly kind: "po_number" }
  | { readonly kind: "brand" };

export type GroupedBuy = {
  readonly sellerMediaBuyId: string;
  readonly name: string;
  readonly poNumber: string;
  readonly brandDomain: string | null;
};

/** One campaign that is made: what its media buys have in common, and the name suggested for it. */
export type CampaignGroup = { readonly key: string; readonly name: string; readonly poNumber: string };

/** null: no campaign is made, one was chosen. */
export function groupOf(grouping: Grouping, buy: GroupedBuy, sellerName: string): CampaignGroup | null {
  switch (grouping.kind) {
    case "campaign":
      return null;
    case "each":
      return { key: `each ${buy.sellerMediaBuyId}`, name: buy.name, poNumber: buy.poNumber };
    case "po_number":
      return buy.poNumber === ""
        ? { key: "po", name: oneLine(`${sellerName}, without PO number`), poNumber: "" }
        : { key: `po ${buy.poNumber}`, name: oneLine(`${sellerName}, ${buy.poNumber}`), poNumber: buy.poNumber };
    case "brand":
      return buy.brandDomain === null
        ? { key: "brand", name: oneLine(`${sellerName}, brand not known yet`), poNumber: "" }
        : { key: `brand ${buy.brandDomain}`, name: oneLine(`${sellerName}, ${buy.brandDomain}`), poNumber: "" };
  }
}

/** Media buys of one campaign: more of them are no campaign that anybody can look at or steer. */
export const mostPerCampaign = 500;

/** A group of more than one campaign holds becomes several. `turn`: which of all that are taken over this one is, from 0. */
export function partOf(group: CampaignGroup, ofGroup: number, turn: number): CampaignGroup {
  if (ofGroup <= mostPerCampaign) return group;
  const part = Math.floor(turn / mostPerCampaign) + 1;
  return { ...group, key: `${group.key} ${part}`, name: oneLine(`${group.name}, part ${part}`) };
}

/** How many campaigns groups of these sizes become. */
export function campaignsFor(sizes: readonly number[]): number {
  const all = sizes.reduce((sum, size) => sum + size, 0);
  return sizes.reduce((sum, size) => sum + (size > mostPerCampaign ? Math.ceil(all / mostPerCampaign) : 1), 0);
}

/** The campaign's own reference: the same for the same group of one taking over, so that a second try finds the first one's campaign. */
export function groupRef(adoptionId: string, key: string): string {
  return `TO-${hash53(adoptionId)}-${hash53(key)}`.toUpperCase();
}

/** 53 bits of a text in base 36: a name, not a secret. */
function hash53(text: string): string {
  let [high, low] = [0xdeadbeef, 0x41c6ce57];
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    high = Math.imul(high ^ code, 2654435761);
    low = Math.imul(low ^ code, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return (4294967296 * (2097151 & low) + (high >>> 0)).toString(36);
}
