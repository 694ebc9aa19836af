import { randomUUID } from "node:crypto";
import type { CreateMediaBuyIntent } from "../domain/change/patch";
import { addMillis, type Instant } from "../domain/time";

export type PlannedPackage = {
  readonly productId: string;
  readonly pricingOptionId: string;
  readonly budgetMicros: bigint;
  readonly bidMicros?: bigint;
};

const dayMs = 86_400_000;

/** A create of these packages for 30 days from `now`, with nothing said beyond that. */
export function intentFor(campaignId: string, lines: readonly PlannedPackage[], now: Instant): CreateMediaBuyIntent {
  return {
    buyerRef: `ref-${campaignId}`,
    campaignId,
    poNumber: "",
    brandDomain: "northwind-coffee.example",
    startAt: now,
    endAt: addMillis(now, 30 * dayMs),
    currency: "USD",
    packages: lines.map(({ bidMicros = null, ...line }) => ({
      ...line,
      packageId: randomUUID(),
      bidMicros,
      impressions: null,
      pacing: "even",
      startAt: null,
      endAt: null,
      paused: false,
      targetingOverlay: {},
      creativeAssignments: [],
      optimizationGoals: [],
      formatIds: [],
    })),
  };
}
