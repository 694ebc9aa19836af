import { chosenAccounts } from "../../repositories/campaign-accounts";
import { getCampaign } from "../../repositories/campaigns";
import { listPackages } from "../../repositories/packages";
import { listSalesAgents } from "../../repositories/sales-agents";
import { readFinancials, recheckAccount } from "../../seller-calls/ask-for-account";
import { chooseCampaignAccount } from "../../workflows/choose-campaign-account";
import { nameAccountBy, openAccount } from "../../workflows/open-account";
import { mutationFor, procedureFor, router } from "../trpc";
import { toCampaignAccountsView } from "../views/campaign-accounts-view";
import {
  accountIdInput,
  campaignAccountsInput,
  chooseCampaignAccountInput,
  nameAccountInput,
  openAccountInput,
} from "./accounts.schema";

export const accountsRouter = router({
  /** Reaches the seller now and answers with what it said. */
  open: mutationFor("sales_agent:write")
    .input(openAccountInput)
    .mutation(({ ctx, input }) => openAccount(ctx.ports, ctx.actor, input)),
  /** Asks the seller again how the account stands. */
  check: mutationFor("sales_agent:write")
    .input(accountIdInput)
    .mutation(async ({ ctx, input }) => {
      const { account, problem } = await recheckAccount(ctx.ports, ctx.actor.organisationId, input.accountId);
      return { status: account.status, problem: problem && `${problem.message} (${problem.code})` };
    }),
  readFinancials: mutationFor("sales_agent:write")
    .input(accountIdInput)
    .mutation(async ({ ctx, input }) => {
      const problem = await readFinancials(ctx.ports, ctx.actor.organisationId, input.accountId);
      return { problem: problem && `${problem.message} (${problem.code})` };
    }),
  nameBy: mutationFor("sales_agent:write")
    .input(nameAccountInput)
    .mutation(({ ctx, input }) => nameAccountBy(ctx.ports, ctx.actor, input)),
  forCampaign: procedureFor("desk:read")
    .input(campaignAccountsInput)
    .query(async ({ ctx, input }) => {
      const { db } = ctx.ports;
      const { organisationId } = ctx.actor;
      const campaign = await getCampaign(db, organisationId, input.campaignId);
      const agents = await listSalesAgents(db, organisationId);
      const chosen = await chosenAccounts(db, organisationId, campaign.id);
      const packages = await listPackages(db, organisationId, campaign.id);
      return toCampaignAccountsView(campaign, agents, chosen, packages);
    }),
  chooseForCampaign: mutationFor("campaign:write")
    .input(chooseCampaignAccountInput)
    .mutation(({ ctx, input }) => chooseCampaignAccount(ctx.ports, ctx.actor, input)),
});
