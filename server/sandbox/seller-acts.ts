import { AdcpError } from "@adcp/sdk/server";
import { accountByKey } from "./accounts";
import { millis, parts } from "./behaviour";
import { newId } from "./build-package";
import { holdBuy, isTerminal, record, releaseBuy, saveBuy, settle, touch } from "./buy-state";
import { findElsewhere } from "./elsewhere";
import { refuse } from "./errors";
import type { BuyRecord, Json } from "./model";
import { nowIso, type Seller } from "./seller";
import { applyUpdate } from "./update-media-buy";

/** What a seller does to a buy by itself, unasked. */
export const ACTS = ["pause", "resume", "cancel", "reject", "edit"] as const;
export type Act = (typeof ACTS)[number];

export interface PlannedAct {
  media_buy_id: string;
  act: Act;
  reason: string;
  /** Wall-clock milliseconds. */
  due_ms: number;
  /** For `edit`: fields of update_media_buy; a package without an id is the first one. */
  update?: Json;
}

const DONE: Record<Act, string> = {
  pause: "paused",
  resume: "resumed",
  cancel: "canceled",
  reject: "rejected",
  edit: "updated",
};

const FALLBACK: Record<Act, string> = {
  pause: "Paused by our traffic team.",
  resume: "Resumed by our traffic team.",
  cancel: "The inventory was withdrawn.",
  reject: "Setup found that this cannot run.",
  edit: "",
};

/** A marker's `milliseconds|reason`. */
export function parseAct(act: Act, media_buy_id: string, value: string, now: number): PlannedAct {
  const [delay, reason] = parts(value);
  return { media_buy_id, act, reason, due_ms: now + millis(delay, 1000) };
}

export const planAct = (seller: Seller, act: PlannedAct): void => seller.store.put("act", "", newId("act"), act);

const MOVES: Record<Exclude<Act, "edit">, (seller: Seller, buy: BuyRecord, reason: string) => void> = {
  pause: (_seller, buy) => holdBuy(buy),
  resume: (_seller, buy) => releaseBuy(buy),
  cancel: (seller, buy, reason) => {
    buy.cancellation = { canceled_at: nowIso(seller), canceled_by: "seller", reason };
    delete buy.forced_status;
  },
  reject: (_seller, buy, reason) => {
    // Active is never rejected (media buy state transitions).
    if (!buy.status.startsWith("pending_")) {
      throw refuse("INVALID_STATE", `A media buy that is ${buy.status} cannot be rejected.`);
    }
    buy.forced_status = "rejected";
    buy.rejection_reason = reason;
  },
};

function edit(seller: Seller, buy: BuyRecord, update: Json): Json {
  const account = accountByKey(seller, buy.account_key);
  if (account === undefined) throw refuse("ACCOUNT_NOT_FOUND", "The account is gone.");
  const packages = (update.packages as Json[] | undefined)?.map((pack) => ({
    package_id: buy.packages[0]?.package_id,
    ...pack,
  }));
  const args = { ...update, media_buy_id: buy.media_buy_id, ...(packages === undefined ? {} : { packages }) };
  return applyUpdate(seller, account, args, "seller");
}

/** Acts now; throws the AdCP error that says why not. Raises the revision like every change by a person. */
export function carryOutAct(seller: Seller, { media_buy_id, act, reason, update }: PlannedAct): Json {
  return seller.store.atomically(() => {
    const found = seller.store.find<BuyRecord>("buy", media_buy_id) ?? findElsewhere(seller, media_buy_id);
    if (found === undefined) throw refuse("MEDIA_BUY_NOT_FOUND", `There is no media buy "${media_buy_id}".`);
    const buy = touch(seller, found);
    if (isTerminal(buy.status)) throw refuse("INVALID_STATE", `The media buy is ${buy.status}.`);
    if (act === "edit") return edit(seller, buy, update ?? {});
    settle(seller, buy);
    const words = reason || FALLBACK[act];
    MOVES[act](seller, buy, words);
    buy.revision += 1;
    buy.updated_at = nowIso(seller);
    record(seller, buy, DONE[act], "seller", words);
    saveBuy(seller, buy);
    touch(seller, buy);
    return { media_buy_id, status: buy.status, revision: buy.revision };
  });
}

/** Acts that are due; one that is no longer possible is dropped, as a seller's own work sometimes is. */
export function carryOutDueActs(seller: Seller): void {
  for (const { id, doc } of seller.store.entries<PlannedAct>("act")) {
    if (doc.due_ms > seller.now()) continue;
    seller.store.remove("act", "", id);
    try {
      carryOutAct(seller, doc);
    } catch (error) {
      if (!(error instanceof AdcpError)) throw error;
    }
  }
}
