import { z } from "zod";
import { reason } from "./change-sets.schema";

const note = z.string().trim().max(1000, "At most 1,000 characters").default("");
const budget = z.bigint().min(1n, "Enter a budget above 0").max(9_000_000_000_000_000_000n, "The amount is too large");

export const listInboxInput = z.strictObject({
  tab: z.enum(["open", "asked"]).default("open"),
  cursor: z.string().max(200).nullish(),
  /** Sent by the client's infinite queries; pages only go forward. */
  direction: z.literal("forward").optional(),
  limit: z.number().int().min(1).max(100).default(25),
});

export const inboxChangeInput = z.strictObject({ changeId: z.uuid() });

/** again: ask once more for what was not done · accept: take the seller's values · asked: the seller was asked · leave: do nothing. */
export const resolveInput = z.strictObject({
  changeId: z.uuid(),
  how: z.enum(["again", "accept", "asked", "leave"]),
  note,
});

/** `revision`: the media buy as compared; `mine`: the fields to ask for again. */
export const mergeInput = z.strictObject({
  changeId: z.uuid(),
  revision: z.int32(),
  mine: z.array(z.string().max(300)).max(500),
  note,
});

/** Budgets in micros by package id; `endDay`: the last day, inclusive, in the buy's zone. */
export const answerInput = z.strictObject({
  changeId: z.uuid(),
  budgets: z.record(z.uuid(), budget).default({}),
  endDay: z.iso.date("Enter a day such as 2026-12-31").nullable().default(null),
  poNumber: z.string().trim().max(100, "At most 100 characters").nullable().default(null),
  note,
});
export const withdrawInput = z.strictObject({ changeId: z.uuid(), note: reason });

export const adoptInput = z.strictObject({
  changeId: z.uuid(),
  sellerMediaBuyId: z.string().trim().min(1, "Enter the seller's media buy id").max(255, "At most 255 characters"),
  note,
});
export const settleOutcomeInput = z.strictObject({
  changeId: z.uuid(),
  how: z.enum(["send_anew", "give_up", "confirm"]),
  note,
});
