import { replaceEqualDeep } from "@tanstack/react-query";
import type { MediaBuyRow } from "@/server/api/views/media-buy-view";

/**
 * The list as it was put in order when it was asked for: values change in their places, no row moves under a pointer or the keyboard
 * (docs/decisions/0039).
 */
export type HeldOrder = {
  readonly pages: number;
  /** As it was put in order. */
  readonly loaded: readonly MediaBuyRow[];
  /** As it is now, in the same places. */
  readonly rows: readonly MediaBuyRow[];
  readonly places: ReadonlyMap<string, number>;
  readonly nextCursor: string | null;
};
type Page = { readonly rows: readonly MediaBuyRow[]; readonly nextCursor: string | null };
export type Asked = {
  readonly status: readonly string[];
  readonly sort: "updatedAt" | "name" | "endAt" | "totalMicros";
  readonly descending: boolean;
};

export const nothingHeld: HeldOrder = { pages: 0, loaded: [], rows: [], places: new Map(), nextCursor: null };

/** With one page more at its end; a row that moved from one page to the next while they were read keeps its first place. */
export function withPage(held: HeldOrder, page: Page): HeldOrder {
  const places = new Map(held.places);
  const added = page.rows.filter(({ id }) => !held.places.has(id));
  added.forEach(({ id }, index) => {
    places.set(id, held.rows.length + index);
  });
  return {
    pages: held.pages + 1,
    loaded: [...held.loaded, ...added],
    rows: [...held.rows, ...added],
    places,
    nextCursor: page.nextCursor,
  };
}

/** With these as they are now, each in its place; the same when nothing changed. What is not in the list does not come in. */
export function withRows(held: HeldOrder, now: readonly MediaBuyRow[]): HeldOrder {
  let rows: MediaBuyRow[] | null = null;
  for (const row of now) {
    const place = held.places.get(row.id);
    const before = place === undefined ? undefined : held.rows[place];
    if (place === undefined || before === undefined || row.updatedAt < before.updatedAt) continue;
    const after = replaceEqualDeep(before, row);
    if (after === before) continue;
    rows ??= [...held.rows];
    rows[place] = after;
  }
  return rows === null ? held : { ...held, rows };
}

/** Whether another look at the list could put a row elsewhere or show another one: `newest` were updated last of what the filter finds. */
export function hasMoved(held: HeldOrder, newest: readonly MediaBuyRow[], asked: Asked): boolean {
  return (
    held.rows.some((row, place) => movesFrom(held, place, row, asked)) || newest.some((row) => isNew(held, row, asked))
  );
}

function movesFrom(
  { loaded }: HeldOrder,
  place: number,
  row: MediaBuyRow,
  { status, sort, descending }: Asked,
): boolean {
  const before = loaded[place];
  if (before === row || before === undefined) return false;
  if (status.length > 0 && !status.includes(row.status)) return true;
  // What comes first because it is the newest still does.
  const isFirst = sort === "updatedAt" && descending && place === 0;
  return row[sort] !== before[sort] && !isFirst;
}

/** In view it would have a place by now: above all others, or because all there is was loaded. */
function isNew(held: HeldOrder, row: MediaBuyRow, { sort, descending }: Asked): boolean {
  const place = held.places.get(row.id);
  const first = sort === "updatedAt" && descending;
  if (place !== undefined) return first && place > 0 && row.updatedAt > (held.loaded[place]?.updatedAt ?? "");
  return first || held.nextCursor === null;
}
