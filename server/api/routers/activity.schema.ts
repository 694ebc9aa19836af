import { z } from "zod";
import { auditSubjects } from "../../domain/audit-subjects";

export const listActivityInput = z.strictObject({
  text: z.string().trim().max(200).default(""),
  actorId: z.uuid().nullish(),
  subjectType: z.enum(auditSubjects).nullish(),
  mediaBuyId: z.uuid().nullish(),
  campaignId: z.uuid().nullish(),
  /** Sequence number of the last row of the page before. */
  cursor: z.int32().min(1).nullish(),
  /** Sent by the client's infinite queries; pages only go forward. */
  direction: z.literal("forward").optional(),
  limit: z.number().int().min(1).max(200).default(50),
});
