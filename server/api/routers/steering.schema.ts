import { z } from "zod";

const amount = z
  .bigint()
  .min(0n, "Enter an amount of at least 0")
  .max(9_000_000_000_000_000_000n, "The amount is too large");

export const wishInput = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("pause") }),
  z.strictObject({ kind: z.literal("resume") }),
  z.strictObject({ kind: z.literal("move"), fromPackageId: z.uuid(), toPackageId: z.uuid(), amountMicros: amount }),
  z.strictObject({
    kind: z.literal("total"),
    mediaBuyId: z.uuid().nullable(),
    currency: z.string().length(3),
    totalMicros: amount,
    overrides: z.record(z.uuid(), amount).default({}),
    scaleUp: z.boolean().default(false),
  }),
]);

export const steeringCampaignInput = z.strictObject({ campaignId: z.uuid() });
export const steeringPreviewInput = z.strictObject({ campaignId: z.uuid(), wish: wishInput });

/** `signature`: of the preview as shown; the server refuses when it would do something else by now. */
export const steeringStageInput = z.strictObject({
  campaignId: z.uuid(),
  wish: wishInput,
  signature: z.string().length(64),
  reason: z.string().trim().max(1000, "At most 1,000 characters").default(""),
});
