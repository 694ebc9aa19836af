import { plannedCreatives } from "../../repositories/campaign-plans";
import { getCampaign } from "../../repositories/campaigns";
import { listPackages } from "../../repositories/packages";
import { listSalesAgents } from "../../repositories/sales-agents";
import { addPackages } from "../../workflows/add-packages";
import { duplicatePackage } from "../../workflows/duplicate-package";
import { removePackages } from "../../workflows/remove-packages";
import { splitPackages } from "../../workflows/split-budget";
import { updatePackages } from "../../workflows/update-packages";
import { mutationFor, procedureFor, router } from "../trpc";
import { toPackagePlanView } from "../views/package-plan-view";
import { campaignIdInput } from "./campaigns.schema";
import {
  addPackagesInput,
  duplicatePackageInput,
  removePackagesInput,
  splitPackagesInput,
  updatePackagesInput,
} from "./packages.schema";

export const packagesRouter = router({
  list: procedureFor("desk:read")
    .input(campaignIdInput)
    .query(async ({ ctx, input }) => {
      const { db, clock } = ctx.ports;
      const { organisationId } = ctx.actor;
      const campaign = await getCampaign(db, organisationId, input.campaignId);
      const planned = await listPackages(db, organisationId, campaign.id);
      const agents = await listSalesAgents(db, organisationId);
      const creatives = await plannedCreatives(db, organisationId, campaign.id);
      return toPackagePlanView(campaign, planned, agents, creatives, clock());
    }),
  add: mutationFor("campaign:write")
    .input(addPackagesInput)
    .mutation(({ ctx, input }) => addPackages(ctx.ports, ctx.actor, input)),
  update: mutationFor("campaign:write")
    .input(updatePackagesInput)
    .mutation(({ ctx, input }) => updatePackages(ctx.ports, ctx.actor, input)),
  duplicate: mutationFor("campaign:write")
    .input(duplicatePackageInput)
    .mutation(({ ctx, input }) => duplicatePackage(ctx.ports, ctx.actor, input)),
  remove: mutationFor("campaign:write")
    .input(removePackagesInput)
    .mutation(({ ctx, input }) => removePackages(ctx.ports, ctx.actor, input)),
  split: mutationFor("campaign:write")
    .input(splitPackagesInput)
    .mutation(({ ctx, input }) => splitPackages(ctx.ports, ctx.actor, input)),
});
