import superjson from "superjson";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { type TestDatabase, testDatabase } from "../../db/test-database";
import { type Role, roles } from "../../domain/permissions";
import { permissionTable } from "../permission-table";
import { type TestDesk, testDesk } from "../test-desk";
import { nodesOf, type Procedure, procedures, type Schema, samplesOf } from "./test-inputs";
import { type Answer, type Probe, probesOf, strongest } from "./test-probes";
import { givenWorld, handToStrangers, moreInputs, type Row, rowNamedAt, valueAt, type World } from "./test-worlds";

/** A1: a row of another organisation and a row that is nowhere are the same: same answer, same statements, for every role. */
let database: TestDatabase;
let desk: TestDesk;
let ask: Probe;
let own: World;
let theirs: World;

beforeAll(async () => {
  database = await testDatabase();
  desk = await testDesk(database.db);
  ask = probesOf(desk);
  theirs = await handToStrangers(desk, await givenWorld(desk));
  own = await givenWorld(desk);
});
afterAll(async () => {
  await desk.close();
  await database.dispose();
});

const withInput = procedures.filter((procedure) => procedure.input !== null);
const inputs = ({ path, input }: Procedure) => [
  ...samplesOf({ path, schema: input as Schema }, (node) => valueAt(node, own)),
  ...moreInputs(path, own),
];

/** A neighbour of a real id, so that an order of ids is the same for both. */
const neighbour = (id: string) => `${id.slice(0, -1)}${id.endsWith("0") ? "1" : "0"}`;

const isRow = (word: keyof World): word is Row => word !== "revision" && word !== "payloadHash";

/** Every place in an input where one of our rows is named, and the word for it. */
function slotsIn(input: unknown): readonly Row[] {
  const text = superjson.stringify(input);
  return (Object.keys(own) as (keyof World)[]).filter(isRow).filter((word) => text.includes(`"${own[word]}"`));
}

const swap = (input: unknown, from: string, to: string): unknown =>
  superjson.parse(superjson.stringify(input).replaceAll(from, to));

/** What is no row of its own in an answer: lists that it narrows, and parts of a larger question that is refused as a whole. */
const otherCodes: Readonly<Record<string, readonly string[]>> = {
  "adopt.account": ["passed"],
  "adopt.list": ["passed"],
  "adopt.summarise": ["passed"],
  "adopt.takeOver": ["NOT_FOUND", "BAD_REQUEST"],
  "activity.list": ["passed"],
  "changeSets.list": ["passed"],
  "changeSets.stageEdit": ["NOT_FOUND", "BAD_REQUEST"],
  "creatives.choicesFor": ["NOT_FOUND", "passed"],
  "creatives.list": ["passed"],
  "inbox.answer": ["NOT_FOUND", "CONFLICT"],
  "inbox.list": ["passed"],
  "mediaBuys.list": ["passed"],
  "mediaBuys.rows": ["passed"],
  "signingKeys.rotate": ["CONFLICT"],
  "steering.preview": ["NOT_FOUND", "passed"],
  "steering.stage": ["NOT_FOUND", "BAD_REQUEST"],
  "steering.update": ["NOT_FOUND", "passed"],
  "transcript.list": ["passed"],
};

async function probed(procedure: Procedure, role: Role, input: unknown, id: string) {
  let answer: Answer | null = null;
  const statements = await database.statementsOf(async () => {
    answer = await ask(procedure, role, input);
  });
  const { code, body } = answer as unknown as Answer;
  // A person may be told the very id that was asked for.
  return { code, body: body.replaceAll(id, "the id"), statements };
}

describe("a row of another organisation", () => {
  test("is tried at every place where an input names one", () => {
    const places = withInput.flatMap(({ path, input }) => nodesOf({ path, schema: input as Schema }));
    const ids = places.filter(({ schema }) => (schema._zod.def as { readonly format?: string }).format === "uuid");
    expect(ids.filter(({ path }) => rowNamedAt(path, own) === null).map(({ path }) => path)).toEqual([]);
    const unfit = withInput.filter((procedure) =>
      inputs(procedure).some((input) => !z.safeParse(procedure.input as z.ZodType, input).success),
    );
    expect(unfit.map(({ path }) => path)).toEqual([]);
  });

  test.each(withInput)("answers $path like one that is nowhere, by the same statements", async (procedure) => {
    const { path } = procedure;
    for (const input of inputs(procedure)) {
      for (const row of slotsIn(input)) {
        const [foreign, missing] = [theirs[row], neighbour(theirs[row])];
        const there = await probed(procedure, strongest(path), swap(input, own[row], foreign), foreign);
        const nowhere = await probed(procedure, strongest(path), swap(input, own[row], missing), missing);
        expect({ row, ...there }).toEqual({ row, ...nowhere });
        expect(otherCodes[path] ?? ["NOT_FOUND"], `${row}: ${there.body}`).toContain(there.code);
      }
    }
  });

  test.each(withInput)("is as far from every role by $path", async (procedure) => {
    const { path } = procedure;
    const [input] = inputs(procedure);
    const rows = slotsIn(input);
    if (rows.length === 0) return;
    const foreign = rows.reduce((made: unknown, row) => swap(made, own[row], theirs[row]), input);
    for (const role of roles.filter((one) => one !== strongest(path))) {
      const { code } = await ask(procedure, role, foreign);
      // A workflow may ask for more than its procedure's permission before it looks for rows.
      const allowed = permissionTable[path]?.includes(role) ? (otherCodes[path] ?? ["NOT_FOUND"]) : [];
      expect([...allowed, "FORBIDDEN"], role).toContain(code);
    }
  });
});

describe("an own row", () => {
  // After the others: some of these go on in the background.
  test.each(withInput)("is found by $path", async (procedure) => {
    for (const input of inputs(procedure)) {
      const { code, body } = await ask(procedure, strongest(procedure.path), input);
      expect(code, body).not.toMatch(/^(NOT_FOUND|INTERNAL_SERVER_ERROR|UNAUTHORIZED)$/);
    }
  });
});
