import type { FieldIssue } from "../errors";
import { allocate, formatMoney, isWholeMinor, minorDigits, money } from "../money";

/** A live package (neither canceled nor ended) as a new total finds it. Micros of one currency. */
export type ScalablePackage = {
  readonly id: string;
  readonly name: string;
  readonly budgetMicros: bigint;
  readonly deliveredMicros: bigint;
  readonly minSpendMicros: bigint | null;
};

export type ScaleRequest = {
  readonly currency: string;
  readonly totalMicros: bigint;
  readonly packages: readonly ScalablePackage[];
  /** Budgets that a person set for single packages; the rest shares what is left. */
  readonly overrides: ReadonlyMap<string, bigint>;
  /** Raise the packages too, where the total is above what they have; without it the difference stays unallocated. */
  readonly scaleUp: boolean;
};

export type ScaledBudgets = {
  /** Every package's budget after it, changed or not; empty while there are issues. */
  readonly budgets: ReadonlyMap<string, bigint>;
  /** Of the total, what no package gets. */
  readonly surplusMicros: bigint;
  /** Paths: totalMicros, packages.<id>.budgetMicros. */
  readonly issues: readonly FieldIssue[];
};

/**
 * A new total over the packages (requirements §1.7): in the ratio of what they have, none below what it has delivered or its
 * seller's minimum, whole minor units that sum to the total exactly. Pure; one currency.
 */
export function scaleBudgets(request: ScaleRequest): ScaledBudgets {
  const { packages, overrides, totalMicros, scaleUp } = request;
  const issues = inputIssues(request);
  if (issues.length > 0) return { budgets: new Map(), surplusMicros: 0n, issues };
  const before = sum(packages.map((one) => one.budgetMicros));
  if (totalMicros >= before && overrides.size === 0 && !scaleUp) {
    return {
      budgets: new Map(packages.map((one) => [one.id, one.budgetMicros])),
      surplusMicros: totalMicros - before,
      issues,
    };
  }
  return share(request);
}

function share(request: ScaleRequest): ScaledBudgets {
  const { packages, overrides, totalMicros, currency } = request;
  const free = packages.filter((one) => !overrides.has(one.id));
  const left = totalMicros - sum([...overrides.values()]);
  const fixed = new Map(
    packages.flatMap((one) => (overrides.has(one.id) ? [[one.id, overrides.get(one.id) ?? 0n]] : [])),
  );
  if (free.length === 0 && left >= 0n) return { budgets: fixed, surplusMicros: left, issues: [] };
  const floors = sum(free.map((one) => floorOf(one, currency)));
  if (left < floors || left < 0n)
    return { budgets: new Map(), surplusMicros: 0n, issues: [tooLittle(request, free, left)] };
  const shared = shareAboveFloors(free, left, currency);
  return {
    budgets: new Map(packages.map((one) => [one.id, fixed.get(one.id) ?? shared.get(one.id) ?? 0n])),
    surplusMicros: 0n,
    issues: [],
  };
}

/** In the ratio of the budgets; whoever would fall below its floor gets that, and the others share what is left, again. */
function shareAboveFloors(
  packages: readonly ScalablePackage[],
  total: bigint,
  currency: string,
): ReadonlyMap<string, bigint> {
  const held = new Map<string, bigint>();
  for (;;) {
    const open = packages.filter((one) => !held.has(one.id));
    if (open.length === 0) return held;
    const left = total - sum([...held.values()]);
    const parts = allocate(
      money(left, currency),
      open.map((one) => one.budgetMicros),
    );
    const shares = open.map((one, index) => ({ one, part: parts[index]?.micros ?? 0n }));
    const below = shares.filter(({ one, part }) => part < floorOf(one, currency));
    if (below.length === 0) return new Map([...held, ...shares.map(({ one, part }) => [one.id, part] as const)]);
    for (const { one } of below) held.set(one.id, floorOf(one, currency));
  }
}

/** The least a live package can have: what it has delivered, or the seller's minimum; the next whole minor unit. */
export function floorOf(one: Pick<ScalablePackage, "deliveredMicros" | "minSpendMicros">, currency: string): bigint {
  const least =
    one.minSpendMicros !== null && one.minSpendMicros > one.deliveredMicros ? one.minSpendMicros : one.deliveredMicros;
  const unit = 10n ** BigInt(6 - minorDigits(currency));
  return ((least + unit - 1n) / unit) * unit;
}

function inputIssues({ currency, totalMicros, packages, overrides }: ScaleRequest): FieldIssue[] {
  if (packages.length === 0) return [{ path: "totalMicros", message: "There is no live package to share a total" }];
  const total = amountProblem(totalMicros, currency);
  if (totalMicros <= 0n) return [{ path: "totalMicros", message: "Enter a total above 0" }];
  if (total !== null) return [{ path: "totalMicros", message: total }];
  const unknown = [...overrides.keys()].filter((id) => !packages.some((one) => one.id === id));
  return [
    ...unknown.map((id) => ({ path: `packages.${id}.budgetMicros`, message: "This package is not live any more" })),
    ...packages.flatMap((one) => overrideIssues(one, overrides.get(one.id), currency)),
  ];
}

function overrideIssues(one: ScalablePackage, asked: bigint | undefined, currency: string): FieldIssue[] {
  if (asked === undefined) return [];
  const path = `packages.${one.id}.budgetMicros`;
  const problem = amountProblem(asked, currency);
  if (problem !== null) return [{ path, message: problem }];
  const floor = floorOf(one, currency);
  return asked < floor ? [{ path, message: `${one.name} cannot have less than ${said(floor, currency)}` }] : [];
}

function amountProblem(micros: bigint, currency: string): string | null {
  if (isWholeMinor({ micros, currency })) return null;
  const digits = minorDigits(currency);
  return digits === 0 ? `${currency} has no decimals` : `At most ${digits} decimals`;
}

function tooLittle(
  { currency, overrides, totalMicros }: ScaleRequest,
  free: readonly ScalablePackage[],
  left: bigint,
): FieldIssue {
  const set = sum([...overrides.values()]);
  if (left < 0n) {
    const message = `The packages you set come to ${said(set, currency)}, more than the total of ${said(totalMicros, currency)}`;
    return { path: "totalMicros", message };
  }
  const held = free.filter((one) => floorOf(one, currency) > 0n);
  const list = held.map((one) => `${one.name} ${said(floorOf(one, currency), currency)}`).join(", ");
  const message = `${said(left, currency)} is less than what is delivered or the least the seller takes: ${list}`;
  return { path: "totalMicros", message };
}

const said = (micros: bigint, currency: string): string => formatMoney(money(micros, currency));
const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((total, one) => total + one, 0n);
