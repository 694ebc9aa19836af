import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "vitest";
import { inWriteTransaction } from "../db/client";
import { type TestDatabase, testDatabase } from "../db/test-database";
import { systemClock } from "../domain/time";
import { newUuidV7 } from "../uuid";
import { newOrganisation } from "./new-organisation";

let database: TestDatabase;
beforeEach(async () => {
  database = await testDatabase();
});
afterEach(() => database.dispose());

test("an organisation comes with one administrator who can sign in, on the record, and an address is used once", async () => {
  const { db } = database;
  const ports = {
    clock: systemClock,
    newId: newUuidV7,
    inTransaction: <T>(work: Parameters<typeof inWriteTransaction<T>>[1]) => inWriteTransaction(db, work),
  };
  const plan = { name: "Agency", email: "you@agency.example", currency: "EUR", zone: "Europe/Berlin" };
  const passwordHash = randomUUID();
  const { organisationId, userId } = await newOrganisation(ports, { ...plan, passwordHash });
  expect(await db.user.findMany({ include: { credentials: true } })).toMatchObject([
    { id: userId, organisationId, role: "admin", credentials: [{ providerId: "credential", password: passwordHash }] },
  ]);
  expect(await db.auditRow.findMany()).toMatchObject([{ organisationId, action: "organisation.made" }]);
  await expect(newOrganisation(ports, { ...plan, name: "Another", passwordHash })).rejects.toThrow(/has an account/);
  expect(await db.organisation.count()).toBe(1);
});
