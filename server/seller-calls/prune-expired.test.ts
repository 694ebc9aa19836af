import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "vitest";
import { testDesk, testOrganisation } from "../api/test-desk";
import { inWriteTransaction } from "../db/client";
import { type TestDatabase, testDatabase } from "../db/test-database";
import { addMillis, type Instant, systemClock } from "../domain/time";
import type { Ports } from "../ports";
import { claimDueJobs } from "../queue/jobs";
import { enqueuePruning, pruneExpired } from "./prune-expired";

const hour = 3_600_000;
const day = 24 * hour;
const options = { pollSeconds: 30, deliverySeconds: 300, leaseMs: 15_000 };
const now = systemClock();
let database: TestDatabase;
let ports: Ports;
let later: number;

beforeEach(async () => {
  database = await testDatabase();
  const desk = await testDesk(database.db);
  await desk.close();
  later = 0;
  const { db } = database;
  const tools = { clock: () => addMillis(now, later), newId: randomUUID };
  ports = { ...desk.ports, db, ...tools, inTransaction: (work) => inWriteTransaction(db, work) };
});
afterEach(() => database.dispose());

const ago = (milliseconds: number) => new Date(addMillis(now, -milliseconds));

/** Rows of every kind, made `old` milliseconds ago and ended then. */
async function given(old: number, count: number): Promise<void> {
  const { db } = database;
  const at = ago(old);
  const person = { organisationId: testOrganisation, role: "viewer", name: "V", email: `${randomUUID()}@x.example` };
  const { id: userId } = await db.user.create({ data: { id: randomUUID(), ...person, createdAt: at, updatedAt: at } });
  for (let index = 0; index < count; index++) {
    const [id, made] = [randomUUID(), { expiresAt: at, createdAt: at, updatedAt: at }];
    await db.session.create({ data: { id, userId, token: id, ...made } });
    await db.verification.create({ data: { id, identifier: id, value: "v", ...made } });
    await db.rateLimit.create({ data: { id, key: id, count: 1, lastRequest: BigInt(at.getTime()) } });
    await db.webhookNonce.create({ data: { keyId: "k", nonce: id, expiresAt: at } });
    await db.mutationReceipt.create({ data: { userId, requestId: id, inputHash: "h", outcome: "{}", createdAt: at } });
  }
}

async function left() {
  const { db } = database;
  const kinds = [db.session.count(), db.verification.count(), db.rateLimit.count(), db.webhookNonce.count()];
  return Promise.all([...kinds, db.mutationReceipt.count()]);
}

/** The job runs as often as it is due within the next minute. */
async function pruned(): Promise<number> {
  for (let runs = 0; ; runs++) {
    later += 1_000;
    const now: Instant = ports.clock();
    const [job] = await claimDueJobs(database.db, { now, leaseMs: options.leaseMs, limit: 1 });
    if (!job) return runs;
    await pruneExpired(ports, job, options);
  }
}

test("what nothing asks for any more goes, in batches, and what may still be asked for stays", async () => {
  await given(10 * day, 250);
  await given(-hour / 2, 3);
  await inWriteTransaction(database.db, (tx) => enqueuePruning(tx, ports));
  later = hour;
  expect(await pruned()).toBe(2);
  expect(await left()).toEqual([3, 3, 3, 3, 3]);
  // An hour later it looks again.
  later += hour;
  expect(await pruned()).toBe(1);
  expect(await left()).toEqual([3, 3, 0, 0, 3]);
});

test("a session that was used for two weeks is over whatever its end says, and one that is enqueued twice runs once", async () => {
  await given(16 * day, 1);
  await database.db.session.updateMany({ data: { expiresAt: new Date(addMillis(now, day)) } });
  for (let index = 0; index < 2; index++) await inWriteTransaction(database.db, (tx) => enqueuePruning(tx, ports));
  later = hour;
  expect(await pruned()).toBe(1);
  expect(await left()).toEqual([0, 0, 0, 0, 0]);
});
