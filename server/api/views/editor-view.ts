import { whyNotField } from "../../domain/approval/needed-actions";
import type { EditablePackage } from "../../domain/approval/plan-edit";
import { cancellationTerms } from "../../domain/media-buy/cancellation";
import { isAuction } from "../../domain/media-buy/product";
import { decodeProduct } from "../../domain/media-buy/product-codec";
import type { OptimizationGoal } from "../../domain/optimization/goal";
import type { GoalSupport } from "../../domain/optimization/goal-support";
import { budgetFloor } from "../../domain/steering/campaign-wish";
import type { TargetingOverlay } from "../../domain/targeting/overlay";
import { type Day, dayIn, type Instant, isBefore, lastDayOf } from "../../domain/time";
import { placementList } from "../../repositories/campaign-plans";
import type { WholePackage } from "../../repositories/media-buy-reads";
import type { LoadedMediaBuy } from "../../workflows/editable-media-buy";
import { whyNotEditable } from "../../workflows/stage-change-set";

/** null: it can change now; else why not, beside the locked field. */
type Lock = string | null;

export type EditorPackage = {
  readonly id: string;
  readonly name: string;
  readonly productName: string;
  readonly budgetMicros: bigint;
  readonly deliveredMicros: bigint;
  readonly floorMicros: bigint;
  readonly impressions: bigint | null;
  readonly bidMicros: bigint | null;
  /** Without one the price is fixed and there is no bid. */
  readonly auction: { readonly floorMicros: bigint | null; readonly isCeiling: boolean } | null;
  readonly priceMicros: bigint | null;
  readonly pacing: string;
  /** Its own days in the buy's zone; null: the buy's. */
  readonly startDay: Day | null;
  readonly endDay: Day | null;
  readonly targetingOverlay: TargetingOverlay;
  /** By field of the overlay: why this seller or product does not take it. */
  readonly targetingLimits: Readonly<Record<string, string>>;
  /** By field of the overlay: the systems or match types the seller takes, where it takes only some. */
  readonly offeredValues: Readonly<Record<string, readonly string[]>>;
  readonly optimizationGoals: readonly OptimizationGoal[];
  readonly goals: GoalSupport | null;
  readonly placements: readonly { readonly id: string; readonly name: string }[];
  readonly assignments: readonly {
    readonly creativeId: string;
    readonly weight: number | null;
    readonly placementIds: readonly string[];
  }[];
  readonly locks: {
    readonly budget: Lock;
    readonly bid: Lock;
    readonly impressions: Lock;
    readonly pacing: Lock;
    readonly dates: Lock;
    readonly targeting: Lock;
    readonly goals: Lock;
    readonly creatives: Lock;
    readonly cancel: Lock;
  };
  readonly cancellation: { readonly notice: string | null; readonly fee: string | null };
};

/** Everything the forms of one media buy need; packages that are canceled are left out. */
export type EditorView = {
  readonly mediaBuyId: string;
  readonly revision: number;
  readonly name: string;
  readonly sellerName: string;
  readonly campaignId: string;
  readonly salesAgentId: string;
  readonly currency: string;
  readonly timeZone: string;
  readonly startDay: Day;
  readonly endDay: Day;
  readonly locks: { readonly start: Lock; readonly end: Lock; readonly cancel: Lock; readonly addPackages: Lock };
  readonly reporting: {
    readonly lock: Lock;
    readonly frequencies: readonly string[];
    readonly frequency: string | null;
  };
  readonly packages: readonly EditorPackage[];
};

export function toEditorView(loaded: LoadedMediaBuy, sellerName: string, now: Instant): EditorView {
  const { row, editable } = loaded;
  const over = whyNotEditable(loaded);
  const { values, timeZone, whyNot } = editable;
  const begun = isBefore(now, values.startAt) ? null : "The flight has begun; its start cannot move";
  return {
    mediaBuyId: row.id,
    revision: row.revision,
    name: row.name,
    sellerName,
    campaignId: row.campaignId,
    salesAgentId: row.salesAgentId,
    currency: row.currency,
    timeZone,
    startDay: dayIn(values.startAt, timeZone),
    endDay: lastDayOf(values.endAt, timeZone),
    locks: {
      start: over ?? begun ?? whyNot("update_dates"),
      end: over ?? whyNot("update_dates"),
      cancel: over ?? whyNot("cancel"),
      addPackages: over ?? whyNot("add_packages"),
    },
    reporting: {
      lock: over ?? (editable.reporting ? editable.reporting.whyNot : "This app has no public address yet"),
      frequencies: editable.reporting?.frequencies ?? [],
      frequency: values.reportingWebhook?.frequency ?? null,
    },
    packages: row.packages.flatMap((one) => {
      const found = editable.packages.get(one.id);
      return found && !found.canceled ? [toPackage(one, found, loaded, over)] : [];
    }),
  };
}

function toPackage(row: WholePackage, one: EditablePackage, { editable }: LoadedMediaBuy, over: Lock): EditorPackage {
  const product = decodeProduct(row.productSnapshot.product);
  const values = editable.values.packages[row.id];
  const { option, deliveredMicros } = one;
  const { budgetMicros, bidMicros, impressions, pacing } = row;
  return {
    id: row.id,
    name: row.name,
    productName: row.productSnapshot.name,
    budgetMicros,
    deliveredMicros,
    floorMicros: budgetFloor(one),
    impressions,
    bidMicros,
    auction: option && isAuction(option) ? { floorMicros: option.floorPriceMicros, isCeiling: option.maxBid } : null,
    priceMicros: option?.fixedPriceMicros ?? null,
    pacing,
    startDay: values?.startAt ? dayIn(values.startAt, editable.timeZone) : null,
    endDay: values?.endAt ? lastDayOf(values.endAt, editable.timeZone) : null,
    targetingOverlay: values?.targetingOverlay ?? {},
    targetingLimits: Object.fromEntries(one.targetingLimits ?? []),
    offeredValues: Object.fromEntries(one.offeredValues ?? []),
    optimizationGoals: values?.optimizationGoals ?? [],
    goals: one.goals ?? null,
    placements: product.placements.map(({ placementId, name }) => ({ id: placementId, name })),
    assignments: row.assignments.map(({ creative, weight, placementIds }) => ({
      creativeId: creative.id,
      weight,
      placementIds: placementIds === null ? [] : placementList(placementIds),
    })),
    locks: locksOf(one, editable, over),
    cancellation: cancellationTerms(product.raw, { currency: row.currency, budgetMicros, deliveredMicros }),
  };
}

function locksOf(
  { sellerPackageId, option }: EditablePackage,
  editable: LoadedMediaBuy["editable"],
  over: Lock,
): EditorPackage["locks"] {
  const unknown = sellerPackageId === null ? "The seller has not confirmed this package yet" : null;
  const lock = (field: Parameters<typeof whyNotField>[1]) => over ?? unknown ?? whyNotField(editable, field);
  const fixed = option && !isAuction(option) ? "The price is fixed; there is no bid" : null;
  return {
    budget: lock("budgetMicros"),
    bid: fixed ?? lock("bidMicros"),
    impressions: lock("impressions"),
    pacing: lock("pacing"),
    dates: lock("endAt"),
    targeting: lock("targetingOverlay"),
    goals: lock("optimizationGoals"),
    creatives: lock("creativeAssignments"),
    cancel: lock("canceled"),
  };
}
