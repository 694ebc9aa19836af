import type { MediaBuyFilter } from "./media-buy-list";

const cursors = {
  updatedAt: ["2026-01-01T00:00:00.000Z"],
  name: ["a"],
  endAt: ["2026-01-01T00:00:00.000Z", null],
  totalMicros: ["1"],
} as const;
const everything = { status: [], salesAgentId: null, campaignId: null, text: "", limit: 50 };

/** Every order of the list, either way, its first page and the one after each cursor; a choice of filters is spread over it. */
export const listAsks: readonly MediaBuyFilter[] = (Object.keys(cursors) as (keyof typeof cursors)[]).flatMap((sort) =>
  [null, ...cursors[sort].map((value) => ({ value, id: "b" }))].flatMap((after) =>
    [true, false].map((descending) => ({ ...everything, sort, descending, after })),
  ),
);

/**
 * Whether such a page is read off an index in its order. Any other order under a filter is found by the filter's index, and sorted; so is
 * what a text is found in, if it is little.
 */
export function isReadInOrder({ text, campaignId, sort }: MediaBuyFilter, choice: Partial<MediaBuyFilter>): boolean {
  return text === "" && campaignId === null && (sort === "updatedAt" || Object.keys(choice).length === 0);
}
