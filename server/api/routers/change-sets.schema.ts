import { z } from "zod";
import { pacings } from "../../domain/change/patch";

const micros = z
  .bigint()
  .min(0n, "Enter an amount of at least 0")
  .max(9_000_000_000_000_000_000n, "The amount is too large");
export const reason = z.string().trim().min(3, "Say why in a few words").max(1000, "At most 1,000 characters");

export const changeSetIdInput = z.strictObject({ changeSetId: z.uuid() });
export const campaignIdInput = z.strictObject({ campaignId: z.uuid() });

/** `lastEventId`: the view shown last, sent by the client when it reconnects; the same one is not sent twice. */
export const followInput = z.strictObject({ changeSetId: z.uuid(), lastEventId: z.string().max(100).nullish() });

/** Sends a planned campaign for approval: one create per (agent, account, currency). `revision`: the campaign as shown. */
export const submitCampaignInput = z.strictObject({ campaignId: z.uuid(), revision: z.number().int(), reason });

const packageEdit = z.strictObject({
  budgetMicros: micros.optional(),
  bidMicros: micros.optional(),
  pacing: z.string().pipe(z.enum(pacings)).optional(),
  paused: z.boolean().optional(),
  /** Complete new list of creative row ids; empty clears. */
  creativeIds: z.array(z.uuid()).max(100).optional(),
});

/** Edit of one media buy. Only fields that differ are sent to the seller. `endDay` is the inclusive last day in the buy's zone. */
export const stageEditInput = z.strictObject({
  mediaBuyId: z.uuid(),
  revision: z.number().int(),
  reason: z.string().trim().max(1000).default(""),
  paused: z.boolean().optional(),
  endDay: z.iso.date("Enter a day such as 2026-12-31").optional(),
  packages: z.record(z.uuid(), packageEdit).default({}),
});

/** Changes of the set that are decided; left out: all that wait. */
const lineIds = z.array(z.uuid()).min(1, "Choose at least one line").max(500).optional();

/** `payloadHash`: what the approver was shown; the server refuses when it is no longer what would be sent. */
export const approveInput = z.strictObject({
  changeSetId: z.uuid(),
  payloadHash: z.string().length(64),
  reason: z.string().trim().max(1000).default(""),
  lineIds,
});
export const rejectInput = z.strictObject({ changeSetId: z.uuid(), reason, lineIds });
export const changeIdInput = z.strictObject({ changeId: z.uuid() });

export const listChangeSetsInput = z.strictObject({
  state: z.enum(["waiting", "decided", "all"]).default("waiting"),
  cursor: z.string().max(200).nullish(),
  limit: z.number().int().min(1).max(100).default(50),
});
