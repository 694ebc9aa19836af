import { z } from "zod";
import { billingParties } from "../../domain/account/account-tools";

const domain = z.string().trim().max(300, "At most 300 characters");

export const openAccountInput = z.strictObject({
  salesAgentId: z.uuid(),
  brandDomain: domain.min(1, "Enter the brand's domain"),
  /** Empty: the brand operates by itself. */
  operator: domain,
  billing: z.enum(billingParties),
  sandbox: z.boolean(),
});

export const accountIdInput = z.strictObject({ accountId: z.uuid() });
export const nameAccountInput = z.strictObject({ accountId: z.uuid(), reference: z.enum(["id", "natural"]) });
export const campaignAccountsInput = z.strictObject({ campaignId: z.uuid() });
export const chooseCampaignAccountInput = z.strictObject({
  campaignId: z.uuid(),
  salesAgentId: z.uuid(),
  /** null: what the agent's default is. */
  accountId: z.uuid().nullable(),
});
