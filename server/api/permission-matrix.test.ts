import { randomUUID } from "node:crypto";
import { callTRPCProcedure, TRPCError } from "@trpc/server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "../db/test-database";
import { type Actor, roles } from "../domain/permissions";
import type { Context } from "./context";
import { permissionTable } from "./permission-table";
import { appRouter } from "./root";
import { givenCampaign, givenPeople, givenSeller, now } from "./routers/test-campaigns";
import { type TestDesk, testDesk } from "./test-desk";

let database: TestDatabase;
let desk: TestDesk;

beforeAll(async () => {
  database = await testDatabase();
  desk = await testDesk(database.db);
  desk.setClock(now);
  await givenPeople(database.db);
});
afterAll(async () => {
  await desk.close();
  await database.dispose();
});

type Kind = "query" | "mutation" | "subscription";
type Procedures = Readonly<Record<string, { readonly _def: { readonly type: Kind } }>>;
// Typed as the nested router, kept flat by path at run time.
const procedures = Object.entries(appRouter._def.procedures as unknown as Procedures);

/** An input that no procedure takes, so that whoever gets past the permission stops there. */
const nonsense = { nobody: "takes this" };

async function call(path: string, type: Kind, actor: Actor | null, input: unknown, mutationId: string = randomUUID()) {
  const ctx: Context = { actor, requestId: "matrix", mutationId, ports: desk.ports };
  const options = {
    router: appRouter,
    path,
    type,
    ctx,
    input,
    getRawInput: async () => input,
    signal: undefined,
    batchIndex: 0,
  };
  return callTRPCProcedure(options);
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  return error instanceof TRPCError ? error.code : "passed";
}

describe("the permission matrix", () => {
  it("has one row for every procedure and none for a procedure that is gone", () => {
    expect(procedures.map(([path]) => path).sort()).toEqual(Object.keys(permissionTable).sort());
  });

  it.each(procedures)("%s lets in exactly the roles of its row", async (path, { _def }) => {
    const allowed = permissionTable[path] ?? [];
    for (const role of roles) {
      const code = await codeOf(call(path, _def.type, desk.actor(role), nonsense));
      expect(`${role}: ${code === "FORBIDDEN" ? "refused" : "let in"}`).toBe(
        `${role}: ${allowed.includes(role) ? "let in" : "refused"}`,
      );
    }
    expect(await codeOf(call(path, _def.type, null, nonsense))).toBe("UNAUTHORIZED");
  });
});

describe("a change sent twice", () => {
  it("returns the first outcome and changes nothing, and the id cannot be used for something else", async () => {
    const campaignId = await givenCampaign(desk, [await givenSeller(desk, "Northlight TV")]);
    const { revision } = (await desk.as("planner").changeSets.review({ campaignId })).campaign;
    const input = { campaignId, revision, reason: "Launch" };
    const mutationId = randomUUID();
    const send = (given: unknown) =>
      call("changeSets.submitCampaign", "mutation", desk.actor("planner"), given, mutationId);
    const first = await send(input);
    expect(await send(input)).toEqual(first);
    expect(await database.db.changeSet.count()).toBe(1);
    expect(await database.db.auditRow.count({ where: { action: "change_set.submitted" } })).toBe(1);
    expect(await codeOf(send({ ...input, reason: "Another reason" }))).toBe("CONFLICT");
  });

  it("needs an id of its own", async () => {
    const path = "changeSets.submitCampaign";
    const ctx: Context = { actor: desk.actor("planner"), requestId: "matrix", mutationId: null, ports: desk.ports };
    const options = { router: appRouter, path, type: "mutation" as const, ctx, input: nonsense, batchIndex: 0 };
    expect(await codeOf(callTRPCProcedure({ ...options, getRawInput: async () => nonsense, signal: undefined }))).toBe(
      "BAD_REQUEST",
    );
  });
});
