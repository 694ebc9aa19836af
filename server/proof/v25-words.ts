import { isJson, type Json } from "./mcp-upstream";

/** The words of AdCP 2.5 and 3.0 put over as a seller would that grew out of the one into the other; shares nothing with our adapter. */
export type Known = {
  readonly account: Json;
  readonly key: string;
  /** Our reference by the seller's id of a buy. */
  readonly references: ReadonlyMap<string, string>;
};

export function argsFrom25(tool: string, args: Json, known: Known): Json {
  const { account, key: idempotency_key, references } = known;
  switch (tool) {
    case "get_products":
      return {
        account,
        buying_mode: "brief",
        brief: args.brief ?? "anything",
        ...brandOf(args),
        filters: args.filters,
      };
    case "create_media_buy":
      return { account, idempotency_key, ...brandOf(args), ...create(args) };
    case "update_media_buy": {
      const { buyer_ref: _reference, packages, ...rest } = args;
      return {
        account,
        idempotency_key,
        ...rest,
        ...(packages === undefined ? {} : { packages: each(packages, line) }),
      };
    }
    case "get_media_buy_delivery": {
      const { buyer_refs: wanted, ...rest } = args;
      const named = Array.isArray(wanted) ? [...references].filter(([, ref]) => wanted.includes(ref)) : null;
      return { account, ...rest, ...(named === null ? {} : { media_buy_ids: named.map(([id]) => id) }) };
    }
    case "sync_creatives":
      return { account, idempotency_key, ...args, creatives: each(args.creatives, creative) };
    case "list_creatives":
      return { account, filters: args.filters };
    case "tasks_get":
      return { account, task_id: args.task_id, include_result: true };
    default:
      return {};
  }
}

function brandOf({ brand_manifest: manifest }: Json): Json {
  return typeof manifest === "string" ? { brand: { domain: new URL(manifest).hostname } } : {};
}

function create({ buyer_ref: _reference, brand_manifest: _manifest, packages, ...rest }: Json): Json {
  const lines = each(packages, line);
  const total = lines.reduce((sum, one) => sum + Number(one.budget ?? 0), 0);
  return { ...rest, packages: lines, total_budget: { amount: total, currency: "USD" } };
}

function line({ buyer_ref: reference, creative_ids: ids, targeting_overlay: overlay, ...rest }: Json): Json {
  const { geo_country_any_of: countries, ...others } = isJson(overlay) ? overlay : {};
  return {
    ...rest,
    ...(reference === undefined ? {} : { context: { buyer_ref: reference } }),
    ...(Array.isArray(ids) ? { creative_assignments: ids.map((id: unknown) => ({ creative_id: id })) } : {}),
    ...(overlay === undefined
      ? {}
      : { targeting_overlay: { ...others, ...(countries === undefined ? {} : { geo_countries: countries }) } }),
  };
}

/** What kind of an asset it is, 3.0 wants to be told. */
function creative({ assets, ...rest }: Json): Json {
  const typed = Object.entries(isJson(assets) ? assets : {}).map(([role, asset]) => {
    const type = isJson(asset) && "url_type" in asset ? "url" : role.startsWith("video") ? "video" : "image";
    return [role, { asset_type: type, ...(isJson(asset) ? asset : {}) }] as const;
  });
  return { ...rest, assets: Object.fromEntries(typed) };
}

export type Answered = { readonly args: Json; readonly references: Map<string, string> };

export function payloadTo25(tool: string, payload: Json, { args, references }: Answered): Json {
  switch (tool) {
    case "get_products":
      return { ...payload, products: each(payload.products, product) };
    case "create_media_buy":
      return created(payload, args, references);
    case "update_media_buy": {
      const { status: _status, revision: _revision, valid_actions: _actions, ...rest } = payload;
      return { ...rest, buyer_ref: references.get(String(payload.media_buy_id)) ?? "" };
    }
    case "get_media_buy_delivery": {
      const deliveries = each(payload.media_buy_deliveries, (one) => ({
        ...one,
        buyer_ref: references.get(String(one.media_buy_id)),
      }));
      return { ...payload, media_buy_deliveries: deliveries };
    }
    default:
      return payload;
  }
}

function created(payload: Json, args: Json, references: Map<string, string>): Json {
  if (typeof payload.media_buy_id !== "string") return payload;
  const { status: _status, revision: _revision, valid_actions: _actions, confirmed_at: _at, ...rest } = payload;
  references.set(payload.media_buy_id, String(args.buyer_ref));
  const asked = Array.isArray(args.packages) ? args.packages : [];
  const packages = each(payload.packages, ({ context: _context, creative_assignments: assigned, ...one }, index) => {
    const mine: unknown = asked[index];
    const ids = Array.isArray(assigned)
      ? { creative_ids: each(assigned, (a) => ({ id: a.creative_id })).map(({ id }) => id) }
      : {};
    return { ...one, ...ids, buyer_ref: isJson(mine) ? mine.buyer_ref : undefined };
  });
  return { ...rest, buyer_ref: args.buyer_ref, packages };
}

function product(value: Json): Json {
  return { ...value, pricing_options: each(value.pricing_options, pricing) };
}

function pricing({ fixed_price: fixed, floor_price: floor, price_guidance: guidance, ...rest }: Json): Json {
  if (fixed !== undefined) return { ...rest, is_fixed: true, rate: fixed };
  return { ...rest, is_fixed: false, price_guidance: { ...(isJson(guidance) ? guidance : {}), floor: floor ?? 0 } };
}

function each(values: unknown, change: (value: Json, index: number) => Json): Json[] {
  return Array.isArray(values) ? values.filter(isJson).map(change) : [];
}
