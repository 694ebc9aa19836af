import { isTerminal } from "./buy-state";
import { creativeStatus, rejectionReason } from "./creative-review";
import type { AccountRecord, BuyRecord, CreativeRecord, Json } from "./model";
import { paginate } from "./pagination";
import type { Seller } from "./seller";

interface Filters {
  statuses?: string[];
  tags?: string[];
  name_contains?: string;
  creative_ids?: string[];
  assigned_to_packages?: string[];
  media_buy_ids?: string[];
  unassigned?: boolean;
}

interface Place {
  media_buy_id: string;
  package_id: string;
  assigned_date: string;
}

interface Listed {
  creative: CreativeRecord;
  status: string;
  places: Place[];
}

function placesByCreative(seller: Seller, key: string | undefined): Map<string, Place[]> {
  const places = new Map<string, Place[]>();
  for (const buy of seller.store.list<BuyRecord>("buy", key)) {
    if (isTerminal(buy.status)) continue;
    for (const pack of buy.packages) {
      for (const { creative_id, assigned_at } of pack.creative_assignments) {
        const id = `${buy.account_key}/${creative_id}`;
        const place = { media_buy_id: buy.media_buy_id, package_id: pack.package_id, assigned_date: assigned_at };
        places.set(id, [...(places.get(id) ?? []), place]);
      }
    }
  }
  return places;
}

const some = (wanted: string[] | undefined, own: readonly string[]): boolean =>
  wanted === undefined || wanted.some((one) => own.includes(one));

type Check = (item: Listed, filters: Filters) => boolean;

const CHECKS: readonly Check[] = [
  // Archived creatives are hidden unless asked for by status or by id.
  ({ status }, { statuses, creative_ids }) =>
    statuses === undefined ? status !== "archived" || creative_ids !== undefined : statuses.includes(status),
  ({ creative }, { creative_ids }) => some(creative_ids, [creative.creative_id]),
  ({ creative }, { tags }) => tags === undefined || tags.every((tag) => creative.tags.includes(tag)),
  ({ creative }, { name_contains: part }) =>
    part === undefined || creative.name.toLowerCase().includes(part.toLowerCase()),
  ({ places }, { assigned_to_packages: wanted }) =>
    some(
      wanted,
      places.map((place) => place.package_id),
    ),
  ({ places }, { media_buy_ids: wanted }) =>
    some(
      wanted,
      places.map((place) => place.media_buy_id),
    ),
  ({ places }, { unassigned }) => unassigned === undefined || (places.length === 0) === unassigned,
];

function toWire({ creative, status, places }: Listed): Json {
  return {
    creative_id: creative.creative_id,
    name: creative.name,
    format_id: creative.format_id,
    status,
    ...(status === "rejected" ? { rejection_reason: rejectionReason(creative) } : {}),
    created_date: creative.created_date,
    updated_date: creative.updated_date,
    assets: creative.assets,
    ...(creative.tags.length === 0 ? {} : { tags: creative.tags }),
    assignments: {
      assignment_count: places.length,
      assigned_packages: places.map(({ package_id, assigned_date }) => ({ package_id, assigned_date })),
    },
  };
}

const FIELDS: Record<string, (item: Listed) => string> = {
  created_date: (item) => item.creative.created_date,
  updated_date: (item) => item.creative.updated_date,
  name: (item) => item.creative.name,
  status: (item) => item.status,
  assignment_count: (item) => String(item.places.length).padStart(6, "0"),
};

interface Sort {
  field?: string;
  direction?: string;
}

function sortListed(items: Listed[], sort: Sort): Listed[] {
  const value = FIELDS[sort.field ?? "created_date"] ?? FIELDS.created_date;
  const sign = sort.direction === "asc" ? 1 : -1;
  return items.toSorted((left, right) => sign * (value?.(left) ?? "").localeCompare(value?.(right) ?? ""));
}

/** list_creatives: the library of the account, filtered, sorted and paged. */
export function listCreatives(seller: Seller, account: AccountRecord | undefined, args: Json): Json {
  const places = placesByCreative(seller, account?.key);
  const listed = seller.store.list<CreativeRecord>("creative", account?.key).map((creative) => ({
    creative,
    status: creativeStatus(seller, creative),
    places: places.get(`${creative.account_key}/${creative.creative_id}`) ?? [],
  }));
  const filters = (args.filters ?? {}) as Filters;
  const matching = listed.filter((item) => CHECKS.every((check) => check(item, filters)));
  const { items, pagination } = paginate(sortListed(matching, (args.sort ?? {}) as Sort), args);
  const counts: Record<string, number> = {};
  for (const { status } of matching) counts[status] = (counts[status] ?? 0) + 1;
  return {
    query_summary: {
      total_matching: matching.length,
      returned: items.length,
      filters_applied: Object.keys(filters),
    },
    pagination,
    creatives: items.map(toWire),
    status_summary: counts,
  };
}
