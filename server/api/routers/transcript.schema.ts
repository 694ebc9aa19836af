import { z } from "zod";
import { mostTranscriptDays, statusClasses } from "../../domain/transcript/exchange";

const instant = z.iso.datetime();

export const listExchangesInput = z.strictObject({
  salesAgentId: z.uuid().nullish(),
  tool: z.string().max(100).nullish(),
  /** out: we asked · in: a webhook. (`direction` is the client's word for the way of paging.) */
  way: z.enum(["out", "in"]).nullish(),
  statusClass: z.enum(statusClasses).nullish(),
  mediaBuyId: z.uuid().nullish(),
  campaignId: z.uuid().nullish(),
  changeId: z.uuid().nullish(),
  replayOfId: z.uuid().nullish(),
  /** In address, tool and bodies. */
  text: z.string().trim().max(200).default(""),
  from: instant.nullish(),
  to: instant.nullish(),
  cursor: z.strictObject({ at: instant, id: z.uuid() }).nullish(),
  direction: z.literal("forward").optional(),
  limit: z.number().int().min(1).max(200).default(50),
});

export const exchangeIdInput = z.strictObject({ exchangeId: z.uuid() });

export const replayInput = z.strictObject({ exchangeId: z.uuid(), salesAgentId: z.uuid() });

const days = z
  .number("Enter a number of days")
  .int("Enter whole days")
  .min(1, "Keep it for at least 1 day")
  .max(mostTranscriptDays, `Keep it for at most ${mostTranscriptDays} days`);

/** `before`: as it was shown. */
export const transcriptDaysInput = z.strictObject({ days, before: z.int32() });
