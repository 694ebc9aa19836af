import { startsLater } from "../../domain/media-buy/package-state";
import { type Pace, paceOf, reportedThrough } from "../../domain/pacing/pace";
import { elapsedShare, endOfInclusiveDay, type Instant } from "../../domain/time";
import type { DeliveringBuy, DeliveryDay, RunningBuy } from "../../repositories/delivery-reads";
import type { BlockedBy } from "./media-buy-view";

/** A running buy with its pace; null pace: no flight yet. Amounts in micros of `currency`. */
export type RunningBuyView = Omit<RunningBuy, "blockedBy"> & {
  readonly pace: Pace | null;
  readonly blockedBy: BlockedBy | null;
  /** Its flight is still ahead. */
  readonly startsLater: boolean;
};

export type DeliveryView = {
  readonly currency: string;
  readonly totalMicros: bigint;
  readonly asOf: Instant | null;
  readonly timeZone: string;
  /** Per UTC day: spend so far and where even pacing wanted it at the end of that day. */
  readonly days: readonly {
    readonly day: string;
    readonly impressions: bigint;
    readonly spendMicros: bigint;
    readonly cumulativeMicros: bigint;
    readonly plannedMicros: bigint;
  }[];
  readonly packages: readonly {
    readonly id: string;
    readonly name: string;
    readonly budgetMicros: bigint;
    readonly impressions: bigint;
    readonly clicks: bigint;
    readonly spendMicros: bigint;
    readonly pace: Pace | null;
  }[];
};

export function toRunningBuyView(buy: RunningBuy, now: Instant): RunningBuyView {
  const { blockedBy, startAt, endAt, totalMicros: budgetMicros, spendMicros } = buy;
  return {
    ...buy,
    startsLater: startsLater(startAt, now),
    blockedBy: blockedBy === null ? null : (JSON.parse(blockedBy) as BlockedBy),
    pace:
      startAt && endAt
        ? paceOf({ budgetMicros, spendMicros, startAt, endAt }, reportedThrough(buy.lastDay, now))
        : null,
  };
}

export function toDeliveryView(buy: DeliveringBuy, rows: readonly DeliveryDay[], now: Instant): DeliveryView {
  const { currency, totalMicros, timeZone } = buy;
  return {
    currency,
    totalMicros,
    timeZone,
    asOf: buy.deliveryAt,
    days: daysOf(buy, rows),
    packages: packagesOf(buy, rows, now),
  };
}

function daysOf(buy: DeliveringBuy, rows: readonly DeliveryDay[]): DeliveryView["days"] {
  const byDay = new Map<string, { impressions: bigint; spendMicros: bigint }>();
  for (const { day, impressions, spendMicros } of rows) {
    const sum = byDay.get(day) ?? { impressions: 0n, spendMicros: 0n };
    byDay.set(day, { impressions: sum.impressions + impressions, spendMicros: sum.spendMicros + spendMicros });
  }
  let cumulativeMicros = 0n;
  return [...byDay].map(([day, sum]) => {
    cumulativeMicros += sum.spendMicros;
    return { day, ...sum, cumulativeMicros, plannedMicros: plannedAt(buy, day) };
  });
}

function plannedAt({ startAt, endAt, totalMicros }: DeliveringBuy, day: string): bigint {
  if (!startAt || !endAt) return 0n;
  const share = elapsedShare({ startAt, endAt }, endOfInclusiveDay(day, "UTC"));
  return (totalMicros * BigInt(Math.round(share * 1_000_000))) / 1_000_000n;
}

function packagesOf(buy: DeliveringBuy, rows: readonly DeliveryDay[], now: Instant): DeliveryView["packages"] {
  const asOf = reportedThrough(rows.at(-1)?.day ?? null, now);
  return buy.packages.map(({ id, name, budgetMicros, ...own }) => {
    const days = rows.filter((row) => row.packageId === id);
    const total = (pick: (row: DeliveryDay) => bigint) => days.reduce((sum, row) => sum + pick(row), 0n);
    const spendMicros = total((row) => row.spendMicros);
    const startAt = own.startAt ?? buy.startAt;
    const endAt = own.endAt ?? buy.endAt;
    return {
      id,
      name,
      budgetMicros,
      impressions: total((row) => row.impressions),
      clicks: total((row) => row.clicks),
      spendMicros,
      pace: startAt && endAt ? paceOf({ budgetMicros, spendMicros, startAt, endAt }, asOf) : null,
    };
  });
}
