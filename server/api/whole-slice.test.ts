import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { isTrackedEnvelope } from "@trpc/server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeOrganisation } from "../../prisma/demo-organisation";
import { makeAuth } from "../auth/auth";
import { readConfig } from "../config";
import { type TestDatabase, testDatabase } from "../db/test-database";
import { addDays, dayIn, systemClock } from "../domain/time";
import { type Sandbox, startSandbox } from "../sandbox/start-sandbox";
import { contactSalesAgent } from "../seller-calls/contact-sales-agent";
import { startWorker, type Worker } from "../seller-calls/worker";
import { searchesSettled } from "../workflows/running-searches";
import { type TestDesk, testDesk } from "./test-desk";
import type { ChangeSetView } from "./views/change-view";
import type { ProductSearchView } from "./views/product-view";

/** The main job on real input: a brief becomes verified media buys at three sellers reached over MCP. */
let folder: string;
let sandbox: Sandbox;
let database: TestDatabase;
let desk: TestDesk;
let worker: Worker;
let organisationId: string;

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "flightdeck-slice-"));
  sandbox = await startSandbox({ port: 0, dir: folder, speed: 1440, reviewSeconds: 1 });
  database = await testDatabase();
  desk = await testDesk(database.db);
  const config = readConfig({
    BETTER_AUTH_SECRET: "only-for-this-test-0000000000000000",
    FLIGHTDECK_ENCRYPTION_KEY: Buffer.alloc(32).toString("base64"),
  });
  const made = await makeOrganisation(desk.ports, makeAuth(database.db, config, { post: async () => undefined }), {
    name: "Slice",
    domain: "slice.example",
    password: "slice-password",
    currency: "USD",
    timeZone: "Europe/Berlin",
    sandboxUrl: sandbox.url,
  });
  organisationId = made.organisationId;
  for (const id of made.salesAgentIds) await contactSalesAgent(desk.ports, organisationId, id);
  worker = startWorker(desk.ports, { pollSeconds: 1, deliverySeconds: 1, leaseMs: 15_000 });
});

afterAll(async () => {
  await worker.stop();
  await searchesSettled();
  await desk.close();
  await database.dispose();
  await sandbox.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

async function settled(changeSetId: string): Promise<ChangeSetView> {
  let last: ChangeSetView | undefined;
  for await (const event of await desk.as("viewer", organisationId).changeSets.follow({ changeSetId })) {
    if (isTrackedEnvelope<ChangeSetView>(event)) last = event[1];
  }
  if (!last) throw new Error("Nothing was shown");
  return last;
}

async function searched(searchId: string): Promise<ProductSearchView> {
  let last: ProductSearchView | undefined;
  for await (const event of await desk.as("viewer", organisationId).products.follow({ searchId })) {
    if (isTrackedEnvelope<ProductSearchView>(event)) last = event[1];
  }
  if (!last) throw new Error("Nothing was shown");
  return last;
}

const units = (whole: number) => BigInt(whole) * 1_000_000n;

describe("from a brief to verified media buys", () => {
  it("plans, approves, sends to three sellers and reads every field back", async () => {
    const planner = desk.as("planner", organisationId);
    const approver = desk.as("approver", organisationId);
    const manager = desk.as("manager", organisationId);
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
    worker.wake();
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
    worker.wake();
    const edited = await settled(staged.changeSetId);
    expect(edited.changes[0]?.fields.map((field) => [field.label, field.verdict])).toEqual([["Budget", "applied"]]);
    expect(await manager.activity.verify()).toMatchObject({ kind: "intact" });
    await editTwiceAtOnce(buy.id);
  });
});

/** A pacing while a budget is on its way, then a pause while both are: all end verified, although the seller counts revisions. */
async function editTwiceAtOnce(mediaBuyId: string): Promise<void> {
  const manager = desk.as("manager", organisationId);
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
  worker.wake();
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
