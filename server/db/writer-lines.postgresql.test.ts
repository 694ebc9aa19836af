import { afterAll, beforeAll, expect, test } from "vitest";
import { recordAudit, systemActor } from "../repositories/audit";
import { verifyAuditChain } from "../repositories/audit-reads";
import { type Db, inWriteTransaction, openDb, writingInLine } from "./client";
import { type TestDatabase, testDatabase } from "./test-database";

/** Who waits for whom, over two clients: two processes. */
const organisations = ["one", "two", "three", "four", "five", "six", "seven", "eight"];
const at = new Date("2026-03-01T00:00:00Z");
let database: TestDatabase;
let db: Db;
let elsewhere: Db;

beforeAll(async () => {
  database = await testDatabase();
  db = database.db;
  elsewhere = openDb(database.url);
  await db.organisation.createMany({ data: organisations.map((id) => ({ id, name: id, createdAt: at })) });
});
afterAll(async () => {
  await elsewhere.$disconnect();
  await database.dispose();
});

/** A transaction that has begun and stays open until `end`. */
async function open(at: Db, line: string | null) {
  let end: () => void = () => undefined;
  const mayEnd = new Promise<void>((resolve) => {
    end = resolve;
  });
  let ended: Promise<void> = Promise.resolve();
  await new Promise<void>((began, failed) => {
    ended = inWriteTransaction(
      at,
      async () => {
        began();
        await mayEnd;
      },
      line,
    );
    ended.catch(failed);
  });
  return {
    end: () => {
      end();
      return ended;
    },
  };
}

/** How many transactions wait for a lock of the server. */
async function waiting(): Promise<number> {
  const rows = await db.$queryRaw<{ n: number }[]>`
    SELECT count(*)::integer AS "n" FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'`;
  return rows[0]?.n ?? 0;
}

const rename = (client: Db, id: string, line: string | null) =>
  inWriteTransaction(client, (tx) => tx.organisation.update({ where: { id }, data: { name: "new" } }), line);

test("an organisation's writers do not wait for another's, nor does sign-in, and reads wait for none", async () => {
  const one = await open(db, "one");
  await rename(elsewhere, "two", "two");
  await rename(db, "three", "three");
  const library = writingInLine(db, "sign-in");
  expect(await library.$transaction((tx) => tx.verification.count())).toBe(0);
  await rename(elsewhere, "four", "installation");
  expect(await waiting()).toBe(0);
  await one.end();
});

test("writers of one organisation take turns, in all processes", async () => {
  const one = await open(db, "one");
  const order: string[] = [];
  const next = rename(elsewhere, "one", "one").then(() => order.push("next"));
  await expect.poll(waiting).toBe(1);
  order.push("end");
  await one.end();
  await next;
  expect(order).toEqual(["end", "next"]);
});

test("who names no line writes alone: it waits for all, and all for it", async () => {
  const one = await open(db, "one");
  const alone = open(elsewhere, null);
  await expect.poll(waiting).toBe(1);
  await one.end();
  const everybody = await alone;
  const order: string[] = [];
  const others = [rename(db, "one", "one"), rename(db, "two", "two")].map((one) => one.then(() => order.push("other")));
  await expect.poll(waiting).toBe(2);
  order.push("end");
  await everybody.end();
  await Promise.all(others);
  expect(order).toEqual(["end", "other", "other"]);
});

test("as many organisations as there are may write: reads still find a connection", async () => {
  const held = await Promise.all(organisations.slice(0, 6).map((id) => open(db, id)));
  const more = organisations.slice(6).map((id) => rename(db, id, id));
  expect(await Promise.all(Array.from({ length: 20 }, () => db.organisation.count()))).toEqual(Array(20).fill(8));
  for (const one of held) await one.end();
  await Promise.all(more);
});

test("the chains of organisations that write side by side in two processes stay whole", async () => {
  const entry = (id: string, key: string) =>
    ({
      at: "2026-11-21T09:00:00.000Z",
      by: systemActor(id),
      action: "campaign.edited",
      subjectType: "campaign",
      subjectId: key,
      summary: key,
    }) as const;
  const rows = organisations
    .slice(0, 3)
    .flatMap((id) => Array.from({ length: 6 }, (_, n) => ({ id, key: `${id}-${n}` })));
  await Promise.all(
    rows.map(({ id, key }, n) =>
      inWriteTransaction(n % 2 === 0 ? db : elsewhere, (tx) => recordAudit(tx, key, entry(id, key)), id),
    ),
  );
  for (const id of organisations.slice(0, 3))
    expect(await verifyAuditChain(db, id)).toEqual({ kind: "intact", rows: 6 });
});
