import { recentAgentEvents } from "../../repositories/agent-events";
import { recentReceipts } from "../../repositories/webhook-receipts";
import { webhookAgent } from "../../repositories/webhook-registrations";
import { rotateWebhookSecret, setWebhookMode } from "../../workflows/webhook-settings";
import { mutationFor, procedureFor, router } from "../trpc";
import { toWebhookView } from "../views/webhook-view";
import { rotateWebhookSecretInput, setWebhookModeInput, webhookAgentInput } from "./webhooks.schema";

const most = 20;

export const webhooksRouter = router({
  forAgent: procedureFor("desk:read")
    .input(webhookAgentInput)
    .query(async ({ ctx, input }) => {
      const { db, webhooks } = ctx.ports;
      const { organisationId } = ctx.actor;
      const agent = await webhookAgent(db, organisationId, input.salesAgentId);
      const [receipts, events] = await Promise.all([
        recentReceipts(db, organisationId, agent.id, most),
        recentAgentEvents(db, organisationId, agent.id, most),
      ]);
      return toWebhookView({ agent, base: webhooks?.baseFor(agent) ?? null, receipts, events });
    }),
  setMode: mutationFor("sales_agent:write")
    .input(setWebhookModeInput)
    .mutation(({ ctx, input }) => setWebhookMode(ctx.ports, ctx.actor, input)),
  /** Answers with the new secret, once. */
  rotateSecret: mutationFor("sales_agent:write")
    .input(rotateWebhookSecretInput)
    .mutation(({ ctx, input }) => rotateWebhookSecret(ctx.ports, ctx.actor, input)),
});
