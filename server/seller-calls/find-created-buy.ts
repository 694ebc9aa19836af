import type { Tx } from "../db/client";
import { decodeIntent } from "../domain/change/stored-json";
import { type FoundBuy, findCreatedBuy } from "../domain/media-buy/find-created-buy";
import type { Instant } from "../domain/time";
import { claimedSellerIds } from "../repositories/bought-media-buys";
import { type ChangeRecord, openCreatesBeside } from "../repositories/changes";
import type { MediaBuySnapshot } from "../sales-agents/sales-agent";

/**
 * The buy that a create without an answer may have made, among all that the account has (requirements §4.3). Another create of ours
 * that is as open and fits the same buy makes it unsure: a person decides, we never guess with money.
 */
export async function lookForBuy(
  tx: Tx,
  change: ChangeRecord,
  listed: readonly MediaBuySnapshot[],
  firstSentAt: Instant,
): Promise<FoundBuy> {
  const claimed = await claimedSellerIds(tx, change.salesAgentId);
  const found = findCreatedBuy(decodeIntent(change.patch), listed, { firstSentAt, claimed });
  if (found.kind !== "one") return found;
  const candidate = listed.filter((buy) => buy.mediaBuyId === found.mediaBuyId);
  for (const rival of await openCreatesBeside(tx, change)) {
    const fits = findCreatedBuy(decodeIntent(rival.patch), candidate, { firstSentAt, claimed });
    if (fits.kind !== "none") return { kind: "unsure", mediaBuyIds: [found.mediaBuyId] };
  }
  return found;
}
