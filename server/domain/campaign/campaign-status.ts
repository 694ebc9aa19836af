import { type MediaBuyStatus, mediaBuyStatuses, mostRestrictive } from "../media-buy/status";
import type { Campaign, CampaignState } from "./campaign";

type Buy = { readonly status: string; readonly archived: boolean };

/** What people see of a campaign: once it has media buys the most restrictive of them (requirements §1.6), else its own state. */
export function campaignStatus(
  campaign: Pick<Campaign, "state" | "archivedAt">,
  buys: readonly Buy[],
): MediaBuyStatus | CampaignState {
  if (campaign.archivedAt !== null) return "archived";
  if (campaign.state === "draft" || campaign.state === "in_review") return campaign.state;
  const statuses = buys.filter((buy) => !buy.archived).flatMap((buy) => knownStatus(buy.status));
  if (statuses.length > 0) return mostRestrictive(statuses) ?? campaign.state;
  return campaign.state;
}

function knownStatus(word: string): MediaBuyStatus[] {
  return mediaBuyStatuses.filter((status) => status === word);
}
