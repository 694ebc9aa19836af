import { z } from "zod";
import { scopes } from "../../domain/permissions";

export const createApiKeyInput = z.strictObject({
  name: z.string().trim().min(1, "Say what the key is for").max(80, "At most 80 characters"),
  scopes: z
    .array(z.enum(scopes as [string, ...string[]]))
    .min(1, "Choose what the key may do")
    .max(scopes.length),
  /** null: until it is revoked. */
  days: z.int().min(1).max(366).nullable(),
});

export const apiKeyIdInput = z.strictObject({ apiKeyId: z.uuid() });
