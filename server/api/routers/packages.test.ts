import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "../../db/test-database";
import { auctionProduct } from "../../domain/campaign/test-plan";
import type { Product } from "../../domain/media-buy/product";
import { insertSearch } from "../../repositories/product-searches";
import { insertSnapshots } from "../../repositories/product-snapshots";
import { type TestDesk, testDesk, testOrganisation } from "../test-desk";
import { refusedFields as refusal } from "./test-refusal";

const now = "2026-11-21T09:00:00.000Z";

let database: TestDatabase;
let desk: TestDesk;
let campaignId: string;
let agentId: string;

beforeEach(async () => {
  database = await testDatabase();
  desk = await testDesk(database.db);
  desk.setClock(now);
  agentId = await desk.addAgent({ name: "Tagblatt", url: "http://127.0.0.1:1/mcp" });
  campaignId = (await desk.as("planner").campaigns.create({ name: "Alpenglow" })).campaignId;
  const patch = { startDay: "2026-11-24", endDay: "2026-12-23", totalMicros: 10_000_000_000n };
  await desk.as("planner").campaigns.saveDraft({ campaignId, revision: 1, patch });
});
afterEach(async () => {
  await desk.close();
  await database.dispose();
});

async function offer(product: Product = auctionProduct): Promise<string> {
  const { ports } = desk;
  const [searchId, answerId] = [ports.newId(), ports.newId()];
  const answers = [{ id: answerId, salesAgentId: agentId }];
  const base = { organisationId: testOrganisation, at: now };
  await ports.inTransaction(async (tx) => {
    await insertSearch(tx, { ...base, id: searchId, campaignId, brief: "b", createdById: "u", answers });
    await insertSnapshots(tx, ports.newId, [{ ...base, salesAgentId: agentId, answerId, products: [product] }]);
  });
  return (await ports.db.productSnapshot.findFirstOrThrow({ where: { answerId } })).id;
}

const add = async (count = 1, product?: Product) => {
  const productSnapshotId = await offer(product);
  const items = Array.from({ length: count }, () => ({ productSnapshotId }));
  return desk.as("planner").packages.add({ campaignId, items });
};
const plan = () => desk.as("viewer").packages.list({ campaignId });
const rows = async () => (await plan()).packages.map(({ id, revision }) => ({ packageId: id, revision }));

describe("adding products to the plan", () => {
  it("starts with the option in the plan's currency, the seller's minimum, its middle price and the default account", async () => {
    const account = { salesAgentId: agentId, organisationId: testOrganisation, name: "Main", seenAt: new Date(now) };
    await database.db.account.createMany({
      data: [
        { ...account, id: desk.ports.newId(), sellerAccountId: "closed", status: "closed" },
        { ...account, id: desk.ports.newId(), sellerAccountId: "main", status: "active" },
      ],
    });
    await add();
    const [row] = (await plan()).packages;
    expect(row).toMatchObject({
      pricingOptionId: "auction",
      currency: "EUR",
      budgetMicros: 500_000_000n,
      bidMicros: 3_000_000n,
      pacing: "even",
      startDay: null,
      issues: [],
    });
    const main = await database.db.account.findFirstOrThrow({ where: { sellerAccountId: "main" } });
    expect(row?.accountId).toBe(main.id);
  });

  it("takes the same product several times and keeps the order", async () => {
    await add(3);
    expect((await plan()).packages).toHaveLength(3);
  });

  it("refuses an expired offer and writes nothing", async () => {
    const expired = add(2, { ...auctionProduct, expiresAt: now });
    expect(await refusal(expired)).toEqual({ code: "INVALID_INPUT", paths: ["items.0", "items.1"] });
    expect((await plan()).packages).toEqual([]);
  });

  it("knows nothing of another organisation's product or campaign", async () => {
    const organisationId = "0198a000-0000-7000-8000-000000000009";
    await desk.addOrganisation(organisationId);
    const productSnapshotId = await offer();
    const theirs = desk.as("planner", organisationId);
    const own = await theirs.campaigns.create({ name: "Theirs" });
    const items = [{ productSnapshotId }];
    expect((await refusal(theirs.packages.add({ ...own, items }))).code).toBe("NOT_FOUND");
    expect((await refusal(theirs.packages.add({ campaignId, items }))).code).toBe("NOT_FOUND");
  });
});

describe("editing packages", () => {
  it("saves the edited cells, and the plan's revision moves so that nobody submits what they have not seen", async () => {
    await add();
    const [row] = await rows();
    if (!row) throw new Error("no package");
    const edit = {
      budgetMicros: 2_000_000_000n,
      endDay: "2026-12-01",
      countries: ["DE", "AT"],
      pacing: "asap" as const,
    };
    const before = (await plan()).campaign.revision;
    const saved = await desk.as("planner").packages.update({ campaignId, rows: [{ ...row, ...edit }] });
    const view = await plan();
    expect(saved.campaignRevision).toBe(before + 1);
    expect(view.packages[0]).toMatchObject({ ...edit, startDay: null, revision: 2, bidMicros: 3_000_000n });
    const stored = await database.db.package.findFirstOrThrow({ where: { id: row.packageId } });
    expect([stored.endAt?.toISOString(), stored.updatedAt.toISOString()]).toEqual(["2026-12-01T23:00:00.000Z", now]);
  });

  it("empties what is emptied: own days, own targeting, the bid", async () => {
    await add();
    const planner = desk.as("planner");
    const edits = [
      { startDay: "2026-12-01", endDay: "2026-12-02", countries: ["DE"], deviceTypes: ["ctv"] },
      { startDay: null, endDay: null, countries: null, deviceTypes: [], bidMicros: null },
    ];
    for (const edit of edits) {
      const [row] = await rows();
      if (row) await planner.packages.update({ campaignId, rows: [{ ...row, ...edit }] });
    }
    expect((await plan()).packages[0]).toMatchObject(edits[1] ?? {});
  });

  it("refuses nonsense at the cell, all rows or none", async () => {
    await add(2);
    const [first, second] = await rows();
    if (!first || !second) throw new Error("no packages");
    const edits = [
      { ...first, budgetMicros: 900_000_000n },
      { ...second, budgetMicros: 1n, countries: ["ZZ"] },
    ];
    expect(await refusal(desk.as("planner").packages.update({ campaignId, rows: edits }))).toEqual({
      code: "INVALID_INPUT",
      paths: [`${second.packageId}.budgetMicros`, `${second.packageId}.countries`],
    });
    expect((await plan()).packages.map((row) => row.budgetMicros)).toEqual([500_000_000n, 500_000_000n]);
  });

  it("lets the second of two edits of a row see that the first was faster", async () => {
    await add();
    const [row] = await rows();
    if (!row) throw new Error("no package");
    await desk.as("planner").packages.update({ campaignId, rows: [{ ...row, budgetMicros: 600_000_000n }] });
    const late = desk.as("manager").packages.update({ campaignId, rows: [{ ...row, budgetMicros: 700_000_000n }] });
    expect((await refusal(late)).code).toBe("STALE_REVISION");
  });

  it("leaves a package alone that belongs to a media buy, or whose account is another agent's", async () => {
    await add();
    const [row] = await rows();
    if (!row) throw new Error("no package");
    const planner = desk.as("planner");
    const foreign = planner.packages.update({ campaignId, rows: [{ ...row, accountId: desk.ports.newId() }] });
    expect((await refusal(foreign)).code).toBe("NOT_FOUND");
    const buy = { organisationId: testOrganisation, campaignId, salesAgentId: agentId, currency: "EUR", name: "Buy" };
    const at = new Date(now);
    await database.db.mediaBuy.create({
      data: { ...buy, id: "buy", status: "ACTIVE", totalMicros: 1n, createdAt: at, updatedAt: at },
    });
    await database.db.package.update({ where: { id: row.packageId }, data: { mediaBuyId: "buy" } });
    expect((await plan()).packages[0]?.locked).toMatch(/media buy/);
    expect((await refusal(planner.packages.update({ campaignId, rows: [{ ...row, pacing: "asap" }] }))).code).toBe(
      "NOT_FOUND",
    );
    expect((await refusal(planner.packages.remove({ campaignId, rows: [row] }))).code).toBe("NOT_FOUND");
  });

  it("duplicates right below, without the money, and removes with what was assigned", async () => {
    await add(2);
    const [first] = await rows();
    if (!first) throw new Error("no package");
    const planner = desk.as("planner");
    const { packageIds } = await planner.packages.duplicate({ campaignId, ...first });
    const view = await plan();
    expect(view.packages.map((row) => row.name)).toEqual(["News rotation", "News rotation, 2", "News rotation"]);
    expect(view.packages[1]).toMatchObject({ id: packageIds[0], budgetMicros: 0n });
    await planner.packages.remove({ campaignId, rows: await rows() });
    expect((await plan()).packages).toEqual([]);
  });

  it("keeps the days people typed when the plan moves to another zone", async () => {
    await add();
    const [row] = await rows();
    if (!row) throw new Error("no package");
    const days = { startDay: "2026-12-01", endDay: "2026-12-02" };
    const planner = desk.as("planner");
    const { campaignRevision } = await planner.packages.update({ campaignId, rows: [{ ...row, ...days }] });
    await planner.campaigns.saveDraft({ campaignId, revision: campaignRevision, patch: { timeZone: "Asia/Tokyo" } });
    expect((await plan()).packages[0]).toMatchObject(days);
  });
});

describe("splitting the total", () => {
  it("splits the plan's total to the cent", async () => {
    await add(3);
    const { campaignRevision } = await desk
      .as("planner")
      .packages.split({ campaignId, mode: "even", rows: await rows() });
    const view = await plan();
    expect(view.packages.map((row) => row.budgetMicros)).toEqual([3_333_340_000n, 3_333_330_000n, 3_333_330_000n]);
    expect(view.totals[0]).toMatchObject({ offMicros: 0n });
    expect(view.campaign.revision).toBe(campaignRevision);
  });

  it("refuses to split over two currencies", async () => {
    await add(2);
    const [first] = await rows();
    if (!first) throw new Error("no package");
    const planner = desk.as("planner");
    await planner.packages.update({ campaignId, rows: [{ ...first, pricingOptionId: "fixed" }] });
    expect((await refusal(planner.packages.split({ campaignId, mode: "even", rows: await rows() }))).code).toBe(
      "INVALID_INPUT",
    );
    expect((await plan()).totals.map((total) => total.currency)).toEqual(["EUR", "USD"]);
  });
});

it("takes as many statements for fifty packages as for one", async () => {
  const planner = desk.as("planner");
  const measure = async () => {
    const listed = await database.statementsOf(plan);
    const given = await rows();
    const split = await database.statementsOf(() => planner.packages.split({ campaignId, mode: "even", rows: given }));
    const edits = (await rows()).map((row) => ({ ...row, pacing: "asap" as const }));
    const edited = await database.statementsOf(() => planner.packages.update({ campaignId, rows: edits }));
    return [listed.length, split.length, edited.length];
  };
  await add(1);
  const one = await measure();
  await add(49);
  expect(await measure()).toEqual(one);
});
