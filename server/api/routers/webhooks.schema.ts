import { z } from "zod";
import { webhookModes } from "../../domain/webhook/webhook-mode";

export const webhookAgentInput = z.strictObject({ salesAgentId: z.uuid() });
export const rotateWebhookSecretInput = z.strictObject({ salesAgentId: z.uuid(), revision: z.int32() });
export const setWebhookModeInput = z.strictObject({
  salesAgentId: z.uuid(),
  revision: z.int32(),
  mode: z.enum(webhookModes),
});
