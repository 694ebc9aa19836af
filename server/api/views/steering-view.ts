import { describeField, patchFields, splitField, valueIn } from "../../domain/approval/patch-fields";
import type { FieldIssue } from "../../domain/errors";
import { budgetFloor, whyNoBudget } from "../../domain/steering/campaign-wish";
import type { Instant } from "../../domain/time";
import type { NamedRow } from "../../repositories/change-views";
import type { LoadedMediaBuy } from "../../workflows/editable-media-buy";
import { type CampaignEditPreview, steered } from "../../workflows/stage-campaign-edit";
import type { PlannedChange } from "../../workflows/stage-change-set";
import type { FieldChangeView, Named } from "./change-view";

type Names = ReadonlyMap<string, NamedRow>;

/** A package as money can be moved from and to it. */
export type SteeredPackageView = {
  readonly id: string;
  readonly name: string;
  readonly budgetMicros: bigint;
  readonly deliveredMicros: bigint;
  /** What must stay on it: spent already, or the seller's minimum. */
  readonly floorMicros: bigint;
  /** Why its budget cannot change now, or null. */
  readonly locked: string | null;
};
export type SteeredBuyView = {
  readonly id: string;
  readonly name: string;
  readonly salesAgent: Named;
  readonly currency: string;
  readonly sandbox: boolean;
  readonly paused: boolean;
  readonly packages: readonly SteeredPackageView[];
};

export function toSteeredBuy(loaded: LoadedMediaBuy, names: Names, now: Instant): SteeredBuyView {
  const { row, editable } = loaded;
  const buy = steered(loaded);
  return {
    id: row.id,
    name: row.name,
    salesAgent: sellerOf(row.salesAgentId, names),
    currency: row.currency,
    sandbox: row.sandbox,
    paused: row.paused,
    packages: row.packages.flatMap(({ id, name, budgetMicros }) => {
      const one = editable.packages.get(id);
      if (!one || one.canceled) return [];
      const { deliveredMicros } = one;
      const locked = whyNoBudget(buy, id, now);
      return [{ id, name, budgetMicros, deliveredMicros, floorMicros: budgetFloor(one), locked }];
    }),
  };
}

export type WishLineView = {
  readonly mediaBuy: Named;
  readonly salesAgent: Named;
  readonly currency: string;
  readonly timeZone: string;
  readonly deltaMicros: bigint;
  readonly fields: readonly (Pick<FieldChangeView, "field" | "label" | "packageName" | "format"> & {
    readonly before: string | null;
    readonly after: string | null;
  })[];
};

/** What a wish would do, per media buy, before anything is sent. */
export type WishView = {
  readonly lines: readonly WishLineView[];
  readonly skipped: readonly { readonly mediaBuy: Named; readonly salesAgent: Named; readonly why: string }[];
  readonly notes: readonly string[];
  readonly issues: readonly FieldIssue[];
  /** Of a new total, what no package gets. */
  readonly surplusMicros: bigint;
  readonly rule: string | null;
  readonly signature: string;
};

export function toWishView(preview: CampaignEditPreview, names: Names): WishView {
  const { plan, changes, buys, rule, signature } = preview;
  const byId = new Map(buys.map((one) => [one.row.id, one.row]));
  return {
    lines: changes.map((change) => toLine(change, names)),
    skipped: plan.skipped.flatMap(({ mediaBuyId, why }) => {
      const row = byId.get(mediaBuyId);
      if (!row) return [];
      return [{ mediaBuy: { id: row.id, name: row.name }, salesAgent: sellerOf(row.salesAgentId, names), why }];
    }),
    notes: plan.notes,
    issues: plan.issues,
    surplusMicros: plan.surplusMicros ?? 0n,
    rule,
    signature,
  };
}

function toLine({ loaded, plan }: PlannedChange, names: Names): WishLineView {
  const { row, editable } = loaded;
  return {
    mediaBuy: { id: row.id, name: row.name },
    salesAgent: sellerOf(row.salesAgentId, names),
    currency: row.currency,
    timeZone: editable.timeZone,
    deltaMicros: plan.deltaMicros,
    fields: patchFields(plan.patch).map(({ field, value }) => {
      const { packageId, name } = splitField(field);
      const packageName = packageId === null ? null : (editable.packages.get(packageId)?.name ?? "A package");
      return { field, ...describeField(name), packageName, before: valueIn(editable.values, field), after: value };
    }),
  };
}

function sellerOf(id: string, names: Names): Named {
  return { id, name: names.get(id)?.name ?? "A seller" };
}
