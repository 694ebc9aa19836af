import type { CreateMediaBuyIntent } from "@/server/domain/change/patch";
import { DomainError } from "@/server/domain/errors";
import type { FormatId } from "@/server/domain/media-buy/product";
import { money, toWireNumber } from "@/server/domain/money";
import type { CreativeUpload } from "../creative-exchange";
import type { AccountRef, FrozenRequest, ProductQuery, UpdateMediaBuyIntent } from "../sales-agent";
import { canonicalJson } from "./canonical-json";

/** Our intents as AdCP 3.0.6 requests. A key that is undefined is not sent; the wire knows no null (PATCH). */
const version = { adcp_major_version: 3 };

/** All seven: a request without them would show active buys alone (requirements §0, 4). */
export const everyStatus = [
  "pending_creatives",
  "pending_start",
  "active",
  "paused",
  "completed",
  "rejected",
  "canceled",
] as const;

export function accountToWire(account: AccountRef): Record<string, unknown> {
  return account.kind === "id"
    ? { account_id: account.accountId }
    : {
        brand: { domain: account.brandDomain },
        operator: account.operator,
        ...(account.sandbox ? { sandbox: true } : {}),
      };
}

function formatToWire(format: FormatId): Record<string, unknown> {
  return { agent_url: format.agentUrl, id: format.id };
}

function amount(micros: bigint, currency: string): number {
  return toWireNumber(money(micros, currency));
}

/** The wire's counts are JSON numbers: beyond 2^53 they would change on the way. */
function count(value: bigint): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) {
    throw new DomainError("INVALID_INPUT", "The number of impressions is larger than can be sent");
  }
  return Number(value);
}

type Assignment = { readonly creativeId: string; readonly weight?: number; readonly placementIds?: readonly string[] };

function assignmentToWire(assignment: Assignment): Record<string, unknown> {
  return {
    creative_id: assignment.creativeId,
    weight: assignment.weight,
    placement_ids: assignment.placementIds?.length === 0 ? undefined : assignment.placementIds,
  };
}

function frozen(tool: string, body: Readonly<Record<string, unknown>>): FrozenRequest {
  return { tool, body: canonicalJson({ ...version, ...body }) };
}

export function createToWire(account: AccountRef, intent: CreateMediaBuyIntent): FrozenRequest {
  return frozen("create_media_buy", {
    account: accountToWire(account),
    brand: { domain: intent.brandDomain },
    start_time: intent.startAt,
    end_time: intent.endAt,
    po_number: intent.poNumber === "" ? undefined : intent.poNumber,
    context: { buyer_ref: intent.buyerRef, campaign_id: intent.campaignId },
    packages: intent.packages.map((line) => newPackage(line, intent.currency)),
  });
}

function newPackage(line: CreateMediaBuyIntent["packages"][number], currency: string): Record<string, unknown> {
  const { creativeAssignments: assignments, targetingOverlay: overlay } = line;
  return {
    product_id: line.productId,
    pricing_option_id: line.pricingOptionId,
    budget: amount(line.budgetMicros, currency),
    bid_price: line.bidMicros === null ? undefined : amount(line.bidMicros, currency),
    impressions: line.impressions === null ? undefined : count(line.impressions),
    pacing: line.pacing,
    start_time: line.startAt ?? undefined,
    end_time: line.endAt ?? undefined,
    paused: line.paused ? true : undefined,
    format_ids: line.formatIds.length === 0 ? undefined : line.formatIds.map(formatToWire),
    targeting_overlay: Object.keys(overlay).length === 0 ? undefined : overlay,
    creative_assignments: assignments.length === 0 ? undefined : assignments.map(assignmentToWire),
    // Comes back with the seller's package: the only sure tie between its id and ours.
    context: { package_id: line.packageId },
  };
}

/** Only the fields present in the intent: an omitted one stays as it is at the seller. */
export function updateToWire(account: AccountRef, intent: UpdateMediaBuyIntent): FrozenRequest {
  return frozen("update_media_buy", {
    account: accountToWire(account),
    media_buy_id: intent.mediaBuyId,
    revision: intent.revision ?? undefined,
    paused: intent.paused,
    start_time: intent.startAt,
    end_time: intent.endAt,
    packages:
      intent.packages.length === 0 ? undefined : intent.packages.map((line) => changedPackage(line, intent.currency)),
  });
}

function changedPackage(line: UpdateMediaBuyIntent["packages"][number], currency: string): Record<string, unknown> {
  return {
    package_id: line.packageId,
    budget: line.budgetMicros === undefined ? undefined : amount(line.budgetMicros, currency),
    bid_price: line.bidMicros === undefined ? undefined : amount(line.bidMicros, currency),
    impressions: line.impressions === undefined ? undefined : count(line.impressions),
    pacing: line.pacing,
    start_time: line.startAt,
    end_time: line.endAt,
    paused: line.paused,
    targeting_overlay: line.targetingOverlay,
    creative_assignments: line.creativeAssignments?.map(assignmentToWire),
  };
}

export function syncCreativesToWire(account: AccountRef, creatives: readonly CreativeUpload[]): FrozenRequest {
  return frozen("sync_creatives", {
    account: accountToWire(account),
    creatives: creatives.map((creative) => ({
      creative_id: creative.creativeId,
      name: creative.name,
      format_id: formatToWire(creative.format.formatId),
      assets: assetsToWire(creative),
    })),
  });
}

/** The creative's file and landing page under the format's own asset ids; SELLER_LIMIT where the format wants more. */
function assetsToWire(creative: CreativeUpload): Record<string, unknown> {
  const wanted = creative.format.assets;
  const media = wanted.find((asset) => asset.assetType === creative.kind);
  const click = wanted.find((asset) => asset.assetType === "url");
  const assets: Record<string, unknown> = { [media?.assetId ?? creative.kind]: mediaAsset(creative) };
  if (creative.clickUrl !== null && (click !== undefined || wanted.length === 0)) {
    const url = { asset_type: "url", url: creative.clickUrl, url_type: "clickthrough" };
    assets[click?.assetId ?? "click_url"] = url;
  }
  const missing = wanted.filter((asset) => asset.required && !(asset.assetId in assets));
  if (missing.length > 0) {
    const names = missing.map((asset) => `${asset.assetId} (${asset.assetType})`).join(", ");
    throw new DomainError("SELLER_LIMIT", `The format ${creative.format.name} also needs ${names}`);
  }
  return assets;
}

function mediaAsset(creative: CreativeUpload): Record<string, unknown> {
  return {
    asset_type: creative.kind,
    url: creative.assetUrl,
    width: creative.width ?? creative.format.width ?? undefined,
    height: creative.height ?? creative.format.height ?? undefined,
    duration_ms: creative.kind === "video" ? (creative.durationMs ?? undefined) : undefined,
  };
}

export function productQueryToWire(query: ProductQuery): Record<string, unknown> {
  const brief = query.brief.trim();
  const days = query.startDay !== null && query.endDay !== null;
  const filters = {
    ...(days ? { start_date: query.startDay, end_date: query.endDay } : {}),
    ...(query.countries.length === 0 ? {} : { countries: query.countries }),
  };
  return {
    ...version,
    ...(brief === "" ? { buying_mode: "wholesale" } : { buying_mode: "brief", brief }),
    ...(query.brandDomain === null ? {} : { brand: { domain: query.brandDomain } }),
    ...(query.account === null ? {} : { account: accountToWire(query.account) }),
    ...(Object.keys(filters).length === 0 ? {} : { filters }),
  };
}

export function readToWire(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return { ...version, ...fields };
}
