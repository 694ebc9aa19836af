import http from "node:http";
import { initTRPC, TRPCError } from "@trpc/server";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { afterEach, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { inWriteTransaction, openDb } from "./client";
import { type TestDatabase, testDatabase } from "./test-database";
import { testServer } from "./test-postgresql";
import { edit, givenCampaigns, note, notes } from "./test-rows";

/** The adapter of SQLite shares one connection, where most can go wrong. */
const share = testServer ? 5 : 1;
const [pairs, nested, batches, requests] = [400 / share, 200 / share, 500 / share, 1_000 / share];

let database: TestDatabase;

beforeEach(async () => {
  database = await testDatabase();
  await givenCampaigns(database.db, 1);
});
afterEach(() => database.dispose());

function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

const nameOf = async () => (await database.db.campaign.findUniqueOrThrow({ where: { id: "c0" } })).name;

test("a read beside an open transaction sees what is committed and does not wait for it", async () => {
  const [wrote, mayEnd] = [gate(), gate()];
  const transaction = inWriteTransaction(database.db, async (tx) => {
    await tx.campaign.update({ where: { id: "c0" }, data: { name: "second" } });
    wrote.open();
    await mayEnd.opened;
  });
  await wrote.opened;
  expect(await nameOf()).toBe("first");
  mayEnd.open();
  await transaction;
  expect(await nameOf()).toBe("second");
});

test("a write beside a transaction that rolls back survives it", async () => {
  const [wrote, mayFail] = [gate(), gate()];
  const transaction = inWriteTransaction(database.db, async (tx) => {
    await tx.campaign.update({ where: { id: "c0" }, data: { name: "second" } });
    wrote.open();
    await mayFail.opened;
    throw new Error("refused");
  });
  await wrote.opened;
  const write = note(database.db, "other");
  mayFail.open();
  await expect(transaction).rejects.toThrow("refused");
  await write;
  expect(await nameOf()).toBe("first");
  expect(await notes(database.db)).toEqual(new Set(["other"]));
});

test(`${pairs} pairs of a failing transaction and a plain write in one tick lose none of the writes`, async () => {
  await note(database.db, "taken");
  for (let index = 0; index < pairs; index++) {
    const fails = inWriteTransaction(database.db, async (tx) => {
      await tx.campaign.update({ where: { id: "c0" }, data: { name: `n${index}` } });
      if (index % 2) await new Promise((resolve) => setImmediate(resolve));
      await note(tx, "taken");
    });
    const writes = afterMicrotasks(index % 40).then(() => note(database.db, `other-${index}`));
    const [failed, wrote] = await Promise.allSettled([fails, writes]);
    expect([failed.status, wrote.status]).toEqual(["rejected", "fulfilled"]);
  }
  expect((await notes(database.db)).size).toBe(pairs + 1);
  expect(await nameOf()).toBe("first");
});

async function afterMicrotasks(count: number) {
  for (let index = 0; index < count; index++) await null;
}

test(`${nested} nested creates that fail half-way lose none of the plain writes beside them`, async () => {
  const at = new Date("2026-03-01T00:00:00Z");
  const user = (id: string, email: string) => ({ id, email, role: "viewer", name: id, createdAt: at, updatedAt: at });
  for (let index = 0; index < nested; index++) {
    const id = `o${index}`;
    const fails = database.db.organisation.create({
      data: { id, name: id, createdAt: at, users: { create: [user(`${id}a`, id), user(`${id}b`, id)] } },
    });
    const writes = afterMicrotasks(index % 40).then(() => note(database.db, `other-${index}`));
    const [failed, wrote] = await Promise.allSettled([fails, writes]);
    expect([failed.status, wrote.status]).toEqual(["rejected", "fulfilled"]);
  }
  expect((await notes(database.db)).size).toBe(nested);
  expect(await database.db.organisation.count()).toBe(1);
});

test(`${batches} tRPC batches of a conflicting edit and a plain write lose none of the acknowledged writes`, async () => {
  const t = initTRPC.create();
  const signedIn = t.procedure.input(z.object({ index: z.number() })).use(async ({ next }) => {
    await database.db.organisation.findUnique({ where: { id: "o" } });
    return next();
  });
  const router = t.router({
    edit: signedIn.mutation(async ({ input }) => {
      const believed = input.index % 2 ? undefined : -1;
      await inWriteTransaction(database.db, (tx) => edit(tx, "c0", `edit-${input.index}`, believed)).catch(() => {
        throw new TRPCError({ code: "CONFLICT" });
      });
    }),
    write: signedIn.mutation(({ input }) => note(database.db, `write-${input.index}`)),
  });
  const batch = async (index: number) => {
    const response = await fetchRequestHandler({
      endpoint: "/trpc",
      req: new Request("http://app/trpc/edit,write?batch=1", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ 0: { index }, 1: { index } }),
      }),
      router,
      createContext: () => ({}),
    });
    return z.array(z.object({ result: z.unknown().optional() })).parse(await response.json());
  };
  const acknowledged: string[] = [];
  for (let index = 0; index < batches; index++) {
    const [edited, written] = await batch(index);
    if (edited?.result) acknowledged.push(`edit-${index}`);
    if (written?.result) acknowledged.push(`write-${index}`);
  }
  expect(acknowledged).toHaveLength(batches * 1.5);
  expect(await notes(database.db)).toEqual(new Set(acknowledged));
});

test("16 connections of edits, conflicts and writes lose nothing that was acknowledged", async () => {
  const server = http.createServer((request, response) => {
    const key = String(request.url).slice(1);
    const index = Number(key.split("-")[1]);
    const work = key.startsWith("edit")
      ? inWriteTransaction(database.db, (tx) => edit(tx, "c0", key, index % 4 ? undefined : -1))
      : note(database.db, key);
    work.then(
      () => response.end(),
      () => response.writeHead(409).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const origin = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
  const acknowledged = new Set<string>();
  let next = 0;
  const connection = async () => {
    while (next < requests) {
      const index = next++;
      const key = `${index % 2 ? "write" : "edit"}-${index}`;
      const response = await fetch(`${origin}/${key}`);
      await response.arrayBuffer();
      if (response.ok) acknowledged.add(key);
    }
  };
  await Promise.all(Array.from({ length: 16 }, connection));
  await new Promise((resolve) => server.close(resolve));
  expect(await notes(database.db)).toEqual(acknowledged);
  expect(acknowledged.size).toBe(requests * 0.75);
});

test("two clients of one file in one process take turns instead of locking each other out", async () => {
  const other = openDb(database.url);
  const count = async (db: typeof other, key: string) => inWriteTransaction(db, (tx) => edit(tx, "c0", key));
  await Promise.all(Array.from({ length: 40 }, (_, index) => count(index % 2 ? other : database.db, `n${index}`)));
  await other.$disconnect();
  const { revision } = await database.db.campaign.findUniqueOrThrow({ where: { id: "c0" } });
  expect(revision).toBe(41);
});
