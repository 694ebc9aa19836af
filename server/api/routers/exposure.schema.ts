import { z } from "zod";

const limit = z
  .bigint()
  .min(0n, "Enter an amount of at least 0")
  .max(9_000_000_000_000_000_000n, "The amount is too large")
  .nullable();

/** `campaignId` null: the organisation's cap. `limitMicros` null removes it. `revision`: of the cap as shown, null where there was none. */
export const setCapInput = z.strictObject({
  campaignId: z.uuid().nullable(),
  currency: z.string().regex(/^[A-Z]{3}$/, "Use a currency code such as EUR"),
  limitMicros: limit,
  revision: z.int32().nullable(),
});

/** `before`: the limit as shown. null: the policy's default. */
export const setApprovalLimitInput = z.strictObject({ limitMicros: limit, before: limit });
