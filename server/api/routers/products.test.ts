import fs from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { isTrackedEnvelope, TRPCError } from "@trpc/server";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "../../db/test-database";
import { type Sandbox, startSandbox } from "../../sandbox/start-sandbox";
import { askAgent } from "../../workflows/ask-agent";
import { searchesSettled } from "../../workflows/running-searches";
import { type TestDesk, testDesk, testOrganisation } from "../test-desk";
import type { ProductSearchView } from "../views/product-view";

let sandbox: Sandbox;
let folder: string;
let silent: Server;
let database: TestDatabase;
let desk: TestDesk;

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "flightdeck-search-"));
  sandbox = await startSandbox({ port: 0, dir: folder, speed: 1, reviewSeconds: 60 });
  silent = createServer(() => undefined);
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
});
afterAll(async () => {
  await sandbox.close();
  silent.closeAllConnections();
  silent.close();
  fs.rmSync(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  database = await testDatabase();
  desk = await testDesk(database.db);
});
afterEach(async () => {
  await searchesSettled();
  await desk.close();
  await database.dispose();
});

const unreachable = "http://127.0.0.1:1/mcp";
const addPrompt = () =>
  desk.addAgent({ name: "Tagblatt", url: `${sandbox.url}/prompt/mcp`, token: "sandbox-prompt-token" });
const addCareful = () =>
  desk.addAgent({ name: "Northlight", url: `${sandbox.url}/careful/mcp`, token: "sandbox-careful-token" });

async function briefed(brief = "Outdoor jackets, display and video in Germany"): Promise<string> {
  const planner = desk.as("planner");
  const { campaignId } = await planner.campaigns.create({ name: "Alpenglow" });
  await planner.campaigns.saveDraft({ campaignId, revision: 1, patch: { brief } });
  return campaignId;
}

/** Every state of the search that a follower was shown, to the end. */
async function follow(searchId: string): Promise<ProductSearchView[]> {
  const seen: ProductSearchView[] = [];
  for await (const event of await desk.as("viewer").products.follow({ searchId }))
    if (isTrackedEnvelope<ProductSearchView>(event)) seen.push(event[1]);
  return seen;
}

describe("asking sellers for products", () => {
  it("shows each answer as it lands: products of two sellers, and one that cannot be reached", async () => {
    await addPrompt();
    await addCareful();
    await desk.addAgent({ name: "Nobody", url: unreachable });
    const campaignId = await briefed();
    const { searchId } = await desk.as("planner").products.search({ campaignId });
    const seen = await follow(searchId);
    const last = seen.at(-1);
    expect(seen[0]?.settled).toBe(false);
    expect(last?.settled).toBe(true);
    expect(last?.answers.map(({ salesAgent, state }) => `${salesAgent.name} ${state}`)).toEqual([
      "Nobody failed",
      "Northlight answered",
      "Tagblatt answered",
    ]);
    expect(last?.answers[0]?.error?.code).toBe("UNREACHABLE");
    expect(new Set(last?.products.map((product) => product.salesAgent.name))).toEqual(
      new Set(["Northlight", "Tagblatt"]),
    );
    const opened = await desk.as("viewer").products.forCampaign({ campaignId });
    expect(opened.search).toEqual(last);
  });

  it("turns an answer into packages and a product page", async () => {
    await addPrompt();
    const campaignId = await briefed();
    const { searchId } = await desk.as("planner").products.search({ campaignId });
    const product = (await follow(searchId)).at(-1)?.products[0];
    if (!product) throw new Error("no product");
    const page = await desk.as("viewer").products.get({ productSnapshotId: product.id });
    expect(page).toMatchObject({ name: product.name, productId: product.productId });
    expect(page?.formatIds.length).toBeGreaterThan(0);
    await desk.as("planner").packages.add({ campaignId, items: [{ productSnapshotId: product.id }] });
    expect((await desk.as("viewer").packages.list({ campaignId })).packages[0]?.productName).toBe(product.name);
  });

  it("asks a failed agent again and leaves the answered ones alone", async () => {
    const nobody = await desk.addAgent({ name: "Nobody", url: unreachable });
    const prompt = await addPrompt();
    const campaignId = await briefed();
    const planner = desk.as("planner");
    const { searchId } = await planner.products.search({ campaignId });
    await follow(searchId);
    await expect(planner.products.retry({ searchId, salesAgentId: prompt })).rejects.toThrow(/already/);
    const url = `${sandbox.url}/careful/mcp`;
    const sealed = desk.ports.vault.seal("sandbox-careful-token", {
      organisationId: testOrganisation,
      rowId: nobody,
      field: "credential",
    });
    await database.db.salesAgent.update({ where: { id: nobody }, data: { url, credentialSealed: sealed } });
    await planner.products.retry({ searchId, salesAgentId: nobody });
    const last = (await follow(searchId)).at(-1);
    expect(last?.answers.map((answer) => answer.state)).toEqual(["answered", "answered"]);
  });

  it("gives up on a seller that never answers, in our own words", async () => {
    const { port } = silent.address() as AddressInfo;
    const salesAgentId = await desk.addAgent({ name: "Silent", url: `http://127.0.0.1:${port}/mcp` });
    const campaignId = await briefed();
    const [searchId, answerId] = [desk.ports.newId(), desk.ports.newId()];
    const at = new Date();
    const common = { organisationId: testOrganisation };
    await database.db.productSearch.create({
      data: { ...common, id: searchId, campaignId, brief: "b", createdById: "u", createdAt: at },
    });
    await database.db.productSearchAnswer.create({
      data: { ...common, id: answerId, searchId, salesAgentId, state: "asking", answeredAt: at },
    });
    const query = {
      brief: "b",
      brandDomain: null,
      account: null,
      startDay: null,
      endDay: null,
      currency: "EUR",
      countries: [],
    };
    await askAgent(desk.ports, { ...common, searchId, answerId, salesAgentId, query }, 200);
    silent.closeAllConnections();
    const last = (await follow(searchId)).at(-1);
    expect(last?.answers[0]).toMatchObject({ state: "failed", error: { code: "TIMEOUT" } });
  });

  it("shows an answer nobody waits for any more as failed, ready to be asked again", async () => {
    const salesAgentId = await desk.addAgent({ name: "Nobody", url: unreachable });
    const campaignId = await briefed();
    const { searchId } = await desk.as("planner").products.search({ campaignId });
    await follow(searchId);
    const longAgo = new Date(Date.now() - 60_000);
    await database.db.productSearchAnswer.updateMany({ data: { state: "asking", answeredAt: longAgo } });
    const { search } = await desk.as("viewer").products.forCampaign({ campaignId });
    expect(search?.answers[0]).toMatchObject({ state: "failed", error: { code: "INTERRUPTED" } });
    await expect(desk.as("planner").products.retry({ searchId, salesAgentId })).resolves.toEqual({ searchId });
  });

  it("asks nobody without a brief, without agents, or for another organisation", async () => {
    const campaignId = await briefed("x");
    const planner = desk.as("planner");
    await expect(planner.products.search({ campaignId })).rejects.toThrow(/no sales agent/);
    const agent = await addPrompt();
    await planner.campaigns.saveDraft({ campaignId, revision: 2, patch: { brief: "" } });
    await expect(planner.products.search({ campaignId })).rejects.toThrow(/brief/);
    const other = "0198a000-0000-7000-8000-000000000003";
    await desk.addOrganisation(other);
    const theirs = desk.as("planner", other);
    await expect(theirs.products.search({ campaignId })).rejects.toThrow(TRPCError);
    await expect(theirs.products.search({ campaignId, salesAgentIds: [agent] })).rejects.toThrow(/not found/);
    expect(await database.db.productSearch.count()).toBe(0);
  });
});
