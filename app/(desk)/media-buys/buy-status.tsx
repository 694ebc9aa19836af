import { StatusBadge } from "@/app/_ui/status";
import { statusWord } from "@/app/_ui/status-words";
import type { BlockedBy } from "@/server/api/views/media-buy-view";

type Buy = { readonly status: string; readonly blockedBy: BlockedBy | null };

/** The status of a media buy; PENDING_APPROVAL says whose approval it is. */
export function BuyStatus({ buy }: { readonly buy: Buy }) {
  return <StatusBadge status={buy.status} {...(isOurs(buy) ? { label: buyStatusWord(buy) } : {})} />;
}

/** The word of it alone. */
export function buyStatusWord(buy: Buy): string {
  return isOurs(buy) ? "Needs approval" : statusWord(buy.status);
}

function isOurs({ status, blockedBy }: Buy): boolean {
  return status === "PENDING_APPROVAL" && blockedBy?.owner === "approver";
}
