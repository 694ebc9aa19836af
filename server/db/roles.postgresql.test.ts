import { randomUUID } from "node:crypto";
import fs from "node:fs";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testDesk, testOrganisation } from "../api/test-desk";
import { recordAudit } from "../repositories/audit";
import { readMediaBuyPage } from "../repositories/media-buy-list";
import { openDb } from "./client";
import { migrate } from "./migrate";
import { migratePostgresql } from "./postgresql-migrations";
import { newTestPostgresql } from "./test-postgresql";
import { givenCampaigns } from "./test-rows";

let database: Awaited<ReturnType<typeof newTestPostgresql>>;
/** Roles are the server's, not a database's: other runs beside this one have theirs. */
const suffix = `_${randomUUID().slice(0, 8)}`;
const addressAs = (role: string) => {
  const url = new URL(database.url);
  Object.assign(url, { username: `${role}${suffix}`, password: role });
  return url.href;
};

async function ask(url: string, sql: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

beforeAll(async () => {
  database = await newTestPostgresql({ empty: true });
  const name = new URL(database.url).pathname.slice(1);
  const file = fs.readFileSync(new URL("../../docs/postgresql-roles.sql", import.meta.url), "utf8");
  const sql = file
    .replaceAll(/flightdeck_(owner|app)\b/g, `$&${suffix}`)
    .replace(":owner_password", "'flightdeck_owner'")
    .replace(":app_password", "'flightdeck_app'")
    .replace(':"DBNAME"', name);
  await ask(database.url, sql);
});
afterAll(async () => {
  const server = new URL("/postgres", database.url).href;
  await database.drop();
  await ask(server, `DROP ROLE flightdeck_owner${suffix}, flightdeck_app${suffix}`);
});

test("a role that may make no extension migrates, is told what is missing, and has the index once somebody made them", async () => {
  const { url, drop } = await newTestPostgresql({ empty: true });
  const plain = new URL(url);
  Object.assign(plain, { username: `flightdeck_app${suffix}`, password: "flightdeck_app" });
  await ask(url, `GRANT USAGE, CREATE ON SCHEMA public TO flightdeck_app${suffix}`);
  const said: string[] = [];
  const migrated = () => migratePostgresql(plain.href, undefined, (message) => void said.push(message));
  expect((await migrated()).length).toBeGreaterThan(0);
  expect(said).toEqual([expect.stringMatching(/permission denied.*CREATE EXTENSION pg_trgm.*Then migrate again/)]);
  // What people look for is found all the same.
  const db = openDb(plain.href);
  await givenCampaigns(db, 1);
  const at = new Date(Date.UTC(2026, 0, 1));
  const agent = { id: "a", name: "Seller", organisationId: "o", url: "https://a.example", protocol: "mcp" };
  await db.salesAgent.create({ data: { ...agent, createdAt: at } });
  const buy = { organisationId: "o", campaignId: "c0", salesAgentId: "a", currency: "EUR", totalMicros: 1n };
  const dates = { startAt: null, endAt: at, createdAt: at, updatedAt: at };
  const buys = ["Spring", "Autumn"].map((name) => ({ ...buy, ...dates, id: name, name, status: "ACTIVE" }));
  await db.mediaBuy.createMany({ data: buys });
  const order = { sort: "updatedAt", descending: true, after: null, limit: 5 } as const;
  const filter = { ...order, status: [], salesAgentId: null, campaignId: null, text: "utum" };
  expect((await readMediaBuyPage(db, "o", filter)).rows).toMatchObject([{ id: "Autumn" }]);
  await db.$disconnect();
  await ask(url, "CREATE EXTENSION pg_trgm; CREATE EXTENSION btree_gin");
  expect(await migrated()).toEqual([]);
  expect(said).toHaveLength(1);
  await ask(url, `DROP INDEX "MediaBuy_search_idx"; DROP OWNED BY flightdeck_app${suffix}`);
  await drop();
});

test("the owner's role migrates; the app's role writes rows, and neither tables, triggers nor the record", async () => {
  await expect(migrate(addressAs("flightdeck_app"))).rejects.toThrow();
  expect((await migrate(addressAs("flightdeck_owner"))).length).toBeGreaterThan(0);
  const app = addressAs("flightdeck_app");
  const db = openDb(app);
  const desk = await testDesk(db);
  const row = { action: "test", subjectType: "user", subjectId: "x", summary: "One", by: desk.actor("admin") } as const;
  await desk.ports.inTransaction((tx) => recordAudit(tx, "row", { ...row, at: desk.ports.clock() }));
  expect(await db.auditRow.count({ where: { organisationId: testOrganisation } })).toBe(1);
  await desk.close();
  await db.$disconnect();
  for (const sql of [
    `CREATE TABLE mine (x int)`,
    `DROP TABLE "AuditRow"`,
    `TRUNCATE "AuditRow"`,
    `ALTER TABLE "AuditRow" DISABLE TRIGGER ALL`,
    `SET session_replication_role = replica`,
    `UPDATE "AuditRow" SET summary = 'Another'`,
    `DELETE FROM "AuditRow"`,
    `CREATE EXTENSION hstore`,
  ]) {
    await expect(ask(app, sql), sql).rejects.toThrow(/permission denied|must be owner|never changed|append/i);
  }
});
