import type { CampaignState } from "../../domain/campaign/campaign";
import type { Instant } from "../../domain/time";
import { listBrands } from "../../repositories/brands";
import { getCampaign, getCampaignBuys, listCampaigns } from "../../repositories/campaigns";
import { listPackages } from "../../repositories/packages";
import { archiveCampaign } from "../../workflows/archive-campaign";
import { createBrand } from "../../workflows/create-brand";
import { createCampaign } from "../../workflows/create-campaign";
import { saveCampaignDraft } from "../../workflows/save-campaign-draft";
import { mutationFor, procedureFor, router } from "../trpc";
import { type CampaignRow, toCampaignRow, toCampaignView } from "../views/campaign-view";
import {
  archiveCampaignInput,
  campaignIdInput,
  type campaignShows,
  createBrandInput,
  createCampaignInput,
  listCampaignsInput,
  saveDraftInput,
} from "./campaigns.schema";

const shownStates: Record<(typeof campaignShows)[number], readonly CampaignState[]> = {
  all: [],
  draft: ["draft"],
  in_review: ["in_review"],
  live: ["approved", "applying", "applied", "partly_applied", "not_applied"],
  archived: [],
};

export const campaignsRouter = router({
  list: procedureFor("desk:read")
    .input(listCampaignsInput)
    .query(async ({ ctx, input }) => {
      const listed = await listCampaigns(ctx.ports.db, ctx.actor.organisationId, {
        text: input.text,
        states: shownStates[input.show],
        archived: input.show === "archived",
        after: cursorFrom(input.cursor),
        limit: input.limit + 1,
      });
      const rows = listed.slice(0, input.limit).map(toCampaignRow);
      return { rows, nextCursor: listed.length > input.limit ? cursorOf(rows.at(-1)) : null };
    }),
  get: procedureFor("desk:read")
    .input(campaignIdInput)
    .query(async ({ ctx, input }) => {
      const { db, clock } = ctx.ports;
      const { organisationId } = ctx.actor;
      const campaign = await getCampaign(db, organisationId, input.campaignId);
      const planned = await listPackages(db, organisationId, campaign.id);
      return toCampaignView(campaign, planned, await getCampaignBuys(db, organisationId, campaign.id), clock());
    }),
  brands: procedureFor("desk:read").query(({ ctx }) => listBrands(ctx.ports.db, ctx.actor.organisationId)),
  create: mutationFor("campaign:write")
    .input(createCampaignInput)
    .mutation(({ ctx, input }) => createCampaign(ctx.ports, ctx.actor, input)),
  createBrand: mutationFor("campaign:write")
    .input(createBrandInput)
    .mutation(({ ctx, input }) => createBrand(ctx.ports, ctx.actor, input)),
  saveDraft: mutationFor("campaign:write")
    .input(saveDraftInput)
    .mutation(({ ctx, input }) => saveCampaignDraft(ctx.ports, ctx.actor, input)),
  archive: mutationFor("campaign:write")
    .input(archiveCampaignInput)
    .mutation(({ ctx, input }) => archiveCampaign(ctx.ports, ctx.actor, input)),
});

function cursorOf(row: CampaignRow | undefined): string | null {
  return row ? `${row.updatedAt}|${row.id}` : null;
}

/** A cursor that is not ours starts at the first page. */
function cursorFrom(cursor: string | null | undefined): { updatedAt: Instant; id: string } | null {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)\|([0-9a-f-]{1,64})$/.exec(cursor ?? "");
  return match?.[1] && match[2] ? { updatedAt: match[1], id: match[2] } : null;
}
