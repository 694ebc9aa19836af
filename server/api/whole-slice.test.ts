import { isTrackedEnvelope } from "@trpc/server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testDatabase } from "../db/test-database";
import type { Role } from "../domain/permissions";
import { addDays, dayIn, systemClock } from "../domain/time";
import { startSandbox } from "../sandbox/start-sandbox";
import { type LiveDesk, liveDesk } from "./test-live-desk";
import type { ChangeSetView } from "./views/change-view";
import type { ProductSearchView } from "./views/product-view";

/** The main job on real input: a brief becomes verified media buys at three sellers reached over MCP. */
let live: LiveDesk;

beforeAll(async () => {
  live = await liveDesk("slice", { startSandbox, testDatabase }, { reviewSeconds: 1, deliverySeconds: 1 });
});
afterAll(() => live.close());

const as = (role: Role) => live.desk.as(role, live.organisationId);

async function settled(changeSetId: string): Promise<ChangeSetView> {
  let last: ChangeSetView | undefined;
  for await (const event of await as("viewer").changeSets.follow({ changeSetId })) {
    if (isTrackedEnvelope<ChangeSetView>(event)) last = event[1];
  }
  if (!last) throw new Error("Nothing was shown");
  return last;
}

async function searched(searchId: string): Promise<ProductSearchView> {
  let last: ProductSearchView | undefined;
  for await (const event of await as("viewer").products.follow({ searchId })) {
    if (isTrackedEnvelope<ProductSearchView>(event)) last = event[1];
  }
  if (!last) throw new Error("Nothing was shown");
  return last;
}

const units = (whole: number) => BigInt(whole) * 1_000_000n;

describe("from a brief to verified media buys", () => {
  it("plans, approves, sends to three sellers and reads every field back", async () => {
    const planner = as("planner");
    const approver = as("approver");
    const manager = as("manager");
    const today = dayIn(systemClock(), "Europe/Berlin");
    const [brand] = await planner.campaigns.brands();
    const { campaignId } = await planner.campaigns.create({ name: "Autumn jackets" });
    await planner.campaigns.saveDraft({
      campaignId,
      revision: 1,
      patch: {
        brandId: brand?.id ?? null,
        brief: "Outdoor jackets, display and video",
        startDay: addDays(today, 1),
        endDay: addDays(today, 30),
        totalMicros: units(60_000),
        currency: "USD",
        poNumber: "PO-1",
      },
    });
    const { searchId } = await planner.products.search({ campaignId });
    const { products } = await searched(searchId);
    const chosen = [...new Set(products.map((product) => product.salesAgent.id))].map((agent) => {
      const usd = products.find(
        (product) =>
          product.salesAgent.id === agent &&
          product.pricingOptions.some((option) => option.currency === "USD" && option.fixedPriceMicros !== null),
      );
      const option = usd?.pricingOptions.find((one) => one.currency === "USD" && one.fixedPriceMicros !== null);
      return { productSnapshotId: usd?.id ?? "", pricingOptionId: option?.pricingOptionId ?? null };
    });
    expect(chosen).toHaveLength(3);
    await planner.packages.add({ campaignId, items: chosen });
    const plan = await planner.packages.list({ campaignId });
    await planner.packages.split({
      campaignId,
      mode: "even",
      totalMicros: units(60_000),
      rows: plan.packages.map(({ id: packageId, revision }) => ({ packageId, revision })),
    });

    const review = await planner.changeSets.review({ campaignId });
    expect(review.issues.filter((issue) => issue.level === "blocking")).toEqual([]);
    expect(review.sellers.flatMap((seller) => seller.issues.filter((issue) => issue.level === "blocking"))).toEqual([]);
    const { changeSetId } = await planner.changeSets.submitCampaign({
      campaignId,
      revision: review.campaign.revision,
      reason: "Autumn push",
    });
    const waiting = await approver.changeSets.get({ changeSetId });
    await approver.changeSets.approve({ changeSetId, payloadHash: waiting.payloadHash });
    live.worker.wake();
    const done = await settled(changeSetId);
    expect(done.changes.map((change) => [change.salesAgent.name, change.state, change.error])).toEqual(
      done.changes.map((change) => [change.salesAgent.name, "settled", null]),
    );
    expect(done.state).toBe("applied");
    for (const change of done.changes) {
      const unread = change.fields.filter((field) => field.verdict !== "applied");
      // No read shows a pacing at 3.0.6: the seller's own answer is all there is to go by.
      expect(unread.map(({ label, verdict, evidence }) => [label, verdict, evidence])).toEqual([
        ["Pacing", "unknown", "reply"],
      ]);
    }

    const { rows } = await manager.mediaBuys.list({});
    expect(rows).toHaveLength(3);
    const first = rows.find((row) => row.salesAgent.name === "Tagblatt Media");
    const buy = await manager.mediaBuys.get({ mediaBuyId: first?.id ?? "" });
    const item = buy.packages[0];
    const staged = await manager.changeSets.stageEdit({
      mediaBuyId: buy.id,
      revision: buy.revision,
      packages: { [item?.id ?? ""]: { budgetMicros: (item?.budgetMicros ?? 0n) + units(100) } },
    });
    live.worker.wake();
    const edited = await settled(staged.changeSetId);
    expect(edited.changes[0]?.fields.map((field) => [field.label, field.verdict])).toEqual([["Budget", "applied"]]);
    expect(await manager.activity.verify()).toMatchObject({ kind: "intact" });
    await editTwiceAtOnce(buy.id);
  });
});

/** A pacing while a budget is on its way, then a pause while both are: all end verified, although the seller counts revisions. */
async function editTwiceAtOnce(mediaBuyId: string): Promise<void> {
  const manager = as("manager");
  const current = () => manager.mediaBuys.get({ mediaBuyId });
  const { packages } = await current();
  const [item] = packages;
  const stage = async (edit: object) => {
    const { revision } = await current();
    return manager.changeSets.stageEdit({ mediaBuyId, revision, packages: { [item?.id ?? ""]: edit } });
  };
  const raise = await stage({ budgetMicros: (item?.budgetMicros ?? 0n) + units(50) });
  const pacing = await stage({ pacing: "front_loaded" });
  const pause = await stage({ paused: true });
  live.worker.wake();
  for (const { changeSetId } of [raise, pacing, pause]) {
    const { state, changes } = await settled(changeSetId);
    expect([state, changes[0]?.error]).toEqual(["applied", null]);
    // What no read shows, the seller's own answer says: it took the pacing.
    expect(changes[0]?.fields.map(({ verdict, evidence }) => [verdict, evidence])).toEqual([
      changeSetId === pacing.changeSetId ? ["unknown", "reply"] : ["applied", "read_back"],
    ]);
  }
  expect((await current()).packages[0]).toMatchObject({ pacing: "front_loaded", paused: true });
}
