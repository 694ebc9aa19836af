import type { RunningBuyView } from "@/server/api/views/delivery-view";

const urgent: Readonly<Record<string, number>> = {
  INPUT_REQUIRED: 0,
  FAILED: 0,
  REJECTED: 0,
  PENDING_CREATIVES: 1,
  PENDING_APPROVAL: 2,
};

/** What needs a person first, then by the share of the budget that is off; never compares amounts across currencies. */
export function byRisk(buys: readonly RunningBuyView[]): RunningBuyView[] {
  return [...buys].sort((a, b) => rank(a) - rank(b) || offShare(b) - offShare(a) || a.name.localeCompare(b.name));
}

function rank(buy: RunningBuyView): number {
  return urgent[buy.status] ?? 3;
}

function offShare(buy: RunningBuyView): number {
  if (!buy.pace || buy.totalMicros === 0n) return 0;
  const risk = buy.pace.atRiskMicros < 0n ? -buy.pace.atRiskMicros : buy.pace.atRiskMicros;
  return Number((risk * 1_000_000n) / buy.totalMicros);
}

export type CurrencyTotal = {
  readonly currency: string;
  readonly totalMicros: bigint;
  readonly spendMicros: bigint;
  /** Budget that stays unspent at the end if the pace stays. */
  readonly underMicros: bigint;
};

/** One line per currency: amounts are never added across. */
export function totalsByCurrency(buys: readonly RunningBuyView[]): CurrencyTotal[] {
  const totals = new Map<string, CurrencyTotal>();
  for (const buy of buys) {
    const { currency } = buy;
    const sum = totals.get(currency) ?? { currency, totalMicros: 0n, spendMicros: 0n, underMicros: 0n };
    const risk = buy.pace?.verdict === "under" ? -buy.pace.atRiskMicros : 0n;
    totals.set(currency, {
      currency,
      totalMicros: sum.totalMicros + buy.totalMicros,
      spendMicros: sum.spendMicros + buy.spendMicros,
      underMicros: sum.underMicros + risk,
    });
  }
  return [...totals.values()].sort((a, b) => a.currency.localeCompare(b.currency));
}
