import { z } from "zod";
import { creativeKinds } from "../../domain/creative/creative";
import { sellerCreativeStates } from "../../domain/creative/review-state";

const name = z
  .string("Enter a name")
  .trim()
  .min(1, "Enter a name")
  .max(200, "The name is too long (at most 200 characters)");
const pixels = z.int32("Enter whole pixels").nullable().default(null);
/** Empty: none. The address itself is judged by the domain, with the same rules in the form. */
const address = z.string().trim().max(2_000, "The address is too long (at most 2,000 characters)");

const source = z.discriminatedUnion("from", [
  z.strictObject({ from: z.literal("url"), url: address, kind: z.enum(creativeKinds, "Choose image or video") }),
  z.strictObject({ from: z.literal("upload"), uploadId: z.uuid() }),
]);

const values = {
  name,
  clickUrl: address.nullable().default(null),
  width: pixels,
  height: pixels,
  durationMs: z.int32("Enter the length in milliseconds").nullable().default(null),
};

export const addCreativeInput = z.strictObject({ ...values, source });
/** Without a source the file stays. */
export const updateCreativeInput = z.strictObject({
  ...values,
  id: z.uuid(),
  revision: z.int32(),
  source: source.optional(),
});
export const creativeIdInput = z.strictObject({ id: z.uuid() });
export const archiveCreativeInput = z.strictObject({ id: z.uuid(), revision: z.int32(), archived: z.boolean() });

/** Keyset pages: pass the `nextCursor` of the page before. */
export const listCreativesInput = z.strictObject({
  text: z.string().trim().max(200).default(""),
  kind: z.enum(creativeKinds).nullish(),
  state: z.enum(sellerCreativeStates).nullish(),
  salesAgentId: z.uuid().nullish(),
  archived: z.boolean().default(false),
  cursor: z.string().max(200).nullish(),
  /** Sent along by the client's infinite queries; pages only go forward. */
  direction: z.literal("forward").optional(),
  limit: z.int().min(1).max(100).default(50),
});

export const syncCreativesInput = z.strictObject({
  creativeIds: z.array(z.uuid()).min(1, "Choose at least one creative").max(100, "At most 100 creatives at a time"),
  /** Left out: every agent. */
  salesAgentIds: z.array(z.uuid()).min(1).max(100).nullish(),
  campaignId: z.uuid().nullish(),
});

export const matrixInput = z.strictObject({ campaignId: z.uuid() });
export const choicesInput = z.strictObject({ packageId: z.uuid(), salesAgentId: z.uuid().optional() });
export const assignCreativesInput = z.strictObject({
  campaignId: z.uuid(),
  changes: z
    .array(z.strictObject({ packageId: z.uuid(), creativeId: z.uuid(), assigned: z.boolean() }))
    .min(1, "Choose at least one cell")
    .max(500, "At most 500 changes at a time"),
});
