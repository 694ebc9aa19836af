import { getSalesAgent } from "../../repositories/sales-agents";
import { checkIdempotency } from "../../seller-calls/check-idempotency";
import { mutationFor, procedureFor, router } from "../trpc";
import { toCapabilitiesView } from "../views/capabilities-view";
import { salesAgentIdInput } from "./sales-agents.schema";

export const capabilitiesRouter = router({
  forAgent: procedureFor("desk:read")
    .input(salesAgentIdInput)
    .query(async ({ ctx, input }) =>
      toCapabilitiesView(await getSalesAgent(ctx.ports.db, ctx.actor.organisationId, input.salesAgentId)),
    ),
  /** Sends one tiny order twice on a sandbox account, now, and answers with what came of it. */
  checkIdempotency: mutationFor("sales_agent:write")
    .input(salesAgentIdInput)
    .mutation(({ ctx, input }) => checkIdempotency(ctx.ports, ctx.actor, input.salesAgentId)),
});
