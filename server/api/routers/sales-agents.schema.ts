import { z } from "zod";
import { carriesUser, credentialInput, signsRequestsInput } from "./credentials.schema";

const name = z.string().trim().min(1, "Give the agent a name").max(120, "At most 120 characters").normalize("NFC");

export const salesAgentIdInput = z.strictObject({ salesAgentId: z.uuid() });

export const addSalesAgentInput = z.strictObject({
  name,
  url: z
    .url({ protocol: /^https?$/, error: "Enter an address such as https://ads.example.com/mcp" })
    .max(2000, "At most 2,000 characters")
    .refine((text) => !carriesUser(text), "Put the credential in its own field, not in the address"),
  protocol: z.enum(["mcp", "a2a", "rest"]),
  credential: credentialInput,
  signsRequests: signsRequestsInput,
  sandbox: z.boolean(),
  /** Where it was found; left out: its address was entered by hand. */
  domain: z.string().trim().min(1).max(260).nullable().optional(),
});

export const editSalesAgentInput = z.strictObject({
  salesAgentId: z.uuid(),
  revision: z.int32(),
  name: name.optional(),
  /** Replaces the stored one whole; left out, it stays. */
  credential: credentialInput.optional(),
  signsRequests: signsRequestsInput.optional(),
});

export const removeSalesAgentInput = z.strictObject({ salesAgentId: z.uuid(), revision: z.int32() });
export const defaultAccountInput = z.strictObject({ accountId: z.uuid() });
