import type { RunningBuyView } from "@/server/api/views/delivery-view";

/** "pace 0.62 · 40 % of the flight": the line under a flight bar. */
export function paceNote(pace: NonNullable<RunningBuyView["pace"]>): string {
  if (pace.index === null) return "not started";
  return `pace ${pace.index.toFixed(2)} · ${Math.round(pace.plannedShare * 100)} % of the flight`;
}
