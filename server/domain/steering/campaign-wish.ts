import { budgetIssue } from "../approval/edit-amounts";
import type { EditableMediaBuy, EditablePackage } from "../approval/plan-edit";
import { livePackages, planTotal } from "../budget/plan-total";
import type { MediaBuyPatch } from "../change/patch";
import type { FieldIssue } from "../errors";
import { formatMoney, money } from "../money";
import { type Instant, isBefore } from "../time";

/** What somebody wants of many media buys of a campaign at once. Money in micros. */
export type CampaignWish =
  | { readonly kind: "pause" }
  | { readonly kind: "resume" }
  | {
      readonly kind: "move";
      readonly fromPackageId: string;
      readonly toPackageId: string;
      readonly amountMicros: bigint;
    }
  | {
      readonly kind: "total";
      /** null: of all the campaign's media buys in that currency. */
      readonly mediaBuyId: string | null;
      readonly currency: string;
      readonly totalMicros: bigint;
      /** Budgets set by hand, by our package id; the others share the rest. */
      readonly overrides: Readonly<Record<string, bigint>>;
      readonly scaleUp: boolean;
    };

/** A media buy of the campaign; `over`: why nothing of it can change now, or null. */
export type SteeredBuy = {
  readonly id: string;
  readonly name: string;
  readonly buy: EditableMediaBuy;
  readonly over: string | null;
  /** Play money: it is moved among its own kind alone and is in no total beside real money. */
  readonly sandbox?: boolean;
};

/** The buys that make up a campaign's total in a currency: play money only where there is nothing else. */
export function countedIn<B extends { readonly sandbox?: boolean }>(
  buys: readonly B[],
  currencyOf: (buy: B) => string,
  currency: string,
): readonly B[] {
  const alike = buys.filter((buy) => currencyOf(buy) === currency);
  const real = alike.filter((buy) => buy.sandbox !== true);
  return real.length === 0 ? alike : real;
}

export type WishPlan = {
  readonly changes: readonly { readonly mediaBuyId: string; readonly patch: MediaBuyPatch }[];
  /** Buys that are left as they are, each with the reason. */
  readonly skipped: readonly { readonly mediaBuyId: string; readonly why: string }[];
  /** What should be known beside the numbers. */
  readonly notes: readonly string[];
  readonly issues: readonly FieldIssue[];
  /** Of a new total, what no package gets. */
  readonly surplusMicros?: bigint;
};

/** The buys' patches that make the wish come true, and why others stay as they are; nothing is sent. */
export function planWish(buys: readonly SteeredBuy[], wish: CampaignWish, now: Instant): WishPlan {
  if (wish.kind === "move") return planMove(buys, wish, now);
  if (wish.kind === "total") return planNewTotal(buys, wish, now);
  return wish.kind === "pause" ? planPause(buys) : planResume(buys, now);
}

/** Halts every buy and with it its packages (S3:51). */
function planPause(buys: readonly SteeredBuy[]): WishPlan {
  return fanOut(buys, true, ({ buy, over }) => {
    if (over !== null) return over;
    return buy.values.paused ? "It is paused already" : buy.whyNot("pause");
  });
}

/** Buys whose flight is over stay; packages that were paused on their own stay paused (S3:52-53). */
function planResume(buys: readonly SteeredBuy[], now: Instant): WishPlan {
  const plan = fanOut(buys, false, ({ buy, over }) => {
    if (over !== null) return over;
    if (!buy.values.paused) return "It is not paused";
    return isBefore(now, buy.values.endAt) ? buy.whyNot("resume") : "Its flight is over";
  });
  const resumed = new Set(plan.changes.map((one) => one.mediaBuyId));
  const notes = buys.filter((one) => resumed.has(one.id)).flatMap((one) => staysOff(one, now));
  return { ...plan, notes };
}

type WhyNot = (buy: SteeredBuy) => string | null;

function fanOut(buys: readonly SteeredBuy[], paused: boolean, whyNot: WhyNot): WishPlan {
  const judged = buys.map((one) => ({ mediaBuyId: one.id, why: whyNot(one) }));
  return {
    changes: judged.flatMap(({ mediaBuyId, why }) => (why === null ? [{ mediaBuyId, patch: { paused } }] : [])),
    skipped: judged.flatMap(({ mediaBuyId, why }) => (why === null ? [] : [{ mediaBuyId, why }])),
    notes: [],
    issues: [],
  };
}

function staysOff({ name, buy }: SteeredBuy, now: Instant): string[] {
  return [...buy.packages.values()].flatMap((row) => {
    const values = buy.values.packages[row.id];
    if (!values || row.canceled) return [];
    const endAt = values.endAt ?? buy.values.endAt;
    if (!isBefore(now, endAt)) return [`${row.name} of ${name} stays off: its flight is over`];
    return values.paused ? [`${row.name} of ${name} stays paused: it was paused on its own`] : [];
  });
}

type Move = Extract<CampaignWish, { kind: "move" }>;
type Place = { readonly owner: SteeredBuy; readonly row: EditablePackage; readonly budgetMicros: bigint };

/** Takes the amount off one package and puts it on another, of the same buy or of two sellers. */
function planMove(buys: readonly SteeredBuy[], wish: Move, now: Instant): WishPlan {
  const from = placeOf(buys, wish.fromPackageId);
  const to = placeOf(buys, wish.toPackageId);
  const issues: FieldIssue[] = [
    ...placeIssues("fromPackageId", from, now),
    ...placeIssues("toPackageId", to, now),
    ...pairIssues(from, to),
  ];
  if (!from || !to || issues.length > 0) return { changes: [], skipped: [], notes: [], issues };
  const [less, more] = [from.budgetMicros - wish.amountMicros, to.budgetMicros + wish.amountMicros];
  issues.push(...amountIssues(from, to, wish.amountMicros));
  const changes = [budgetsOf(from, less), budgetsOf(to, more)];
  return {
    changes: from.owner === to.owner ? [merged(changes)] : changes,
    skipped: [],
    notes: moveNotes(from, to),
    issues,
  };
}

type BudgetChange = {
  readonly mediaBuyId: string;
  readonly patch: { readonly packages: Readonly<Record<string, { readonly budgetMicros: bigint }>> };
};

function budgetsOf({ owner, row }: Place, budgetMicros: bigint): BudgetChange {
  return { mediaBuyId: owner.id, patch: { packages: { [row.id]: { budgetMicros } } } };
}

function merged(changes: readonly BudgetChange[]): BudgetChange {
  const packages = Object.assign({}, ...changes.map((one) => one.patch.packages));
  return { mediaBuyId: changes[0]?.mediaBuyId ?? "", patch: { packages } };
}

function placeOf(buys: readonly SteeredBuy[], packageId: string): Place | null {
  for (const owner of buys) {
    const row = owner.buy.packages.get(packageId);
    const values = owner.buy.values.packages[packageId];
    if (row && values) return { owner, row, budgetMicros: values.budgetMicros };
  }
  return null;
}

function placeIssues(path: string, place: Place | null, now: Instant): FieldIssue[] {
  if (!place) return [{ path, message: "Choose a package of this campaign" }];
  const why = whyNoBudget(place.owner, place.row.id, now);
  return why === null ? [] : [{ path, message: `${place.row.name}: ${why}` }];
}

/** Why the budget of a package cannot change now, or null. */
export function whyNoBudget({ buy, over }: SteeredBuy, packageId: string, now: Instant): string | null {
  const row = buy.packages.get(packageId);
  const values = buy.values.packages[packageId];
  if (over !== null) return over;
  if (!row || !values || row.canceled) return "It is canceled";
  if (row.sellerPackageId === null) return "The seller has not confirmed it yet";
  if (!isBefore(now, values.endAt ?? buy.values.endAt)) return "Its flight is over";
  return buy.whyNot("update_budget");
}

/** What must stay on a package: what it has spent and the seller's minimum. */
export function budgetFloor({ deliveredMicros, option }: EditablePackage): bigint {
  const least = option?.minSpendPerPackageMicros ?? 0n;
  return deliveredMicros > least ? deliveredMicros : least;
}

function pairIssues(from: Place | null, to: Place | null): FieldIssue[] {
  if (!from || !to) return [];
  if (from.row.id === to.row.id)
    return [{ path: "toPackageId", message: "Choose another package than the one it comes from" }];
  const [a, b] = [from.owner.buy.currency, to.owner.buy.currency];
  if (a !== b) return [{ path: "toPackageId", message: `It is bought in ${b}; money in ${a} cannot go there` }];
  return (from.owner.sandbox === true) === (to.owner.sandbox === true)
    ? []
    : [{ path: "toPackageId", message: "One of the two is a sandbox: real money and sandbox money do not mix" }];
}

function amountIssues(from: Place, to: Place, amountMicros: bigint): FieldIssue[] {
  const { currency } = from.owner.buy;
  const path = "amountMicros";
  if (amountMicros <= 0n) return [{ path, message: "Enter an amount above 0" }];
  const most = from.budgetMicros - budgetFloor(from.row);
  const words = formatMoney(money(most > 0n ? most : 0n, currency));
  if (amountMicros > most) {
    const why = budgetIssue(from.budgetMicros - amountMicros, currency, from.row);
    return [{ path, message: `At most ${words} can be taken off ${from.row.name}${why ? `: ${lower(why)}` : ""}` }];
  }
  const problem = budgetIssue(from.budgetMicros - amountMicros, currency, from.row);
  const other = budgetIssue(to.budgetMicros + amountMicros, currency, to.row);
  const message = problem ?? other;
  return message === null ? [] : [{ path, message }];
}

function lower(text: string): string {
  return /^[A-Z][a-z]/.test(text) ? `${text.charAt(0).toLowerCase()}${text.slice(1)}` : text;
}

function moveNotes(from: Place, to: Place): string[] {
  if (from.owner === to.owner) return [];
  return ["Both sellers are asked at once. If one refuses, the other change stands: send it again, or undo it."];
}

type NewTotal = Extract<CampaignWish, { kind: "total" }>;

/** A new total of one buy or of the campaign (requirements §1.7); what cannot change now keeps its share of it. */
function planNewTotal(buys: readonly SteeredBuy[], wish: NewTotal, now: Instant): WishPlan {
  const meant =
    wish.mediaBuyId === null
      ? countedIn(buys, ({ buy }) => buy.currency, wish.currency)
      : buys.filter(({ id, buy }) => buy.currency === wish.currency && wish.mediaBuyId === id);
  const skipped = meant.flatMap(({ id, buy, over }) => {
    const why = over ?? buy.whyNot("update_budget");
    return why === null ? [] : [{ mediaBuyId: id, why }];
  });
  const held = new Set(skipped.map((one) => one.mediaBuyId));
  const fixed = meant.filter(({ id, over }) => held.has(id) && over === null);
  const fixedMicros = fixed
    .flatMap(({ buy }) => livePackages(buy, now))
    .reduce((sum, one) => sum + one.budgetMicros, 0n);
  const { totalMicros, scaleUp } = wish;
  const plan = planTotal(
    meant.filter(({ id }) => !held.has(id)),
    { totalMicros: totalMicros - fixedMicros, overrides: new Map(Object.entries(wish.overrides)), scaleUp },
    now,
  );
  return {
    changes: [...plan.patches].map(([mediaBuyId, patch]) => ({ mediaBuyId, patch })),
    skipped,
    notes:
      fixedMicros > 0n
        ? [`${formatMoney(money(fixedMicros, wish.currency))} of it is where nothing can change now`]
        : [],
    issues: plan.issues,
    surplusMicros: plan.surplusMicros,
  };
}
