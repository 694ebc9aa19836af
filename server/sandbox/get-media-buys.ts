import { requireOpen } from "./accounts";
import { touch } from "./buy-state";
import { buyToWire } from "./buy-to-wire";
import { findElsewhere, type Listed, listElsewhere } from "./elsewhere";
import type { AccountRecord, BuyRecord, Json } from "./model";
import { paginate } from "./pagination";
import type { Seller } from "./seller";

/**
 * The asked-for buys, brought up to date by the clock, newest first. An id of another account is not found.
 * Ids without a status filter come in every status; neither ids nor filter means the active ones (get_media_buys).
 */
export function selectBuys(seller: Seller, account: AccountRecord | undefined, args: Json): BuyRecord[] {
  const ids = args.media_buy_ids as string[] | undefined;
  const statuses = statusesIn(args);
  const candidates =
    ids === undefined
      ? seller.store.list<BuyRecord>("buy", account?.key).reverse()
      : ids.flatMap((id) => seller.store.find<BuyRecord>("buy", id) ?? findElsewhere(seller, id) ?? []);
  return seller.store.atomically(() =>
    candidates
      .filter((buy) => account === undefined || buy.account_key === account.key)
      .map((buy) => touch(seller, buy))
      .filter((buy) => statuses === undefined || statuses.includes(buy.status)),
  );
}

function statusesIn(args: Json): string[] | undefined {
  const filter = args.status_filter as string | string[] | undefined;
  if (filter !== undefined) return [filter].flat();
  return args.media_buy_ids === undefined ? ["active"] : undefined;
}

/** The page that was asked for, those made elsewhere last: only what is on it is built. */
function pageOf(seller: Seller, account: AccountRecord | undefined, args: Json, found: readonly BuyRecord[]) {
  const own = found.map((buy): Listed => ({ status: buy.status, build: () => buy }));
  if (args.media_buy_ids !== undefined) return paginate(own, args);
  const stored = seller.store.list<BuyRecord>("buy", account?.key).map((buy) => buy.media_buy_id);
  const statuses = statusesIn(args);
  const others = listElsewhere(seller, account, new Set(stored));
  const wanted = others.filter((one) => statuses === undefined || statuses.includes(one.status));
  return paginate([...own, ...wanted], args);
}

/** Ids the buyer asked for and this account does not have, as errors beside the data. */
function missingIds(found: readonly BuyRecord[], args: Json): Json {
  const ids = (args.media_buy_ids ?? []) as string[];
  const missing = ids.filter((id) => !found.some((buy) => buy.media_buy_id === id));
  if (missing.length === 0 || args.status_filter !== undefined) return {};
  return {
    errors: missing.map((id) => ({
      code: "MEDIA_BUY_NOT_FOUND",
      message: `There is no media buy "${id}" on this account.`,
      field: `media_buy_ids[${ids.indexOf(id)}]`,
      recovery: "correctable",
    })),
  };
}

/** get_media_buys. */
export function getMediaBuys(seller: Seller, account: AccountRecord | undefined, args: Json): Json {
  if (account !== undefined) requireOpen(account, "read");
  const found = selectBuys(seller, account, args);
  const { items, pagination } = pageOf(seller, account, args, found);
  const history = (args.include_history as number | undefined) ?? 0;
  const media_buys = items.map(({ build }) =>
    buyToWire(seller, build(), { snapshot: args.include_snapshot === true, history }),
  );
  return {
    media_buys,
    pagination,
    ...missingIds(found, args),
    ...(account?.sandbox === true ? { sandbox: true } : {}),
  };
}
