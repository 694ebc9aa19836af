import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "../../db/test-database";
import type { Role } from "../../domain/permissions";
import { newUuidV7 } from "../../uuid";
import { type TestDesk, testDesk } from "../test-desk";
import { type Bought, givenBought, givenPeople, givenSeller, now, type Seller } from "./test-campaigns";
import { refusal } from "./test-refusal";

let database: TestDatabase;
let desk: TestDesk;
let seller: Seller;
let buy: Bought;

beforeEach(async () => {
  database = await testDatabase();
  desk = await testDesk(database.db);
  desk.setClock(now);
  await givenPeople(database.db);
  seller = await givenSeller(desk, "Northlight TV");
  buy = await givenBought(desk, seller);
});
afterEach(async () => {
  await desk.close();
  await database.dispose();
});

const get = () => desk.as("viewer").mediaBuys.get({ mediaBuyId: buy.mediaBuyId });

describe("dropping a media buy", () => {
  const neverThere = { status: "FAILED", sellerMediaBuyId: null, sellerStatus: null };
  const drop = (role: Role = "planner", organisationId?: string) =>
    desk.as(role, organisationId).mediaBuys.drop({ mediaBuyId: buy.mediaBuyId });

  it("archives one that never came to exist, with a line in the record; the campaign ranks by the others", async () => {
    const row = await database.db.mediaBuy.update({ where: { id: buy.mediaBuyId }, data: neverThere });
    const { status: _status, ...other } = row;
    const beside = { id: newUuidV7(), sellerMediaBuyId: "mb-other", sellerStatus: "active", status: "ACTIVE" };
    await database.db.mediaBuy.create({ data: { ...other, ...beside } });
    await database.db.campaign.update({ where: { id: row.campaignId }, data: { state: "partly_applied" } });
    const campaign = () => desk.as("viewer").campaigns.get({ campaignId: row.campaignId });
    expect((await campaign()).status).toBe("FAILED");
    expect((await get()).allowed.drop).toBeNull();
    await drop();
    expect(await get()).toMatchObject({ status: "ARCHIVED", blockedBy: null });
    expect((await campaign()).status).toBe("ACTIVE");
    const record = await database.db.auditRow.findFirstOrThrow({ where: { action: "media_buy.dropped" } });
    expect(record).toMatchObject({ subjectId: buy.mediaBuyId, summary: "Dropped Alpenglow buy" });
    expect((await refusal(drop())).message).toBe("It is dropped already");
  });

  it("refuses one that the seller has, and hides another organisation's", async () => {
    expect(await refusal(drop())).toMatchObject({ code: "INVALID_TRANSITION" });
    const stranger = newUuidV7();
    await desk.addOrganisation(stranger);
    expect((await refusal(drop("planner", stranger))).code).toBe("NOT_FOUND");
    expect((await refusal(drop("approver"))).code).toBe("FORBIDDEN");
  });
});

describe("raises that nobody approves", () => {
  const raise = async (budgetMicros: bigint) => {
    const { revision } = await get();
    const packages = { [buy.packageId]: { budgetMicros } };
    return desk.as("manager").changeSets.stageEdit({ mediaBuyId: buy.mediaBuyId, revision, packages });
  };
  /** The seller took the last one: its value is ours, and the field is free again. */
  const settle = async (budgetMicros: bigint) => {
    await database.db.change.updateMany({ data: { state: "settled" } });
    await database.db.package.update({ where: { id: buy.packageId }, data: { budgetMicros } });
  };

  it("add up over the campaign until the limit, and count for 30 days", async () => {
    await database.db.organisation.updateMany({ data: { approvalLimitMicros: 150_000_000n } });
    expect((await raise(1_100_000_000n)).state).toBe("applying");
    await settle(1_100_000_000n);
    const second = await raise(1_160_000_000n);
    expect(second.state).toBe("in_review");
    expect((await desk.as("approver").changeSets.get({ changeSetId: second.changeSetId })).rule).toBe(
      "With other raises of the campaign in 30 days it adds more than EUR 150.00; that needs an approver",
    );
    await desk.as("manager").changeSets.discard({ changeSetId: second.changeSetId });
    desk.setClock("2026-12-21T09:00:00.000Z");
    expect((await raise(1_160_000_000n)).state).toBe("applying");
  });
});
