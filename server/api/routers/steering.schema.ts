import { z } from "zod";
import { stageEditInput } from "./change-sets.schema";

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

/** One media buy or many, of any campaigns. */
export const steeringPauseInput = z.strictObject({
  mediaBuyIds: z.array(z.uuid()).min(1, "Choose a media buy").max(500, "At most 500 at a time"),
  paused: z.boolean(),
});

export const steeringCampaignInput = z.strictObject({ campaignId: z.uuid() });
export const steeringPreviewInput = z.strictObject({ campaignId: z.uuid(), wish: wishInput });

/** `signature`: of the preview as shown; the server refuses when it would do something else by now. */
export const steeringStageInput = z.strictObject({
  campaignId: z.uuid(),
  wish: wishInput,
  signature: z.string().length(64),
  reason: z.string().trim().max(1000, "At most 1,000 characters").default(""),
});

const updateEntry = stageEditInput
  .omit({ revision: true, reason: true, newPackages: true })
  .extend({ action: z.literal("update").default("update") });
const cancelEntry = z.strictObject({
  mediaBuyId: z.uuid(),
  action: z.literal("cancel"),
  reason: z.string().trim().min(3, "Say why in a few words").max(500, "At most 500 characters"),
  /** Left out: the whole media buy. */
  packageIds: z.array(z.uuid()).max(100).default([]),
});
const deleteEntry = z.strictObject({ mediaBuyId: z.uuid(), action: z.literal("delete") });

/** Many media buys of a campaign, each entry with its own result. Nothing of creatives goes with a cancel or a delete. */
export const steeringUpdateInput = z.strictObject({
  campaignId: z.uuid(),
  reason: z.string().trim().max(1000, "At most 1,000 characters").default(""),
  mediaBuys: z
    .array(z.union([cancelEntry, deleteEntry, updateEntry]))
    .min(1, "Name a media buy")
    .max(100),
});
