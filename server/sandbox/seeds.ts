import type { TestControllerStore } from "@adcp/sdk/server";
import { saveBuy } from "./buy-state";
import { DAY_MS, iso } from "./clock";
import { formatId, seedScope } from "./formats";
import type { BuyRecord, CreativeRecord, FormatId, Json, PricingOption } from "./model";
import { nowIso, type Seller } from "./seller";

function seededCreative(seller: Seller, id: string, fixture: Json, key: string): CreativeRecord {
  const format = (fixture.format_id ?? {}) as Partial<FormatId>;
  return {
    creative_id: id,
    account_key: key,
    name: (fixture.name as string | undefined) ?? id,
    format_id: formatId(seller, format.id ?? "display_300x250"),
    assets: (fixture.assets as Json | undefined) ?? {},
    tags: [],
    submitted_ms: seller.now() - seller.reviewSeconds * 1000,
    forced_status: (fixture.status as string | undefined) ?? "approved",
    resubmitted: false,
    created_date: nowIso(seller),
    updated_date: nowIso(seller),
  };
}

function seededBuy(seller: Seller, id: string, fixture: Json, key: string): BuyRecord {
  const now = seller.now();
  const status = (fixture.status as string | undefined) ?? "active";
  return {
    media_buy_id: id,
    account_key: key,
    brand: { domain: "seeded.example" },
    status,
    paused: status === "paused",
    forced_status: status,
    currency: (fixture.currency as string | undefined) ?? "USD",
    start_time: (fixture.start_time as string | undefined) ?? iso(now),
    end_time: (fixture.end_time as string | undefined) ?? iso(now + 30 * DAY_MS),
    markers: "",
    echoed: {},
    created_at: iso(now),
    confirmed_at: iso(now),
    updated_at: iso(now),
    revision: 1,
    history: [],
    packages: [],
  };
}

/** The seed scenarios: things that a compliance run expects to find. */
export function seeds(seller: Seller, request: Json): TestControllerStore {
  const product = (id: string): Json => seller.store.get<Json>("product", "", id) ?? { product_id: id };
  return {
    async seedProduct(id, fixture) {
      seller.store.put("product", "", id, { ...product(id), ...fixture, product_id: id });
    },
    async seedPricingOption(id, optionId, fixture) {
      const old = product(id);
      const options = (old.pricing_options ?? []) as PricingOption[];
      const others = options.filter((one) => one.pricing_option_id !== optionId);
      const next = { ...fixture, pricing_option_id: optionId };
      seller.store.put("product", "", id, { ...old, pricing_options: [...others, next] });
    },
    async seedCreativeFormat(id, fixture) {
      const format = { name: id, assets: [], ...fixture, format_id: formatId(seller, id) };
      seller.store.put("format", seedScope(seller, request), id, format);
    },
    async seedCreative(id, fixture) {
      const key = seedScope(seller, request);
      seller.store.put("creative", key, id, seededCreative(seller, id, fixture ?? {}, key));
    },
    async seedMediaBuy(id, fixture) {
      saveBuy(seller, seededBuy(seller, id, fixture ?? {}, seedScope(seller, request)));
    },
  };
}
