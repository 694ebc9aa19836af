import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "../../db/test-database";
import { encodeProduct } from "../../domain/media-buy/product-codec";
import { claimDueJobs } from "../../queue/jobs";
import { type Sandbox, startSandbox } from "../../sandbox/start-sandbox";
import { contactSalesAgent } from "../../seller-calls/contact-sales-agent";
import { refreshCreatives } from "../../seller-calls/refresh-creatives";
import { sendSellerCall } from "../../seller-calls/send-seller-call";
import { appRouter } from "../root";
import { type TestDesk, testDesk, testOrganisation } from "../test-desk";
import { createCallerFactory } from "../trpc";

let sandbox: Sandbox;
let folder: string;
let database: TestDatabase;
let desk: TestDesk;
/** The sellers' clock: reviews take a minute of it. */
let sellerNow = Date.parse("2026-03-01T10:00:00Z");

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "flightdeck-creatives-"));
  sandbox = await startSandbox({ port: 0, dir: folder, speed: 1, reviewSeconds: 60, now: () => sellerNow });
});
afterAll(async () => {
  await sandbox.close();
  fs.rmSync(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  database = await testDatabase();
  desk = await testDesk(database.db);
});
afterEach(async () => {
  await desk.close();
  await database.dispose();
});

const other = "0198a000-0000-7000-8000-000000000009";

async function addSeller(name: string, seller: "prompt" | "careful"): Promise<string> {
  const id = await desk.addAgent({ name, url: `${sandbox.url}/${seller}/mcp`, token: `sandbox-${seller}-token` });
  expect((await contactSalesAgent(desk.ports, testOrganisation, id)).kind).toBe("ok");
  return id;
}

const banner = {
  name: "Banner",
  source: { from: "url" as const, url: "https://cdn.example.com/banner.png", kind: "image" as const },
  clickUrl: "https://shop.example.com/autumn",
  width: 300,
  height: 250,
};
const add = async (over: object = {}) => (await desk.as("planner").creatives.add({ ...banner, ...over })).id;
const stateOf = async (id: string) => (await desk.as("viewer").creatives.get({ id })).atSellers[0];

/** What the worker does until nothing is due. */
async function runJobs(): Promise<void> {
  const options = { pollSeconds: 1, deliverySeconds: 1, leaseMs: 60_000 };
  const later = () => new Date(Date.now() + 5_000).toISOString();
  const done = new Set<string>();
  for (;;) {
    const jobs = await claimDueJobs(database.db, { now: later(), leaseMs: 60_000, limit: 10 });
    const fresh = jobs.filter((job) => !done.has(job.id));
    if (fresh.length === 0) return;
    for (const job of fresh) {
      done.add(job.id);
      if (job.kind === "send_seller_call") await sendSellerCall(desk.ports, job, options);
      if (job.kind === "refresh_creatives") await refreshCreatives(desk.ports, job, options);
    }
  }
}

/** One planned package on a product that takes these formats of an agent. */
async function addPackage(
  campaignId: string,
  salesAgentId: string,
  formats: readonly string[],
  name = "News",
): Promise<string> {
  const agentUrl = (await database.db.salesAgent.findUniqueOrThrow({ where: { id: salesAgentId } })).url;
  const at = new Date();
  const product = {
    productId: "p",
    name,
    description: "",
    deliveryType: "guaranteed",
    channels: [],
    formatIds: formats.map((id) => ({ agentUrl, id })),
    placements: [],
    pricingOptions: [],
    publisherDomains: [],
    forecast: null,
    briefRelevance: null,
    expiresAt: null,
    reportingFrequencies: [],
    propertyTargetingAllowed: false,
    raw: {},
  };
  const place = { organisationId: testOrganisation, salesAgentId };
  const snapshot = await database.db.productSnapshot.create({
    data: {
      ...place,
      id: desk.ports.newId(),
      productId: "p",
      name,
      deliveryType: "guaranteed",
      product: encodeProduct(product),
      seenAt: at,
    },
  });
  const id = desk.ports.newId();
  const money = { currency: "EUR", budgetMicros: 1_000_000_000n, pricingOptionId: "o" };
  const row = { ...place, ...money, id, campaignId, productSnapshotId: snapshot.id, position: 0, name, productId: "p" };
  await database.db.package.create({ data: { ...row, createdAt: at, updatedAt: at } });
  return id;
}

describe("the library", () => {
  it("adds, lists, changes, archives and restores, each with its audit row", async () => {
    const id = await add();
    const planner = desk.as("planner");
    const { rows } = await desk.as("viewer").creatives.list({});
    expect(rows).toMatchObject([{ id, name: "Banner", size: "300×250", previewUrl: banner.source.url, atSellers: [] }]);
    await planner.creatives.update({ ...banner, id, revision: 1, name: "Banner B", source: undefined });
    expect(await planner.creatives.get({ id })).toMatchObject({ name: "Banner B", revision: 2 });
    await planner.creatives.archive({ id, revision: 2, archived: true });
    expect((await planner.creatives.list({})).rows).toHaveLength(0);
    expect((await planner.creatives.list({ archived: true })).rows).toHaveLength(1);
    await planner.creatives.archive({ id, revision: 3, archived: false });
    const audit = await database.db.auditRow.findMany({ orderBy: { seq: "asc" } });
    const actions = ["creative.added", "creative.changed", "creative.archived", "creative.restored"];
    expect(audit.map((row) => row.action)).toEqual(actions);
  });

  it("refuses a stale edit and keeps the other one", async () => {
    const id = await add();
    const planner = desk.as("planner");
    await planner.creatives.update({ ...banner, id, revision: 1, name: "First" });
    await expect(planner.creatives.update({ ...banner, id, revision: 1, name: "Second" })).rejects.toThrow(
      /Somebody else/,
    );
    expect((await planner.creatives.get({ id })).name).toBe("First");
  });

  it.each([
    [{ name: "  " }, "Enter a name"],
    [{ name: "a".repeat(201) }, "The name is too long"],
    [{ width: null }, "Enter the width in pixels"],
    [{ width: -1 }, "The width must be a whole number from 1"],
    [{ clickUrl: "shop" }, "Enter a whole address"],
    [{ source: { ...banner.source, url: "http://cdn.example.com/a.png" } }, "must start with https://"],
    [{ source: { ...banner.source, kind: "audio" } }, "Choose image or video"],
    [{ source: { ...banner.source, kind: "video" } }, "Enter the length of the video"],
    [{ source: { from: "upload", uploadId: "0198a000-0000-7000-8000-00000000abcd" } }, "The file was not found"],
  ])("refuses %j and writes nothing", async (over, message) => {
    await expect(add(over)).rejects.toThrow(message);
    expect(await database.db.creative.count()).toBe(0);
  });

  it("is nobody else's: another organisation's creative is not found", async () => {
    const id = await add();
    await desk.addOrganisation(other);
    const theirs = desk.as("admin", other);
    expect((await theirs.creatives.list({})).rows).toHaveLength(0);
    await expect(theirs.creatives.get({ id })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(theirs.creatives.update({ ...banner, id, revision: 1 })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(theirs.creatives.archive({ id, revision: 1, archived: true })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    await expect(theirs.creatives.sync({ creativeIds: [id] })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("lets a viewer look and change nothing", async () => {
    const id = await add();
    const viewer = desk.as("viewer");
    await expect(viewer.creatives.add(banner)).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(viewer.creatives.sync({ creativeIds: [id] })).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect((await viewer.creatives.get({ id })).name).toBe("Banner");
  });

  it("pages by key, newest first, and filters", async () => {
    for (const name of ["a", "b", "c"]) await add({ name });
    await add({ name: "film", source: { ...banner.source, kind: "video" }, durationMs: 15_000 });
    const { list } = desk.as("viewer").creatives;
    const first = await list({ limit: 3 });
    const second = await list({ limit: 3, cursor: first.nextCursor });
    expect([...first.rows, ...second.rows].map((row) => row.name)).toEqual(["film", "c", "b", "a"]);
    expect(second.nextCursor).toBeNull();
    expect((await list({ kind: "video" })).rows.map((row) => row.name)).toEqual(["film"]);
    expect((await list({ text: "b" })).rows.map((row) => row.name)).toEqual(["b"]);
    expect((await list({ state: "missing" })).rows).toHaveLength(4);
    expect((await list({ state: "approved" })).rows).toHaveLength(0);
  });

  it("runs as many statements for fifty creatives as for one", async () => {
    await add();
    const { list } = desk.as("viewer").creatives;
    const one = await database.statementsOf(() => list({}));
    for (let index = 0; index < 49; index += 1) await add({ name: `b${index}` });
    const fifty = await database.statementsOf(() => list({}));
    expect(fifty.length).toBe(one.length);
  });
});

describe("sending to sellers", () => {
  it("goes from missing over the seller's review to approved, confirmed by the seller's own list", async () => {
    await addSeller("Tagblatt", "prompt");
    const id = await add();
    const sent = await desk.as("planner").creatives.sync({ creativeIds: [id] });
    expect(sent.sent).toMatchObject([{ salesAgent: { name: "Tagblatt" }, format: "Medium rectangle 300x250" }]);
    expect(await stateOf(id)).toMatchObject({ status: "queued", format: "Medium rectangle 300x250" });
    await runJobs();
    expect((await stateOf(id))?.status).toMatch(/^(processing|pending_review)$/);
    sellerNow += 30_000;
    await desk.as("planner").creatives.refresh();
    expect((await stateOf(id))?.status).toBe("pending_review");
    sellerNow += 60_000;
    expect(await desk.as("planner").creatives.refresh()).toEqual({ moved: 1, failed: [] });
    expect(await stateOf(id)).toMatchObject({ status: "approved", reason: null, seenAt: expect.any(String) });
    const set = await database.db.changeSet.findUniqueOrThrow({
      where: { id: sent.changeSetId ?? "" },
      include: { changes: true },
    });
    expect(set.kind).toBe("creatives");
    expect(set.changes[0]).toMatchObject({ kind: "sync_creatives", mediaBuyId: null });
  });

  it("shows the seller's reason for a rejection and takes the mended one again", async () => {
    await addSeller("Tagblatt", "prompt");
    const id = await add({ name: "Please reject this" });
    const planner = desk.as("planner");
    await planner.creatives.sync({ creativeIds: [id] });
    await runJobs();
    sellerNow += 120_000;
    await planner.creatives.refresh();
    expect(await stateOf(id)).toMatchObject({ status: "rejected", reason: expect.stringContaining("policy") });
    await planner.creatives.update({ ...banner, id, revision: 1, name: "Mended" });
    await planner.creatives.sync({ creativeIds: [id] });
    await runJobs();
    expect((await stateOf(id))?.status).not.toBe("rejected");
    sellerNow += 120_000;
    await planner.creatives.refresh();
    expect((await stateOf(id))?.status).toBe("approved");
  });

  it("names what fits no format and what is there already, and sends nothing then", async () => {
    await addSeller("Northlight", "careful");
    const odd = await add({ name: "Odd", width: 301 });
    const result = await desk.as("planner").creatives.sync({ creativeIds: [odd] });
    expect(result).toMatchObject({
      changeSetId: null,
      sent: [],
      leftOut: [
        { creative: { name: "Odd" }, salesAgent: { name: "Northlight" }, reason: expect.stringContaining("300×250") },
      ],
    });
    const id = await add();
    await desk.as("planner").creatives.sync({ creativeIds: [id] });
    const again = await desk.as("planner").creatives.sync({ creativeIds: [id] });
    expect(again.leftOut[0]?.reason).toBe("It is on its way already");
    expect(await database.db.sellerCall.count()).toBe(1);
  });

  it("leaves the others alone when one seller cannot be reached", async () => {
    await addSeller("Tagblatt", "prompt");
    await desk.addAgent({ name: "Nobody", url: "http://127.0.0.1:1/mcp" });
    const id = await add();
    const result = await desk.as("planner").creatives.sync({ creativeIds: [id] });
    expect(result.sent.map((item) => item.salesAgent.name)).toEqual(["Tagblatt"]);
    expect(result.leftOut).toMatchObject([
      { salesAgent: { name: "Nobody" }, reason: expect.stringContaining("formats") },
    ]);
  });

  it("answers a repeated request id with the first outcome", async () => {
    await addSeller("Tagblatt", "prompt");
    const creativeIds = [await add()];
    const mutationId = "7a0f1c52-5a0f-4f0e-9c40-5d7e6a0b1c2d";
    const context = { actor: desk.actor("planner"), requestId: "test", mutationId, ports: desk.ports };
    const tab = createCallerFactory(appRouter)(context).creatives;
    const first = await tab.sync({ creativeIds });
    expect(first.sent).toHaveLength(1);
    expect(await tab.sync({ creativeIds })).toEqual(first);
    expect(await database.db.changeSet.count()).toBe(1);
    expect(await database.db.sellerCall.count()).toBe(1);
  });
});

describe("the matrix", () => {
  async function campaign() {
    const salesAgentId = await addSeller("Tagblatt", "prompt");
    const planner = desk.as("planner");
    const { campaignId } = await planner.campaigns.create({ name: "Alpenglow" });
    const news = await addPackage(campaignId, salesAgentId, ["display_300x250"]);
    const top = await addPackage(campaignId, salesAgentId, ["display_970x250"], "Billboard");
    return { campaignId, news, top, planner };
  }

  it("knows what fits, assigns one creative to a package and says what it waits for", async () => {
    const { campaignId, news, top, planner } = await campaign();
    const id = await add();
    const before = await planner.creatives.matrix({ campaignId });
    const cell = (packageId: string) => before.cells.find((one) => one.packageId === packageId);
    expect(cell(news)).toMatchObject({ fits: true, assigned: false, status: "missing", refusal: null });
    expect(cell(top)).toMatchObject({ fits: false, refusal: expect.stringContaining("needs 970×250") });
    const change = { packageId: news, creativeId: id, assigned: true };
    const outcome = await planner.creatives.assign({ campaignId, changes: [change] });
    expect(outcome).toEqual({ assigned: 1, removed: 0, warnings: ["It has not been sent to Tagblatt yet"] });
    const after = await planner.creatives.matrix({ campaignId });
    expect(after.packages.find((one) => one.id === news)?.readiness).toEqual({
      state: "waiting",
      sentence: "1 not yet sent to Tagblatt",
    });
    expect(after.unsent).toHaveLength(1);
    await planner.creatives.assign({ campaignId, changes: [{ ...change, assigned: false }] });
    expect(await database.db.creativeAssignment.count()).toBe(0);
  });

  it("is all or nothing: one cell that does not fit fails the request at its field", async () => {
    const { campaignId, news, top, planner } = await campaign();
    const id = await add();
    const changes = [news, top].map((packageId) => ({ packageId, creativeId: id, assigned: true }));
    const failure = await planner.creatives.assign({ campaignId, changes }).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: "BAD_REQUEST", cause: { issues: [{ path: "changes.1" }] } });
    expect(await database.db.creativeAssignment.count()).toBe(0);
  });

  it("refuses a creative the seller rejected, allows it elsewhere", async () => {
    const { campaignId, news, planner } = await campaign();
    const id = await add({ name: "reject me" });
    await planner.creatives.sync({ creativeIds: [id] });
    await runJobs();
    sellerNow += 120_000;
    await planner.creatives.refresh();
    const change = { packageId: news, creativeId: id, assigned: true };
    await expect(planner.creatives.assign({ campaignId, changes: [change] })).rejects.toThrow(/Rejected by Tagblatt/);
    const elsewhere = await addSeller("Northlight", "careful");
    const there = await addPackage(campaignId, elsewhere, ["display_300x250"]);
    const outcome = await planner.creatives.assign({ campaignId, changes: [{ ...change, packageId: there }] });
    expect(outcome.assigned).toBe(1);
  });

  it("keeps weight and placements of what is assigned already", async () => {
    const { campaignId, news, planner } = await campaign();
    const id = await add();
    const change = { packageId: news, creativeId: id, assigned: true };
    await planner.creatives.assign({ campaignId, changes: [change] });
    await database.db.creativeAssignment.updateMany({ data: { weight: 30, placementIds: '["a"]' } });
    await planner.creatives.assign({ campaignId, changes: [change] });
    expect(await database.db.creativeAssignment.findFirst()).toMatchObject({ weight: 30, placementIds: '["a"]' });
  });

  it("does not touch a package that was bought, nor a creative a plan counts on", async () => {
    const { campaignId, news, planner } = await campaign();
    const id = await add();
    await planner.creatives.assign({ campaignId, changes: [{ packageId: news, creativeId: id, assigned: true }] });
    await expect(planner.creatives.archive({ id, revision: 1, archived: true })).rejects.toThrow(/planned for News/);
    const at = new Date();
    const buy = { organisationId: testOrganisation, campaignId, salesAgentId: "s", currency: "EUR", name: "Buy" };
    await database.db.mediaBuy.create({
      data: { ...buy, id: "buy", status: "PENDING_APPROVAL", totalMicros: 1n, createdAt: at, updatedAt: at },
    });
    await database.db.package.update({ where: { id: news }, data: { mediaBuyId: "buy" } });
    const off = { packageId: news, creativeId: id, assigned: false };
    await expect(planner.creatives.assign({ campaignId, changes: [off] })).rejects.toThrow(/was bought/);
    const choices = await planner.creatives.choicesFor({ packageId: news });
    expect(choices).toMatchObject([{ id, problem: "It has not been sent to Tagblatt yet" }]);
  });

  it("asks as much of the database for many packages and creatives as for few", async () => {
    const { campaignId, planner } = await campaign();
    await add();
    const few = await database.statementsOf(() => planner.creatives.matrix({ campaignId }));
    const agent = await database.db.salesAgent.findFirstOrThrow();
    for (let index = 0; index < 10; index += 1) {
      await addPackage(campaignId, agent.id, ["display_300x250"], `P${index}`);
      await add({ name: `C${index}` });
    }
    const many = await database.statementsOf(() => planner.creatives.matrix({ campaignId }));
    expect(many.length).toBe(few.length);
  });

  it("is nobody else's", async () => {
    const { campaignId, news } = await campaign();
    const id = await add();
    await desk.addOrganisation(other);
    const theirs = desk.as("admin", other).creatives;
    await expect(theirs.matrix({ campaignId })).rejects.toMatchObject({ code: "NOT_FOUND" });
    const changes = [{ packageId: news, creativeId: id, assigned: true }];
    await expect(theirs.assign({ campaignId, changes })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(theirs.choicesFor({ packageId: news })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});
