import { isTerminalSellerStatus } from "./status";

export type Droppable = {
  readonly status: string;
  readonly sellerMediaBuyId: string | null;
  readonly sellerStatus: string | null;
  readonly archived: boolean;
};

/** Why a media buy cannot be put away, or null when it can: it never came to exist at the seller, or it is over there. */
export function whyNotDrop(buy: Droppable): string | null {
  if (buy.archived) return "It is dropped already";
  if (isTerminalSellerStatus(buy.sellerStatus)) return null;
  const neverThere = buy.sellerMediaBuyId === null && buy.sellerStatus === null;
  if (neverThere && ["FAILED", "REJECTED", "CANCELED"].includes(buy.status)) return null;
  if (neverThere) return "Its outcome at the seller is still open";
  return "The seller still has it; cancel it there or wait until it is over";
}
