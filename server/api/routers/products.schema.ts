import { z } from "zod";

/** `salesAgentIds` null: the campaign's own choice, else every agent. */
export const searchProductsInput = z.strictObject({
  campaignId: z.uuid(),
  salesAgentIds: z.array(z.uuid()).min(1, "Choose at least one agent").max(200).nullable().default(null),
});

export const searchIdInput = z.strictObject({ searchId: z.uuid() });
export const retrySearchInput = z.strictObject({ searchId: z.uuid(), salesAgentId: z.uuid() });
export const productSnapshotIdInput = z.strictObject({ productSnapshotId: z.uuid() });
