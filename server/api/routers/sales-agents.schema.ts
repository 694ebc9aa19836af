import { z } from "zod";

const name = z.string().trim().min(1, "Give the agent a name").max(120, "At most 120 characters");
const token = z
  .string()
  .trim()
  .max(4096, "At most 4,096 characters")
  .regex(/^[\x21-\x7e]*$/, "A token has no spaces or line breaks");

export const salesAgentIdInput = z.strictObject({ salesAgentId: z.uuid() });

export const addSalesAgentInput = z.strictObject({
  name,
  url: z
    .url({ protocol: /^https?$/, error: "Enter an address such as https://ads.example.com/mcp" })
    .max(2000, "At most 2,000 characters"),
  protocol: z.enum(["mcp", "a2a", "rest"]),
  token,
  sandbox: z.boolean(),
});

export const editSalesAgentInput = z.strictObject({
  salesAgentId: z.uuid(),
  revision: z.number().int(),
  name: name.optional(),
  token: token.optional(),
});

export const removeSalesAgentInput = z.strictObject({ salesAgentId: z.uuid(), revision: z.number().int() });
export const defaultAccountInput = z.strictObject({ accountId: z.uuid() });
