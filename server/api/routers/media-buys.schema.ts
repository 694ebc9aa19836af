import { z } from "zod";
import { mediaBuyStatuses } from "../../domain/media-buy/status";

export const mediaBuySorts = ["updatedAt", "name", "endAt", "totalMicros"] as const;

export const mediaBuyIdInput = z.strictObject({ mediaBuyId: z.uuid() });

/** Rows in view. */
export const mediaBuyIdsInput = z.strictObject({ mediaBuyIds: z.array(z.uuid()).min(1).max(50) });

/** Keyset pages: pass the `nextCursor` of the page before. */
export const listMediaBuysInput = z.strictObject({
  status: z.array(z.enum(mediaBuyStatuses)).max(12).default([]),
  salesAgentId: z.uuid().nullish(),
  campaignId: z.uuid().nullish(),
  text: z.string().trim().max(200).default(""),
  sort: z.enum(mediaBuySorts).default("updatedAt"),
  descending: z.boolean().default(true),
  cursor: z.string().max(400).nullish(),
  /** Sent by the client's infinite queries; pages only go forward. */
  direction: z.literal("forward").optional(),
  limit: z.number().int().min(1).max(200).default(50),
});
