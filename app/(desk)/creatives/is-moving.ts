import type { CreativeRow } from "@/server/api/views/creative-view";
import { standingOf } from "@/server/domain/creative/review-state";

/** A seller has it and has not decided: worth looking at again soon. */
export function isMoving(creative: Pick<CreativeRow, "atSellers">): boolean {
  return creative.atSellers.some((at) => standingOf(at.status) === "waiting");
}
