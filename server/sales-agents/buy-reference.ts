/**
 * Our `buyer_ref` for one media buy, where a dialect has that word: the campaign's reference with the tail of its first package's
 * id. The same for every send of a create, another for another media buy of the campaign.
 */
export function buyReference(campaignReference: string, firstPackageId: string): string {
  return `${campaignReference}-${firstPackageId.slice(-12)}`;
}
