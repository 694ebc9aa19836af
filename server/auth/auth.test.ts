import http from "node:http";
import type { AddressInfo } from "node:net";
import { toNodeHandler } from "better-auth/node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeOrganisation } from "../../prisma/demo-organisation";
import { actorFrom } from "../api/context";
import { testDesk } from "../api/test-desk";
import { readConfig } from "../config";
import { type TestDatabase, testDatabase } from "../db/test-database";
import type { Letter } from "../ports";
import { type Auth, makeAuth } from "./auth";
import { clientHeader } from "./client-address";
import { sessionTokenAtRest } from "./session-token";

const appUrl = "http://127.0.0.1:3000";
const password = "correct horse battery";
const environment = {
  FLIGHTDECK_URL: appUrl,
  BETTER_AUTH_SECRET: "only-for-this-test-0000000000000000",
  FLIGHTDECK_ENCRYPTION_KEY: Buffer.alloc(32).toString("base64"),
  FLIGHTDECK_SIGN_IN_LIMIT: "4",
  FLIGHTDECK_HASH_NICENESS: "0",
};

let database: TestDatabase;
let auth: Auth;
let server: http.Server;
let address: string;
let plannerId: string;
const letters: Letter[] = [];
const noMail = { post: async () => undefined };

/** Each test comes from an address of its own, so that one's attempts do not count for another. */
let clients = 0;
let from = "";
const nextClient = () => {
  clients += 1;
  from = `203.0.113.${clients}`;
};

beforeAll(async () => {
  database = await testDatabase();
  const desk = await testDesk(database.db);
  auth = makeAuth(database.db, readConfig(environment), { post: async (letter) => void letters.push(letter) });
  const made = await makeOrganisation(desk.ports, auth, {
    name: "Auth",
    domain: "auth.example",
    password,
    currency: "EUR",
    timeZone: "Europe/Berlin",
    sandboxUrl: null,
  });
  plannerId = made.users.planner.userId;
  server = http.createServer(toNodeHandler(auth));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await database.dispose();
});

function post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${address}/api/auth${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: appUrl, [clientHeader]: from, ...headers },
    body: JSON.stringify(body),
  });
}

const signIn = (email = "planner@auth.example", given = password) => post("/sign-in/email", { email, password: given });

async function signedIn(email?: string): Promise<string> {
  const response = await signIn(email);
  expect(response.status).toBe(200);
  return response.headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");
}

const tokenIn = (cookie: string) => /session_token=([^.;]+)\./.exec(decodeURIComponent(cookie))?.[1] ?? "none";

/** Whom the API would see behind this cookie. */
const actorOf = (cookie: string) => actorFrom({ auth, db: database.db }, new Headers({ cookie }), "request");

describe("signing in", () => {
  test("makes a session in the database that the API knows as that person", async () => {
    nextClient();
    const cookie = await signedIn();
    expect(await actorOf(cookie)).toMatchObject({ userId: plannerId, role: "planner", name: "Paula Planner" });
    const sessions = await database.db.session.findMany({ where: { userId: plannerId } });
    expect(sessions).toMatchObject([{ ipAddress: from }]);
  });

  test("sets a cookie that scripts cannot read and other sites do not send", async () => {
    nextClient();
    const cookies = (await signIn()).headers.getSetCookie();
    expect(cookies.length).toBeGreaterThan(0);
    for (const cookie of cookies) {
      expect(cookie).toMatch(/^flightdeck\./);
      expect(cookie).toMatch(/; HttpOnly/i);
      expect(cookie).toMatch(/; SameSite=Lax/i);
      expect(cookie).toMatch(/; Path=\//i);
      expect(cookie).not.toMatch(/; Domain=/i);
    }
  });

  test("under https the cookie is Secure and says so in its name", async () => {
    const secure = makeAuth(
      database.db,
      readConfig({ ...environment, FLIGHTDECK_URL: "https://desk.example" }),
      noMail,
    );
    const body = { email: "planner@auth.example", password };
    const { headers } = await secure.api.signInEmail({ body, returnHeaders: true });
    expect(headers.getSetCookie().length).toBeGreaterThan(0);
    for (const cookie of headers.getSetCookie()) expect(cookie).toMatch(/^__Host-flightdeck\..*; Secure/i);
  });

  test("never tells which addresses are known: status, words and headers are the same", async () => {
    nextClient();
    const wrong = await signIn("planner@auth.example", "not the password");
    const unknown = await signIn("nobody@auth.example", "not the password");
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    expect(await unknown.text()).toBe(await wrong.text());
    const names = (response: Response) => [...response.headers.keys()].filter((name) => name !== "date");
    expect(names(unknown)).toEqual(names(wrong));
    expect(wrong.headers.getSetCookie()).toEqual([]);
  });

  test("is limited for each address, for right passwords too, and others may still try", async () => {
    nextClient();
    const attempts: number[] = [];
    for (const given of ["a", "b", "c", "d", "e"]) attempts.push((await signIn(undefined, `wrong ${given}`)).status);
    expect(attempts).toEqual([401, 401, 401, 401, 429]);
    const refused = await signIn();
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get("x-retry-after"))).toBeGreaterThan(0);
    nextClient();
    expect((await signIn()).status).toBe(200);
  });

  test("attempts at the same time cannot slip past the limit", async () => {
    nextClient();
    const together = await Promise.all(Array.from({ length: 12 }, () => signIn(undefined, "wrong password")));
    expect(together.filter(({ status }) => status === 401)).toHaveLength(4);
    expect(together.filter(({ status }) => status === 429)).toHaveLength(8);
  });

  test("takes no account from outside: sign-up is refused", async () => {
    nextClient();
    const before = await database.db.user.count();
    const body = { email: "new@auth.example", password: "long enough password", name: "New", role: "admin" };
    expect((await post("/sign-up/email", body)).status).toBe(400);
    expect(await database.db.user.count()).toBe(before);
  });
});

describe("a session", () => {
  test("is kept as a hash: what a copy of the database shows opens nothing, signed or not", async () => {
    nextClient();
    const cookie = await signedIn();
    const token = tokenIn(cookie);
    expect(token).toMatch(/^\w{32}$/);
    const rows = await database.db.session.findMany();
    expect(JSON.stringify(rows)).not.toContain(token);
    expect(rows.map((row) => row.token)).toContain(sessionTokenAtRest(token));
    // Even whoever also has the secret that cookies are signed with.
    const { internalAdapter } = await auth.$context;
    expect(await internalAdapter.findSession(token)).toMatchObject({ session: { token } });
    for (const row of rows) expect(await internalAdapter.findSession(row.token)).toBeNull();
    for (const found of await internalAdapter.listSessions(plannerId)) expect(found.token).not.toBe(token);
    const [found] = await internalAdapter.findSessions([token, "another"]);
    expect(found?.session.token).toBe(token);
    expect((await internalAdapter.updateSession(token, { userAgent: "renewed" }))?.token).toBe(token);
    await internalAdapter.deleteSession(token);
    expect(await actorOf(cookie)).toBeNull();
  });

  test("ends with sign-out: the same cookie is nobody afterwards", async () => {
    nextClient();
    const cookie = await signedIn();
    const token = sessionTokenAtRest(tokenIn(cookie));
    expect(await database.db.session.count({ where: { token } })).toBe(1);
    expect((await post("/sign-out", {}, { cookie })).status).toBe(200);
    expect(await actorOf(cookie)).toBeNull();
    expect(await database.db.session.findUnique({ where: { token } })).toBeNull();
  });

  test("of a disabled person stops counting at once", async () => {
    nextClient();
    const cookie = await signedIn("manager@auth.example");
    expect(await actorOf(cookie)).toMatchObject({ role: "manager" });
    await database.db.user.update({ where: { email: "manager@auth.example" }, data: { disabledAt: new Date() } });
    expect(await actorOf(cookie)).toBeNull();
  });

  test("of a role we do not know is nobody's", async () => {
    nextClient();
    const cookie = await signedIn("viewer@auth.example");
    await database.db.user.update({ where: { email: "viewer@auth.example" }, data: { role: "owner" } });
    expect(await actorOf(cookie)).toBeNull();
  });

  test("that has expired, or that was tampered with, is nobody's", async () => {
    nextClient();
    const cookie = await signedIn("approver@auth.example");
    expect(await actorOf(cookie.replace(/.(?=[^.]*$)/, (letter) => (letter === "A" ? "B" : "A")))).toBeNull();
    expect(await actorOf("flightdeck.session_token=made-up.signature")).toBeNull();
    await database.db.session.updateMany({
      where: { user: { email: "approver@auth.example" } },
      data: { expiresAt: new Date(0) },
    });
    expect(await actorOf(cookie)).toBeNull();
  });

  test("cannot raise its own rights: role and organisation are not for sessions to write", async () => {
    nextClient();
    const cookie = await signedIn();
    for (const change of [{ role: "admin" }, { organisationId: "another" }, { disabledAt: null }]) {
      await post("/update-user", { name: "Paula Planner", ...change }, { cookie });
    }
    expect(await database.db.user.findUniqueOrThrow({ where: { id: plannerId } })).toMatchObject({ role: "planner" });
    expect((await actorOf(cookie))?.role).toBe("planner");
    expect((await actorOf(cookie))?.organisationId).not.toBe("another");
  });

  test("is not used for another site: a foreign or missing origin is refused", async () => {
    nextClient();
    const cookie = await signedIn();
    for (const origin of ["https://evil.example", "null", "http://127.0.0.1:3001", ""]) {
      expect((await post("/sign-out", {}, { cookie, origin })).status).toBe(403);
    }
    expect(await actorOf(cookie)).toMatchObject({ role: "planner" });
  });
});
