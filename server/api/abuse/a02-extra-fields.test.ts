import { randomUUID } from "node:crypto";
import { callTRPCProcedure, TRPCError } from "@trpc/server";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { z } from "zod";
import { type TestDatabase, testDatabase } from "../../db/test-database";
import { appRouter } from "../root";
import { givenPeople } from "../routers/test-campaigns";
import { type TestDesk, testDesk, testOrganisation } from "../test-desk";
import { nodesOf, type Procedure, procedures, type Schema, samplesOf } from "./test-inputs";
import { fittingValue, strangers } from "./test-worlds";

/** A2: a field that an input does not have is refused before anything is read or written, at every level of every input. */
let database: TestDatabase;
let desk: TestDesk;

beforeAll(async () => {
  database = await testDatabase();
  desk = await testDesk(database.db);
  await givenPeople(database.db);
});
afterAll(async () => {
  await desk.close();
  await database.dispose();
});

const withInput = procedures.filter((procedure) => procedure.input !== null);
const samples = ({ path, input }: Procedure) => samplesOf({ path, schema: input as Schema }, fittingValue);

/** AdCP's own objects, whose unknown fields are kept (requirements §3): nothing of ours is read out of them by that name. */
const freeForm = /\.(targetingOverlay|optimizationGoals(\.\d+)?|request)(\.|$)/;

type Place = { readonly at: string; readonly object: Record<string, unknown> };

/** Every object of an input, with the way to it. */
function objectsIn(value: unknown, at: string): readonly Place[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => objectsIn(item, `${at}.${index}`));
  if (typeof value !== "object" || value === null) return [];
  const object = value as Record<string, unknown>;
  return [{ at, object }, ...Object.entries(object).flatMap(([key, inner]) => objectsIn(inner, `${at}.${key}`))];
}

function withKey(object: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}

function hasPlainPrototypes(data: unknown): boolean {
  return objectsIn(data, "").every(
    ({ object }) => Object.getPrototypeOf(object) === Object.prototype && !Object.hasOwn(object, "__proto__"),
  );
}

/** A record leaves `__proto__` out instead of refusing it; what it gives on has no prototype but the usual one. */
function outcomeOf(schema: z.ZodType, input: unknown, name: string): string {
  const parsed = schema.safeParse(input);
  const isLeftOut = name === "__proto__" && parsed.success && hasPlainPrototypes(parsed.data);
  return parsed.success && !isLeftOut ? `${name} was let through` : "refused";
}

const forged = [
  "approvedBy",
  "organisationId",
  "tenantId",
  "userId",
  "role",
  "revisionOverride",
  "status",
  "state",
  "auditSeq",
  "__proto__",
  "constructor",
  "prototype",
  "toString",
];
const key = fc.oneof(fc.constantFrom(...forged), fc.string({ minLength: 1, maxLength: 20 }));
const value = fc.oneof(fc.constantFrom<unknown>("admin", true, 1, null, {}, []), fc.anything({ maxDepth: 1 }));

describe("an input", () => {
  test("names its fields at every level: no object lets others through", () => {
    const open = withInput.flatMap(({ path, input }) =>
      nodesOf({ path, schema: input as Schema }).filter(({ schema }) => {
        const def = schema._zod.def as { readonly type: string; readonly catchall?: Schema };
        return def.type === "object" && def.catchall?._zod.def.type !== "never";
      }),
    );
    expect(open.map(({ path }) => path)).toEqual([]);
  });

  test.each(withInput)("of $path refuses a field more, wherever it stands", (procedure) => {
    const inputs = samples(procedure);
    const places = inputs.flatMap((input, index) =>
      objectsIn(input, "").flatMap(({ at }) => (freeForm.test(at) ? [] : [{ index, at }])),
    );
    const fields = nodesOf({ path: "", schema: procedure.input as Schema }).map(({ path }) => path.split(".").at(-1));
    fc.assert(
      fc.property(fc.constantFrom(...places), key, value, ({ index, at }, name, given) => {
        fc.pre(!fields.includes(name));
        const input = structuredClone(inputs[index]);
        for (const place of objectsIn(input, "")) if (place.at === at) withKey(place.object, name, given);
        expect(outcomeOf(procedure.input as z.ZodType, input, name)).toBe("refused");
      }),
      { numRuns: 60 },
    );
  });
});

async function refusalOf(path: string, input: unknown): Promise<string> {
  const ctx = { actor: desk.actor("admin"), requestId: "extra", mutationId: randomUUID(), ports: desk.ports };
  const call = { router: appRouter, path, type: "mutation" as const, ctx, input, getRawInput: async () => input };
  const error: unknown = await callTRPCProcedure({ ...call, signal: undefined, batchIndex: 0 }).then(
    () => "let through",
    (reason: unknown) => reason,
  );
  return error instanceof TRPCError ? error.code : String(error);
}

describe("a change with a field more", () => {
  const mutations = procedures.filter(({ type, input }) => type === "mutation" && input !== null);

  test.each(mutations)("reaches no database by $path", async (procedure) => {
    for (const name of ["approvedBy", "organisationId", "status", "__proto__"]) {
      const [input] = structuredClone(samples(procedure));
      withKey(input as Record<string, unknown>, name, strangers);
      const codes: string[] = [];
      const statements = await database.statementsOf(async () => {
        codes.push(await refusalOf(procedure.path, input));
      });
      expect({ codes, statements }).toEqual({ codes: ["BAD_REQUEST"], statements: [] });
    }
  });

  test("brought in by an older document makes a plan of our own organisation, in its first state", async () => {
    const forgery = {
      organisationId: strangers,
      approvedBy: "me",
      state: "approved",
      status: "approved",
      revision: 99,
    };
    const polluted = JSON.parse('{"__proto__":{"isAdmin":true},"constructor":{"prototype":{"isAdmin":true}}}');
    const pack = { product_id: "p", budget: 1000, currency: "EUR", ...forgery, ...polluted };
    const request = { buyer_ref: randomUUID(), packages: [pack], total_budget: 1000, ...forgery, ...polluted };
    await desk
      .as("admin")
      .changeSets.bringInPlan({ request })
      .catch(() => undefined);
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
    const rows = [...(await database.db.campaign.findMany()), ...(await database.db.package.findMany())];
    expect(rows.filter((row) => row.organisationId !== testOrganisation)).toEqual([]);
    for (const row of await database.db.campaign.findMany()) expect(row).toMatchObject({ state: "draft", revision: 1 });
  });
});
