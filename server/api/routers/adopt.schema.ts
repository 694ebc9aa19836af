import { z } from "zod";
import { foundOrigins } from "../../domain/adopt/found-filter";

export const foundSorts = ["name", "sellerStatus", "endAt", "totalMicros"] as const;

/** Rows of one page of the list: what the page holds in its document. */
export const foundPageSize = 50;

/** Rows that are named one by one; more of them are "all that match". They travel in an address. */
const mostIds = 150;

export const foundFilterInput = z.strictObject({
  text: z.string().trim().max(200).default(""),
  /** The seller's own words. */
  statuses: z.array(z.string().max(60)).max(40).default([]),
  origin: z.enum(foundOrigins).default("all"),
});

export const accountIdInput = z.strictObject({ accountId: z.uuid() });
export const scanIdInput = z.strictObject({ scanId: z.uuid() });

export const listFoundInput = z.strictObject({
  accountId: z.uuid(),
  ...foundFilterInput.shape,
  sort: z.enum(foundSorts).default("name"),
  descending: z.boolean().default(false),
  /** From 0. */
  page: z.number().int().min(0).max(100_000).default(0),
});

export const foundChoiceInput = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("ids"), ids: z.array(z.uuid()).min(1).max(mostIds) }),
  z.strictObject({
    kind: z.literal("matching"),
    filter: foundFilterInput,
    /** Ticked off again one by one. */
    except: z.array(z.uuid()).max(mostIds).default([]),
  }),
]);

export const summariseInput = z.strictObject({ accountId: z.uuid(), choice: foundChoiceInput });

export const groupingInput = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("campaign"), campaignId: z.uuid() }),
  z.strictObject({ kind: z.literal("each") }),
  z.strictObject({ kind: z.literal("po_number") }),
  z.strictObject({ kind: z.literal("brand") }),
]);

export const takeOverInput = z.strictObject({ accountId: z.uuid(), choice: foundChoiceInput, grouping: groupingInput });
