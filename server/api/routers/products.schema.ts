import { z } from "zod";

/** `salesAgentIds` null: the campaign's own choice, else every agent. */
export const searchProductsInput = z.strictObject({
  campaignId: z.uuid(),
  salesAgentIds: z.array(z.uuid()).min(1, "Choose at least one agent").max(200).nullable().default(null),
  mode: z.enum(["brief", "wholesale"]).default("brief"),
});

/** One sentence for the seller; longer ones are letters. */
const ask = z.string().trim().min(1, "Say what you want").max(1_000).nullable().default(null);
const eachOnce = (items: readonly { readonly id: string }[]) =>
  new Set(items.map(({ id }) => id)).size === items.length;

/** What is asked of the sellers of a search; one entry an id (AdCP 3.0.6 refine). */
export const refineProductsInput = z
  .strictObject({
    searchId: z.uuid(),
    ask,
    products: z
      .array(
        z.strictObject({ productSnapshotId: z.uuid(), action: z.enum(["include", "omit", "more_like_this"]), ask }),
      )
      .max(100)
      .default([]),
    proposals: z
      .array(z.strictObject({ proposalId: z.uuid(), action: z.enum(["include", "omit"]), ask }))
      .max(50)
      .default([]),
  })
  .refine((input) => input.ask !== null || input.products.length + input.proposals.length > 0, "Say what you want")
  .refine(
    ({ products, proposals }) =>
      eachOnce([
        ...products.map((one) => ({ id: one.productSnapshotId })),
        ...proposals.map((one) => ({ id: one.proposalId })),
      ]),
    "One thing is asked twice",
  );

export const searchIdInput = z.strictObject({ searchId: z.uuid() });
export const retrySearchInput = z.strictObject({ searchId: z.uuid(), salesAgentId: z.uuid() });
export const productSnapshotIdInput = z.strictObject({ productSnapshotId: z.uuid() });
