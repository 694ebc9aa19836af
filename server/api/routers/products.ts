import { setTimeout as delay } from "node:timers/promises";
import { tracked } from "@trpc/server";
import type { Db } from "../../db/client";
import type { Campaign } from "../../domain/campaign/campaign";
import { getCampaign } from "../../repositories/campaigns";
import { listPackages } from "../../repositories/packages";
import { getSearch, latestSearch } from "../../repositories/product-searches";
import { getSnapshots } from "../../repositories/product-snapshots";
import { listSalesAgents } from "../../repositories/sales-agents";
import { refineProducts } from "../../workflows/refine-products";
import { retryProductSearch } from "../../workflows/retry-product-search";
import { waitForSearch } from "../../workflows/running-searches";
import { searchProducts } from "../../workflows/search-products";
import { mutationFor, procedureFor, router } from "../trpc";
import {
  type CampaignProductsView,
  type ProductSearchView,
  toAskedAgent,
  toProductView,
  toSearchView,
} from "../views/product-view";
import type { PlanStands } from "../views/proposal-view";
import { campaignIdInput } from "./campaigns.schema";
import {
  productSnapshotIdInput,
  refineProductsInput,
  retrySearchInput,
  searchIdInput,
  searchProductsInput,
} from "./products.schema";

/** How often a followed search is read again when no hint comes, as from another process. */
const rereadMillis = 1_000;
/** Whoever follows many answers reads them anew at each hint: never for more than a quarter of the time, so that the answers come in. */
const restShare = 3;

export const productsRouter = router({
  /** The agents that can be asked, and the campaign's latest search as it stands. */
  forCampaign: procedureFor("desk:read")
    .input(campaignIdInput)
    .query(async ({ ctx, input }): Promise<CampaignProductsView> => {
      const { db, clock } = ctx.ports;
      const { organisationId } = ctx.actor;
      const campaign = await getCampaign(db, organisationId, input.campaignId);
      const agents = await listSalesAgents(db, organisationId);
      const search = await latestSearch(db, organisationId, campaign.id);
      return {
        agents: agents.map(toAskedAgent),
        search: search && toSearchView(search, agents, clock(), await standsFor(db, organisationId, campaign)),
      };
    }),
  get: procedureFor("desk:read")
    .input(productSnapshotIdInput)
    .query(async ({ ctx, input }) => {
      const { db, clock } = ctx.ports;
      const { organisationId } = ctx.actor;
      const [snapshot] = await getSnapshots(db, organisationId, [input.productSnapshotId]);
      const agents = await listSalesAgents(db, organisationId);
      const agent = agents.find((candidate) => candidate.id === snapshot?.salesAgentId);
      const asked = agent
        ? toAskedAgent(agent)
        : { id: snapshot?.salesAgentId ?? "", name: "Removed agent", sandbox: false };
      return snapshot ? toProductView(snapshot, asked, clock()) : null;
    }),
  search: mutationFor("campaign:write")
    .input(searchProductsInput)
    .mutation(({ ctx, input }) => searchProducts(ctx.ports, ctx.actor, input)),
  refine: mutationFor("campaign:write")
    .input(refineProductsInput)
    .mutation(({ ctx, input }) => refineProducts(ctx.ports, ctx.actor, input)),
  retry: mutationFor("campaign:write")
    .input(retrySearchInput)
    .mutation(({ ctx, input }) => retryProductSearch(ctx.ports, ctx.actor, input)),
  /** The search as it stands, then again whenever an answer lands, until every agent has answered or failed. */
  follow: procedureFor("desk:read")
    .input(searchIdInput)
    .subscription(async function* ({ ctx, input, signal }) {
      const { db, clock } = ctx.ports;
      const { organisationId } = ctx.actor;
      let shown: string | null = null;
      while (!signal?.aborted) {
        const began = performance.now();
        const search = await getSearch(db, organisationId, input.searchId);
        const campaign = await getCampaign(db, organisationId, search.campaignId);
        const stands = await standsFor(db, organisationId, campaign);
        const view = toSearchView(search, await listSalesAgents(db, organisationId), clock(), stands);
        const stamp = stampOf(view);
        if (stamp !== shown) yield tracked(stamp, view);
        shown = stamp;
        if (view.settled) return;
        const asLong = performance.now() - began;
        await waitForSearch(input.searchId, rereadMillis, signal);
        await pause(Math.min(restShare * asLong, rereadMillis), signal);
      }
    }),
});

function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return delay(milliseconds, undefined, { ref: false, ...(signal && { signal }) }).catch(() => undefined);
}

/** Changes whenever an answer changes its state. */
function stampOf(view: ProductSearchView): string {
  return view.answers.map(({ salesAgent, state, since }) => `${salesAgent.id}:${state}:${since}`).join(",");
}

async function standsFor(db: Db, organisationId: string, campaign: Campaign): Promise<PlanStands> {
  const packages = await listPackages(db, organisationId, campaign.id);
  return { campaign, packages };
}
