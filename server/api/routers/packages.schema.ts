import { z } from "zod";
import { splitModes } from "../../domain/campaign/split-budget";
import { pacings } from "../../domain/change/patch";
import { countriesInput, deviceTypesInput } from "./campaigns.schema";

const micros = z
  .bigint()
  .min(0n, "Enter an amount of at least 0")
  .max(9_000_000_000_000_000_000n, "The amount is too large");
const day = z.iso.date("Enter a day such as 2026-12-31");
const choice = { packageId: z.uuid(), revision: z.int32() };

export const addPackagesInput = z.strictObject({
  campaignId: z.uuid(),
  items: z
    .array(
      z.strictObject({ productSnapshotId: z.uuid(), pricingOptionId: z.string().max(500).nullable().default(null) }),
    )
    .min(1, "Choose at least one product")
    .max(100, "At most 100 products at once"),
});

/** Only the cells that were edited. Days null: the campaign's own; targeting null: the campaign's default, []: no limit. */
export const updatePackagesInput = z.strictObject({
  campaignId: z.uuid(),
  rows: z
    .array(
      z.strictObject({
        ...choice,
        name: z.string().trim().min(1, "Give it a name").max(200, "At most 200 characters").optional(),
        pricingOptionId: z.string().max(500).optional(),
        budgetMicros: micros.optional(),
        bidMicros: micros.nullable().optional(),
        pacing: z.enum(pacings as ["even", "asap", "front_loaded"]).optional(),
        startDay: day.nullable().optional(),
        endDay: day.nullable().optional(),
        countries: countriesInput.nullable().optional(),
        deviceTypes: deviceTypesInput.nullable().optional(),
        accountId: z.uuid().nullable().optional(),
      }),
    )
    .min(1)
    .max(200),
});

export const duplicatePackageInput = z.strictObject({ campaignId: z.uuid(), ...choice });
export const removePackagesInput = z.strictObject({
  campaignId: z.uuid(),
  rows: z.array(z.strictObject(choice)).min(1).max(200),
});
export const splitPackagesInput = z.strictObject({
  campaignId: z.uuid(),
  mode: z.enum(splitModes),
  totalMicros: micros.nullable().default(null),
  rows: z.array(z.strictObject(choice)).min(1, "Choose packages to split over").max(200),
});
