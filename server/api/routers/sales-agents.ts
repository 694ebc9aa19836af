import { getSalesAgent, listSalesAgents } from "../../repositories/sales-agents";
import { contactSalesAgent } from "../../seller-calls/contact-sales-agent";
import { addSalesAgent } from "../../workflows/add-sales-agent";
import { chooseDefaultAccount, editSalesAgent, removeSalesAgent } from "../../workflows/edit-sales-agent";
import { mutationFor, procedureFor, router } from "../trpc";
import { toSalesAgentView } from "../views/sales-agent-view";
import {
  addSalesAgentInput,
  defaultAccountInput,
  editSalesAgentInput,
  removeSalesAgentInput,
  salesAgentIdInput,
} from "./sales-agents.schema";

export const salesAgentsRouter = router({
  list: procedureFor("desk:read").query(async ({ ctx }) =>
    (await listSalesAgents(ctx.ports.db, ctx.actor.organisationId)).map(toSalesAgentView),
  ),
  get: procedureFor("desk:read")
    .input(salesAgentIdInput)
    .query(async ({ ctx, input }) =>
      toSalesAgentView(await getSalesAgent(ctx.ports.db, ctx.actor.organisationId, input.salesAgentId)),
    ),
  add: mutationFor("sales_agent:write")
    .input(addSalesAgentInput)
    .mutation(({ ctx, input }) => addSalesAgent(ctx.ports, ctx.actor, input)),
  edit: mutationFor("sales_agent:write")
    .input(editSalesAgentInput)
    .mutation(({ ctx, input }) => editSalesAgent(ctx.ports, ctx.actor, input)),
  remove: mutationFor("sales_agent:write")
    .input(removeSalesAgentInput)
    .mutation(({ ctx, input }) => removeSalesAgent(ctx.ports, ctx.actor, input)),
  chooseDefaultAccount: mutationFor("sales_agent:write")
    .input(defaultAccountInput)
    .mutation(({ ctx, input }) => chooseDefaultAccount(ctx.ports, ctx.actor, input.accountId)),
  /** Test connection: reaches the agent now and answers with what it said. */
  contact: mutationFor("sales_agent:write")
    .input(salesAgentIdInput)
    .mutation(async ({ ctx, input }) => {
      const outcome = await contactSalesAgent(ctx.ports, ctx.actor.organisationId, input.salesAgentId);
      if (outcome.kind === "failed") return outcome;
      return {
        kind: "ok" as const,
        milliseconds: outcome.milliseconds,
        accounts: outcome.accounts.length,
        tools: outcome.capabilities.tools.length,
      };
    }),
});
