import { randomUUID } from "node:crypto";
import { expect } from "@playwright/test";
import { isTrackedEnvelope } from "@trpc/server";
import type { MadeOrganisation } from "../prisma/demo-organisation";
import { appRouter } from "../server/api/root";
import { createCallerFactory } from "../server/api/trpc";
import type { ChangeSetView } from "../server/api/views/change-view";
import type { MediaBuyRow } from "../server/api/views/media-buy-view";
import type { ProductSearchView } from "../server/api/views/product-view";
import type { Composition } from "../server/composition";
import type { Role } from "../server/domain/permissions";
import { addDays, dayIn } from "../server/domain/time";
import { contactSalesAgent } from "../server/seller-calls/contact-sales-agent";

const callerOf = createCallerFactory(appRouter);

/** States of the world a test starts from, made through the same procedures as the pages use, on the same database. */
export type Given = ReturnType<typeof given>;

const million = 1_000_000n;

/** `total`: whole USD. One of its own where a seller is searched for a media buy: all tests share the sandbox's accounts. */
type CampaignPlan = { readonly name?: string; readonly poNumber?: string; readonly total?: number };

export function given({ ports }: Composition, { organisationId, users, salesAgentIds }: MadeOrganisation) {
  const as = (role: Role) =>
    callerOf(() => ({
      actor: { organisationId, userId: users[role].userId, name: users[role].name, role, requestId: "e2e" },
      requestId: "e2e",
      mutationId: randomUUID(),
      ports,
    }));

  /** Agents that have been asked what they can and which accounts they have. */
  async function reachedAgents(): Promise<void> {
    await Promise.all(salesAgentIds.map((id) => contactSalesAgent(ports, organisationId, id)));
  }

  async function products(campaignId: string): Promise<ProductSearchView> {
    const { searchId } = await as("planner").products.search({ campaignId });
    return lastOf<ProductSearchView>(await as("planner").products.follow({ searchId }));
  }

  /** A complete plan over the three sellers: one fixed-price USD package each, 90,000 in all unless `total` says otherwise. */
  async function plannedCampaign(plan: CampaignPlan = {}): Promise<string> {
    const totalMicros = BigInt(plan.total ?? 90_000) * million;
    await reachedAgents();
    const planner = as("planner");
    const today = dayIn(ports.clock(), "Europe/Berlin");
    const [brand] = await planner.campaigns.brands();
    const { campaignId } = await planner.campaigns.create({ name: plan.name ?? "Autumn jackets" });
    await planner.campaigns.saveDraft({
      campaignId,
      revision: 1,
      patch: {
        brandId: brand?.id ?? null,
        brief: "Outdoor jackets, display and video",
        startDay: addDays(today, 0),
        endDay: addDays(today, 20),
        totalMicros,
        currency: "USD",
        poNumber: plan.poNumber ?? "PO-1",
      },
    });
    const found = await products(campaignId);
    const items = salesAgentIds.map((agent) => fixedUsd(found, agent));
    await planner.packages.add({ campaignId, items });
    const { packages } = await planner.packages.list({ campaignId });
    await planner.packages.split({
      campaignId,
      mode: "even",
      totalMicros,
      rows: packages.map(({ id: packageId, revision }) => ({ packageId, revision })),
    });
    return campaignId;
  }

  /** The same, sent for approval by `by`. */
  async function submittedCampaign(plan: CampaignPlan & { readonly by?: Role } = {}) {
    const campaignId = await plannedCampaign(plan);
    const submitter = as(plan.by ?? "planner");
    const { campaign } = await submitter.changeSets.review({ campaignId });
    const { revision } = campaign;
    const { changeSetId } = await submitter.changeSets.submitCampaign({
      campaignId,
      revision,
      reason: "Before the season",
    });
    return { campaignId, changeSetId };
  }

  /** Approved, sent by the app's own worker, read back. */
  async function boughtCampaign(plan: CampaignPlan = {}): Promise<readonly MediaBuyRow[]> {
    const { changeSetId, campaignId } = await submittedCampaign(plan);
    const { payloadHash } = await as("approver").changeSets.get({ changeSetId });
    await as("approver").changeSets.approve({ changeSetId, payloadHash });
    await settled(changeSetId);
    const { rows } = await as("manager").mediaBuys.list({ campaignId });
    return rows;
  }

  /** An image of the billboard's size in the library, sent to every seller; their reviews follow by themselves. */
  async function sentCreative(name: string): Promise<void> {
    const { id } = await as("planner").creatives.add({
      name,
      clickUrl: "https://alpenglow.example/autumn",
      width: 970,
      height: 250,
      source: { from: "url", url: "https://cdn.alpenglow.example/billboard.png", kind: "image" },
    });
    await as("planner").creatives.sync({ creativeIds: [id] });
  }

  /** The desk learns that this seller does not promise to recognise a repeat: an open outcome is looked up, never repeated. */
  async function forgetsReplays(sellerName: string): Promise<void> {
    const agent = await ports.db.salesAgent.findFirstOrThrow({ where: { organisationId, name: sellerName } });
    // The worker's next contact would learn otherwise.
    const contact = { kind: "contact_sales_agent", subjectId: agent.id, leaseUntil: null };
    await expect.poll(async () => (await ports.db.job.deleteMany({ where: contact })).count).toBe(1);
    const { capabilities } = await ports.db.salesAgent.findUniqueOrThrow({ where: { id: agent.id } });
    const forgetful = JSON.stringify({ ...JSON.parse(capabilities ?? "{}"), replayTtlSeconds: null });
    await ports.db.salesAgent.update({ where: { id: agent.id }, data: { capabilities: forgetful } });
  }

  async function settled(changeSetId: string): Promise<ChangeSetView> {
    return lastOf<ChangeSetView>(await as("viewer").changeSets.follow({ changeSetId }));
  }

  return {
    as,
    reachedAgents,
    plannedCampaign,
    submittedCampaign,
    boughtCampaign,
    sentCreative,
    forgetsReplays,
    settled,
  };
}

/** What a follower was shown last, once there is nothing more to follow. */
async function lastOf<View>(events: AsyncIterable<unknown>): Promise<View> {
  let last: View | undefined;
  for await (const event of events) if (isTrackedEnvelope<View>(event)) last = event[1];
  if (last === undefined) throw new Error("Nothing was shown");
  return last;
}

function fixedUsd(found: ProductSearchView, salesAgentId: string) {
  const offers = found.products.filter((one) => one.salesAgent.id === salesAgentId);
  for (const product of offers.sort((a, b) => a.name.localeCompare(b.name))) {
    const option = product.pricingOptions.find((one) => one.currency === "USD" && one.fixedPriceMicros !== null);
    if (option) return { productSnapshotId: product.id, pricingOptionId: option.pricingOptionId };
  }
  throw new Error("The sandbox offers no fixed price in USD");
}
