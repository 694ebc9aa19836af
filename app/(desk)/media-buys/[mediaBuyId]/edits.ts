import { lastDayValue } from "@/app/_ui/date-words";
import type { MediaBuyView } from "@/server/api/views/media-buy-view";

/** What the edit dialog holds: the buy's values as they were opened, then as typed. */
export type Edits = {
  readonly endDay: string | null;
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
  endDay?: string;
  packages: Record<string, { budgetMicros?: bigint; bidMicros?: bigint; pacing?: string }>;
};

export function editsOf(buy: MediaBuyView): Edits {
  return {
    endDay: buy.endAt && lastDayValue(buy.endAt, buy.timeZone),
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
  const { endDay, reason } = edits;
  const shared = { mediaBuyId: buy.id, revision: buy.revision, reason, packages };
  return endDay === null || endDay === was.endDay ? shared : { ...shared, endDay };
}

function packageChange(before: PackageEdits, now: PackageEdits): EditInput["packages"][string] {
  const { budgetMicros, bidMicros, pacing } = now;
  return {
    ...(budgetMicros === null || budgetMicros === before.budgetMicros ? {} : { budgetMicros }),
    ...(bidMicros === null || bidMicros === before.bidMicros ? {} : { bidMicros }),
    ...(pacing === before.pacing ? {} : { pacing }),
  };
}

export function isEmptyEdit(input: EditInput): boolean {
  return input.endDay === undefined && Object.keys(input.packages).length === 0;
}

/** Sum of package budgets as typed; a budget that is no amount counts as it was. */
export function totalAfter(buy: MediaBuyView, edits: Edits): bigint {
  return buy.packages
    .filter((item) => !item.canceledAt)
    .reduce((total, item) => total + (edits.packages[item.id]?.budgetMicros ?? item.budgetMicros), 0n);
}
