import fs from "node:fs";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Db } from "./client";
import { PrismaClient } from "./generated/client";
import { SafeSqlite } from "./safe-sqlite";
import { type TestDatabase, testDatabase } from "./test-database";

/** The same questions to Prisma alone and to ours, each with a database of its own: the answers are the same, and the refusals. */
let plain: TestDatabase;
let other: TestDatabase;
let prisma: Db;

beforeAll(async () => {
  plain = await testDatabase();
  other = await testDatabase();
  prisma = new PrismaClient({
    adapter: new SafeSqlite({ url: other.url, synchronous: "OFF" }),
    errorFormat: "minimal",
  });
});
afterAll(async () => {
  await prisma.$disconnect();
  await plain.dispose();
  await other.dispose();
});

type Row = Record<string, unknown>;
type Step = { readonly model: string; readonly operation: string; readonly args: Row };
type Client = Record<string, Record<string, (args: Row) => Promise<unknown>>>;

const instant = fc.integer({ min: 0, max: 3 }).map((hour) => new Date(Date.UTC(2026, 10, 1, hour)));
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const some = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const id = fc.constantFrom("a", "b", "c", "it's", "é\u0000");
const micros = fc.constantFrom(0n, -1n, 12_500_000n, 9_007_199_254_740_993n, 9_223_372_036_854_775_807n);

const organisation = fc.record({
  id,
  name: fc.constantFrom("One", "Ünö", ""),
  currency: some(fc.constantFrom("EUR", "JPY")),
  approvalLimitMicros: some(maybe(micros)),
  requiresTwoFactor: some(fc.boolean()),
  transcriptDays: some(fc.integer({ min: -3, max: 2_147_483_647 })),
  createdAt: instant,
});
const condition = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<unknown> =>
  fc.oneof(
    maybe(value),
    fc.record({ not: maybe(value) }),
    fc.record({ in: fc.array(value, { maxLength: 3 }) }),
    fc.record({ notIn: fc.array(value, { maxLength: 3 }) }),
    fc.record({ gte: value, lt: some(value) }),
    fc.record({ equals: value }),
  );
const columns = fc.record({
  id: some(fc.oneof(id, fc.record({ in: fc.array(id) }), fc.record({ not: id }))),
  approvalLimitMicros: some(condition(micros)),
  requiresTwoFactor: some(fc.oneof(fc.boolean(), fc.record({ not: fc.boolean() }))),
  createdAt: some(fc.oneof(instant, fc.record({ lte: instant }))),
  name: some(fc.record({ contains: fc.constant("n") })),
  users: some(fc.constant({ none: {} })),
});
const where = fc.oneof(columns, fc.record({ OR: fc.array(columns, { maxLength: 2 }), AND: some(columns) }));
const select = some(fc.constantFrom({ id: true }, { approvalLimitMicros: true, createdAt: true, name: false }));
const orderBy = some(
  fc.constantFrom([{ createdAt: "desc" }, { id: "asc" }], { id: "desc" }, [{ name: "asc" }, { id: "asc" }]),
);
const list = fc.record({ where: some(where), select, orderBy, take: some(fc.nat(3)), skip: some(fc.nat(2)) });
const ordered = list.map((args) => ({ ...args, orderBy: args.orderBy ?? { id: "asc" } }));
const changes = fc.record({
  name: some(fc.constantFrom("Two", "")),
  approvalLimitMicros: some(fc.oneof(maybe(micros), fc.record({ increment: fc.constantFrom(1n, 2) }))),
  transcriptDays: some(fc.oneof(fc.nat(9), fc.record({ increment: fc.nat(3) }), fc.record({ set: fc.nat(3) }))),
  requiresTwoFactor: some(fc.boolean()),
  createdAt: some(fc.oneof(instant, fc.constant("2026-11-01T00:00:00.000Z"))),
});

const at = (model: string, operation: string, args: fc.Arbitrary<Row>): fc.Arbitrary<Step> =>
  args.map((made) => ({ model, operation, args: made }));
const person = fc.record({
  id,
  organisationId: id,
  role: id,
  name: id,
  email: id,
  disabledAt: some(maybe(instant)),
  createdAt: instant,
  updatedAt: instant,
});
const users = fc.oneof(
  fc.constant(true),
  fc.record({
    where: some(fc.record({ role: id })),
    select: some(fc.constant({ name: true })),
    orderBy: fc.constant({ id: "asc" }),
  }),
);
const withUsers = fc.oneof(
  fc.record({ include: fc.record({ users }), orderBy: fc.constant({ id: "asc" }) }),
  fc.record({ select: fc.record({ name: fc.constant(true), users }), orderBy: fc.constant({ id: "asc" }) }),
  fc.record({ include: fc.constant({ _count: { select: { users: true } } }), orderBy: fc.constant({ id: "asc" }) }),
);
const withOrganisation = fc.record({
  include: fc.constantFrom(
    { organisation: true },
    { organisation: { select: { name: true } }, sessions: true },
    { organisation: { include: { users: { orderBy: { id: "asc" } } } } },
  ),
  orderBy: fc.constant([{ id: "asc" }]),
});
const key = fc.record({ userId: id, requestId: id });
const receipt = fc.record({ userId: id, requestId: id, inputHash: id, outcome: id, createdAt: instant });
const upserted = fc
  .tuple(organisation, changes, fc.boolean(), id)
  .map(([create, update, isSame, another]) => ({ where: { id: isSame ? create.id : another }, create, update }));
const upsertedReceipt = fc.tuple(receipt, id).map(([create, outcome]) => {
  const { userId, requestId } = create;
  return { where: { userId_requestId: { userId, requestId } }, create, update: { outcome }, select: { outcome: true } };
});

const step: fc.Arbitrary<Step> = fc.oneof(
  at("organisation", "create", fc.record({ data: organisation, select })),
  at("organisation", "createMany", fc.record({ data: fc.array(organisation, { maxLength: 3 }) })),
  at("organisation", "findMany", ordered),
  at(
    "organisation",
    "findFirst",
    ordered.map(({ take: _, ...args }) => args),
  ),
  at("organisation", "findFirstOrThrow", fc.record({ where, orderBy: fc.constant({ id: "asc" }) })),
  at("organisation", "findUnique", fc.record({ where: fc.record({ id }), select })),
  at("organisation", "count", fc.record({ where })),
  at("organisation", "update", fc.record({ where: fc.record({ id, transcriptDays: some(fc.nat(3)) }), data: changes })),
  at("organisation", "upsert", upserted),
  at("mutationReceipt", "upsert", upsertedReceipt),
  at("organisation", "updateMany", fc.record({ where, data: changes })),
  at("organisation", "delete", fc.record({ where: fc.record({ id }) })),
  at("organisation", "deleteMany", fc.record({ where: columns })),
  at("organisation", "findMany", withUsers),
  at("user", "create", fc.record({ data: person })),
  at("user", "findMany", withOrganisation),
  at("user", "findFirst", withOrganisation),
  at("mutationReceipt", "create", fc.record({ data: receipt })),
  at("mutationReceipt", "findUnique", fc.record({ where: key.map((userId_requestId) => ({ userId_requestId })) })),
  at("mutationReceipt", "findMany", fc.constant({ orderBy: [{ userId: "asc" }, { requestId: "asc" }] })),
);

test("what ours answers and refuses, Prisma alone answers and refuses", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
      for (const client of [plain.db, prisma]) {
        await client.mutationReceipt.deleteMany();
        await client.user.deleteMany();
        await client.organisation.deleteMany();
      }
      for (const one of steps) {
        const [ours, theirs] = [await answer(plain.db, one), await answer(prisma, one)];
        expect(
          ours,
          JSON.stringify(one, (_, value) => (typeof value === "bigint" ? `${value}n` : value)),
        ).toEqual(theirs);
      }
    }),
    { numRuns: 15 },
  );
}, 60_000);

async function answer(client: Db, { model, operation, args }: Step): Promise<unknown> {
  try {
    return { value: await (client as unknown as Client)[model]?.[operation]?.(args) };
  } catch (error) {
    const { name, code, message } = error as { name: string; code?: string; message: string };
    return { name, code, message: message.replace(/file:\S+/g, "") };
  }
}

test("a transaction that fails takes back what plain statements wrote in it", async () => {
  const rows = { userId: "u", inputHash: "h", outcome: "{}", createdAt: new Date(0) };
  const failed = plain.db.$transaction(async (tx) => {
    await tx.mutationReceipt.create({ data: { ...rows, requestId: "gone" } });
    expect(await tx.mutationReceipt.count({ where: { requestId: "gone" } })).toBe(1);
    expect(await plain.db.mutationReceipt.count({ where: { requestId: "gone" } })).toBe(0);
    throw new Error("no");
  });
  await expect(failed).rejects.toThrow("no");
  expect(await plain.db.mutationReceipt.count({ where: { requestId: "gone" } })).toBe(0);
});

test("many rows go in all or none, and what else their transaction wrote stays", async () => {
  const rows = { userId: "m", inputHash: "h", outcome: "{}", createdAt: new Date(0) };
  const named = (...names: string[]) => names.map((requestId) => ({ ...rows, requestId }));
  await plain.db.$transaction(async (tx) => {
    await tx.mutationReceipt.create({ data: { ...rows, requestId: "1" } });
    const refused = tx.mutationReceipt.createMany({ data: named("2", "3", "1") });
    await expect(refused).rejects.toMatchObject({ code: "P2002" });
    expect(await tx.mutationReceipt.createMany({ data: named("4", "5") })).toEqual({ count: 2 });
  });
  const kept = await plain.db.mutationReceipt.findMany({ where: { userId: "m" }, orderBy: { requestId: "asc" } });
  expect(kept.map(({ requestId }) => requestId)).toEqual(["1", "4", "5"]);
});

test("a plain write outside a transaction waits until the one under way has ended", async () => {
  const rows = { userId: "w", inputHash: "h", outcome: "{}", createdAt: new Date(0) };
  const order: string[] = [];
  const inside = plain.db.$transaction(async (tx) => {
    await tx.mutationReceipt.create({ data: { ...rows, requestId: "1" } });
    const outside = plain.db.mutationReceipt.create({ data: { ...rows, requestId: "2" } }).then(() => order.push("2"));
    await tx.mutationReceipt.create({ data: { ...rows, requestId: "3" } });
    order.push("1");
    return { outside };
  });
  await (await inside).outside;
  expect(order).toEqual(["1", "2"]);
});

test("the schema names the column of a relation after it, and its other side has a list", () => {
  const schema = fs.readFileSync("prisma/schema.prisma", "utf8");
  const models = new Set(schema.match(/(?<=^model )\w+/gm));
  const fields = [
    ...schema.matchAll(/^ {2}(\w+) +(\w+)(\[\]|\?)?( +@relation\(fields: \[(\w+)\], references: \[(\w+)\])?/gm),
  ];
  const relations = fields.filter(([, , type]) => models.has(type ?? ""));
  expect(relations.length).toBeGreaterThan(40);
  for (const [line, name, , many, own, column, target] of relations) {
    if (own) expect([column, target], line).toEqual([`${name}Id`, "id"]);
    else expect(many, line).toBe("[]");
  }
});

test("a client that was closed opens again", async () => {
  await plain.db.$disconnect();
  expect(await plain.db.mutationReceipt.count({ where: { userId: "w" } })).toBe(3);
});
