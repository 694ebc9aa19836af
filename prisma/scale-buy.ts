import type { BulkRow } from "../server/db/bulk-writer";
import { writeStored } from "../server/domain/change/stored-json";
import type { MediaBuyStatus } from "../server/domain/media-buy/status";
import type { ScalePlan } from "./scale-sellers";
import { pick, type Random, seededRandom, words } from "./scale-words";

const day = 86_400_000;
const daysReported = 2;

/** How often a buy of a desk some years old has each status, of 100, and the seller's word for it. */
const shares: readonly (readonly [status: MediaBuyStatus, share: number, sellerStatus: string | null])[] = [
  ["ACTIVE", 34, "active"],
  ["COMPLETED", 38, "completed"],
  ["PAUSED", 6, "paused"],
  ["PENDING_START", 6, "pending_start"],
  ["CANCELED", 5, "canceled"],
  ["PENDING_APPROVAL", 3, "pending_approval"],
  ["PENDING_CREATIVES", 2, "pending_creatives"],
  ["ARCHIVED", 3, "completed"],
  ["REJECTED", 1, "rejected"],
  ["FAILED", 1, null],
  ["DRAFT", 1, null],
];
const statuses = shares.flatMap((one) => Array.from({ length: one[1] }, () => one));
const running: readonly MediaBuyStatus[] = ["ACTIVE", "PAUSED"];
const over: readonly MediaBuyStatus[] = ["COMPLETED", "CANCELED", "ARCHIVED"];

type BuyRow = BulkRow & {
  readonly id: string;
  readonly campaignId: string;
  readonly salesAgentId: string;
  readonly accountId: string;
  readonly name: string;
  readonly currency: string;
  readonly status: MediaBuyStatus;
  readonly sellerMediaBuyId: string | null;
  readonly startAt: Date;
  readonly endAt: Date;
};
/** `live`: its seller may still change it. */
export type ScaleBuy = { readonly row: BuyRow; readonly packages: readonly BulkRow[]; readonly live: boolean };

/** Media buy number `index` with its packages, whose budgets add up to its total. */
export function scaleBuy(plan: ScalePlan, campaign: BulkRow, index: number): ScaleBuy {
  const random = seededRandom(index);
  const { organisationId, newId } = plan;
  const [status, , sellerStatus] = random.of(statuses);
  const seller = random.of(plan.sellers);
  const flight = flightOf(status, plan.at.getTime(), random);
  const id = newId();
  const budgets = Array.from({ length: 1 + random.below(3) }, () => BigInt(250 + random.below(400) ** 2) * 1_000_000n);
  const totalMicros = budgets.reduce((sum, one) => sum + one, 0n);
  const bought = sellerStatus !== null;
  const place = { campaignId: String(campaign.id), salesAgentId: seller.id, accountId: seller.accountId };
  const { updatedAt, createdAt, startAt, endAt, share } = flight;
  const currency = String(campaign.currency);
  const common = { organisationId, currency, paused: false, createdAt, updatedAt };
  const packages = budgets.map((budgetMicros, position) => {
    const product = pick(seller.products, random.below(seller.products.length));
    return {
      ...{ ...common, ...place, id: newId(), mediaBuyId: id, productSnapshotId: product.snapshotId, position },
      ...{ name: product.name, productId: product.productId, pricingOptionId: `cpm-${currency.toLowerCase()}` },
      ...{ sellerPackageId: bought ? `pkg_${position + 1}` : null, budgetMicros },
    };
  });
  const spendMicros = bought ? (totalMicros * BigInt(Math.round(share * 1_000))) / 1_000n : 0n;
  const row = {
    ...{
      ...common,
      ...place,
      id,
      name: nameOf(random, index),
      poNumber: index % 3 === 0 ? `PO-${100_000 + index}` : "",
    },
    ...{ status, sellerStatus, sellerStatusAt: bought ? updatedAt : null, paused: status === "PAUSED" },
    ...{ sellerMediaBuyId: bought ? sellerId(seller.id, index) : null, startAt, endAt, totalMicros, spendMicros },
    ...{ impressions: spendMicros / 8_000n, deliveryAt: share > 0 && bought ? updatedAt : null },
    ...{ seenAt: bought ? updatedAt : null, archivedAt: status === "ARCHIVED" ? updatedAt : null },
    canceledAt: status === "CANCELED" ? updatedAt : null,
  };
  const live = bought && !over.includes(status) && status !== "REJECTED";
  return { row: { ...row, seen: bought ? seenOf(row, packages) : null }, packages, live };
}

/** The last days that a running buy's seller reported, of its first package. */
export function addPast({ organisationId, at, newId }: ScalePlan, { row, packages }: ScaleBuy): readonly BulkRow[] {
  const [first] = packages;
  if (!running.includes(row.status) || !first) return [];
  return Array.from({ length: daysReported }, (_, ago) => {
    const spendMicros = BigInt(String(first.budgetMicros)) / 40n;
    return {
      ...{ id: newId(), organisationId, mediaBuyId: row.id, packageId: first.id ?? null, currency: row.currency },
      ...{ day: new Date(at.getTime() - (ago + 1) * day).toISOString().slice(0, 10), asOf: at },
      ...{ impressions: spendMicros / 8_000n, clicks: spendMicros / 4_000_000n, spendMicros },
    };
  });
}

function nameOf(random: Random, index: number): string {
  const words3 = [
    random.of(words.brands),
    random.of(words.channels),
    random.of(words.places),
    random.of(words.audiences),
  ];
  return `${words3.join(" ")} ${index + 1}`;
}

function sellerId(seed: string, index: number): string {
  return `mb_${(Math.imul(index + 1, 0x9e3779b1) >>> 0).toString(16).padStart(8, "0")}${seed.slice(-4)}`;
}

/** `share`: of its total, what is spent. */
function flightOf(status: MediaBuyStatus, now: number, random: Random) {
  const hour = 3_600_000;
  const length = (14 + random.below(76)) * day;
  const seconds = random.below(86_400) * 1_000 + random.below(1_000);
  if (over.includes(status)) {
    const end = now - (1 + random.below(700)) * day;
    const share = status === "CANCELED" ? random.below(60) / 100 : 0.9 + random.below(10) / 100;
    return stamped(end - length, length, { updatedAt: Math.min(now, end + seconds), share });
  }
  if (running.includes(status)) {
    const gone = 1 + random.below(Math.floor(length / day) - 2);
    const share = (gone * day * (85 + random.below(25))) / 100 / length;
    return stamped(now - gone * day - 2 * hour, length, {
      updatedAt: now - seconds - random.below(7) * day,
      share: Math.min(1, share),
    });
  }
  const start = now + (2 + random.below(60)) * day;
  return stamped(start, length, { updatedAt: now - seconds - random.below(30) * day, share: 0 });
}

function stamped(start: number, length: number, { updatedAt, share }: { updatedAt: number; share: number }) {
  const startAt = new Date(Math.floor(start / day) * day);
  const endAt = new Date(startAt.getTime() + length);
  const createdAt = new Date(Math.min(startAt.getTime(), updatedAt) - 12 * day);
  return { startAt, endAt, createdAt, updatedAt: new Date(updatedAt), share };
}

/** What its seller answered last (I3). */
function seenOf(row: BuyRow & { readonly sellerStatus: string | null }, packages: readonly BulkRow[]): string {
  return writeStored({
    ...{
      mediaBuyId: row.sellerMediaBuyId,
      status: row.sellerStatus,
      currency: row.currency,
      totalMicros: row.totalMicros,
    },
    ...{ startAt: row.startAt.toISOString(), endAt: row.endAt.toISOString(), revision: null, validActions: null },
    packages: packages.map((one) => ({
      packageId: one.sellerPackageId,
      budgetMicros: one.budgetMicros,
      paused: false,
    })),
    history: [],
  });
}
