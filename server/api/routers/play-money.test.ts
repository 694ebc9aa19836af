import { afterAll, beforeAll, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "../../db/test-database";
import { type TestDesk, testDesk } from "../test-desk";
import { givenBought, givenCampaign, givenPeople, givenSeller, now, type Seller } from "./test-campaigns";
import { refusal } from "./test-refusal";

/** A live agent with a sandbox account: its buys are play money although the agent is not. */
let database: TestDatabase;
let desk: TestDesk;
let real: Seller;
let play: Seller;

beforeAll(async () => {
  database = await testDatabase();
  desk = await testDesk(database.db);
  desk.setClock(now);
  await givenPeople(database.db);
  real = await givenSeller(desk, "Tagblatt");
  play = await givenSeller(desk, "Rehearsal");
  await database.db.account.update({ where: { id: play.accountId }, data: { sandbox: true } });
});
afterAll(async () => {
  await desk.close();
  await database.dispose();
});

it("stays out of the plan's total, its review and what it could come to", async () => {
  const campaignId = await givenCampaign(desk, [real, play], "Mixed");
  const planner = desk.as("planner");
  const plan = await planner.packages.list({ campaignId });
  expect(plan.totals.map(({ allocatedMicros, offMicros, sandbox }) => [allocatedMicros, offMicros, sandbox])).toEqual([
    [1_000_000_000n, -1_000_000_000n, false],
    [1_000_000_000n, null, true],
  ]);
  const review = await planner.changeSets.review({ campaignId });
  expect(review.totals.map(({ worstCaseMicros, sandbox }) => [worstCaseMicros, sandbox])).toEqual([
    [1_000_000_000n, false],
    [1_000_000_000n, true],
  ]);
  expect(review.sellers.map(({ salesAgent, sandbox }) => [salesAgent.name, sandbox]).sort()).toEqual([
    ["Rehearsal", true],
    ["Tagblatt", false],
  ]);
  expect(review.capChecks.some((check) => check.sandbox)).toBe(true);
  expect(await planner.campaigns.get({ campaignId })).toMatchObject({ sandbox: false });
});

it("marks a campaign of play money, in the list and at its head, and every buy it makes", async () => {
  const campaignId = await givenCampaign(desk, [play], "Rehearsed");
  const planner = desk.as("planner");
  expect(await planner.campaigns.get({ campaignId })).toMatchObject({ sandbox: true });
  const { rows } = await planner.campaigns.list({});
  expect(rows.find((row) => row.id === campaignId)?.sandbox).toBe(true);
  const { revision } = await planner.campaigns.get({ campaignId });
  await planner.changeSets.submitCampaign({ campaignId, revision, reason: "A rehearsal" });
  const buy = await database.db.mediaBuy.findFirstOrThrow({ where: { campaignId } });
  expect(buy.sandbox).toBe(true);
});

it("is not shared with real money when a campaign's total or a package's budget moves", async () => {
  const bought = await givenBought(desk, real, "Both");
  const { campaignId } = await database.db.mediaBuy.findUniqueOrThrow({ where: { id: bought.mediaBuyId } });
  const other = await givenBought(desk, play, "Other");
  const moved = { campaignId, sandbox: true };
  await database.db.mediaBuy.update({ where: { id: other.mediaBuyId }, data: moved });
  await database.db.package.update({ where: { id: other.packageId }, data: { campaignId } });
  const manager = desk.as("manager");
  const wish = {
    kind: "total",
    mediaBuyId: null,
    currency: "EUR",
    totalMicros: 500_000_000n,
    overrides: {},
    scaleUp: false,
  } as const;
  const preview = await manager.steering.preview({ campaignId, wish });
  expect(preview.lines.map((line) => line.mediaBuy.id)).toEqual([bought.mediaBuyId]);
  const move = {
    kind: "move",
    fromPackageId: bought.packageId,
    toPackageId: other.packageId,
    amountMicros: 1_000_000n,
  } as const;
  const issues = await manager.steering.preview({ campaignId, wish: move }).then(
    (view) => view.issues.map((issue) => issue.message),
    async (error: unknown) => [(await refusal(Promise.reject(error))).message],
  );
  expect(issues.join()).toMatch(/sandbox money do not mix/);
});
