import type { IncomingMessage, ServerResponse } from "node:http";
import { newId } from "./build-package";
import { DAY_MS, iso } from "./clock";
import { finishForm, readFields, sendJson } from "./http";
import type { AccountRecord, BuyRecord, PackageRecord } from "./model";
import { findProduct } from "./products";
import type { Seller } from "./seller";

/**
 * Media buys that somebody made by other means (a person at the seller, another desk). Told how many, the seller has them at once:
 * each follows from its number and is stored only when it is changed, so that ten thousand cost nothing until they are read.
 */
interface Elsewhere {
  tag: string;
  account_key: string;
  count: number;
  made_ms: number;
}

const settings = (seller: Seller): Elsewhere[] =>
  seller.store
    .entries<Elsewhere>("setting")
    .filter(({ id }) => id.startsWith("elsewhere:"))
    .map(({ doc }) => doc);

const idOf = (seller: Seller, made: Elsewhere, index: number): string =>
  `mb_${seller.profile.id}_${made.tag}_${String(index).padStart(6, "0")}`;

/** Mostly running, the others in every state there is. */
const STATUSES = [
  "active",
  "active",
  "active",
  "active",
  "paused",
  "completed",
  "active",
  "canceled",
  "rejected",
  "active",
];
const statusOf = (index: number): string => STATUSES[index % STATUSES.length] ?? "active";
const BRANDS = ["northwind-coffee.example", "alpenglow.example", "harbour-bikes.example"];
const CURRENCIES = ["USD", "USD", "EUR"];

export interface Listed {
  status: string;
  build: () => BuyRecord;
}

/** The account's buys made elsewhere that were never changed, newest first; `stored`: ids that are kept as they are now. */
export function listElsewhere(
  seller: Seller,
  account: AccountRecord | undefined,
  stored: ReadonlySet<string>,
): Listed[] {
  return settings(seller)
    .filter((made) => account === undefined || made.account_key === account.key)
    .flatMap((made) =>
      Array.from({ length: made.count }, (_, index) => index)
        .filter((index) => !stored.has(idOf(seller, made, index)))
        .map((index) => ({ status: statusOf(index), build: () => buildElsewhere(seller, made, index) })),
    );
}

export function findElsewhere(seller: Seller, id: string): BuyRecord | undefined {
  const [, tag, digits] = /_([0-9a-f]{12})_(\d{6})$/.exec(id) ?? [];
  const made = settings(seller).find((one) => one.tag === tag);
  const index = Number(digits);
  return made !== undefined && index < made.count ? buildElsewhere(seller, made, index) : undefined;
}

function buildElsewhere(seller: Seller, made: Elsewhere, index: number): BuyRecord {
  const status = statusOf(index);
  const number = String(index + 1).padStart(5, "0");
  const start = made.made_ms - (10 + (index % 20)) * DAY_MS;
  const end = status === "completed" ? made.made_ms - DAY_MS : made.made_ms + (20 + (index % 40)) * DAY_MS;
  const at = iso(start - DAY_MS);
  return {
    media_buy_id: idOf(seller, made, index),
    account_key: made.account_key,
    brand: { domain: BRANDS[index % BRANDS.length] ?? "" },
    status,
    paused: status === "paused",
    ...(status === "rejected" ? { forced_status: "rejected", rejection_reason: "The creative broke our policy." } : {}),
    ...(status === "canceled" ? { cancellation: { canceled_at: iso(start), canceled_by: "buyer" as const } } : {}),
    currency: currencyOf(index),
    start_time: iso(start),
    end_time: iso(end),
    ...(index % 7 === 0 ? {} : { po_number: `PO-${String(1000 + Math.floor(index / 25))}` }),
    markers: "",
    echoed: { name: `Direct order ${number}`, brand: { domain: BRANDS[index % BRANDS.length] } },
    created_at: at,
    confirmed_at: at,
    updated_at: at,
    revision: 1,
    history: [],
    packages: Array.from({ length: 1 + (index % 2) }, (_, position) => buildPackage(seller, made, index, position)),
  };
}

const currencyOf = (index: number): string => CURRENCIES[index % CURRENCIES.length] ?? "USD";

function buildPackage(seller: Seller, made: Elsewhere, index: number, position: number): PackageRecord {
  const currency = currencyOf(index);
  const products = seller.profile.products.filter((one) => one.pricing.some((option) => option.currency === currency));
  const product_id = products[(index + position) % products.length]?.product_id ?? "";
  const sold = findProduct(seller, product_id);
  const option = sold?.pricing_options.find((one) => one.currency === currency);
  const rate = option?.fixed_price ?? (option?.floor_price ?? 5) * 2;
  return {
    package_id: `${idOf(seller, made, index)}_p${position + 1}`,
    product_id,
    pricing_option_id: option?.pricing_option_id ?? "",
    pricing_model: option?.pricing_model ?? "cpm",
    currency,
    rate,
    budget: 5_000 + (index % 50) * 250,
    pacing: "even",
    ...(option?.fixed_price === undefined ? { bid_price: rate } : {}),
    format_ids: sold?.format_ids ?? [],
    creative_assignments: [],
    paused: false,
    canceled: false,
    echoed: {},
    days: {},
    settled_until: made.made_ms,
  };
}

/** Those of before are gone, changed or not. */
function forget(seller: Seller, account: AccountRecord): void {
  for (const { tag } of settings(seller).filter((made) => made.account_key === account.key)) {
    seller.store.remove("setting", "", `elsewhere:${tag}`);
    const stored = seller.store
      .list<BuyRecord>("buy", account.key)
      .filter((buy) => buy.media_buy_id.includes(`_${tag}_`));
    for (const { media_buy_id } of stored) seller.store.remove("buy", account.key, media_buy_id);
  }
}

/** POST /<seller>/_elsewhere {account_id, count}: from now on this account has so many media buys made elsewhere. */
export async function handleElsewhere(
  seller: Seller,
  path: string,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<boolean> {
  if (req.method !== "POST" || path !== `/${seller.profile.id}/_elsewhere`) return false;
  const fields = await readFields(req);
  const account = seller.store.list<AccountRecord>("account", "").find((one) => one.account_id === fields.account_id);
  const count = Number(fields.count);
  if (account === undefined || !(Number.isInteger(count) && count >= 0 && count <= 999_999)) {
    sendJson(res, 400, { error: "send {account_id, count}" });
    return true;
  }
  forget(seller, account);
  const tag = newId("x").slice(2);
  const made: Elsewhere = { tag, account_key: account.key, count, made_ms: seller.now() };
  seller.store.put("setting", "", `elsewhere:${tag}`, made);
  finishForm(req, res, `/${seller.profile.id}`, { account_id: account.account_id, count });
  return true;
}
