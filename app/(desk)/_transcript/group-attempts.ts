import type { ExchangeLineView } from "@/server/api/views/exchange-view";

export type GroupedLine = {
  readonly row: ExchangeLineView;
  /** How many sendings of the same call are in the list. */
  readonly attempts: number;
  /** An earlier sending, shown below the newest. */
  readonly isEarlier: boolean;
};

/** The sendings of one call stand together where the newest of them is; all else keeps its place. */
export function groupAttempts(rows: readonly ExchangeLineView[]): readonly GroupedLine[] {
  const groups = new Map<string, ExchangeLineView[]>();
  for (const row of rows) {
    const key = groupOf(row);
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()].flatMap((group) =>
    group.map((row, index) => ({ row, attempts: group.length, isEarlier: index > 0 })),
  );
}

function groupOf({ id, sellerCallId, attempt, tool }: ExchangeLineView): string {
  return sellerCallId === null || attempt === null ? id : `${sellerCallId} ${tool}`;
}
