import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type TestDatabase, testDatabase } from "../../db/test-database";
import type { Letter } from "../../ports";
import { ownerOfKey } from "../../repositories/api-keys";
import { hashOfKey } from "../../workflows/api-keys";
import { appRouter } from "../root";
import { type TestDesk, testDesk, testOrganisation } from "../test-desk";
import { createCallerFactory } from "../trpc";
import { givenPeople, now } from "./test-campaigns";
import { refusal } from "./test-refusal";

const other = "0198a000-0000-7000-8000-000000000002";
const idOf = (role: string) => `${testOrganisation}-${role}`;
let database: TestDatabase;
let desk: TestDesk;
let links: string[];

beforeEach(async () => {
  database = await testDatabase();
  desk = await testDesk(database.db);
  links = [];
  Object.assign(desk.ports, { sendPasswordLink: async (email: string) => void links.push(email) });
  desk.setClock(now);
  await givenPeople(database.db);
  await desk.addOrganisation(other);
});
afterEach(async () => {
  await desk.close();
  await database.dispose();
});

const admin = () => desk.as("admin").members;
const memberOf = async (userId: string) => (await admin().list()).members.find((one) => one.userId === userId);

describe("members", () => {
  test("an invitation makes an account without a password and sends a link to choose one", async () => {
    const { userId } = await admin().invite({ name: "Nora New", email: "Nora@Agency.example", role: "manager" });
    expect(await memberOf(userId)).toMatchObject({ name: "Nora New", email: "nora@agency.example", role: "manager" });
    expect((await memberOf(userId))?.invitedAt).toBe(now);
    expect(await database.db.credential.count({ where: { userId } })).toBe(0);
    expect(links).toEqual(["nora@agency.example"]);
    await admin().sendPasswordLink({ userId });
    expect(links).toHaveLength(2);
  });

  test("an address has one account, whatever its case and whoever has it", async () => {
    await admin().invite({ name: "A", email: "one@agency.example", role: "viewer" });
    const again = admin().invite({ name: "B", email: "ONE@agency.example", role: "viewer" });
    expect(await refusal(again)).toMatchObject({ code: "DUPLICATE", paths: ["email"] });
  });

  test("somebody who is disabled is out at once, with their keys, and can come back", async () => {
    const { key } = await desk.as("planner").account.createApiKey({ name: "K", scopes: ["desk:read"], days: null });
    const stamps = { createdAt: new Date(now), updatedAt: new Date(now), expiresAt: new Date("2099-01-01") };
    await database.db.session.create({ data: { id: "s1", token: "t1", userId: idOf("planner"), ...stamps } });
    expect(await ownerOfKey(database.db, hashOfKey(key ?? ""), now)).toMatchObject({ userId: idOf("planner") });
    await admin().change({ userId: idOf("planner"), isDisabled: true });
    expect(await database.db.session.count({ where: { userId: idOf("planner") } })).toBe(0);
    expect(await ownerOfKey(database.db, hashOfKey(key ?? ""), now)).toBeNull();
    await admin().change({ userId: idOf("planner"), isDisabled: false });
    expect(await memberOf(idOf("planner"))).toMatchObject({ isDisabled: false });
    expect(await ownerOfKey(database.db, hashOfKey(key ?? ""), now)).toBeNull();
  });

  test("nobody changes themselves, and one administrator stays", async () => {
    const self = admin().change({ userId: idOf("admin"), role: "viewer" });
    expect(await refusal(self)).toMatchObject({ code: "NOT_ALLOWED" });
    const { userId } = await admin().invite({ name: "Second", email: "second@agency.example", role: "admin" });
    await admin().change({ userId, role: "viewer" });
    expect(await memberOf(userId)).toMatchObject({ role: "viewer" });
  });

  test("a lost second factor is reset by another administrator, on the record, and its owner is told and signed out", async () => {
    const letters: Letter[] = [];
    Object.assign(desk.ports, { postLetter: async (letter: Letter) => void letters.push(letter) });
    const stamps = { createdAt: new Date(now), updatedAt: new Date(now), expiresAt: new Date("2099-01-01") };
    for (const role of ["admin", "planner"]) {
      const userId = idOf(role);
      await database.db.user.update({ where: { id: userId }, data: { twoFactorEnabled: true } });
      await database.db.twoFactor.create({ data: { id: `f-${role}`, userId, secret: "s", backupCodes: "b" } });
      await database.db.session.create({ data: { id: `s-${role}`, token: role, userId, ...stamps } });
    }
    await admin().resetSecondFactor({ userId: idOf("planner") });
    expect(await memberOf(idOf("planner"))).toMatchObject({ hasTwoFactor: false });
    expect(await database.db.twoFactor.findMany()).toMatchObject([{ userId: idOf("admin") }]);
    expect(await database.db.session.findMany()).toMatchObject([{ userId: idOf("admin") }]);
    const [entry] = await database.db.auditRow.findMany({ where: { action: "member.second_factor_reset" } });
    expect(entry).toMatchObject({ subjectId: idOf("planner"), actorId: idOf("admin") });
    const { email } = await database.db.user.findUniqueOrThrow({ where: { id: idOf("planner") } });
    expect(letters).toMatchObject([{ to: email, subject: "Your second factor for Flightdeck was reset" }]);
    for (const userId of [idOf("admin"), idOf("planner")]) {
      expect(await refusal(admin().resetSecondFactor({ userId }))).toMatchObject({ code: "NOT_ALLOWED" });
    }
  });

  test("another organisation's people are not there", async () => {
    const foreign = desk.as("admin", other).members;
    expect((await foreign.list()).members).toEqual([]);
    const change = foreign.change({ userId: idOf("viewer"), role: "admin" });
    expect(await refusal(change)).toMatchObject({ code: "NOT_FOUND" });
  });

  test("the rule of a second factor is every member's, also of those who come later", async () => {
    await admin().requireTwoFactor({ required: true });
    const { userId } = await admin().invite({ name: "Later", email: "later@agency.example", role: "viewer" });
    const rows = await database.db.user.findMany({ where: { organisationId: testOrganisation } });
    expect(rows.every((row) => row.twoFactorRequired)).toBe(true);
    expect(rows.some((row) => row.id === userId)).toBe(true);
  });
});

describe("API keys", () => {
  test("are shown once, kept as a hash, limited in time", async () => {
    const mine = desk.as("manager").account;
    const { key } = await mine.createApiKey({ name: "Reports", scopes: ["desk:read"], days: 30 });
    expect(key).toMatch(/^fd_[\w-]{43}$/);
    const [row] = await database.db.apiKey.findMany();
    expect(JSON.stringify(row)).not.toContain(key);
    expect(await mine.apiKeys()).toMatchObject([{ name: "Reports", prefix: key?.slice(0, 10), scopes: ["desk:read"] }]);
    const owner = { userId: idOf("manager"), organisationId: testOrganisation, scopes: ["desk:read"] };
    expect(await ownerOfKey(database.db, hashOfKey(key ?? ""), now)).toMatchObject(owner);
    expect(await ownerOfKey(database.db, hashOfKey(key ?? ""), "2099-01-01T00:00:00.000Z")).toBeNull();
    expect(await ownerOfKey(database.db, hashOfKey("fd_made-up"), now)).toBeNull();
  });

  test("of a request that came twice are one, and the second answer cannot show it again", async () => {
    const ctx = { actor: desk.actor("manager"), requestId: "test", mutationId: randomUUID(), ports: desk.ports };
    const caller = createCallerFactory(appRouter)(ctx);
    const input = { name: "Once", scopes: ["desk:read"], days: 1 };
    const first = await caller.account.createApiKey(input);
    const second = await caller.account.createApiKey(input);
    expect(second).toEqual({ apiKeyId: first.apiKeyId, key: null });
    expect(await database.db.apiKey.count()).toBe(1);
    expect(JSON.stringify(await database.db.mutationReceipt.findMany())).not.toContain(first.key);
  });

  test("never reach beyond the person, nor anybody else's key", async () => {
    const beyond = desk.as("viewer").account.createApiKey({ name: "K", scopes: ["organisation:write"], days: 1 });
    expect(await refusal(beyond)).toMatchObject({ code: "NOT_ALLOWED" });
    const { apiKeyId } = await desk.as("planner").account.createApiKey({ name: "K", scopes: ["desk:read"], days: 1 });
    expect(await refusal(desk.as("manager").account.revokeApiKey({ apiKeyId }))).toMatchObject({
      code: "NOT_FOUND",
    });
    await desk.as("planner").account.revokeApiKey({ apiKeyId });
    expect(await desk.as("planner").account.apiKeys()).toEqual([]);
  });
});
