import { createHmac, randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testDesk, testOrganisation } from "../api/test-desk";
import { readConfig } from "../config";
import { type TestDatabase, testDatabase } from "../db/test-database";
import { type Auth, makeAuth } from "./auth";
import { findSession, signedToken } from "./find-session";
import { sessionTokenAtRest } from "./session-token";

const secret = "only-for-this-test-0000000000000000";
const name = "flightdeck.session_token";
const environment = {
  FLIGHTDECK_URL: "http://127.0.0.1:3000",
  BETTER_AUTH_SECRET: secret,
  FLIGHTDECK_ENCRYPTION_KEY: Buffer.alloc(32).toString("base64"),
};
const sign = (token: string) => `${token}.${createHmac("sha256", secret).update(token).digest("base64")}`;

let database: TestDatabase;
let auth: Auth;

beforeAll(async () => {
  database = await testDatabase();
  const desk = await testDesk(database.db);
  await desk.close();
  auth = makeAuth(database.db, readConfig(environment), { post: async () => undefined });
});
afterAll(() => database.dispose());

/** Somebody with a session, without the minute of hashing that a password costs. */
async function signIn(role: string): Promise<Headers> {
  const [id, token, now] = [randomUUID(), randomUUID(), new Date()];
  const at = { createdAt: now, updatedAt: now };
  const email = `${role}@auth.example`;
  await database.db.user.create({ data: { id, organisationId: testOrganisation, role, name: role, email, ...at } });
  const expiresAt = new Date(now.getTime() + 86_400_000);
  const session = { id: randomUUID(), userId: id, token: sessionTokenAtRest(token), expiresAt, ...at };
  await database.db.session.create({ data: session });
  return new Headers({ cookie: `${name}=${encodeURIComponent(sign(token))}` });
}

const find = (headers: Headers) => findSession(auth, database.db, headers);

describe("the session of a request", () => {
  test("is what the library finds, in one statement", async () => {
    const headers = await signIn("planner");
    const found = await find(headers);
    expect(await auth.api.getSession({ headers })).toMatchObject(JSON.parse(JSON.stringify(found), instants));
    expect(found?.user).toMatchObject({ name: "planner", organisationId: testOrganisation });
    expect(await database.statementsOf(() => find(headers))).toHaveLength(1);
  });

  test("is read anew each time: ended, disabled or asked for a second factor, it is seen at once", async () => {
    const headers = await signIn("viewer");
    const found = await find(headers);
    const where = { id: found?.user.id ?? "" };
    await database.db.user.update({
      where,
      data: { disabledAt: new Date("2026-11-21T00:00:00Z"), twoFactorRequired: true },
    });
    expect((await find(headers))?.user).toMatchObject({ disabledAt: expect.any(Date), twoFactorRequired: true });
    await database.db.session.deleteMany({ where: { userId: where.id } });
    expect(await find(headers)).toBeNull();
  });

  test("that is due and cannot be prolonged counts until its own end", async () => {
    const headers = await signIn("manager");
    const id = (await find(headers))?.session.id ?? "";
    const until = (milliseconds: number) =>
      database.db.session.update({ where: { id }, data: { expiresAt: new Date(Date.now() + milliseconds) } });
    await until(3_600_000);
    await database.db.$queryRawUnsafe("PRAGMA query_only = ON");
    expect((await find(headers))?.user).toMatchObject({ name: "manager" });
    await database.db.$queryRawUnsafe("PRAGMA query_only = OFF");
    await until(-1_000);
    expect(await find(headers)).toBeNull();
  });

  test("that is due is prolonged by the library, that is over is gone", async () => {
    const headers = await signIn("approver");
    const id = (await find(headers))?.session.id ?? "";
    const soon = new Date(Date.now() + 3_600_000);
    await database.db.session.update({ where: { id }, data: { expiresAt: soon } });
    expect((await find(headers))?.session.id).toBe(id);
    const { expiresAt } = await database.db.session.findUniqueOrThrow({ where: { id } });
    expect(expiresAt.getTime()).toBeGreaterThan(soon.getTime());
    await database.db.session.update({ where: { id }, data: { expiresAt: new Date(Date.now() - 1_000) } });
    expect(await find(headers)).toBeNull();
    expect(await database.db.session.count({ where: { id } })).toBe(0);
  });
});

describe("a signed cookie", () => {
  test("gives its token back among any others, and nothing when a letter differs", () => {
    const token = fc.stringMatching(/^[A-Za-z0-9]{1,40}$/);
    fc.assert(
      fc.property(token, fc.nat(), fc.stringMatching(/^[a-z]{1,5}=[a-z]{0,5}$/), (one, at, other) => {
        const signed = sign(one);
        const cookies = (value: string) => `${other}; ${name}=${encodeURIComponent(value)}; ${other}`;
        expect(signedToken(cookies(signed), name, secret)).toBe(one);
        const changed = [...signed].map((letter, index) =>
          index === at % signed.length ? (letter === "q" ? "r" : "q") : letter,
        );
        expect(signedToken(cookies(changed.join("")), name, secret)).toBeNull();
      }),
    );
    for (const none of ["", name, `${name}=`, `${name}=.`, `${name}=a.`, `${name}=%`, `x${name}=${sign("a")}`]) {
      expect(signedToken(none, name, secret)).toBeNull();
    }
  });
});

function instants(_: string, value: unknown): unknown {
  return typeof value === "string" && /^\d{4}-\d\d-\d\dT.*Z$/.test(value) ? new Date(value) : value;
}
