/** `to` is exclusive. `isFlying`: so many rows pass in each frame that they can only be glanced at. */
export type RowRange = { readonly from: number; readonly to: number; readonly isFlying: boolean };
export type Move = "scrolls" | "rests";
/** px, as an element that scrolls has them. */
type Region = { readonly scrollTop: number; readonly clientHeight: number };

/** Rows kept ready beyond each edge of what is seen. */
const overscan = 4;
/** The same while they fly by, further in a frame than any rows kept ready would reach. */
const flyingOverscan = 1;
/** New rows in one step of a scroll, from which on nobody reads or presses them. */
const many = 6;

/** The rows worth drawing now; the same object while they are the same. What comes and goes in one step is what was scrolled, no more. */
export function rangeOf(region: Region, rowHeight: number, shown: RowRange, move: Move): RowRange {
  const top = Math.floor(region.scrollTop / rowHeight);
  const bottom = top + Math.ceil(region.clientHeight / rowHeight) + 1;
  const moved = Math.abs(Math.max(0, top - spareOf(shown.isFlying)) - shown.from);
  const isFlying = move === "scrolls" && (shown.isFlying || moved >= many);
  const from = Math.max(0, top - spareOf(isFlying));
  const to = bottom + spareOf(isFlying);
  return shown.from === from && shown.to === to && shown.isFlying === isFlying ? shown : { from, to, isFlying };
}

function spareOf(isFlying: boolean): number {
  return isFlying ? flyingOverscan : overscan;
}
