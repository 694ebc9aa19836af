import type { CreateMediaBuyIntent } from "../change/patch";
import { addMillis, type Instant, isBefore, millisOf } from "../time";

/** A buy of the account as the seller lists it, as far as the natural key goes (requirements §4.3). */
export type ListedBuy = {
  readonly mediaBuyId: string;
  readonly currency: string;
  readonly startAt: Instant | null;
  readonly endAt: Instant | null;
  readonly createdAt: Instant | null;
  readonly packages: readonly { readonly productId?: string; readonly budgetMicros?: bigint }[];
};

export type FoundBuy =
  | { readonly kind: "none" }
  | { readonly kind: "one"; readonly mediaBuyId: string }
  /** More than one could be it, or one that shows too little to be sure: a person decides. */
  | { readonly kind: "unsure"; readonly mediaBuyIds: readonly string[] };

/** altered: our products, made since we sent, but with other budgets or dates: the seller may have changed them already. */
type Fit = "no" | "altered" | "maybe" | "yes";
const skewMs = 60_000;

/**
 * Looks for the buy that a create of ours may have made: same products, budgets, currency and flight, made since the first send,
 * and not known to us as another buy (`claimed`).
 */
export function findCreatedBuy(
  intent: CreateMediaBuyIntent,
  listed: readonly ListedBuy[],
  sent: { readonly firstSentAt: Instant; readonly claimed: ReadonlySet<string> },
): FoundBuy {
  const fits = listed
    .filter((buy) => !sent.claimed.has(buy.mediaBuyId))
    .map((buy) => ({ id: buy.mediaBuyId, fit: fitOf(intent, buy, sent.firstSentAt) }))
    .filter(({ fit }) => fit !== "no");
  const likely = fits.filter(({ fit }) => fit !== "altered");
  const only = likely[0];
  if (likely.length === 1 && only?.fit === "yes") return { kind: "one", mediaBuyId: only.id };
  if (fits.length === 0) return { kind: "none" };
  return { kind: "unsure", mediaBuyIds: (only ? likely : fits).map(({ id }) => id) };
}

function fitOf(intent: CreateMediaBuyIntent, buy: ListedBuy, firstSentAt: Instant): Fit {
  const sure: readonly Fit[] = [
    buy.currency === intent.currency ? "yes" : "no",
    madeSince(buy.createdAt, firstSentAt),
    sameList(
      intent.packages.map((pack) => pack.productId),
      buy.packages.map((pack) => pack.productId),
    ),
  ];
  const changeable: readonly Fit[] = [
    intent.startAt === "asap" ? "yes" : sameTime(buy.startAt, intent.startAt),
    sameTime(buy.endAt, intent.endAt),
    sameList(
      intent.packages.map((pack) => `${pack.productId} ${pack.budgetMicros}`),
      buy.packages.map(({ productId, budgetMicros }) =>
        productId === undefined || budgetMicros === undefined ? undefined : `${productId} ${budgetMicros}`,
      ),
    ),
  ];
  if (sure.includes("no")) return "no";
  // Too little shown to tell a changed buy from somebody else's.
  if (changeable.includes("no")) return sure.includes("maybe") ? "no" : "altered";
  return sure.includes("maybe") || changeable.includes("maybe") ? "maybe" : "yes";
}

function madeSince(createdAt: Instant | null, firstSentAt: Instant): Fit {
  if (createdAt === null) return "maybe";
  return isBefore(createdAt, addMillis(firstSentAt, -skewMs)) ? "no" : "yes";
}

function sameTime(shown: Instant | null, wanted: Instant): Fit {
  if (shown === null) return "maybe";
  return millisOf(shown) === millisOf(wanted) ? "yes" : "no";
}

function sameList(wanted: readonly string[], shown: readonly (string | undefined)[]): Fit {
  if (wanted.length !== shown.length) return "no";
  if (shown.includes(undefined)) return "maybe";
  return [...wanted].sort().join("\n") === [...shown].sort().join("\n") ? "yes" : "no";
}
