import type { Invariant } from "../domain/invariants";
import type { MediaBuySnapshot } from "../sales-agents/sales-agent";

export type Finding = {
  readonly invariant: Invariant;
  /** What it is about; `id` is ours, except of a buy that only the seller knows. */
  readonly subject: {
    readonly type: "media_buy" | "change_set" | "organisation" | "seller_media_buy" | "job";
    readonly id: string;
  };
  readonly sentence: string;
};

/** Everything that one seller account shows: get_media_buys over the wire, every status, every page. */
export type SellerBook = {
  readonly salesAgentId: string;
  /** Our account row. */
  readonly accountId: string;
  readonly sellerName: string;
  readonly buys: readonly MediaBuySnapshot[];
};
