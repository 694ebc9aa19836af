import { listAssignedPlaces, readMatrixCampaign, readMatrixPackage } from "../../repositories/creative-assignments";
import { readFormats } from "../../repositories/creative-formats";
import { type CreativeRecord, getCreative, listCreatives, listUsableCreatives } from "../../repositories/creatives";
import { listSalesAgents } from "../../repositories/sales-agents";
import { uploadSizes } from "../../repositories/uploads";
import { addCreative } from "../../workflows/add-creative";
import { archiveCreative } from "../../workflows/archive-creative";
import { assignCreatives } from "../../workflows/assign-creatives";
import { freshFormats } from "../../workflows/refresh-formats";
import { refreshReviews } from "../../workflows/refresh-reviews";
import { syncCreatives } from "../../workflows/sync-creatives";
import { editCreative } from "../../workflows/update-creative";
import type { Context } from "../context";
import { mutationFor, procedureFor, router } from "../trpc";
import { toCreativeChoices, toCreativeMatrix } from "../views/creative-matrix-view";
import { type CreativeNames, toCreativeRow, toCreativeView } from "../views/creative-view";
import {
  addCreativeInput,
  archiveCreativeInput,
  assignCreativesInput,
  choicesInput,
  creativeIdInput,
  listCreativesInput,
  matrixInput,
  syncCreativesInput,
  updateCreativeInput,
} from "./creatives.schema";

/** How many creatives of the library a matrix looks at. */
const matrixRows = 300;

type SignedIn = Pick<Context, "ports"> & { readonly actor: NonNullable<Context["actor"]> };

export const creativesRouter = router({
  list: procedureFor("desk:read")
    .input(listCreativesInput)
    .query(async ({ ctx, input }) => {
      const { kind, state, salesAgentId, cursor, direction: _, ...rest } = input;
      const filter = {
        ...rest,
        kind: kind ?? null,
        state: state ?? null,
        salesAgentId: salesAgentId ?? null,
        cursor: cursor ?? null,
      };
      const page = await listCreatives(ctx.ports.db, ctx.actor.organisationId, filter);
      const names = await namesFor(ctx, page.rows);
      return {
        rows: page.rows.map((creative) => toCreativeRow(creative, names)),
        nextCursor: page.nextCursor,
        salesAgents: names.agents.map(({ id, name }) => ({ id, name })),
      };
    }),

  get: procedureFor("desk:read")
    .input(creativeIdInput)
    .query(async ({ ctx, input }) => {
      const creative = await getCreative(ctx.ports.db, ctx.actor.organisationId, input.id);
      const places = await listAssignedPlaces(ctx.ports.db, ctx.actor.organisationId, input.id);
      return toCreativeView(creative, await namesFor(ctx, [creative]), places);
    }),

  matrix: procedureFor("desk:read")
    .input(matrixInput)
    .query(async ({ ctx, input }) => {
      const { db } = ctx.ports;
      const { organisationId } = ctx.actor;
      const campaign = await readMatrixCampaign(db, organisationId, input.campaignId);
      const creatives = await listUsableCreatives(db, organisationId, campaign.brandId, matrixRows);
      return toCreativeMatrix({ ...(await namesFor(ctx, creatives)), campaign, creatives });
    }),

  /** What could run on one package, for the media buy's own page. */
  choicesFor: procedureFor("desk:read")
    .input(choicesInput)
    .query(async ({ ctx, input }) => {
      const { db } = ctx.ports;
      const { organisationId } = ctx.actor;
      const target = await readMatrixPackage(db, organisationId, input.packageId);
      const creatives = await listUsableCreatives(db, organisationId, target.brandId, matrixRows);
      return toCreativeChoices(creatives, target.package, await namesFor(ctx, creatives));
    }),

  add: mutationFor("creative:write")
    .input(addCreativeInput)
    .mutation(({ ctx, input }) => addCreative(ctx.ports, ctx.actor, emptyToNull(input))),

  update: mutationFor("creative:write")
    .input(updateCreativeInput)
    .mutation(({ ctx, input: { source, ...input } }) =>
      editCreative(ctx.ports, ctx.actor, { ...emptyToNull(input), ...(source === undefined ? {} : { source }) }),
    ),

  archive: mutationFor("creative:write")
    .input(archiveCreativeInput)
    .mutation(({ ctx, input }) => archiveCreative(ctx.ports, ctx.actor, input)),

  sync: mutationFor("creative:write")
    .input(syncCreativesInput)
    .mutation(({ ctx, input }) =>
      syncCreatives(ctx.ports, ctx.actor, {
        creativeIds: input.creativeIds,
        salesAgentIds: input.salesAgentIds ?? null,
        campaignId: input.campaignId ?? null,
      }),
    ),

  /** Asks the sellers now where their reviews stand. */
  refresh: mutationFor("creative:write").mutation(({ ctx }) => refreshReviews(ctx.ports, ctx.actor)),

  /** Asks every agent again what it accepts; answers with the ones that did not say. */
  refreshFormats: mutationFor("creative:write").mutation(async ({ ctx }) => {
    const agents = await listSalesAgents(ctx.ports.db, ctx.actor.organisationId);
    const ids = agents.map((agent) => agent.id);
    const { problems } = await freshFormats(ctx.ports, ctx.actor.organisationId, ids, 0);
    return {
      failed: agents.flatMap(({ id, name }) => {
        const message = problems.get(id);
        return message === undefined ? [] : [{ salesAgent: name, message }];
      }),
    };
  }),

  assign: mutationFor("creative:write")
    .input(assignCreativesInput)
    .mutation(({ ctx, input }) => assignCreatives(ctx.ports, ctx.actor, input)),
});

async function namesFor(ctx: SignedIn, creatives: readonly CreativeRecord[]): Promise<CreativeNames> {
  const { db } = ctx.ports;
  const { organisationId } = ctx.actor;
  const uploadIds = creatives.flatMap(({ uploadId }) => (uploadId === null ? [] : [uploadId]));
  const [agents, formats, byteLengths] = await Promise.all([
    listSalesAgents(db, organisationId),
    readFormats(db, organisationId),
    uploadSizes(db, organisationId, uploadIds),
  ]);
  return { agents, formats, byteLengths };
}

function emptyToNull<T extends { readonly clickUrl: string | null }>(input: T): T {
  return input.clickUrl === "" ? { ...input, clickUrl: null } : input;
}
