import { checkChangeSet, readCampaignExposure, readOrganisationExposure } from "../../workflows/read-exposure";
import { setApprovalLimit } from "../../workflows/set-approval-limit";
import { setSpendCap } from "../../workflows/set-spend-cap";
import { mutationFor, procedureFor, router } from "../trpc";
import { toCampaignExposureView, toCapCheckView, toOrganisationExposureView } from "../views/exposure-view";
import { campaignIdInput, changeSetIdInput } from "./change-sets.schema";
import { setApprovalLimitInput, setCapInput } from "./exposure.schema";

export const exposureRouter = router({
  forCampaign: procedureFor("desk:read")
    .input(campaignIdInput)
    .query(async ({ ctx, input }) =>
      toCampaignExposureView(await readCampaignExposure(ctx.ports, ctx.actor, input.campaignId)),
    ),

  /** What approving the waiting lines of a set would come to. */
  forChangeSet: procedureFor("desk:read")
    .input(changeSetIdInput)
    .query(async ({ ctx, input }) =>
      (await checkChangeSet(ctx.ports, ctx.actor, input.changeSetId)).map(toCapCheckView),
    ),

  organisation: procedureFor("desk:read").query(async ({ ctx }) =>
    toOrganisationExposureView(await readOrganisationExposure(ctx.ports, ctx.actor)),
  ),

  setCap: mutationFor("organisation:write")
    .input(setCapInput)
    .mutation(({ ctx, input }) => setSpendCap(ctx.ports, ctx.actor, input)),

  setApprovalLimit: mutationFor("organisation:write")
    .input(setApprovalLimitInput)
    .mutation(({ ctx, input }) => setApprovalLimit(ctx.ports, ctx.actor, input)),
});
