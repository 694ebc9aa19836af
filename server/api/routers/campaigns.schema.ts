import { z } from "zod";
import { longest } from "../../domain/campaign/draft-issues";

const micros = z
  .bigint()
  .min(0n, "Enter an amount of at least 0")
  .max(9_000_000_000_000_000_000n, "The amount is too large");
const upTo = (length: number) => z.string().max(length, `At most ${length.toLocaleString("en-US")} characters`);
const day = z.iso.date("Enter a day such as 2026-12-31");
export const countriesInput = z.array(z.string().length(2, "Two letters each, such as DE")).max(300);
export const deviceTypesInput = z.array(z.string().max(40)).max(20);

export const campaignIdInput = z.strictObject({ campaignId: z.uuid() });
export const createCampaignInput = z.strictObject({
  name: upTo(longest.name).normalize("NFC").default("Untitled campaign"),
});
export const createBrandInput = z.strictObject({
  name: upTo(200).normalize("NFC"),
  domain: upTo(300).normalize("NFC"),
});

/** Only the fields that were edited. null empties a field; days are inclusive and in `timeZone`. */
export const saveDraftInput = z.strictObject({
  campaignId: z.uuid(),
  revision: z.int32(),
  patch: z.strictObject({
    name: upTo(longest.name).trim().normalize("NFC").optional(),
    brandId: z.uuid().nullable().optional(),
    brief: upTo(longest.brief).optional(),
    buyerRef: upTo(longest.buyerRef).trim().normalize("NFC").optional(),
    poNumber: upTo(longest.poNumber).trim().normalize("NFC").optional(),
    startDay: day.nullable().optional(),
    endDay: day.nullable().optional(),
    timeZone: upTo(64).optional(),
    totalMicros: micros.nullable().optional(),
    currency: upTo(3).optional(),
    countries: countriesInput.optional(),
    deviceTypes: deviceTypesInput.optional(),
    salesAgentIds: z.array(z.uuid()).min(1, "Choose at least one agent").max(200).nullable().optional(),
  }),
});

export const archiveCampaignInput = z.strictObject({
  campaignId: z.uuid(),
  revision: z.int32(),
  archived: z.boolean(),
});

export const campaignShows = ["all", "draft", "in_review", "live", "archived"] as const;

/** Keyset pages, newest change first: pass the `nextCursor` of the page before. */
export const listCampaignsInput = z.strictObject({
  text: z.string().trim().max(200).default(""),
  show: z.enum(campaignShows).default("all"),
  cursor: z.string().max(200).nullish(),
  /** Sent by the client's infinite queries; pages only go forward. */
  direction: z.literal("forward").optional(),
  limit: z.number().int().min(1).max(100).default(50),
});
