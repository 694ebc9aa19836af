import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestDatabase, testDatabase } from "../db/test-database";
import type { Role } from "../domain/permissions";
import { makeLog } from "../log";
import type { Ports } from "../ports";
import { appRouter } from "./root";
import { testDesk, testOrganisation } from "./test-desk";
import { createCallerFactory } from "./trpc";

const lines: Record<string, unknown>[] = [];
const log = makeLog("info", { write: (line) => void lines.push(JSON.parse(line)) });
let database: TestDatabase;
let ports: Ports;

beforeAll(async () => {
  database = await testDatabase();
  const desk = await testDesk(database.db);
  await desk.close();
  ports = { ...desk.ports, log };
});
afterAll(() => database.dispose());

const who = (role: Role) => ({ requestId: "r1", userId: `u-${role}`, organisationId: testOrganisation });

function as(role: Role | null, instead: Partial<Ports> = {}) {
  const actor = role && { ...who(role), name: role, role };
  const mutationId = randomUUID();
  lines.length = 0;
  return createCallerFactory(appRouter)(() => ({
    actor,
    requestId: "r1",
    mutationId,
    ports: { ...ports, ...instead },
  }));
}

test("who is denied is in the log, with what they wanted", async () => {
  await expect(as("viewer").campaigns.create({ name: "x" })).rejects.toThrow("may not do this");
  const denied = { event: "denied", procedure: "campaigns.create" };
  expect(lines).toMatchObject([{ ...denied, ...who("viewer"), role: "viewer", code: "FORBIDDEN" }]);
  await expect(as(null).campaigns.create({ name: "x" })).rejects.toThrow("Sign in");
  expect(lines).toMatchObject([{ ...denied, requestId: "r1", userId: null, role: null, code: "UNAUTHORIZED" }]);
});

test("every line written for a request says whose it is, ours and those of what it calls", async () => {
  const inTransaction: Ports["inTransaction"] = async () => {
    log.warn({}, "from the depth");
    throw new Error("a disk on fire");
  };
  await expect(as("planner", { inTransaction }).campaigns.create({ name: "x" })).rejects.toThrow();
  const whose = { ...who("planner"), procedure: "campaigns.create" };
  expect(lines).toMatchObject([
    { ...whose, msg: "from the depth" },
    { ...whose, msg: "procedure failed", err: { message: "a disk on fire" } },
  ]);
});
