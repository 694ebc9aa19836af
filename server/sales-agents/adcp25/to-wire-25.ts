import type { CreateMediaBuyIntent, CreativeAssignmentValue, NewLine } from "@/server/domain/change/patch";
import { DomainError } from "@/server/domain/errors";
import { canonicalJson } from "../adcp/canonical-json";
import { creativeToWire } from "../adcp/creatives-to-wire";
import { isObject, type Json } from "../adcp/seller-problem";
import { amount, count, formatToWire } from "../adcp/wire-words";
import { buyReference } from "../buy-reference";
import type { CreativeUpload } from "../creative-exchange";
import type { AccountRef, FrozenRequest } from "../sales-agent";
import type { RequestExtras, UpdateMediaBuyIntent, UpdatePackageIntent } from "../update-intent";
import { overlayTo25 } from "./overlay-25";

/**
 * Our intents as AdCP 2.5 requests (`v2.5/media-buy/*-request.json`). It has no accounts, so the credential alone says whose order it
 * is. What it has no word for is SELLER_LIMIT with the reason: nothing that was approved is left out in silence.
 */
export function createTo25(
  _account: AccountRef,
  intent: CreateMediaBuyIntent,
  extras: RequestExtras = {},
): FrozenRequest {
  const [first] = intent.packages;
  if (!first) throw new DomainError("INVALID_INPUT", "A media buy needs at least one package");
  return frozen("create_media_buy", {
    buyer_ref: buyReference(intent.buyerRef, first.packageId),
    brand_manifest: brandManifest(intent.brandDomain),
    start_time: intent.startAt,
    end_time: intent.endAt,
    po_number: intent.poNumber === "" ? undefined : intent.poNumber,
    context: { buyer_ref: intent.buyerRef, campaign_id: intent.campaignId },
    packages: intent.packages.map((line) => newPackage(line, intent.currency, extras)),
    push_notification_config: pushed(extras),
    reporting_webhook: reports(intent, extras),
  });
}

/** 2.5 names a brand by the address of its site. */
export function brandManifest(domain: string): string {
  return `https://${domain}`;
}

function newPackage(line: NewLine, currency: string, extras: RequestExtras): Json {
  refuseIf(line.startAt !== null || line.endAt !== null, "AdCP 2.5 has one flight for the whole media buy");
  refuseIf(line.optimizationGoals.length > 0, "AdCP 2.5 has no optimization goals");
  const assigned = line.creativeAssignments;
  refuseIf(assigned.some(isWeighted), "AdCP 2.5 creates packages without weights and placements: set them afterwards");
  const isTargeted = Object.keys(line.targetingOverlay).length > 0;
  return {
    buyer_ref: line.packageId,
    product_id: line.productId,
    pricing_option_id: line.pricingOptionId,
    budget: amount(line.budgetMicros, currency),
    bid_price: line.bidMicros === null ? undefined : amount(line.bidMicros, currency),
    impressions: line.impressions === null ? undefined : count(line.impressions),
    pacing: line.pacing,
    paused: line.paused ? true : undefined,
    format_ids: line.formatIds.length === 0 ? undefined : line.formatIds.map(formatToWire),
    targeting_overlay: isTargeted ? overlayTo25(line.targetingOverlay) : undefined,
    creative_ids: assigned.length === 0 ? undefined : assigned.map(({ creativeId }) => creativeId),
    creatives: inlineCreatives(line.newCreatives, extras),
  };
}

function isWeighted({ weight, placementIds = [] }: CreativeAssignmentValue): boolean {
  return weight !== undefined || placementIds.length > 0;
}

/** Only the fields present in the intent. The seller's revision has no place in it. */
export function updateTo25(
  _account: AccountRef,
  intent: UpdateMediaBuyIntent,
  extras: RequestExtras = {},
): FrozenRequest {
  refuseIf(intent.cancellation !== undefined, "AdCP 2.5 cannot cancel a media buy: pause it");
  refuseIf((intent.newPackages ?? []).length > 0, "AdCP 2.5 cannot add packages to a media buy");
  refuseIf(intent.reportingWebhook !== undefined, "AdCP 2.5 asks for pushed reports at creation only");
  const { packages, currency } = intent;
  return frozen("update_media_buy", {
    media_buy_id: intent.mediaBuyId,
    paused: intent.paused,
    start_time: intent.startAt,
    end_time: intent.endAt,
    packages: packages.length === 0 ? undefined : packages.map((line) => changedPackage(line, currency, extras)),
    push_notification_config: pushed(extras),
  });
}

function changedPackage(line: UpdatePackageIntent, currency: string, extras: RequestExtras): Json {
  refuseIf(line.cancellation !== undefined, "AdCP 2.5 cannot cancel a package: pause it");
  refuseIf(line.startAt !== undefined || line.endAt !== undefined, "AdCP 2.5 has one flight for the whole media buy");
  refuseIf(line.optimizationGoals !== undefined, "AdCP 2.5 has no optimization goals");
  refuseIf(line.keywords !== undefined, "AdCP 2.5 cannot target keywords");
  return {
    package_id: line.packageId,
    budget: line.budgetMicros === undefined ? undefined : amount(line.budgetMicros, currency),
    bid_price: line.bidMicros === undefined ? undefined : amount(line.bidMicros, currency),
    impressions: line.impressions === undefined ? undefined : count(line.impressions),
    pacing: line.pacing,
    paused: line.paused,
    targeting_overlay: overlayTo25(line.targetingOverlay),
    ...assignments(line.creativeAssignments),
    creatives: inlineCreatives(line.newCreatives, extras),
  };
}

/** 2.5 has both words in an update; only the longer one carries weights and placements. */
function assignments(values: readonly CreativeAssignmentValue[] | undefined): Json {
  if (values === undefined) return {};
  if (!values.some(isWeighted)) return { creative_ids: values.map(({ creativeId }) => creativeId) };
  return {
    creative_assignments: values.map(({ creativeId, weight, placementIds = [] }) => ({
      creative_id: creativeId,
      weight,
      placement_ids: placementIds.length === 0 ? undefined : placementIds,
    })),
  };
}

export function syncCreativesTo25(_account: AccountRef, creatives: readonly CreativeUpload[]): FrozenRequest {
  return frozen("sync_creatives", { creatives: creatives.map(creativeTo25) });
}

/** The role alone says what an asset is: `asset_type` would make it fit more than one of 2.5's forms. */
function creativeTo25(creative: CreativeUpload): Json {
  const { assets, ...rest } = creativeToWire(creative);
  const plain = Object.entries(isObject(assets) ? assets : {}).map(([role, asset]) => {
    const { asset_type: _type, ...fields } = isObject(asset) ? asset : {};
    return [role, fields] as const;
  });
  return { ...rest, assets: Object.fromEntries(plain) };
}

function inlineCreatives(ids: readonly string[] = [], { creatives = [] }: RequestExtras): readonly Json[] | undefined {
  if (ids.length === 0) return undefined;
  return ids.map((id) => {
    const found = creatives.find((one) => one.creativeId === id);
    if (!found) throw new DomainError("INVALID_INPUT", `The creative ${id} is not there to be sent`);
    return creativeTo25(found);
  });
}

/** 2.5 authenticates webhooks with a shared secret or token; where ours are to be signed it is polled instead. */
function pushed({ pushNotification }: RequestExtras): Json | undefined {
  return pushNotification?.authentication === undefined ? undefined : pushNotification;
}

function reports({ reportingWebhook }: CreateMediaBuyIntent, { reportingReceiver }: RequestExtras): Json | undefined {
  if (!reportingWebhook) return undefined;
  if (reportingReceiver?.authentication === undefined) {
    throw new DomainError("SELLER_LIMIT", "AdCP 2.5 pushes reports only to an address with a shared secret");
  }
  const { frequency, requestedMetrics = [] } = reportingWebhook;
  return {
    ...reportingReceiver,
    reporting_frequency: frequency,
    requested_metrics: requestedMetrics.length === 0 ? undefined : requestedMetrics,
  };
}

function refuseIf(cannot: boolean, reason: string): void {
  if (cannot) throw new DomainError("SELLER_LIMIT", reason);
}

/** Without `adcp_major_version`, which 2.5 does not know. */
function frozen(tool: string, body: Json): FrozenRequest {
  return { tool, body: canonicalJson(body) };
}
