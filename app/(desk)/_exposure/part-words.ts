import { formatAmount } from "@/server/domain/money";

type Parts = {
  readonly committedMicros: bigint;
  readonly pendingMicros: bigint;
  readonly inFlightMicros: bigint;
  readonly atRiskMicros: bigint;
};

const words = [
  ["committedMicros", "committed"],
  ["pendingMicros", "waiting at sellers"],
  ["inFlightMicros", "on the way"],
  ["atRiskMicros", "may still land"],
] as const;

/** "40,000.00 committed", "5,000.00 on the way": the parts that are not zero. */
export function partsOf(parts: Parts, currency: string): readonly string[] {
  return words.flatMap(([part, word]) =>
    parts[part] === 0n ? [] : [`${formatAmount({ micros: parts[part], currency })} ${word}`],
  );
}
