import type { EditableMediaBuy } from "../approval/editable-buy";
import type { MediaBuyPatch } from "../change/patch";
import type { FieldIssue } from "../errors";
import { type Instant, isBefore } from "../time";
import { type ScalablePackage, scaleBudgets } from "./scale-budgets";

/** A media buy that a total is spread over, under our id. */
export type TotalledBuy = { readonly id: string; readonly buy: EditableMediaBuy };

export type TotalRequest = {
  readonly totalMicros: bigint;
  /** By our package id. */
  readonly overrides: ReadonlyMap<string, bigint>;
  readonly scaleUp: boolean;
};

export type TotalPlan = {
  /** Live packages, before and after, in the order of the buys. */
  readonly lines: readonly {
    readonly mediaBuyId: string;
    readonly packageId: string;
    readonly beforeMicros: bigint;
    readonly afterMicros: bigint;
  }[];
  /** By our media buy id; buys that stay as they are have none. One update_media_buy each. */
  readonly patches: ReadonlyMap<string, MediaBuyPatch>;
  readonly surplusMicros: bigint;
  readonly issues: readonly FieldIssue[];
};

/** Packages that can still spend: known to the seller, neither canceled nor ended. */
export function livePackages(buy: EditableMediaBuy, now: Instant): readonly ScalablePackage[] {
  return [...buy.packages.values()].flatMap(({ id, name, canceled, sellerPackageId, deliveredMicros, option }) => {
    const values = buy.values.packages[id];
    const ended = !isBefore(now, values?.endAt ?? buy.values.endAt);
    if (!values || canceled || ended || sellerPackageId === null) return [];
    const minSpendMicros = option?.minSpendPerPackageMicros ?? null;
    return [{ id, name, budgetMicros: values.budgetMicros, deliveredMicros, minSpendMicros }];
  });
}

/** A new total of one buy or of many in one currency, as the budgets it makes (requirements §1.7). INVALID where they differ. */
export function planTotal(buys: readonly TotalledBuy[], request: TotalRequest, now: Instant): TotalPlan {
  const currency = buys[0]?.buy.currency ?? "";
  if (buys.some(({ buy }) => buy.currency !== currency)) {
    const message = "These media buys are in several currencies; each has a total of its own";
    return { lines: [], patches: new Map(), surplusMicros: 0n, issues: [{ path: "totalMicros", message }] };
  }
  const places = buys.flatMap(({ id, buy }) => livePackages(buy, now).map((pack) => ({ mediaBuyId: id, pack })));
  const packages = places.map(({ pack }) => pack);
  const { budgets, surplusMicros, issues } = scaleBudgets({ ...request, currency, packages });
  if (issues.length > 0) return { lines: [], patches: new Map(), surplusMicros, issues };
  const lines = places.map(({ mediaBuyId, pack }) => {
    const beforeMicros = pack.budgetMicros;
    return { mediaBuyId, packageId: pack.id, beforeMicros, afterMicros: budgets.get(pack.id) ?? beforeMicros };
  });
  return { lines, patches: patchesOf(lines), surplusMicros, issues };
}

function patchesOf(lines: TotalPlan["lines"]): ReadonlyMap<string, MediaBuyPatch> {
  const changed = lines.filter((line) => line.afterMicros !== line.beforeMicros);
  const ids = [...new Set(changed.map((line) => line.mediaBuyId))];
  return new Map(
    ids.map((id) => {
      const own = changed.filter((line) => line.mediaBuyId === id);
      return [
        id,
        { packages: Object.fromEntries(own.map((one) => [one.packageId, { budgetMicros: one.afterMicros }])) },
      ];
    }),
  );
}
