import { lastDayValue } from "@/app/_ui/date-words";
import type { MediaBuyView } from "@/server/api/views/media-buy-view";

/** What the edit dialog holds: the buy's values as they were opened, then as typed. */
export type Edits = {
  readonly startDay: string | null;
  readonly endDay: string | null;
  /** Another frequency of pushed reports; null: as it is. */
  readonly reports: string | null;
  readonly reason: string;
  readonly packages: Readonly<Record<string, PackageEdits>>;
};
type PackageEdits = {
  readonly budgetMicros: bigint | null;
  readonly bidMicros: bigint | null;
  readonly pacing: string;
};

export type EditInput = {
  mediaBuyId: string;
  revision: number;
  reason: string;
  startDay?: string;
  endDay?: string;
  reportingWebhook?: { frequency: string };
  packages: Record<string, { budgetMicros?: bigint; bidMicros?: bigint; pacing?: string }>;
};

export function editsOf(buy: MediaBuyView): Edits {
  return {
    startDay: buy.startAt && firstDayValue(buy.startAt, buy.timeZone),
    endDay: buy.endAt && lastDayValue(buy.endAt, buy.timeZone),
    reports: null,
    reason: "",
    packages: Object.fromEntries(
      buy.packages.map(({ id, budgetMicros, bidMicros, pacing }) => [id, { budgetMicros, bidMicros, pacing }]),
    ),
  };
}

/** Only what differs from the buy as shown. */
export function editInput(buy: MediaBuyView, edits: Edits): EditInput {
  const was = editsOf(buy);
  const packages: EditInput["packages"] = {};
  for (const [id, now] of Object.entries(edits.packages)) {
    const change = packageChange(was.packages[id] ?? now, now);
    if (Object.keys(change).length > 0) packages[id] = change;
  }
  const { startDay, endDay, reports, reason } = edits;
  return {
    mediaBuyId: buy.id,
    revision: buy.revision,
    reason,
    packages,
    ...(startDay === null || startDay === was.startDay ? {} : { startDay }),
    ...(reports === null ? {} : { reportingWebhook: { frequency: reports } }),
    ...(endDay === null || endDay === was.endDay ? {} : { endDay }),
  };
}

function packageChange(before: PackageEdits, now: PackageEdits): EditInput["packages"][string] {
  const { budgetMicros, bidMicros, pacing } = now;
  return {
    ...(budgetMicros === null || budgetMicros === before.budgetMicros ? {} : { budgetMicros }),
    ...(bidMicros === null || bidMicros === before.bidMicros ? {} : { bidMicros }),
    ...(pacing === before.pacing ? {} : { pacing }),
  };
}

export function isEmptyEdit({ startDay, endDay, reportingWebhook, packages }: EditInput): boolean {
  return [startDay, endDay, reportingWebhook].every((one) => one === undefined) && Object.keys(packages).length === 0;
}

/** Sum of package budgets as typed; a budget that is no amount counts as it was. */
export function totalAfter(buy: MediaBuyView, edits: Edits): bigint {
  return buy.packages
    .filter((item) => !item.canceledAt)
    .reduce((total, item) => total + (edits.packages[item.id]?.budgetMicros ?? item.budgetMicros), 0n);
}

/** YYYY-MM-DD of an instant in the zone; Sweden writes dates the ISO way. */
function firstDayValue(startAt: string, timeZone: string): string | null {
  const moment = Date.parse(startAt);
  return Number.isNaN(moment) ? null : new Intl.DateTimeFormat("sv-SE", { timeZone }).format(moment);
}

/** The flight has begun: its start cannot move any more. */
export function hasBegun(startAt: string | null, now: number): boolean {
  return startAt !== null && Date.parse(startAt) <= now;
}
