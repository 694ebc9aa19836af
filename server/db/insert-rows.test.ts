import { expect, test } from "vitest";
import { dialectOf } from "./dialect";
import { Prisma } from "./generated/client";
import { insertRows } from "./insert-rows";
import { testDatabase } from "./test-database";

test("rows written at once read back as those that Prisma writes", async () => {
  const database = await testDatabase();
  const at = new Date("2026-11-21T12:34:56.789Z");
  const one = {
    id: "a",
    organisationId: "o",
    salesAgentId: "s",
    campaignId: "c",
    currency: "USD",
    name: "Quo\"ted 'n' ünïcode 12",
    status: "ACTIVE",
    totalMicros: 9_007_199_254_740_993n,
    paused: true,
    startAt: at,
    endAt: null,
    createdAt: at,
    updatedAt: at,
  };
  await database.db.campaign.create({
    data: {
      id: "c",
      organisationId: "o",
      name: "C",
      buyerRef: "r",
      timeZone: "UTC",
      currency: "USD",
      createdById: "u",
      createdAt: at,
      updatedAt: at,
    },
  });
  await database.db.mediaBuy.create({ data: one });
  // Few go in by Prisma's own statement.
  const more = Array.from({ length: 20 }, (_, index) => ({ ...one, id: `m${index}` }));
  await database.db.$transaction((tx) =>
    insertRows(tx, "MediaBuy", [
      { ...one, id: "b" },
      { ...one, id: "d", name: "17", endAt: at, sellerRevision: 3 },
      ...more,
    ]),
  );
  const rows = await database.db.mediaBuy.findMany({ orderBy: { id: "asc" } });
  const [first, second, third] = rows;
  expect(second).toEqual({ ...first, id: "b" });
  expect(third).toEqual({ ...first, id: "d", name: "17", endAt: at, sellerRevision: 3 });
  // SQLite stores what it is given, whatever the column's type.
  const typeOf = Prisma.raw(dialectOf(database.db) === "sqlite" ? "typeof" : "pg_typeof");
  const types = await database.db.$queryRaw<{ readonly kinds: string }[]>`
    SELECT CAST(${typeOf}("totalMicros") AS TEXT) || CAST(${typeOf}("paused") AS TEXT) || CAST(${typeOf}("startAt") AS TEXT)
      || CAST(${typeOf}("name") AS TEXT) || CAST("startAt" AS TEXT) AS kinds FROM "MediaBuy"`;
  expect(new Set(types.map((row) => row.kinds)).size).toBe(1);
  await database.dispose();
});
