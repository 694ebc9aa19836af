import { afterAll, beforeAll, expect, test } from "vitest";
import { openBulkWriter } from "../server/db/bulk-writer";
import { type TestDatabase, testDatabase } from "../server/db/test-database";
import { checkInvariants } from "../server/doctor/invariants";
import { readMediaBuyPage } from "../server/repositories/media-buy-list";
import { newUuidV7 } from "../server/uuid";
import { fillOrganisation } from "./scale-organisation";

let database: TestDatabase;
const organisationId = "scale";
const at = new Date("2026-11-21T09:20:00.000Z");

beforeAll(async () => {
  database = await testDatabase();
  const { db } = database;
  await db.organisation.create({ data: { id: organisationId, name: "Scale", createdAt: at } });
  const stamps = { createdAt: at, updatedAt: at };
  const author = { id: "author", organisationId, role: "manager", name: "Marc", email: "marc@scale.example" };
  await db.user.create({ data: { ...author, ...stamps } });
});
afterAll(() => database.dispose());

const fill = async (buys: number) => {
  const writer = openBulkWriter(database.url, database.db);
  const desk = { db: database.db, newId: newUuidV7, writer };
  return fillOrganisation(desk, { organisationId, authorId: "author", buys }, () => undefined).finally(writer.close);
};

test("a filled organisation holds what every other holds, also after a stop in the middle", async () => {
  const { db } = database;
  expect(await fill(450)).toBe(450);
  expect(await fill(1_000)).toBe(550);
  expect(await fill(1_000)).toBe(0);
  expect(await checkInvariants(db, [], { organisationId })).toEqual([]);
  expect(await db.mediaBuy.count({ where: { organisationId } })).toBe(1_000);
  expect(await db.salesAgent.count({ where: { organisationId } })).toBe(50);
  const all = { status: [], salesAgentId: null, campaignId: null, text: "", after: null, limit: 50 };
  const { counts } = await readMediaBuyPage(db, organisationId, { ...all, sort: "updatedAt", descending: true });
  const counted = await db.mediaBuy.groupBy({ by: ["status"], _count: { _all: true } });
  const byStatus = new Map(counted.map(({ status, _count }) => [status, _count._all]));
  expect(new Map((counts ?? []).map(({ status, count }) => [status, count]))).toEqual(byStatus);
  expect(byStatus.size).toBeGreaterThan(8);
});
