import fs, { readFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { givenPeople } from "../api/routers/test-campaigns";
import { type TestDesk, testDesk, testOrganisation } from "../api/test-desk";
import { type TestDatabase, testDatabase } from "../db/test-database";
import type { Json } from "../domain/dialect/read-json";
import { vocabularyPage } from "../domain/dialect/vocabulary";
import { decodeProduct, encodeProduct } from "../domain/media-buy/product-codec";
import { addDays, addMillis, dayIn, endOfInclusiveDay, systemClock } from "../domain/time";
import type { SalesAgent } from "../sales-agents/sales-agent";
import { type Sandbox, startSandbox } from "../sandbox/start-sandbox";
import { endpointOf } from "../seller-calls/endpoints";
import { startWorker, type Worker } from "../seller-calls/worker";

/** The source documents' own example requests go in, and what they document comes out, at a seller over the real wire. */
const zone = "Europe/Berlin";
const [news, sports] = ["tb_news_rotation", "tb_sports_display"];
const until = { timeout: 90_000, interval: 40 };
const today = dayIn(systemClock(), zone);
const inDays = (days: number) => addDays(today, days);

let folder: string;
let sandbox: Sandbox;
let database: TestDatabase;
let desk: TestDesk;
let worker: Worker;
let agentId: string;
let seller: SalesAgent;
const account = { kind: "id", accountId: "acc_prompt_main" } as const;

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "flightdeck-documents-"));
  sandbox = await startSandbox({ port: 0, dir: folder, speed: 1, reviewSeconds: 0.1 });
  database = await testDatabase();
  desk = await testDesk(database.db);
  await givenPeople(database.db);
  await givenPrompt();
  worker = startWorker(desk.ports, { pollSeconds: 0.2, deliverySeconds: 60, leaseMs: 10_000 });
});
afterAll(async () => {
  await worker.stop();
  await desk.close();
  await sandbox.close();
  await database.dispose();
  fs.rmSync(folder, { recursive: true, force: true });
});

/** The sandbox's prompt seller with its account, what it can do and its products, as a search leaves them. */
async function givenPrompt(): Promise<void> {
  const { db } = database;
  const at = new Date(systemClock());
  agentId = await desk.addAgent({ name: "Tagblatt", url: `${sandbox.url}/prompt/mcp`, token: "sandbox-prompt-token" });
  const row = { id: crypto.randomUUID(), organisationId: testOrganisation, salesAgentId: agentId, seenAt: at };
  const words = { sellerAccountId: account.accountId, name: "Main", status: "active", isDefault: true };
  await db.account.create({ data: { ...row, ...words } });
  seller = desk.ports.salesAgents(await endpointOf(db, desk.ports, testOrganisation, agentId));
  const capabilities = await seller.getCapabilities();
  const nobody = { brandDomain: null, account: null, startDay: null, endDay: null, countries: [] };
  const offered = await seller.getProducts({ brief: "", currency: "USD", ...nobody });
  if (capabilities.kind === "failed" || offered.kind === "failed") throw new Error("the sandbox does not answer");
  await db.salesAgent.update({
    where: { id: agentId },
    data: { capabilities: JSON.stringify(capabilities.value), capabilitiesAt: at },
  });
  await db.productSnapshot.createMany({
    data: offered.value.products.map((product) => ({
      id: crypto.randomUUID(),
      organisationId: testOrganisation,
      salesAgentId: agentId,
      productId: product.productId,
      name: product.name,
      deliveryType: product.deliveryType,
      product: encodeProduct(product),
      expiresAt: null,
      seenAt: at,
    })),
  });
  const brand = { id: crypto.randomUUID(), organisationId: testOrganisation, name: "Acme Sports" };
  await db.brand.create({ data: { ...brand, domain: "acme-sports.example", createdAt: at } });
}

/** Signed by the approver where policy asks, then read back: the change set as it ended. */
async function followed(changeSetId: string) {
  const approver = desk.as("approver");
  const { state, payloadHash } = await approver.changeSets.get({ changeSetId });
  if (state === "in_review")
    await approver.changeSets.approve({ changeSetId, payloadHash: payloadHash ?? "", reason: "As ordered" });
  worker.wake();
  await vi.waitUntil(async () => (await approver.changeSets.get({ changeSetId })).settled, until);
  return approver.changeSets.get({ changeSetId });
}

async function bought(request: Json): Promise<string> {
  const { campaignId } = await desk.as("planner").changeSets.bringInPlan({ request });
  const { revision } = (await desk.as("planner").changeSets.review({ campaignId })).campaign;
  const { changeSetId } = await desk
    .as("planner")
    .changeSets.submitCampaign({ campaignId, revision, reason: "As ordered" });
  await followed(changeSetId);
  return (await database.db.mediaBuy.findFirstOrThrow({ where: { campaignId } })).id;
}

/** The update as ordered, and the fields that a fresh read does not show as asked. */
async function updated(request: Json) {
  const outcome = await desk.as("manager").changeSets.bringInUpdate({ request, reason: "As ordered" });
  const set = await followed(outcome.changeSetId);
  const fields = set.changes.flatMap((change) => change.fields);
  return {
    notes: outcome.notes,
    missed: fields.filter(({ verdict }) => verdict === "ignored" || verdict === "changed"),
  };
}

async function atSeller(mediaBuyId: string) {
  const { sellerMediaBuyId } = await database.db.mediaBuy.findUniqueOrThrow({ where: { id: mediaBuyId } });
  const read = await seller.getMediaBuys(account, [sellerMediaBuyId ?? ""]);
  const buy = read.kind === "ok" ? read.value[0] : undefined;
  if (!buy) throw new Error("the seller does not show the buy");
  return { ...buy, of: (productId: string | undefined) => buy.packages.find((one) => one.productId === productId) };
}

const refused = (work: Promise<unknown>) =>
  work.then(
    () => "let through",
    (error: Error) => error.message,
  );

test("seed 001: the create becomes a plan, and once approved the buy with its package, budget, targeting and order number", async () => {
  const request = {
    buyer_ref: "acme-sports-q1-2025",
    brand: { name: "Acme Sports", industry: "sporting goods" },
    packages: [
      {
        product_id: news,
        budget: 50000,
        currency: "USD",
        targeting_overlay: { geo_countries: ["US"], device_platform: ["ctv"] },
      },
    ],
    start_time: addMillis(systemClock(), 86_400_000),
    end_time: addMillis(systemClock(), 30 * 86_400_000),
    total_budget: 50000,
    po_number: "PO-12345",
  };
  const id = await bought(request);
  const buy = await atSeller(id);
  expect(buy).toMatchObject({
    currency: "USD",
    totalMicros: 50_000_000_000n,
    poNumber: "PO-12345",
    endAt: request.end_time,
  });
  expect(buy.packages).toMatchObject([
    {
      productId: news,
      budgetMicros: 50_000_000_000n,
      targetingOverlay: { geo_countries: ["US"], device_type: ["ctv"] },
    },
  ]);
  // The document's "pending_activation": no approved creative yet.
  expect((await database.db.mediaBuy.findUniqueOrThrow({ where: { id } })).status).toBe("PENDING_CREATIVES");
  expect(await refused(desk.as("planner").changeSets.bringInPlan({ request }))).toContain(
    "Another campaign has this reference",
  );
});

describe("seeds 000, 002 and 004, on a running buy of two products", () => {
  let id: string;
  let sellerId: string;
  let creativeId: string;
  let other: string;

  beforeAll(async () => {
    id = await bought({
      buyer_ref: "catfood-2",
      brand: { name: "Acme Sports" },
      product_ids: [news, sports],
      po_number: "PO-000",
      flight_start_date: today,
      flight_end_date: inDays(20),
      total_budget: 60_000,
      targeting_overlay: { geo_countries: ["DE"] },
    });
    sellerId = (await atSeller(id)).mediaBuyId;
    [creativeId, other] = await Promise.all([givenCreative("Promo"), givenCreative("Other")]);
  });

  /** An image that both products take, in our library and, approved, in the seller's. */
  async function givenCreative(name: string): Promise<string> {
    const planner = desk.as("planner");
    const source = { from: "url" as const, url: "https://cdn.example/promo.png", kind: "image" as const };
    const size = { width: 300, height: 250, clickUrl: "https://acme-sports.example/" };
    const { id: rowId } = await planner.creatives.add({ name, source, ...size });
    const row = await database.db.creative.findUniqueOrThrow({ where: { id: rowId } });
    await desk.as("planner").creatives.sync({ creativeIds: [rowId], salesAgentIds: [agentId] });
    worker.wake();
    await vi.waitUntil(async () => {
      const read = await seller.listCreatives(account, [row.creativeId]);
      return read.kind === "ok" && read.value[0]?.status === "approved";
    }, until);
    await database.db.sellerCreative.updateMany({ where: { creativeId: rowId }, data: { status: "approved" } });
    return row.creativeId;
  }

  test("000: the create splits its total over the products and ends with its last day", async () => {
    const buy = await atSeller(id);
    expect(buy).toMatchObject({
      totalMicros: 60_000_000_000n,
      poNumber: "PO-000",
      endAt: endOfInclusiveDay(inDays(20), zone),
    });
    expect(buy.packages.map((one) => [one.productId, one.budgetMicros, one.targetingOverlay?.geo_countries])).toEqual([
      [news, 30_000_000_000n, ["DE"]],
      [sports, 30_000_000_000n, ["DE"]],
    ]);
  });

  test("000: assignments by product make one creative eligible in several products, and the buy runs", async () => {
    const request = {
      media_buy_id: sellerId,
      assignments: { [news ?? ""]: [creativeId, other], [sports ?? ""]: [creativeId] },
    };
    expect((await updated(request)).missed).toEqual([]);
    const ids = (await atSeller(id)).packages.map((one) =>
      one.creativeApprovals?.map((each) => each.creativeId).sort(),
    );
    expect(ids).toEqual([[creativeId, other].sort(), [creativeId]]);
    await expect.poll(async () => (await atSeller(id)).status, until).toBe("active");
    await desk.as("manager").mediaBuys.refresh({ mediaBuyId: id });
    const unknown = { media_buy_id: sellerId, assignments: { [news ?? ""]: [creativeId, "cr_nobody"] } };
    expect(await refused(desk.as("manager").changeSets.bringInUpdate({ request: unknown }))).toContain("cr_nobody");
  });

  test("002, example 1: active false pauses the campaign and all its packages; the context stays with the session", async () => {
    const { notes, missed } = await updated({
      context_id: "ctx-media-buy-abc123",
      media_buy_id: sellerId,
      active: false,
    });
    expect(missed).toEqual([]);
    expect(notes).toEqual([expect.stringContaining("context_id")]);
    expect((await atSeller(id)).status).toBe("paused");
    expect((await database.db.mediaBuy.findUniqueOrThrow({ where: { id } })).status).toBe("PAUSED");
    await updated({ media_buy_id: sellerId, active: true });
    expect((await atSeller(id)).status).toBe("active");
  });

  test("002, example 2: end, total, one budget with its pacing and one pause are one request", async () => {
    const before = await atSeller(id);
    const request = {
      context_id: "ctx-media-buy-abc123",
      media_buy_id: sellerId,
      flight_end_date: inDays(27),
      total_budget: 75000,
      packages: [
        { package_id: before.of(news)?.packageId, budget: 45000, pacing: "front_loaded" },
        { package_id: before.of(sports)?.packageId, active: false },
      ],
    };
    expect((await updated(request)).missed).toEqual([]);
    const after = await atSeller(id);
    expect(after).toMatchObject({ totalMicros: 75_000_000_000n, endAt: endOfInclusiveDay(inDays(27), zone) });
    expect(after.of(news)).toMatchObject({ budgetMicros: 45_000_000_000n, paused: false });
    expect(after.of(sports)).toMatchObject({ budgetMicros: 30_000_000_000n, paused: true });
    const calls = await database.db.sellerCall.findMany({
      where: { mediaBuyId: id },
      orderBy: { createdAt: "desc" },
      take: 1,
    });
    expect(JSON.parse(calls[0]?.request ?? "{}")).toMatchObject({
      packages: [{ budget: 45000, pacing: "front_loaded" }, { paused: true }],
    });
    // No read shows pacing: our record of it is what the seller accepted.
    const row = await database.db.package.findFirstOrThrow({ where: { mediaBuyId: id, productId: news ?? "" } });
    expect(row.pacing).toBe("front_loaded");
  });

  test("004: a budget up, a later end, another region, other creatives, several packages at once", async () => {
    const packageId = (await atSeller(id)).of(news)?.packageId;
    expect(
      (await updated({ media_buy_id: sellerId, packages: [{ package_id: packageId, budget: 46000 }] })).missed,
    ).toEqual([]);
    const endAt = addMillis(endOfInclusiveDay(inDays(30), zone), -1000);
    expect((await updated({ buyer_ref: "catfood-2", end_time: endAt })).missed).toEqual([]);
    const overlay = { geo_countries: ["DE", "AT"], geo_regions: ["DE-BE"] };
    expect(
      (await updated({ media_buy_id: sellerId, packages: [{ package_id: packageId, targeting_overlay: overlay }] }))
        .missed,
    ).toEqual([]);
    const placed = [{ creative_id: other, weight: 70 }];
    const both = [
      { package_id: packageId, creative_assignments: placed },
      { package_id: (await atSeller(id)).of(sports)?.packageId, paused: false, impressions: 2_000_000 },
    ];
    expect((await updated({ media_buy_id: sellerId, packages: both })).missed).toEqual([]);
    const buy = await atSeller(id);
    expect(buy).toMatchObject({ endAt });
    expect(buy.of(news)).toMatchObject({
      budgetMicros: 46_000_000_000n,
      targetingOverlay: overlay,
      creativeApprovals: [{ creativeId: other }],
    });
    expect(buy.of(sports)).toMatchObject({ paused: false, impressions: 2_000_000n });
    const ambiguous = { media_buy_id: sellerId, buyer_ref: "catfood-2", paused: true };
    expect(await refused(desk.as("manager").changeSets.bringInUpdate({ request: ambiguous }))).toContain("not by both");
  });

  test("goals, keywords, a creative inside the request and a new package: the rest of what an update carries", async () => {
    const packageId = (await atSeller(id)).of(news)?.packageId;
    const planner = desk.as("planner");
    const source = { from: "url" as const, url: "https://cdn.example/inline.png", kind: "image" as const };
    const size = { width: 300, height: 250, clickUrl: "https://acme-sports.example/" };
    const { id: rowId } = await planner.creatives.add({ name: "Inline", source, ...size });
    const { creativeId: inline } = await database.db.creative.findUniqueOrThrow({ where: { id: rowId } });
    const changed = {
      package_id: packageId,
      optimization_goals: [{ kind: "metric", metric: "clicks", priority: 1 }],
      keyword_targets_add: [{ keyword: "oat milk", match_type: "exact" }],
      creatives: [{ creative_id: inline }],
    };
    const { pricingOptions } = await optionsOf(sports ?? "");
    const added = { product_id: sports, pricing_option_id: pricingOptions, budget: 1000, buyer_ref: "Sports again" };
    const { missed } = await updated({ media_buy_id: sellerId, packages: [changed], new_packages: [added] });
    expect(missed).toEqual([]);
    const [call] = await database.db.sellerCall.findMany({
      where: { mediaBuyId: id },
      orderBy: { createdAt: "desc" },
      take: 1,
    });
    const [sent] = (JSON.parse(call?.request ?? "{}") as { packages: Json[] }).packages;
    expect(Object.keys(sent ?? {}).sort()).toEqual([
      "creatives",
      "keyword_targets_add",
      "optimization_goals",
      "package_id",
    ]);
    const buy = await atSeller(id);
    const overlay = { geo_countries: ["DE", "AT"], geo_regions: ["DE-BE"] };
    expect(buy.of(news)?.targetingOverlay).toEqual({ ...overlay, keyword_targets: changed.keyword_targets_add });
    expect(buy.of(news)?.creativeApprovals?.map((one) => one.creativeId)).toContain(inline);
    const row = await database.db.package.findFirstOrThrow({ where: { mediaBuyId: id, name: "Sports again" } });
    expect(buy.packages.find((one) => one.packageId === row.sellerPackageId)?.budgetMicros).toBe(1_000_000_000n);
    const ours = await database.db.package.findFirstOrThrow({ where: { mediaBuyId: id, productId: news ?? "" } });
    expect(JSON.parse(ours.optimizationGoals)).toEqual(changed.optimization_goals);
  });

  /** The pricing option of a product in USD. */
  async function optionsOf(productId: string) {
    const row = await database.db.productSnapshot.findFirstOrThrow({ where: { productId } });
    const option = decodeProduct(row.product).pricingOptions.find((one) => one.currency === "USD");
    return { pricingOptions: option?.pricingOptionId ?? "" };
  }

  test("what the wire does not have is said, and nothing is left out silently", async () => {
    const packageId = (await atSeller(id)).of(sports)?.packageId;
    const said = (request: Json) =>
      refused(desk.as("manager").changeSets.bringInUpdate({ request: { media_buy_id: sellerId, ...request } }));
    expect(await said({ packages: [{ package_id: packageId, impressions: null }] })).toContain("cannot be cleared");
    expect(await said({ speed: "fast" })).toContain("“speed” is not known here");
    expect(await said({ action: "cancel", creative_ids: [] })).toContain("cannot go with a cancellation");
    expect(await said({ action: "delete" })).toContain("archive it here");
    const { notes } = await updated({
      media_buy_id: sellerId,
      packages: [{ package_id: packageId, pacing: "asap", cpm: 9, daily_budget: 100 }],
    });
    expect(notes).toEqual([expect.stringContaining("daily_budget"), expect.stringContaining("fixed price")]);
  });

  test("a canceled package is canceled alone, with its reason", async () => {
    const packageId = (await atSeller(id)).of(sports)?.packageId ?? "";
    expect(
      (await updated({ media_buy_id: sellerId, action: "cancel", packageIds: [packageId], reason: "Sold out" })).missed,
    ).toEqual([]);
    expect((await atSeller(id)).of(sports)).toMatchObject({
      canceled: true,
      cancellation: { by: "buyer", reason: "Sold out" },
    });
    expect((await atSeller(id)).of(news)).toMatchObject({ canceled: false });
    const row = await database.db.package.findFirstOrThrow({ where: { mediaBuyId: id, sellerPackageId: packageId } });
    expect(row).toMatchObject({ cancellationReason: "Sold out" });
    expect(row.canceledAt).not.toBeNull();
  });
});

test("docs/vocabulary.md is the table that the code translates by", () => {
  expect(readFileSync("docs/vocabulary.md", "utf8")).toBe(vocabularyPage());
});
