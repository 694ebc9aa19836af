import type { Instant } from "../time";

/** What a list shows of a media buy, as far as taking it over reads it. A field that the seller does not return is absent. */
export type SeenMediaBuy = {
  readonly mediaBuyId: string;
  readonly status: string;
  readonly currency: string;
  readonly totalMicros: bigint | null;
  readonly startAt: Instant | null;
  readonly endAt: Instant | null;
  readonly poNumber?: string;
  readonly packages: readonly SeenPackage[];
};

export type SeenPackage = {
  readonly packageId: string;
  readonly productId?: string;
  readonly pricingOptionId?: string;
  readonly budgetMicros?: bigint;
  readonly pacing?: string;
  readonly startAt?: Instant;
  readonly endAt?: Instant;
  readonly canceled?: boolean;
  readonly targetingOverlay?: object;
  readonly optimizationGoals?: readonly unknown[];
  readonly creativeAssignments?: readonly unknown[];
};

/** Seller text as a name of ours: one line, bounded. */
export function oneLine(text: string, most = 200): string {
  const line = text.replace(/(?:\p{C}|\s)+/gu, " ").trim();
  return line.length <= most ? line : `${line.slice(0, most - 1)}…`;
}

/** What people call it: the seller's name for it, else its PO number beside its id, else its id. */
export function nameOf(name: string | null, { mediaBuyId, poNumber }: SeenMediaBuy): string {
  const given = oneLine(name ?? "");
  if (given !== "") return given;
  const order = oneLine(poNumber ?? "", 100);
  return oneLine(order === "" ? mediaBuyId : `${order} · ${mediaBuyId}`);
}

/** The flight as the seller says it, else that of its packages where every living one says it; null: not known. */
export function flightOf(buy: SeenMediaBuy): { readonly startAt: Instant | null; readonly endAt: Instant | null } {
  const living = buy.packages.filter((pack) => pack.canceled !== true);
  const all = (pick: (pack: SeenPackage) => Instant | undefined): Instant[] | null => {
    const values = living.flatMap((pack) => pick(pack) ?? []);
    return values.length > 0 && values.length === living.length ? values.sort() : null;
  };
  return {
    startAt: buy.startAt ?? all((pack) => pack.startAt)?.[0] ?? null,
    endAt: buy.endAt ?? all((pack) => pack.endAt)?.at(-1) ?? null,
  };
}
