import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "../../db/test-database";
import { type TestDesk, testDesk } from "../test-desk";
import { givenBought, givenCampaign, givenSeller } from "./test-campaigns";
import { refusal } from "./test-refusal";

let database: TestDatabase;
let desk: TestDesk;

beforeEach(async () => {
  database = await testDatabase();
  desk = await testDesk(database.db);
});
afterEach(async () => {
  await desk.close();
  await database.dispose();
});

/** A plan that targets Germany, at a seller that says it does not target by country. */
async function givenLoss() {
  const seller = await givenSeller(desk, "Northlight TV");
  const raw = { adcp: {}, media_buy: { execution: { targeting: { geo_regions: true } } } };
  const { capabilities: text } = await database.db.salesAgent.findUniqueOrThrow({ where: { id: seller.agentId } });
  const capabilities = JSON.stringify({ ...JSON.parse(text ?? "{}"), raw });
  await database.db.salesAgent.update({ where: { id: seller.agentId }, data: { capabilities } });
  const campaignId = await givenCampaign(desk, [seller]);
  const targetingOverlay = JSON.stringify({ geo_countries: ["DE"] });
  await database.db.campaign.update({ where: { id: campaignId }, data: { targetingOverlay } });
  const { revision } = await desk.as("planner").campaigns.get({ campaignId });
  return { seller, campaignId, revision };
}

describe("what a seller lacks", () => {
  it("is shown while planning, and the submit refuses by the same rule", async () => {
    const { campaignId, revision } = await givenLoss();
    const planner = desk.as("planner");
    const { sellers, packages, ready } = await planner.packages.list({ campaignId });
    const says = "Northlight TV does not offer targeting by country";
    expect(ready).toBe(false);
    expect(sellers[0]).toMatchObject({
      lossSummary: "1 thing will not reach Northlight TV as planned",
      losses: [{ severity: "blocks", says }],
    });
    expect(packages[0]?.locks.countries).toBe(says);
    expect(packages[0]?.issues).toContainEqual({ path: "countries", message: says });
    const submit = planner.changeSets.submitCampaign({ campaignId, revision, reason: "Before the season" });
    expect(await refusal(submit)).toMatchObject({
      code: "UNSUPPORTED_FEATURE",
      paths: packages.map(({ id }) => `packages.${id}.countries`),
    });
  });

  it("is settled by the package's own targeting", async () => {
    const { campaignId } = await givenLoss();
    const planner = desk.as("planner");
    const { packages } = await planner.packages.list({ campaignId });
    const rows = packages.map(({ id: packageId, revision }) => ({ packageId, revision, countries: [] }));
    await planner.packages.update({ campaignId, rows });
    expect((await planner.packages.list({ campaignId })).sellers[0]?.lossSummary).toBeNull();
  });

  it("is on the agent's page with what it says it can", async () => {
    const { seller } = await givenLoss();
    const view = await desk.as("viewer").capabilities.forAgent({ salesAgentId: seller.agentId });
    expect(view.says?.targeting).toEqual(["region"]);
    expect(view.cannot.map(({ says }) => says)).toContain("Northlight TV does not offer targeting by country");
    expect(view.repeats).toMatchObject({ claimedSeconds: 86_400, trustedSeconds: 86_400, check: null });
    expect(view.repeats.whyNoCheck).toContain("no active sandbox account");
  });

  it("locks a media buy where the seller's version has no words for it, and the server refuses the same", async () => {
    const seller = await givenSeller(desk, "Northlight TV");
    const { mediaBuyId, revision } = await givenBought(desk, seller);
    await database.db.salesAgent.update({ where: { id: seller.agentId }, data: { adcpVersion: "2.5" } });
    const manager = desk.as("manager");
    const says = "AdCP 2.5 cannot cancel a media buy: pause it";
    const { allowed, never } = await manager.mediaBuys.get({ mediaBuyId });
    expect(allowed).toMatchObject({ pause: null, updateBudget: null, cancel: says });
    expect(never).toContain(says);
    const cancel = { mediaBuyId, revision, reason: "No longer needed", canceled: { reason: "No longer needed" } };
    const refused = await refusal(manager.changeSets.stageEdit({ ...cancel, packages: {} }));
    expect(refused).toMatchObject({ code: "INVALID_INPUT", paths: ["canceled"], message: says });
  });

  it("never fails the review: what the seller's words cannot say is an issue of it", async () => {
    const { seller, campaignId } = await givenLoss();
    await database.db.salesAgent.update({ where: { id: seller.agentId }, data: { adcpVersion: "2.5" } });
    const reviewed = async (overlay: object) => {
      const targetingOverlay = JSON.stringify(overlay);
      await database.db.campaign.update({ where: { id: campaignId }, data: { targetingOverlay } });
      return desk.as("planner").changeSets.review({ campaignId });
    };
    const blocked = (review: Awaited<ReturnType<typeof reviewed>>) =>
      review.issues.filter(({ level }) => level === "blocking").map(({ message }) => message);
    const hours = await reviewed({ daypart_targets: [{ days: ["monday"], start_hour: 6, end_hour: 10 }] });
    expect(blocked(hours)).toEqual(["News 1: AdCP 2.5 has no words for hours of the day"]);
    const unknown = await reviewed({ x_own_field: 1 });
    expect(blocked(unknown)).toEqual(["AdCP 2.5 cannot target by x_own_field"]);
    expect(unknown.sellers[0]?.request).toBeNull();
    expect(unknown.cannotSubmit).toBe("One thing has to be settled first");
  });
});
