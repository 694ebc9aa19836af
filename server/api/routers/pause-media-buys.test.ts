import { afterEach, beforeEach, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "../../db/test-database";
import { type TestDesk, testDesk } from "../test-desk";
import { type Bought, givenBought, givenPeople, givenSeller, now, settleChanges } from "./test-campaigns";
import { refusal } from "./test-refusal";

let database: TestDatabase;
let desk: TestDesk;
let tv: Bought;
let news: Bought;

beforeEach(async () => {
  database = await testDatabase();
  desk = await testDesk(database.db);
  desk.setClock(now);
  await givenPeople(database.db);
  tv = await givenBought(desk, await givenSeller(desk, "Northlight TV"), "TV");
  news = await givenBought(desk, await givenSeller(desk, "Tagblatt"), "News");
});
afterEach(async () => {
  await desk.close();
  await database.dispose();
});

const pause = (paused: boolean, ...mediaBuyIds: string[]) => desk.as("manager").steering.pause({ mediaBuyIds, paused });

it("pauses chosen buys of several campaigns in one change set", async () => {
  const { changeSetId, state, refused } = await pause(true, tv.mediaBuyId, news.mediaBuyId);
  expect({ state, refused }).toEqual({ state: "applying", refused: [] });
  const set = await database.db.changeSet.findUniqueOrThrow({ where: { id: changeSetId ?? "" } });
  expect(set).toMatchObject({ title: "Pause 2 media buys", campaignId: null });
  const calls = await database.db.sellerCall.findMany();
  expect(calls.map((call) => JSON.parse(call.request).paused)).toEqual([true, true]);
});

it("goes on without those that cannot be, and says why of each", async () => {
  const first = await pause(true, tv.mediaBuyId);
  const second = await pause(true, tv.mediaBuyId, news.mediaBuyId);
  expect(second.refused).toEqual([
    { mediaBuyId: tv.mediaBuyId, why: "A pause or resume of it is on its way to the seller" },
  ]);
  expect(await database.db.change.count({ where: { changeSetId: second.changeSetId ?? "" } })).toBe(1);
  await settleChanges(desk, first.changeSetId ?? "");
  const pausedNow = { paused: true, sellerStatus: "paused" };
  await database.db.mediaBuy.update({ where: { id: tv.mediaBuyId }, data: pausedNow });
  const third = await pause(true, tv.mediaBuyId);
  expect(third).toEqual({
    changeSetId: null,
    state: null,
    refused: [{ mediaBuyId: tv.mediaBuyId, why: "It is paused already" }],
  });
  expect((await pause(false, tv.mediaBuyId)).state).toBe("applying");
});

it("changes nothing when one of them is not the organisation's", async () => {
  const stranger = tv.mediaBuyId.replace(/.$/, (last) => (last === "0" ? "1" : "0"));
  const refused = await refusal(pause(true, news.mediaBuyId, stranger));
  expect(refused.code).toBe("NOT_FOUND");
  expect(await database.db.changeSet.count({ where: { title: { startsWith: "Pause" } } })).toBe(0);
});
