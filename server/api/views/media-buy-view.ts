import { actionRefusal } from "../../domain/account/status-gate";
import { isMinimal } from "../../domain/adopt/minimal-product";
import type { SeenPackage } from "../../domain/adopt/seen-media-buy";
import { type UnknownPart, unknownPacing, unknownPartsOf } from "../../domain/adopt/unknown-parts";
import { pricingOptionOf } from "../../domain/campaign/package-plan";
import { type SellerOffer, whyNotAction, whyNotOffered } from "../../domain/capabilities/allowed";
import { type Pacing, pacings } from "../../domain/change/patch";
import { readStored } from "../../domain/change/stored-json";
import { type MediaBuyAction, whyNotAllowed } from "../../domain/media-buy/allowed-actions";
import type { BlockedBy } from "../../domain/media-buy/blocked-by";
import { whyNotDrop } from "../../domain/media-buy/drop";
import { packageState, startsLater } from "../../domain/media-buy/package-state";
import { decodeProduct } from "../../domain/media-buy/product-codec";
import { type MediaBuyStatus, mediaBuyStatuses } from "../../domain/media-buy/status";
import { parseOverlay } from "../../domain/targeting/edit-overlay";
import type { TargetingOverlay } from "../../domain/targeting/overlay";
import type { Instant } from "../../domain/time";
import { placementList } from "../../repositories/campaign-plans";
import type { NamedRow } from "../../repositories/change-views";
import type { ListedMediaBuy } from "../../repositories/listed-media-buy";
import type { DeliveredPackage, WholeMediaBuy, WholePackage } from "../../repositories/media-buy-reads";
import { instantOf, instantOrNull } from "../../repositories/row-instants";
import type { MediaBuySnapshot, PackageSnapshot } from "../../sales-agents/sales-agent";
import { valuesOf } from "../../workflows/editable-media-buy";
import { signatureOfShown } from "../../workflows/shown-signature";
import type { ChangeView, Named } from "./change-view";

export type { BlockedBy };

export type MediaBuyRow = {
  readonly id: string;
  readonly name: string;
  readonly status: MediaBuyStatus;
  /** The seller's own word, as last seen; null before it knows the buy. */
  readonly sellerStatus: string | null;
  readonly salesAgent: Named;
  readonly campaign: Named;
  readonly poNumber: string;
  readonly currency: string;
  readonly totalMicros: bigint;
  readonly spendMicros: bigint;
  readonly impressions: bigint;
  readonly startAt: Instant | null;
  readonly endAt: Instant | null;
  readonly timeZone: string;
  /** Its flight is still ahead. */
  readonly startsLater: boolean;
  readonly blockedBy: BlockedBy | null;
  readonly sandbox: boolean;
  readonly seenAt: Instant | null;
  readonly deliveryAt: Instant | null;
  readonly updatedAt: Instant;
};

export type PackageView = {
  readonly id: string;
  readonly sellerPackageId: string | null;
  readonly name: string;
  readonly productId: string;
  readonly productName: string;
  readonly pricing: {
    readonly model: string;
    readonly fixedPriceMicros: bigint | null;
    readonly floorPriceMicros: bigint | null;
    readonly minSpendMicros: bigint | null;
  };
  readonly currency: string;
  readonly budgetMicros: bigint;
  readonly bidMicros: bigint | null;
  readonly impressionsGoal: bigint | null;
  readonly pacing: Pacing;
  /** false: of a media buy made elsewhere, whose seller does not say it. */
  readonly pacingKnown: boolean;
  readonly startAt: Instant | null;
  readonly endAt: Instant | null;
  readonly paused: boolean;
  readonly canceledAt: Instant | null;
  readonly targetingOverlay: TargetingOverlay;
  /** Derived (requirements §2.2): "Delivering", "Paused", "Paused with the buy", "Not started", "Paused, not started", "Waiting for creatives", … */
  readonly state: string;
  readonly delivered: { readonly impressions: bigint; readonly spendMicros: bigint; readonly asOf: Instant } | null;
  readonly creatives: readonly {
    readonly id: string;
    readonly creativeId: string;
    readonly name: string;
    readonly weight: number | null;
    readonly approvalStatus: string | null;
    readonly rejectionReason: string | null;
  }[];
};

/** null: allowed now; else why not, in words for a tooltip. */
export type Allowed = string | null;

export type MediaBuyView = MediaBuyRow & {
  readonly sellerMediaBuyId: string | null;
  readonly account: (Named & { readonly status: string }) | null;
  readonly sellerRevision: number | null;
  readonly sellerStatusAt: Instant | null;
  readonly sellerStatusSource: string | null;
  /** The seller's list, null when it declares none. */
  readonly validActions: readonly string[] | null;
  readonly allowed: {
    readonly pause: Allowed;
    readonly resume: Allowed;
    readonly updateBudget: Allowed;
    readonly updateDates: Allowed;
    readonly updatePackages: Allowed;
    readonly pausePackages: Allowed;
    readonly syncCreatives: Allowed;
    readonly addPackages: Allowed;
    /** For good. */
    readonly cancel: Allowed;
    /** Putting it away for good. */
    readonly drop: Allowed;
  };
  /** What this seller can never be asked for with a media buy, whatever its state: said once, beside the buttons. */
  readonly never: readonly string[];
  readonly packages: readonly PackageView[];
  /** Newest first: every change made or asked for through us. */
  readonly changes: readonly ChangeView[];
  /** The seller's own history, newest first. */
  readonly history: readonly {
    readonly revision: number | null;
    readonly at: Instant;
    readonly action: string;
    readonly actor: string | null;
    readonly summary: string | null;
  }[];
  readonly creativeDeadline: Instant | null;
  readonly confirmedAt: Instant | null;
  readonly approvalLimitMicros: bigint | null;
  /** Made elsewhere and taken over: when, and what the seller has not shown of it. */
  readonly takenOver: { readonly at: Instant; readonly unknown: readonly UnknownPart[] } | null;
  readonly revision: number;
  /** Of what a person can edit, as last confirmed: it moves when one of those values does, where `revision` moves with the status too. null: no flight yet. */
  readonly valuesSignature: string | null;
};

type Names = ReadonlyMap<string, NamedRow>;

/** One line of the list. */
export function toListedRow(row: ListedMediaBuy, now: Instant): MediaBuyRow {
  return {
    id: row.id,
    name: row.name,
    status: mediaBuyStatuses.find((status) => status === row.status) ?? "DRAFT",
    sellerStatus: row.sellerStatus,
    salesAgent: { id: row.salesAgentId, name: row.salesAgent ?? "A seller" },
    campaign: { id: row.campaignId, name: row.campaign ?? "A campaign" },
    poNumber: row.poNumber,
    currency: row.currency,
    totalMicros: row.totalMicros,
    spendMicros: row.spendMicros,
    impressions: row.impressions,
    startAt: instantOrNull(row.startAt),
    endAt: instantOrNull(row.endAt),
    timeZone: row.timeZone ?? "UTC",
    startsLater: startsLater(instantOrNull(row.startAt), now),
    blockedBy: row.blockedBy === null ? null : readStored<BlockedBy>(row.blockedBy),
    sandbox: row.sandbox,
    seenAt: instantOrNull(row.seenAt),
    deliveryAt: instantOrNull(row.deliveryAt),
    updatedAt: instantOf(row.updatedAt),
  };
}

export type MediaBuySources = {
  readonly names: Names;
  readonly seller: SellerOffer;
  readonly account: (Named & { readonly status: string }) | null;
  readonly delivered: ReadonlyMap<string, DeliveredPackage>;
  readonly changes: readonly ChangeView[];
  readonly now: Instant;
};

/** The whole page of one media buy. */
export function toMediaBuyView(row: WholeMediaBuy, sources: MediaBuySources): MediaBuyView {
  const validActions = row.validActions === null ? null : placementList(row.validActions);
  const seen = row.seen === null ? null : readStored<Partial<MediaBuySnapshot>>(row.seen);
  const limit = sources.names.get(row.organisationId)?.detail ?? null;
  return {
    ...toListedRow(
      {
        ...row,
        salesAgent: sources.names.get(row.salesAgentId)?.name ?? null,
        campaign: row.campaign.name,
        timeZone: row.campaign.timeZone,
      },
      sources.now,
    ),
    sellerMediaBuyId: row.sellerMediaBuyId,
    account: sources.account,
    sellerRevision: row.sellerRevision,
    sellerStatusAt: instantOrNull(row.sellerStatusAt),
    sellerStatusSource: row.sellerStatusSource,
    validActions,
    allowed: allowedNow(row, validActions, sources),
    never: neverOf(sources.seller),
    packages: row.packages.map((one) => toPackageView(one, row, sources)),
    changes: sources.changes,
    history: seen?.history ?? [],
    creativeDeadline: instantOrNull(row.creativeDeadline),
    confirmedAt: instantOrNull(row.confirmedAt),
    approvalLimitMicros: limit === null ? null : BigInt(limit),
    takenOver: row.adoptedAt === null ? null : { at: instantOf(row.adoptedAt), unknown: unknownOf(row) },
    revision: row.revision,
    valuesSignature: row.startAt === null || row.endAt === null ? null : signatureOfShown(valuesOf(row)),
  };
}

/** What nobody here asked for and the seller does not show either. */
function unknownOf(row: WholeMediaBuy): readonly UnknownPart[] {
  const known = row.packages.filter((one) => !isMinimal(decodeProduct(one.productSnapshot.product)));
  const seen = row.packages.flatMap((one): SeenPackage[] => {
    const pacing = one.pacing === unknownPacing ? {} : { pacing: one.pacing };
    return one.seen === null ? [] : [{ ...readStored<SeenPackage>(one.seen), ...pacing }];
  });
  return unknownPartsOf(seen, new Set(known.map((one) => one.productId)));
}

function allowedNow(
  row: WholeMediaBuy,
  validActions: readonly string[] | null,
  { seller, account }: Pick<MediaBuySources, "seller" | "account">,
): MediaBuyView["allowed"] {
  const why = (action: MediaBuyAction): Allowed => {
    if (row.archivedAt !== null) return "It is archived";
    return (
      whyNotAllowed(action, validActions, row.sellerStatus, seller.name) ??
      whyNotAction(action, seller) ??
      (account ? actionRefusal(account, seller.name, action) : null)
    );
  };
  const syncCreatives = why("sync_creatives");
  return {
    pause: row.paused ? "It is paused already" : why("pause"),
    resume: row.paused ? why("resume") : "It is not paused",
    updateBudget: why("update_budget"),
    updateDates: why("update_dates"),
    updatePackages: why("update_packages"),
    pausePackages: why("update_packages") ?? whyNotOffered("packagePause", seller),
    syncCreatives: why("update_packages") === null ? null : syncCreatives,
    addPackages: why("add_packages"),
    cancel: why("cancel"),
    drop: whyNotDrop({ ...row, archived: row.archivedAt !== null }),
  };
}

function neverOf(seller: SellerOffer): readonly string[] {
  const features = ["pause", "packageEdits", "cancel", "newPackages", "packagePause", "packageCancel"] as const;
  return [...new Set(features.flatMap((feature) => whyNotOffered(feature, seller) ?? []))];
}

function toPackageView(row: WholePackage, buy: WholeMediaBuy, sources: MediaBuySources): PackageView {
  const product = decodeProduct(row.productSnapshot.product);
  const option = pricingOptionOf({ product, pricingOptionId: row.pricingOptionId });
  const delivered = sources.delivered.get(row.id);
  const seen = row.seen === null ? null : readStored<Partial<PackageSnapshot>>(row.seen);
  return {
    id: row.id,
    sellerPackageId: row.sellerPackageId,
    name: row.name,
    productId: row.productId,
    productName: row.productSnapshot.name,
    pricing: {
      model: option?.pricingModel ?? "unknown",
      fixedPriceMicros: option?.fixedPriceMicros ?? null,
      floorPriceMicros: option?.floorPriceMicros ?? null,
      minSpendMicros: option?.minSpendPerPackageMicros ?? null,
    },
    currency: row.currency,
    budgetMicros: row.budgetMicros,
    bidMicros: row.bidMicros,
    impressionsGoal: row.impressions,
    pacing: pacings.find((pacing) => pacing === row.pacing) ?? "even",
    pacingKnown: row.pacing !== unknownPacing,
    startAt: instantOrNull(row.startAt),
    endAt: instantOrNull(row.endAt),
    paused: row.paused,
    canceledAt: instantOrNull(row.canceledAt),
    targetingOverlay: parseOverlay(row.targetingOverlay),
    state: packageState(
      {
        canceled: row.canceledAt !== null,
        startAt: instantOrNull(row.startAt ?? buy.startAt),
        endAt: instantOrNull(row.endAt ?? buy.endAt),
        paused: row.paused,
        buyStatus: buy.sellerStatus,
        formatsPending: (seen?.formatsPending ?? []).length > 0,
        approvedCreatives: row.assignments.filter(({ approvalStatus }) => approvalStatus === "approved").length,
        deliveryStatus: seen?.delivery?.status ?? null,
      },
      sources.now,
    ),
    delivered:
      delivered?.asOf == null
        ? null
        : {
            impressions: delivered.impressions,
            spendMicros: delivered.spendMicros,
            asOf: instantOf(delivered.asOf),
          },
    creatives: row.assignments.map(({ creative, weight, approvalStatus, rejectionReason }) => ({
      id: creative.id,
      creativeId: creative.creativeId,
      name: creative.name,
      weight,
      approvalStatus,
      rejectionReason,
    })),
  };
}
