import { StatusBadge } from "@/app/_ui/status";
import { statusWord } from "@/app/_ui/status-words";
import type { BlockedBy } from "@/server/api/views/media-buy-view";

type Buy = { readonly status: string; readonly blockedBy: BlockedBy | null; readonly startsLater: boolean };

/** The status of a media buy; PENDING_APPROVAL says whose approval it is, PAUSED whether it has begun. */
export function BuyStatus({ buy }: { readonly buy: Buy }) {
  return <StatusBadge status={buy.status} label={buyStatusWord(buy)} />;
}

/** The word of it alone. */
export function buyStatusWord({ status, blockedBy, startsLater }: Buy): string {
  if (status === "PENDING_APPROVAL" && blockedBy?.owner === "approver") return "Needs approval";
  if (status === "PAUSED" && startsLater) return "Paused, not started";
  return statusWord(status);
}
