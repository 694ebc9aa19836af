import { afterAll, beforeAll, expect, test } from "vitest";
import { makeVault } from "../auth/vault";
import { type TestDatabase, testDatabase } from "../db/test-database";
import { systemClock } from "../domain/time";
import { giveAddress, webhookPorts } from "./test-webhook-world";

const vault = makeVault([Buffer.alloc(32, 7)]);
let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.dispose());

test("reports are signed with a shared secret, tasks by the seller's own key, at the same agent (C25)", async () => {
  const { db } = database;
  const ports = webhookPorts(db, vault, systemClock, (work) => db.$transaction(work));
  const place = { organisationId: "o", salesAgentId: "a" };
  const createdAt = new Date(systemClock());
  await db.organisation.create({ data: { id: "o", name: "Test", createdAt } });
  const agent = { id: "a", organisationId: "o", name: "S", url: "https://seller.example/mcp", protocol: "mcp" };
  await db.salesAgent.create({ data: { ...agent, createdAt } });
  await giveAddress(ports, place, "rfc9421");
  const subject = { ...place, accountId: null, mediaBuyId: null, changeId: null };
  const configOf = (purpose: "task" | "reporting") =>
    ports.inTransaction(async (tx) => (await ports.webhooks?.configFor(tx, { ...subject, purpose })) ?? null);
  expect(await configOf("task")).toEqual({ url: expect.stringContaining("https://desk.example/api/webhooks/") });
  expect(await configOf("reporting")).toMatchObject({ authentication: { schemes: ["HMAC-SHA256"] } });
});
