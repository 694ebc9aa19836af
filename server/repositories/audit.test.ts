import fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { dialectOf } from "../db/dialect";
import type { AuditRow } from "../db/generated/client";
import { type TestDatabase, testDatabase } from "../db/test-database";
import { hashAuditRow, recordAudit, recordAudits, systemActor } from "./audit";
import { verifyAuditChain, walkChain } from "./audit-reads";
import { takeAuditTriggersAway } from "./test-audit";

const organisationId = "o1";
const length = 12;
const createdAt = new Date("2026-01-01T00:00:00.000Z");

let database: TestDatabase;
let written: AuditRow[];

async function append(organisation: string, id: string, more: { after?: unknown } = {}): Promise<void> {
  const by =
    organisation === organisationId
      ? { organisationId, userId: "u1", name: "Paula", requestId: "r1" }
      : systemActor(organisation);
  await database.db.$transaction((tx) =>
    recordAudit(tx, id, {
      at: "2026-11-21T09:00:00.000Z",
      by,
      action: "campaign.edited",
      subjectType: "campaign",
      subjectId: "c1",
      campaignId: "c1",
      summary: `Edited ${id}`,
      before: { budget: "1.00" },
      after: { budget: "2.00" },
      ...more,
    }),
  );
}

beforeAll(async () => {
  database = await testDatabase();
  for (const id of [organisationId, "o2"]) {
    await database.db.organisation.create({ data: { id, name: id, createdAt } });
  }
  for (let seq = 1; seq <= length; seq += 1) {
    await append(organisationId, `a${seq}`);
    await append("o2", `b${seq}`);
  }
  written = await rows();
  await takeAuditTriggersAway(database.db);
});
afterEach(() => restore());
afterAll(() => database.dispose());

const rows = () => database.db.auditRow.findMany({ where: { organisationId }, orderBy: { seq: "asc" } });
const verify = () => verifyAuditChain(database.db, organisationId);

async function put(chain: readonly AuditRow[]): Promise<void> {
  await database.db.$transaction(async (tx) => {
    await tx.auditRow.deleteMany({ where: { organisationId } });
    await tx.auditRow.createMany({ data: [...chain] });
  });
}
const restore = () => put(written);

const seqs = fc.integer({ min: 1, max: length });
const field = fc.constantFrom(
  ...(["id", "at", "actorId", "actorName", "action", "subjectType", "subjectId", "campaignId", "mediaBuyId"] as const),
  ...(["summary", "before", "after", "requestId", "previousHash", "hash"] as const),
);
type Field = typeof field extends fc.Arbitrary<infer T> ? T : never;
type Tampering =
  | { readonly kind: "edit"; readonly seq: number; readonly field: Field; readonly value: string }
  | { readonly kind: "null"; readonly seq: number; readonly field: "actorId" | "campaignId" | "after" | "requestId" }
  | { readonly kind: "delete"; readonly from: number; readonly count: number }
  | { readonly kind: "delete and close up"; readonly seq: number }
  | { readonly kind: "insert"; readonly seq: number; readonly rehashed: boolean }
  | { readonly kind: "swap"; readonly a: number; readonly b: number }
  | { readonly kind: "truncate"; readonly keep: number };

const tampering: fc.Arbitrary<Tampering> = fc.oneof(
  fc.record({ kind: fc.constant("edit"), seq: seqs, field, value: fc.string({ maxLength: 20 }) }),
  fc.record({
    kind: fc.constant("null"),
    seq: seqs,
    field: fc.constantFrom("actorId", "campaignId", "after", "requestId"),
  }),
  fc.record({ kind: fc.constant("delete"), from: seqs, count: fc.integer({ min: 1, max: length }) }),
  fc.record({ kind: fc.constant("delete and close up"), seq: seqs }),
  fc.record({ kind: fc.constant("insert"), seq: seqs, rehashed: fc.boolean() }),
  fc.record({ kind: fc.constant("swap"), a: seqs, b: seqs }),
  fc.record({ kind: fc.constant("truncate"), keep: fc.integer({ min: 0, max: length - 1 }) }),
);

/** The chain somebody with write access to the table, but not to the organisation's head, leaves behind. */
function tamperedWith(change: Tampering): AuditRow[] {
  const chain = written.map((row) => ({ ...row }));
  switch (change.kind) {
    case "edit":
      return chain.map((row) => (row.seq === change.seq ? edited(row, change.field, change.value) : row));
    case "null":
      return chain.map((row) => (row.seq === change.seq ? { ...row, [change.field]: null } : row));
    case "delete":
      return chain.filter((row) => row.seq < change.from || row.seq >= change.from + change.count);
    case "delete and close up":
      return rehashed(renumbered(chain.filter((row) => row.seq !== change.seq)));
    case "insert": {
      const made = { ...at(chain, change.seq), id: "made-up", summary: "Never happened" };
      const all = renumbered([...chain.slice(0, change.seq), made, ...chain.slice(change.seq)]);
      return change.rehashed ? rehashed(all) : all;
    }
    case "swap":
      return chain.map((row) => {
        const other = row.seq === change.a ? change.b : row.seq === change.b ? change.a : row.seq;
        return { ...at(chain, other), seq: row.seq };
      });
    case "truncate":
      return chain.slice(0, change.keep);
  }
}

const edited = (row: AuditRow, name: Field, value: string): AuditRow =>
  name === "at" ? { ...row, at: new Date(row.at.getTime() + value.length) } : { ...row, [name]: value };

const renumbered = (chain: readonly AuditRow[]) => chain.map((row, index) => ({ ...row, seq: index + 1 }));

function at(chain: readonly AuditRow[], seq: number): AuditRow {
  const row = chain[seq - 1];
  if (!row) throw new Error(`no row ${seq}`);
  return row;
}

/** Every link computed again, as a forger who knows how would. */
function rehashed(chain: readonly AuditRow[]): AuditRow[] {
  let previousHash = "";
  return chain.map((row) => {
    const linked = { ...row, previousHash };
    previousHash = hashAuditRow(linked);
    return { ...linked, hash: previousHash };
  });
}

const same = (a: readonly AuditRow[], b: readonly AuditRow[]) => JSON.stringify(a) === JSON.stringify(b);

describe("the log", () => {
  test("refuses every change and deletion of a row, also in plain SQL", async () => {
    const fresh = await testDatabase();
    await fresh.db.organisation.create({ data: { id: "o1", name: "o1", createdAt } });
    await fresh.db.auditRow.createMany({ data: written });
    await expect(fresh.db.auditRow.updateMany({ data: { summary: "Nothing happened" } })).rejects.toThrow();
    await expect(fresh.db.auditRow.deleteMany({ where: { seq: 3 } })).rejects.toThrow();
    const third =
      dialectOf(fresh.db) === "sqlite" ? 'REPLACE INTO "AuditRow" SELECT * FROM "AuditRow"' : 'TRUNCATE "AuditRow"';
    for (const sql of [`UPDATE "AuditRow" SET "hash" = ''`, 'DELETE FROM "AuditRow"', third]) {
      await expect(fresh.db.$executeRawUnsafe(sql), sql).rejects.toThrow("append-only");
    }
    expect(await fresh.db.auditRow.findMany({ orderBy: { seq: "asc" } })).toEqual(written);
    await fresh.dispose();
  });
});

describe("the chain", () => {
  test("holds as it was written, each organisation's by itself", async () => {
    expect(await verify()).toEqual({ kind: "intact", rows: length });
    await put([]);
    expect(await verifyAuditChain(database.db, "o2")).toEqual({ kind: "intact", rows: length });
  });

  test("of an organisation without a row is whole", async () => {
    await database.db.organisation.create({ data: { id: "o3", name: "o3", createdAt } });
    expect(await verifyAuditChain(database.db, "o3")).toEqual({ kind: "intact", rows: 0 });
  });

  test("breaks at any edit, deletion, insertion, swap or truncation", async () => {
    const kinds = new Set<string>();
    await fc.assert(
      fc.asyncProperty(tampering, async (change) => {
        const chain = tamperedWith(change);
        fc.pre(!same(chain, written));
        kinds.add(change.kind);
        const lastSeq = Math.max(0, ...chain.map((row) => row.seq));
        const page = async (after: number) =>
          chain.filter(({ seq }) => seq > after && seq <= length).sort((a, b) => a.seq - b.seq);
        expect((await walkChain({ auditSeq: length, auditHead: at(written, length).hash, lastSeq }, page)).kind).toBe(
          "broken",
        );
      }),
      { numRuns: 1_000 },
    );
    expect(kinds.size).toBe(7);
  });

  test("breaks in the database as well", async () => {
    await fc.assert(
      fc.asyncProperty(tampering, async (change) => {
        const chain = tamperedWith(change);
        fc.pre(!same(chain, written));
        await put(chain);
        expect((await verify()).kind).toBe("broken");
      }),
      { numRuns: 50 },
    );
  });

  test("names the first row that does not hold", async () => {
    await put(tamperedWith({ kind: "edit", seq: 5, field: "summary", value: "Nothing to see" }));
    expect(await verify()).toMatchObject({ kind: "broken", seq: 5, what: "It was changed after it was written" });
    await put(tamperedWith({ kind: "delete", from: 7, count: 1 }));
    expect(await verify()).toMatchObject({ kind: "broken", seq: 7, what: "A row is missing before this one" });
    await put(tamperedWith({ kind: "truncate", keep: 9 }));
    expect(await verify()).toMatchObject({ kind: "broken", seq: 10, what: "Rows are missing at the end" });
    await put(tamperedWith({ kind: "insert", seq: length, rehashed: true }));
    expect(await verify()).toMatchObject({ kind: "broken", seq: 13, what: "A row was added that nothing recorded" });
  });

  test("is walked over more than one page of rows", async () => {
    await database.db.organisation.create({ data: { id: "o4", name: "o4", createdAt } });
    const entry = {
      at: "2026-11-21T09:00:00.000Z",
      by: systemActor("o4"),
      action: "campaign.edited",
      subjectType: "campaign",
      subjectId: "c1",
      summary: "Edited",
    } as const;
    const thousand = Array.from({ length: 1_001 }, (_, index) => ({ id: `d${index + 1}`, entry }));
    await database.db.$transaction((tx) => recordAudits(tx, thousand));
    expect(await verifyAuditChain(database.db, "o4")).toEqual({ kind: "intact", rows: 1_001 });
    await database.db.auditRow.update({ where: { id: "d1000" }, data: { summary: "Forged" } });
    expect(await verifyAuditChain(database.db, "o4")).toMatchObject({ kind: "broken", seq: 1_000 });
  });
});

describe("a row", () => {
  test("is only there with what it records: rolled back together", async () => {
    const failed = database.db.$transaction(async (tx) => {
      const by = systemActor(organisationId);
      const entry = { at: "2026-11-21T09:00:00.000Z", by, action: "campaign.edited", summary: "Lost" } as const;
      await recordAudit(tx, "lost", { ...entry, subjectType: "campaign", subjectId: "c1" });
      throw new Error("the write beside it failed");
    });
    await expect(failed).rejects.toThrow("the write beside it failed");
    expect(await rows()).toHaveLength(length);
    expect(await verify()).toEqual({ kind: "intact", rows: length });
  });

  test("written at the same time as others still takes its own place", async () => {
    await database.db.organisation.create({ data: { id: "o5", name: "o5", createdAt } });
    await Promise.all(Array.from({ length: 25 }, (_, index) => append("o5", `e${index}`)));
    expect(await verifyAuditChain(database.db, "o5")).toEqual({ kind: "intact", rows: 25 });
  });

  test("says the same whatever order the values came in", async () => {
    await database.db.organisation.create({ data: { id: "o6", name: "o6", createdAt } });
    await append("o6", "f1", { after: { a: 1, b: { c: 2, d: 3 } } });
    await append("o6", "f2", { after: { b: { d: 3, c: 2 }, a: 1 } });
    const [one, two] = await database.db.auditRow.findMany({
      where: { organisationId: "o6" },
      orderBy: { seq: "asc" },
    });
    expect(one?.after).toBe(two?.after);
  });
});
