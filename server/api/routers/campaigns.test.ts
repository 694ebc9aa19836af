import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "../../db/test-database";
import { type TestDesk, testDesk } from "../test-desk";
import { refusedFields as refusal } from "./test-refusal";

const now = "2026-11-21T09:00:00.000Z";
const otherOrganisation = "0198a000-0000-7000-8000-000000000002";

let database: TestDatabase;
let desk: TestDesk;
beforeEach(async () => {
  database = await testDatabase();
  desk = await testDesk(database.db);
  desk.setClock(now);
});
afterEach(async () => {
  await desk.close();
  await database.dispose();
});

describe("starting a campaign", () => {
  it("makes a draft at once, with the organisation's currency and zone and a reference of its own", async () => {
    const { campaignId } = await desk.as("planner").campaigns.create({ name: "Alpenglow" });
    const view = await desk.as("viewer").campaigns.get({ campaignId });
    expect(view).toMatchObject({ name: "Alpenglow", status: "draft", editable: true, currency: "EUR", revision: 1 });
    expect(view.timeZone).toBe("Europe/Berlin");
    expect(view.buyerRef).toMatch(/^FD-261121-[2-9A-Z]{6}$/);
    expect(await database.db.auditRow.count({ where: { action: "campaign.created" } })).toBe(1);
  });

  it("fills in what this person planned with last", async () => {
    const planner = desk.as("planner");
    const brand = await planner.campaigns.createBrand({ name: "Alpenglow", domain: "https://Alpenglow.example/" });
    const { campaignId } = await planner.campaigns.create({});
    const patch = { brandId: brand.id, currency: "CHF", timeZone: "Europe/Zurich" };
    await planner.campaigns.saveDraft({ campaignId, revision: 1, patch });
    desk.setClock("2026-11-21T09:00:01.000Z");
    const next = await planner.campaigns.create({});
    const view = await planner.campaigns.get(next);
    expect([view.brandName, view.currency, view.timeZone]).toEqual(["Alpenglow", "CHF", "Europe/Zurich"]);
  });

  it("is refused to those who may only read", async () => {
    expect(await refusal(desk.as("viewer").campaigns.create({ name: "No" }))).toMatchObject({ code: "FORBIDDEN" });
    expect(await refusal(desk.as("approver").campaigns.create({ name: "No" }))).toMatchObject({ code: "FORBIDDEN" });
  });
});

describe("saving a draft", () => {
  const start = async () => (await desk.as("planner").campaigns.create({ name: "Alpenglow" })).campaignId;

  it("keeps one field without the others and answers with the new revision", async () => {
    const campaignId = await start();
    const planner = desk.as("planner");
    const patch = { startDay: "2026-11-24", endDay: "2026-12-23", totalMicros: 120_000_000_000n };
    expect((await planner.campaigns.saveDraft({ campaignId, revision: 1, patch })).revision).toBe(2);
    const view = await planner.campaigns.get({ campaignId });
    expect([view.startAt, view.endAt]).toEqual(["2026-11-23T23:00:00.000Z", "2026-12-23T23:00:00.000Z"]);
    expect(view.draft).toMatchObject({ ...patch, name: "Alpenglow" });
    expect(view.missing.map((issue) => issue.path)).toEqual(["brandId", "brief", "poNumber", "packages"]);
    const audit = await database.db.auditRow.findFirstOrThrow({ where: { action: "campaign.edited" } });
    expect(JSON.parse(audit.after ?? "")).toEqual({ ...patch, totalMicros: "120000000000" });
  });

  it("writes nothing when nothing differs", async () => {
    const campaignId = await start();
    const saved = await desk
      .as("planner")
      .campaigns.saveDraft({ campaignId, revision: 1, patch: { name: "Alpenglow" } });
    expect(saved.revision).toBe(1);
    expect(await database.db.auditRow.count()).toBe(1);
  });

  it.each([
    [{ endDay: "2026-11-20" }, "endDay"],
    [{ startDay: "2026-11-20" }, "startDay"],
    [{ startDay: "2026-12-02", endDay: "2026-12-01" }, "endDay"],
    [{ timeZone: "Mars/Olympus" }, "timeZone"],
    [{ currency: "ABC" }, "currency"],
    [{ totalMicros: 10_001n }, "totalMicros"],
    [{ buyerRef: "no spaces" }, "buyerRef"],
    [{ countries: ["QQ"] }, "countries"],
  ])("refuses %o at its field and leaves the draft as it was", async (patch, path) => {
    const campaignId = await start();
    const refused = await refusal(desk.as("planner").campaigns.saveDraft({ campaignId, revision: 1, patch }));
    expect(refused).toEqual({ code: "INVALID_INPUT", paths: [path] });
    expect((await desk.as("planner").campaigns.get({ campaignId })).revision).toBe(1);
  });

  it.each([
    { name: "x".repeat(201) },
    { brief: "x".repeat(5001) },
    { startDay: "24.11.2026" },
    { totalMicros: -1n },
    { unknown: 1 } as object,
    { salesAgentIds: [] },
  ])("refuses %o before anything is read", async (patch) => {
    const campaignId = await start();
    const refused = await refusal(desk.as("planner").campaigns.saveDraft({ campaignId, revision: 1, patch }));
    expect(refused.code).toBe("BAD_REQUEST");
  });

  it("refuses a reference that another campaign has", async () => {
    const planner = desk.as("planner");
    const [first, second] = [await start(), await start()];
    await planner.campaigns.saveDraft({ campaignId: first, revision: 1, patch: { buyerRef: "PLAN-1" } });
    const again = planner.campaigns.saveDraft({ campaignId: second, revision: 1, patch: { buyerRef: "PLAN-1" } });
    expect(await refusal(again)).toEqual({ code: "DUPLICATE", paths: ["buyerRef"] });
  });

  it("lets the second of two people see that the first was faster", async () => {
    const campaignId = await start();
    await desk.as("planner").campaigns.saveDraft({ campaignId, revision: 1, patch: { name: "Mine" } });
    const theirs = desk.as("manager").campaigns.saveDraft({ campaignId, revision: 1, patch: { name: "Theirs" } });
    expect(await refusal(theirs)).toMatchObject({ code: "STALE_REVISION" });
    expect((await desk.as("manager").campaigns.get({ campaignId })).name).toBe("Mine");
  });

  it("knows nothing of another organisation's campaign, brand or agent", async () => {
    await desk.addOrganisation(otherOrganisation);
    const theirs = desk.as("planner", otherOrganisation);
    const brand = await theirs.campaigns.createBrand({ name: "Theirs", domain: "theirs.example" });
    const agent = await desk.addAgent({
      name: "Theirs",
      url: "http://127.0.0.1:1/mcp",
      organisationId: otherOrganisation,
    });
    const campaignId = await start();
    const ours = desk.as("planner");
    const saves = [{ brandId: brand.id }, { salesAgentIds: [agent] }];
    for (const patch of saves) {
      expect(await refusal(ours.campaigns.saveDraft({ campaignId, revision: 1, patch }))).toMatchObject({
        code: "NOT_FOUND",
      });
    }
    expect(await refusal(theirs.campaigns.get({ campaignId }))).toMatchObject({ code: "NOT_FOUND" });
    const stolen = theirs.campaigns.saveDraft({ campaignId, revision: 1, patch: { name: "x" } });
    expect(await refusal(stolen)).toMatchObject({ code: "NOT_FOUND" });
  });

  it("is over once the plan was sent or archived", async () => {
    const campaignId = await start();
    await database.db.campaign.update({ where: { id: campaignId }, data: { state: "in_review" } });
    const late = desk.as("planner").campaigns.saveDraft({ campaignId, revision: 1, patch: { name: "Late" } });
    expect(await refusal(late)).toMatchObject({ code: "INVALID_TRANSITION" });
  });

  it("refuses a brand whose domain is there already, at the field", async () => {
    const planner = desk.as("planner");
    await planner.campaigns.createBrand({ name: "Alpenglow", domain: "alpenglow.example" });
    const again = planner.campaigns.createBrand({ name: "Again", domain: "ALPENGLOW.example" });
    expect(await refusal(again)).toEqual({ code: "DUPLICATE", paths: ["domain"] });
    expect(await refusal(planner.campaigns.createBrand({ name: "", domain: "nope" }))).toEqual({
      code: "INVALID_INPUT",
      paths: ["name", "domain"],
    });
  });
});

describe("the list of campaigns", () => {
  const startMany = async (count: number) => {
    for (let index = 0; index < count; index++) {
      desk.setClock(`2026-11-21T10:00:${String(index).padStart(2, "0")}.000Z`);
      await desk.as("planner").campaigns.create({ name: `Plan ${index}` });
    }
  };

  it("pages without gaps or repeats, newest change first", async () => {
    await startMany(7);
    const names: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<ReturnType<TestDesk["as"]>["campaigns"]["list"]>> = await desk
        .as("viewer")
        .campaigns.list({ limit: 3, cursor });
      names.push(...page.rows.map((row) => row.name));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(names).toEqual([6, 5, 4, 3, 2, 1, 0].map((index) => `Plan ${index}`));
  });

  it("searches names, references, PO numbers and brands, and hides what is archived", async () => {
    await startMany(3);
    const planner = desk.as("planner");
    const [newest] = (await planner.campaigns.list({})).rows;
    if (!newest) throw new Error("no campaign");
    await planner.campaigns.saveDraft({ campaignId: newest.id, revision: 1, patch: { poNumber: "PO-77" } });
    expect((await planner.campaigns.list({ text: "po-77" })).rows.map((row) => row.id)).toEqual([newest.id]);
    await planner.campaigns.archive({ campaignId: newest.id, revision: 2, archived: true });
    expect((await planner.campaigns.list({})).rows).toHaveLength(2);
    expect((await planner.campaigns.list({ show: "archived" })).rows.map((row) => row.status)).toEqual(["archived"]);
  });

  it("takes as many statements for fifty rows as for one", async () => {
    await startMany(1);
    const one = await database.statementsOf(() => desk.as("viewer").campaigns.list({ limit: 100 }));
    await startMany(50);
    const fifty = await database.statementsOf(() => desk.as("viewer").campaigns.list({ limit: 100 }));
    expect(fifty.length).toBe(one.length);
  });
});
