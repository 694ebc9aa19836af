import { readAgentRecords } from "../../repositories/agent-records";
import { getSalesAgent } from "../../repositories/sales-agents";
import { procedureFor, router } from "../trpc";
import { toAgentRecordView, toAgentScoreViews } from "../views/agent-record-view";
import { salesAgentIdInput } from "./sales-agents.schema";

export const agentRecordRouter = router({
  /** Every agent's score, for the list of agents and for the review of what is about to be sent. */
  scores: procedureFor("desk:read").query(async ({ ctx }) =>
    toAgentScoreViews(await readAgentRecords(ctx.ports.db, ctx.actor.organisationId, ctx.ports.clock())),
  ),
  forAgent: procedureFor("desk:read")
    .input(salesAgentIdInput)
    .query(async ({ ctx, input }) => {
      const { db, clock } = ctx.ports;
      const agent = await getSalesAgent(db, ctx.actor.organisationId, input.salesAgentId);
      const records = await readAgentRecords(db, ctx.actor.organisationId, clock(), agent.id);
      return toAgentRecordView(agent.id, records);
    }),
});
