import { randomUUID } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { z } from "zod";
import { type TestDatabase, testDatabase } from "../../db/test-database";
import { type TestDesk, testDesk } from "../test-desk";
import { type DoorsUp, doorsUp, send } from "./test-doors";
import { type Node, nodesOf, type Procedure, procedures, type Schema, samplesOf } from "./test-inputs";
import { type Probe, probesOf, strongest } from "./test-probes";
import { givenWorld, valueAt, type World } from "./test-worlds";

/** A15: a text is a text: no statement, no prototype, no formula. */
let database: TestDatabase;
let desk: TestDesk;
let ask: Probe;
let own: World;

beforeAll(async () => {
  database = await testDatabase();
  desk = await testDesk(database.db);
  ask = probesOf(desk);
  own = await givenWorld(desk);
});
afterAll(async () => {
  await desk.close();
  await database.dispose();
});

const statements = [
  `'; DROP TABLE "Campaign"; --`,
  `" OR 1=1) UNION SELECT "credentialSealed" FROM "SalesAgent" --`,
  `\\' OR "organisationId" LIKE '%' ESCAPE '\\`,
  `$1 ? :x @x {{7*7}} \${7*7} %n`,
];
/** Short enough for every place. */
const everywhere = statements.join(" ").slice(0, 190);
const withInput = procedures.filter((procedure) => procedure.input !== null);

/** Texts that people and programs write freely: no id, no day, no word of a closed list. */
function isFreeText({ schema }: Node): boolean {
  const { type, format } = schema._zod.def as { readonly type: string; readonly format?: string };
  return type === "string" && format === undefined;
}

/** The procedure's inputs with `text` in every free place that takes it. */
function inputsWith({ path, input }: Procedure, text: string): readonly unknown[] {
  const leaf = (node: Node) => {
    if (!isFreeText(node)) return valueAt(node, own);
    const takes = (node.schema as Schema & z.ZodType).safeParse(text).success;
    return takes ? text : valueAt(node, own);
  };
  return samplesOf({ path, schema: input as Schema }, leaf);
}

const tables = [
  "campaign",
  "salesAgent",
  "mediaBuy",
  "package",
  "user",
  "creative",
  "changeSet",
  "organisation",
] as const;
const counts = () => Promise.all(tables.map((table) => (database.db[table] as { count(): Promise<number> }).count()));

const leaks = /SQLITE_|syntax error|no such (table|column)|near "|prisma|PrismaClient|node_modules|\.ts:\d/i;

describe("a statement in a text", () => {
  test.each(withInput)("of an input of $path stays a text", async (procedure) => {
    const before = await counts();
    for (const input of inputsWith(procedure, everywhere)) {
      const { code, body } = await ask(procedure, strongest(procedure.path), input);
      expect(code, body).not.toBe("INTERNAL_SERVER_ERROR");
      expect(body.replaceAll(everywhere, "")).not.toMatch(leaks);
    }
    expect(await counts()).toEqual(before);
  });

  const searches = withInput.filter(
    ({ path, type, input }) =>
      type === "query" && nodesOf({ path, schema: input as Schema }).some((node) => node.path === `${path}.text`),
  );

  test.each(searches)("that $path looks for finds what it would find of any other text: nothing", async (procedure) => {
    const found = async (text: string) => {
      const input = { ...(inputsWith(procedure, "")[0] as object), text };
      return (await ask(procedure, strongest(procedure.path), input)).body;
    };
    const nothing = await found("nowhere in any row");
    for (const text of statements) expect(await found(text)).toBe(nothing);
  });

  test.each(searches)("or any other text that $path looks for is no error", async (procedure) => {
    const [input] = inputsWith(procedure, "");
    const text = fc.string({ unit: "binary", maxLength: 60 }).map((made) => made.replaceAll("\0", ""));
    await fc.assert(
      fc.asyncProperty(text, async (looked) => {
        const { code } = await ask(procedure, strongest(procedure.path), { ...(input as object), text: looked });
        expect(code).not.toBe("INTERNAL_SERVER_ERROR");
      }),
      { numRuns: 5 },
    );
  });
});

describe("an order or a page", () => {
  const forged = ["id; DROP TABLE x", 'name" DESC; --', "organisationId", "__proto__", "constructor", "1", ""];
  const sorted = withInput.filter(({ path, input }) =>
    nodesOf({ path, schema: input as Schema }).some((node) => node.path === `${path}.sort`),
  );

  test.each(sorted)("of $path is one of those that are offered", async (procedure) => {
    const [input] = inputsWith(procedure, "");
    for (const sort of forged) {
      let code = "";
      const run = await database.statementsOf(async () => {
        code = (await ask(procedure, strongest(procedure.path), { ...(input as object), sort })).code;
      });
      expect([sort, code, run]).toEqual([sort, "BAD_REQUEST", []]);
    }
  });

  const id = randomUUID();
  const json = [
    ["'; DROP TABLE x; --", "'"],
    ["2026-99-99T00:00:00.000Z", id],
    ["2026-11-21T09:00:00.000Z", "' OR 1=1 --"],
    ["99999999999999999999999", id],
    ["-1", id],
    [null, id],
    [1e308, id],
    [{ $gt: 0 }, {}],
    [],
    {},
    null,
  ].map((value) => JSON.stringify(value));
  const joined = ["2026-11-21T09:00:00.000Z/' OR 1=1 --", "2026-11-21T09:00:00.000Z|' OR 1=1 --", "+275760-09-13/x"];
  const cursors = [
    ...joined,
    ...json.map((text) => Buffer.from(text).toString("base64url")),
    ...statements,
    "-1",
    "x".repeat(180),
  ];
  const paged = withInput.filter(({ path, input }) =>
    nodesOf({ path, schema: input as Schema }).some((node) => node.path === `${path}.cursor` && isFreeText(node)),
  );

  test.each(paged)("after a forged row of $path is a refusal or a page of one's own", async (procedure) => {
    const [input] = inputsWith(procedure, "");
    const orders = sorted.includes(procedure) ? ["updatedAt", "name", "endAt", "totalMicros"] : [undefined];
    for (const sort of orders) {
      for (const cursor of cursors) {
        const asked = { ...(input as object), ...(sort ? { sort } : {}), cursor };
        const { code, body } = await ask(procedure, strongest(procedure.path), asked);
        expect(["passed", "BAD_REQUEST"], `${cursor}: ${body}`).toContain(code);
        expect(body).not.toMatch(leaks);
      }
    }
  });
});

describe("a key that reaches for a prototype", () => {
  let up: DoorsUp;
  beforeAll(async () => {
    up = await doorsUp();
  });
  afterAll(() => up.close());

  test.each([
    '{"json":{"__proto__":{"polluted":true},"name":"x"}}',
    '{"json":{"constructor":{"prototype":{"polluted":true}},"name":"x"}}',
    '{"__proto__":{"polluted":true},"json":{"name":"x"}}',
    '{"json":{"name":"x"},"meta":{"values":{"__proto__.polluted":["Date"]}}}',
    '{"json":{"name":"x"},"meta":{"values":{"constructor.prototype.polluted":["bigint"]}}}',
    '{"json":{"name":"x"},"meta":{"referentialEqualities":{"name":["__proto__.polluted"]}}}',
    '{"json":{"name":"x"},"meta":{"values":{"name":[["class","Object"]]}}}',
    '{"json":{"name":"x"},"meta":{"values":{"name":[["custom","x"]]}}}',
    '{"json":{"name":"x"},"meta":{"values":{"name":["regexp"]}}}',
    '{"json":{"name":"x"},"meta":"x"}',
  ])("in %s changes nothing but its own input", async (body) => {
    const headers = { ...(await up.signedIn("admin")), "x-flightdeck-request": randomUUID() };
    const { status, text } = await send(`${up.url}/api/trpc/campaigns.create`, { headers, body });
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    expect([200, 400], text).toContain(status);
    expect(text).not.toMatch(leaks);
  });
});

describe("a formula", () => {
  /** Whoever adds one prefixes cells that begin with = + - @ tab or CR with an apostrophe, and tests it here. */
  test("has no way out: nothing leaves the desk as a table, nor comes in as one", () => {
    const words = /text\/csv|\.csv\b|\.xlsx\b|spreadsheetml|text\/tab-separated|onPaste|clipboardData/;
    const folders = ["app", "server"].map((name) => path.resolve(name));
    const files = folders.flatMap((folder) =>
      fs
        .readdirSync(folder, { recursive: true, encoding: "utf8" })
        .filter((name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$|generated/.test(name))
        .map((name) => path.join(folder, name)),
    );
    expect(files.length).toBeGreaterThan(500);
    expect(files.filter((file) => words.test(fs.readFileSync(file, "utf8")))).toEqual([]);
  });
});
