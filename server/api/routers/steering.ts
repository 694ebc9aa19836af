import { listCampaignEdits } from "../../repositories/campaign-edits";
import { getCampaign } from "../../repositories/campaigns";
import { namesOf } from "../../repositories/change-views";
import { instantOf } from "../../repositories/row-instants";
import { loadEditable, loadEditables } from "../../workflows/editable-media-buy";
import { pauseMediaBuys } from "../../workflows/pause-media-buys";
import { previewCampaignEdit, stageCampaignEdit } from "../../workflows/stage-campaign-edit";
import { stageFailedAgain } from "../../workflows/stage-failed-again";
import { updateCampaignBuys } from "../../workflows/update-campaign-buys";
import { mutationFor, procedureFor, router } from "../trpc";
import { toEditorView } from "../views/editor-view";
import { toSteeredBuy, toWishView } from "../views/steering-view";
import { changeSetIdInput } from "./change-sets.schema";
import { mediaBuyIdInput } from "./media-buys.schema";
import {
  steeringCampaignInput,
  steeringPauseInput,
  steeringPreviewInput,
  steeringStageInput,
  steeringUpdateInput,
} from "./steering.schema";

export const steeringRouter = router({
  /** What can be steered: the packages of all media buys of a campaign. */
  campaign: procedureFor("desk:read")
    .input(steeringCampaignInput)
    .query(async ({ ctx, input }) => {
      const { db, clock } = ctx.ports;
      const { organisationId } = ctx.actor;
      await getCampaign(db, organisationId, input.campaignId);
      const buys = await loadEditables(db, organisationId, input);
      const names = await namesOf(
        db,
        organisationId,
        buys.map(({ row }) => row.salesAgentId),
      );
      return {
        buys: buys.filter(({ row }) => row.archivedAt === null).map((one) => toSteeredBuy(one, names, clock())),
      };
    }),

  /** The last edits over several media buys of a campaign; what a page follows without looking at every package. */
  edits: procedureFor("desk:read")
    .input(steeringCampaignInput)
    .query(async ({ ctx, input }) => {
      const { db } = ctx.ports;
      await getCampaign(db, ctx.actor.organisationId, input.campaignId);
      const edits = await listCampaignEdits(db, ctx.actor.organisationId, input.campaignId);
      return edits.map(({ id, title, state, createdAt }) => ({ id, title, state, at: instantOf(createdAt) }));
    }),

  /** What the forms of one media buy start from: its values, what is locked and why. */
  editor: procedureFor("desk:read")
    .input(mediaBuyIdInput)
    .query(async ({ ctx, input }) => {
      const { db, clock } = ctx.ports;
      const { organisationId } = ctx.actor;
      const loaded = await loadEditable(db, organisationId, input.mediaBuyId, []);
      const names = await namesOf(db, organisationId, [loaded.row.salesAgentId]);
      return toEditorView(loaded, names.get(loaded.row.salesAgentId)?.name ?? "The seller", clock());
    }),

  /** What a wish would do now, buy by buy. */
  preview: procedureFor("desk:read")
    .input(steeringPreviewInput)
    .query(async ({ ctx, input }) => {
      const { organisationId } = ctx.actor;
      const preview = await previewCampaignEdit(ctx.ports.db, ctx.ports, organisationId, input);
      const agents = preview.buys.map(({ row }) => row.salesAgentId);
      return toWishView(preview, await namesOf(ctx.ports.db, organisationId, agents));
    }),

  /** Pausing and resuming is open to whoever may pause; the workflow asks for more where more is edited. */
  stage: mutationFor("media_buy:pause")
    .input(steeringStageInput)
    .mutation(({ ctx, input }) => stageCampaignEdit(ctx.ports, ctx.actor, input)),

  /** Pauses or resumes chosen media buys, each with its own result. */
  pause: mutationFor("media_buy:pause")
    .input(steeringPauseInput)
    .mutation(({ ctx, input }) => pauseMediaBuys(ctx.ports, ctx.actor, input)),

  /** Update, cancel or archive many media buys, each with its own result. */
  update: mutationFor("media_buy:edit")
    .input(steeringUpdateInput)
    .mutation(({ ctx, input: { mediaBuys: entries, ...of } }) =>
      updateCampaignBuys(ctx.ports, ctx.actor, { ...of, entries }),
    ),

  /** Sends again only what of a change set did not arrive. */
  retry: mutationFor("media_buy:edit")
    .input(changeSetIdInput)
    .mutation(({ ctx, input }) => stageFailedAgain(ctx.ports, ctx.actor, input.changeSetId)),
});
