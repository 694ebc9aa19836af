import { StatusBadge } from "@/app/_ui/status";
import type { BlockedBy } from "@/server/api/views/media-buy-view";

type BuyStatusProps = { readonly buy: { readonly status: string; readonly blockedBy: BlockedBy | null } };

/** The status of a media buy; PENDING_APPROVAL says whose approval it is. */
export function BuyStatus({ buy }: BuyStatusProps) {
  const isOurs = buy.status === "PENDING_APPROVAL" && buy.blockedBy?.owner === "approver";
  return <StatusBadge status={buy.status} {...(isOurs ? { label: "Needs approval" } : {})} />;
}
