import { isTrackedEnvelope } from "@trpc/server";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "../../db/test-database";
import { type TestDesk, testDesk } from "../test-desk";
import type { ChangeSetView } from "../views/change-view";
import { givenCampaign, givenPeople, givenSeller, givenSubmission, now, type Seller } from "./test-campaigns";
import { refusal } from "./test-refusal";

let database: TestDatabase;
let desk: TestDesk;
let sellers: readonly Seller[];
let campaignId: string;

beforeEach(async () => {
  database = await testDatabase();
  desk = await testDesk(database.db);
  desk.setClock(now);
  await givenPeople(database.db);
  sellers = [await givenSeller(desk, "Northlight TV"), await givenSeller(desk, "Tagblatt")];
  campaignId = await givenCampaign(desk, sellers);
});
afterEach(async () => {
  await desk.close();
  await database.dispose();
});

const review = () => desk.as("planner").changeSets.review({ campaignId });
const view = (changeSetId: string) => desk.as("approver").changeSets.get({ changeSetId });
const submit = (revision: number) =>
  desk.as("planner").changeSets.submitCampaign({ campaignId, revision, reason: "Launch" });
const approve = async (changeSetId: string, role: "approver" | "admin" = "approver") =>
  desk.as(role).changeSets.approve({ changeSetId, payloadHash: (await view(changeSetId)).payloadHash });

describe("reviewing a campaign", () => {
  it("shows per seller exactly what will be sent, to whom, and who has to approve", async () => {
    const shown = await review();
    expect(shown.cannotSubmit).toBeNull();
    expect(shown.sellers.map((one) => [one.name, one.account?.name, one.totalMicros])).toEqual([
      ["Alpenglow · Northlight TV", "Northlight TV account", 1_000_000_000n],
      ["Alpenglow · Tagblatt", "Tagblatt account", 1_000_000_000n],
    ]);
    const body = JSON.parse(shown.sellers[0]?.request ?? "{}");
    expect(body).toMatchObject({
      account: { account_id: "acc-Northlight TV" },
      end_time: "2026-12-23T23:00:00.000Z",
      po_number: "4711",
      packages: [{ product_id: "p", budget: 1000, bid_price: 3, targeting_overlay: { geo_countries: ["DE"] } }],
    });
    expect(body).not.toHaveProperty("idempotency_key");
    expect(shown.sellers[0]?.rule).toBe("Every new media buy needs an approver");
    expect(shown.approvers.map((one) => one.name)).toEqual(["The admin", "The approver"]);
    expect(shown.totals).toMatchObject([{ currency: "EUR", offMicros: 0n, worstCaseMicros: 2_000_000_000n }]);
    expect(shown.issues.map((one) => [one.level, one.message])).toEqual([
      ["warning", "News 1: no creative is assigned; it will wait for one"],
      ["warning", "News 2: no creative is assigned; it will wait for one"],
    ]);
  });

  it("names what is in the way at its field, and the submission refuses by the same list", async () => {
    const [first] = await database.db.package.findMany({ where: { campaignId }, orderBy: { position: "asc" } });
    await database.db.package.update({ where: { id: first?.id ?? "" }, data: { budgetMicros: 100_000_000n } });
    await database.db.account.updateMany({ where: { id: sellers[1]?.accountId ?? "" }, data: { status: "suspended" } });
    const shown = await review();
    const blocking = shown.issues.filter((one) => one.level === "blocking").map((one) => one.path);
    expect(blocking).toEqual([
      "packages",
      `packages.${first?.id}.budgetMicros`,
      expect.stringMatching(/^packages\..*\.accountId$/),
    ]);
    expect((await refusal(submit(shown.campaign.revision))).paths).toEqual(expect.arrayContaining(blocking));
    expect(await database.db.mediaBuy.count()).toBe(0);
  });

  it("does not show another organisation's campaign", async () => {
    const other = "0198a000-0000-7000-8000-000000000002";
    await desk.addOrganisation(other);
    expect(await refusal(desk.as("admin", other).changeSets.review({ campaignId }))).toMatchObject({
      code: "NOT_FOUND",
    });
  });
});

describe("sending a campaign for approval", () => {
  it("makes one waiting media buy per seller, takes the packages over and sends nothing", async () => {
    const changeSetId = await givenSubmission(desk, campaignId);
    const set = await view(changeSetId);
    expect(set).toMatchObject({ state: "in_review", title: "Buy Alpenglow", reason: "Launch", changeCount: 2 });
    expect(set.author.name).toBe("The planner");
    expect(set.totals).toEqual([
      { currency: "EUR", deltaMicros: 2_000_000_000n, beforeMicros: 0n, afterMicros: 2_000_000_000n },
    ]);
    const buys = await desk.as("viewer").mediaBuys.list({ campaignId });
    expect(buys.rows.map((row) => [row.status, row.blockedBy?.owner])).toEqual([
      ["PENDING_APPROVAL", "approver"],
      ["PENDING_APPROVAL", "approver"],
    ]);
    expect(await database.db.package.count({ where: { campaignId, mediaBuyId: null } })).toBe(0);
    expect(await database.db.sellerCall.count()).toBe(0);
    expect((await review()).campaign.state).toBe("in_review");
  });

  it("makes one set when it is sent twice at once", async () => {
    const { revision } = (await review()).campaign;
    const outcomes = await Promise.allSettled([submit(revision), submit(revision)]);
    expect(outcomes.map((one) => one.status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(await database.db.changeSet.count()).toBe(1);
    expect(await database.db.mediaBuy.count()).toBe(2);
  });

  it("refuses a plan that moved since it was shown", async () => {
    expect((await refusal(submit(99))).code).toBe("STALE_REVISION");
  });
});

describe("deciding", () => {
  it("refuses the submitter's own approval, and roles that may not", async () => {
    const { revision } = (await review()).campaign;
    const { changeSetId } = await desk
      .as("admin")
      .changeSets.submitCampaign({ campaignId, revision, reason: "My own plan" });
    expect(await refusal(approve(changeSetId, "admin"))).toMatchObject({ code: "SELF_APPROVAL" });
    const hash = (await view(changeSetId)).payloadHash;
    expect((await refusal(desk.as("manager").changeSets.approve({ changeSetId, payloadHash: hash }))).code).toBe(
      "FORBIDDEN",
    );
  });

  it("signs, and hands each seller exactly the bytes that were shown", async () => {
    const changeSetId = await givenSubmission(desk, campaignId);
    const shown = await view(changeSetId);
    expect(shown.cannotDecide).toBeNull();
    expect(await approve(changeSetId)).toEqual({ changeSetId, state: "applying" });
    const calls = await database.db.sellerCall.findMany({ orderBy: { createdAt: "asc" } });
    expect(calls.map((call) => JSON.parse(call.request))).toEqual(shown.changes.map((one) => JSON.parse(one.request)));
    const after = await view(changeSetId);
    expect(after.changes.map((one) => [one.state, one.sentence])).toEqual([
      ["sending", "Sending to Northlight TV"],
      ["sending", "Sending to Tagblatt"],
    ]);
    expect(after.approvals).toMatchObject([{ decision: "approved", by: { name: "The approver" } }]);
    expect((await review()).campaign.state).toBe("applying");
    expect(await refusal(approve(changeSetId))).toMatchObject({ code: "INVALID_TRANSITION" });
  });

  it("refuses a signature for something else than what would be sent", async () => {
    const changeSetId = await givenSubmission(desk, campaignId);
    const payloadHash = "0".repeat(64);
    const outcome = await refusal(desk.as("approver").changeSets.approve({ changeSetId, payloadHash }));
    expect(outcome.code).toBe("STALE_APPROVAL");
    expect(await database.db.sellerCall.count()).toBe(0);
  });

  it("refuses a create whose start has passed while it waited", async () => {
    const changeSetId = await givenSubmission(desk, campaignId);
    desk.setClock("2026-11-24T08:00:00.000Z");
    expect(await refusal(approve(changeSetId))).toMatchObject({ code: "STALE_APPROVAL" });
  });

  it("lets one of two approvers win", async () => {
    const changeSetId = await givenSubmission(desk, campaignId);
    const outcomes = await Promise.allSettled([approve(changeSetId), approve(changeSetId, "admin")]);
    expect(outcomes.map((one) => one.status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(await database.db.approval.count()).toBe(1);
    expect(await database.db.sellerCall.count()).toBe(2);
  });

  it("makes a rejected campaign a draft again, with the reason, and lets it be sent anew", async () => {
    const changeSetId = await givenSubmission(desk, campaignId);
    await desk.as("approver").changeSets.reject({ changeSetId, reason: "Too much on TV" });
    const shown = await review();
    expect(shown.campaign.state).toBe("draft");
    expect(shown.lastRejection).toMatchObject({ by: "The approver", reason: "Too much on TV" });
    expect(shown.sellers).toHaveLength(2);
    expect(await database.db.mediaBuy.count()).toBe(0);
    expect(await view(changeSetId)).toMatchObject({ state: "rejected", settled: true });
    await givenSubmission(desk, campaignId);
    expect((await review()).campaign.state).toBe("in_review");
  });

  it("lets only its author withdraw it", async () => {
    const changeSetId = await givenSubmission(desk, campaignId);
    expect((await refusal(desk.as("manager").changeSets.discard({ changeSetId }))).code).toBe("NOT_ALLOWED");
    await desk.as("planner").changeSets.discard({ changeSetId });
    expect((await review()).campaign.state).toBe("draft");
    expect((await refusal(approve(changeSetId))).code).toBe("INVALID_TRANSITION");
  });

  it("does not let another organisation see or decide it", async () => {
    const changeSetId = await givenSubmission(desk, campaignId);
    const { payloadHash } = await view(changeSetId);
    const other = "0198a000-0000-7000-8000-000000000002";
    await desk.addOrganisation(other);
    const stranger = desk.as("admin", other).changeSets;
    expect((await refusal(stranger.get({ changeSetId }))).code).toBe("NOT_FOUND");
    expect((await refusal(stranger.approve({ changeSetId, payloadHash }))).code).toBe("NOT_FOUND");
    expect((await refusal(stranger.reject({ changeSetId, reason: "No way" }))).code).toBe("NOT_FOUND");
    expect((await stranger.list({ state: "all" })).rows).toEqual([]);
  });
});

describe("following", () => {
  it("shows each change as it happens and ends when all is settled", async () => {
    const changeSetId = await givenSubmission(desk, campaignId);
    const seen: ChangeSetView["state"][] = [];
    const stream = await desk.as("planner").changeSets.follow({ changeSetId });
    for await (const event of stream) {
      if (!isTrackedEnvelope<ChangeSetView>(event)) throw new Error("An event without an id cannot be resumed");
      const [, shown] = event;
      seen.push(shown.state);
      if (shown.state === "in_review") await desk.as("approver").changeSets.reject({ changeSetId, reason: "Not now" });
    }
    expect(seen).toEqual(["in_review", "rejected"]);
  });
});

describe("what of many sets has ended", () => {
  it("is told by media buy, whether it took or not, and never of another organisation's", async () => {
    const { changeSetId } = await submit((await review()).campaign.revision);
    const moves = () => desk.as("viewer").changeSets.moves({ changeSetIds: [changeSetId] });
    expect(await moves()).toEqual([{ changeSetId, took: [], didNotTake: [], settled: false }]);
    const [one, other] = await database.db.change.findMany({ where: { changeSetId }, orderBy: { position: "asc" } });
    await database.db.change.update({ where: { id: one?.id ?? "" }, data: { state: "settled" } });
    const took = [one?.mediaBuyId];
    expect(await moves()).toEqual([{ changeSetId, took, didNotTake: [], settled: false }]);
    await database.db.change.update({ where: { id: other?.id ?? "" }, data: { state: "refused" } });
    expect(await moves()).toEqual([{ changeSetId, took, didNotTake: [other?.mediaBuyId], settled: true }]);
    await desk.addOrganisation("rival");
    const theirs = desk.as("admin", "rival").changeSets.moves({ changeSetIds: [changeSetId] });
    expect((await refusal(theirs)).code).toBe("NOT_FOUND");
  });
});

describe("the queue", () => {
  const statements = async (limit: number) => {
    const of = await database.statementsOf(() => desk.as("approver").changeSets.list({ limit }));
    return of.length;
  };

  it("pages newest first, counts what waits on a person, and names the rule", async () => {
    const ids: string[] = [];
    for (let index = 0; index < 3; index++) {
      ids.unshift(await givenSubmission(desk, await givenCampaign(desk, sellers, `Campaign ${index}`)));
    }
    const first = await desk.as("approver").changeSets.list({ limit: 2 });
    const second = await desk.as("approver").changeSets.list({ limit: 2, cursor: first.nextCursor });
    expect([...first.rows, ...second.rows].map((row) => row.id)).toEqual(ids);
    expect(second.nextCursor).toBeNull();
    expect(first.rows[0]).toMatchObject({
      rule: "Every new media buy needs an approver",
      sellers: ["Northlight TV", "Tagblatt"],
      campaign: { name: "Campaign 2" },
    });
    expect(await desk.as("approver").changeSets.waitingCount()).toBe(3);
    expect(await desk.as("planner").changeSets.waitingCount()).toBe(0);
  });

  it("takes as many statements for fifty rows as for one", async () => {
    for (let index = 0; index < 50; index++) {
      await givenSubmission(desk, await givenCampaign(desk, sellers.slice(0, 1), `Campaign ${index}`));
    }
    expect(await statements(1)).toBe(4);
    expect(await statements(50)).toBe(4);
  });
});

it("takes as many statements for one change as for fifty", async () => {
  const counted: number[] = [];
  for (const count of [1, 50]) {
    const made: Seller[] = [];
    for (let index = 0; index < count; index++) made.push(await givenSeller(desk, `Seller ${count} ${index}`));
    const id = await givenCampaign(desk, made, `Campaign of ${count}`);
    const reading = await database.statementsOf(() => desk.as("planner").changeSets.review({ campaignId: id }));
    const changeSetId = await givenSubmission(desk, id);
    await approve(changeSetId);
    const getting = await database.statementsOf(() => view(changeSetId));
    counted.push(reading.length, getting.length);
  }
  expect(counted.slice(2)).toEqual(counted.slice(0, 2));
  expect(counted[1]).toBe(9);
});
