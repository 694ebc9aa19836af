import { z } from "zod";

export const listInboxInput = z.strictObject({
  tab: z.enum(["open", "asked"]).default("open"),
  cursor: z.string().max(200).nullish(),
  /** Sent by the client's infinite queries; pages only go forward. */
  direction: z.literal("forward").optional(),
  limit: z.number().int().min(1).max(100).default(25),
});
