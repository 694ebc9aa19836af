import { expect, test } from "vitest";
import { inWriteTransaction } from "../db/client";
import { testDatabase } from "../db/test-database";
import { contactLog } from "./contact-log";

test("of many contacts the newest is kept, and a failure does not hide the last success", async () => {
  const database = await testDatabase();
  const at = new Date("2026-11-01T00:00:00.000Z");
  const agent = { organisationId: "o", name: "A", url: "https://a.example", protocol: "mcp", createdAt: at };
  await database.db.salesAgent.create({ data: { id: "a", ...agent } });
  let transactions = 0;
  const contacts = contactLog({
    inTransaction: (work) => {
      transactions += 1;
      return inWriteTransaction(database.db, work);
    },
    log: { warn: () => undefined },
  });
  const place = { organisationId: "o", salesAgentId: "a" };
  contacts.note(place, { at: "2026-11-01T10:00:00.000Z", ok: true, milliseconds: 12.4, error: null });
  contacts.note(place, { at: "2026-11-01T10:00:01.000Z", ok: false, milliseconds: 30, error: "TIMEOUT: no answer" });
  contacts.note(place, { at: "2026-11-01T10:00:02.000Z", ok: false, milliseconds: 31, error: "TIMEOUT: no answer" });
  await contacts.flush();
  await contacts.flush();
  expect(transactions).toBe(1);
  expect(await database.db.salesAgent.findUniqueOrThrow({ where: { id: "a" } })).toMatchObject({
    lastContactAt: new Date("2026-11-01T10:00:02.000Z"),
    lastSuccessAt: new Date("2026-11-01T10:00:00.000Z"),
    lastLatencyMs: 31,
    lastError: "TIMEOUT: no answer",
  });
  await database.dispose();
});
