import { ratioBasisPoints } from "@/server/domain/money";

/** "+16 %", "−4.5 %"; null when there was nothing before. */
export function percentChange(beforeMicros: bigint, deltaMicros: bigint): string | null {
  const points = ratioBasisPoints(deltaMicros, beforeMicros);
  if (points === null || points === 0) return null;
  const percent = Math.abs(points) / 100;
  return `${points < 0 ? "−" : "+"}${percent >= 10 ? Math.round(percent) : percent.toFixed(1)} %`;
}
