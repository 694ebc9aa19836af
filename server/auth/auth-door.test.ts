import { performance } from "node:perf_hooks";
import { symmetricDecrypt, symmetricEncrypt } from "better-auth/crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { makeOrganisation } from "../../prisma/demo-organisation";
import { actorFrom } from "../api/context";
import { testDesk } from "../api/test-desk";
import { readConfig } from "../config";
import { type TestDatabase, testDatabase } from "../db/test-database";
import { systemClock } from "../domain/time";
import { updateMember } from "../repositories/members";
import { makeAuth } from "./auth";
import type { AuthDesk } from "./auth-desk";
import { answerAuth } from "./auth-door";
import { clientHeader } from "./client-address";
import { takePlace } from "./hashing-places";
import { passwordQueue } from "./password-queue";
import { recoveryDigest } from "./recovery-codes";
import { totp } from "./test-totp";

const url = "http://127.0.0.1:3000";
const password = "correct horse battery";
const day = 86_400_000;
const environment = {
  FLIGHTDECK_URL: url,
  BETTER_AUTH_SECRET: "only-for-this-test-0000000000000000",
  FLIGHTDECK_ENCRYPTION_KEY: Buffer.alloc(32).toString("base64"),
  FLIGHTDECK_SIGN_IN_LIMIT: "2",
  FLIGHTDECK_HASH_NICENESS: "0",
};
const logged: Record<string, unknown>[] = [];

let database: TestDatabase;
let desk: AuthDesk;
let people: Awaited<ReturnType<typeof makeOrganisation>>;

beforeAll(async () => {
  database = await testDatabase();
  const { ports } = await testDesk(database.db);
  const config = readConfig(environment);
  const auth = makeAuth(database.db, config, { post: async () => undefined });
  const note = (fields: Record<string, unknown>) => void logged.push(fields);
  desk = { auth, config, ports: { db: database.db, clock: systemClock, log: { info: note, warn: note, error: note } } };
  const plan = { name: "Door", domain: "door.example", password, currency: "EUR", timeZone: "UTC", sandboxUrl: null };
  people = await makeOrganisation(ports, auth, plan);
});
afterEach(() => {
  vi.useRealTimers();
});
afterAll(() => database.dispose());

let addresses = 0;
const newAddress = () => {
  addresses += 1;
  return `203.0.${Math.floor(addresses / 250)}.${addresses % 250}`;
};

type Asked = { readonly body?: unknown; readonly cookie?: string; readonly from?: string; readonly method?: string };

function ask(path: string, what: Asked = {}): Promise<Response> {
  return answerAuth(desk, asked(path, what));
}

function asked(path: string, { body = {}, cookie, from = newAddress(), method = "POST" }: Asked = {}): Request {
  const headers = { "content-type": "application/json", origin: url, [clientHeader]: from, ...(cookie && { cookie }) };
  const sent = method === "POST" ? { body: JSON.stringify(body) } : {};
  return new Request(`${url}/api/auth${path}`, { method, headers, ...sent });
}

const signIn = (email: string, given = password, more: Asked = {}) =>
  ask("/sign-in/email", { ...more, body: { email, password: given } });

function cookieIn(response: Response): string {
  const pairs = response.headers.getSetCookie().map((line) => line.split(";")[0] ?? "");
  return pairs.filter((pair) => !pair.endsWith("=")).join("; ");
}

const roleBehind = async (cookie: string) =>
  (await actorFrom({ auth: desk.auth, db: database.db }, new Headers({ cookie }), null))?.role ?? "nobody";

/** A limit is an account's and a minute's: whoever needs more tries than it has begins a new minute. */
const newMinute = async () => void (await database.db.rateLimit.deleteMany());

describe("what is there to ask", () => {
  beforeEach(newMinute);

  test("is what our pages ask: nothing else that the library could answer", async () => {
    const cookie = cookieIn(await signIn(people.users.viewer.email));
    const others = ["/get-session", "/list-sessions", "/revoke-session", "/revoke-other-sessions", "/update-user"];
    const more = ["/change-email", "/delete-user", "/verify-password", "/sign-up/email", "/sign-in/social", "/ok", ""];
    for (const path of [...others, ...more, "/sign-in/email/", "/x/../sign-in/social"]) {
      expect((await ask(path, { cookie })).status, path).toBe(404);
    }
    for (const path of ["/sign-in/email", "/sign-out", "/change-password"]) {
      expect((await ask(path, { cookie, method: "GET" })).status, path).toBe(404);
    }
    expect(await roleBehind(cookie)).toBe("viewer");
  });

  test("is answered without the session's token, which leaves in a cookie that no script reads", async () => {
    const response = await signIn(people.users.viewer.email);
    const body = await response.json();
    expect(body).toMatchObject({ user: { id: people.users.viewer.userId } });
    expect(body).not.toHaveProperty("token");
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(response.headers.getSetCookie().join()).toMatch(/session_token=\w{32}\..*HttpOnly/);
  });

  test("is a line of the log, with who and from where, without the password or the address that was typed", async () => {
    logged.length = 0;
    await signIn("nobody@door.example", "not the password", { from: "203.0.113.77" });
    await signIn(people.users.viewer.email, password, { from: "203.0.113.78" });
    expect(logged).toMatchObject([
      { event: "auth", path: "/sign-in/email", status: 401, address: "203.0.113.77", userId: null },
      { event: "auth", path: "/sign-in/email", status: 200, userId: people.users.viewer.userId },
    ]);
    expect(JSON.stringify(logged)).not.toMatch(/nobody@|password|horse/);
  });
});

describe("a field that no page of ours sends", () => {
  beforeEach(newMinute);

  test("is refused, whatever the library would make of it", async () => {
    const { email } = people.users.viewer;
    const sent: Readonly<Record<string, readonly unknown[]>> = {
      "/sign-in/email": [
        { email, password, rememberMe: false },
        { email, password, callbackURL: "https://evil.example/" },
        { email, password, role: "admin" },
        { email: { contains: "" }, password },
        { email, password: "x".repeat(129) },
        JSON.parse(`{"email":"${email}","password":"${password}","__proto__":{"role":"admin"}}`),
        null,
        [],
        "text",
      ],
      "/two-factor/verify-totp": [{ code: "000000", trustDevice: true }],
      "/two-factor/verify-backup-code": [{ code: "x", disableSession: true }, { code: ["x"] }],
      "/request-password-reset": [{ email, redirectTo: "https://evil.example/" }],
      "/change-password": [
        { currentPassword: password, newPassword: "another horse battery", revokeOtherSessions: false },
      ],
      "/two-factor/enable": [{ password, issuer: "Somebody else" }],
    };
    for (const [path, bodies] of Object.entries(sent)) {
      for (const body of bodies) {
        await newMinute();
        const response = await ask(path, { body });
        expect([response.status, await response.json()], `${path} ${JSON.stringify(body)}`).toEqual([
          400,
          { code: "INPUT_NOT_USABLE", message: "The input is not usable" },
        ]);
        expect(response.headers.getSetCookie()).toEqual([]);
      }
    }
  });
});

describe("trying passwords", () => {
  test("of one account from everywhere ends at the account's limit", async () => {
    const statuses: number[] = [];
    for (let n = 0; n < 6; n += 1) statuses.push((await signIn(people.users.manager.email, `wrong ${n}`)).status);
    expect(statuses).toEqual([401, 401, 429, 429, 429, 429]);
    await newMinute();
    expect((await signIn(people.users.manager.email)).status).toBe(200);
  });

  test("of every account from one place ends at the address's limit, and others are let in", async () => {
    const tries = Number(process.env.FLIGHTDECK_TRIES ?? 15);
    // One minute, however long this machine hashes.
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
    const statuses: number[] = [];
    for (let n = 0; n < tries; n += 1) {
      statuses.push((await signIn(`person${n}@door.example`, "wrong password", { from: "198.51.100.7" })).status);
    }
    expect(statuses.filter((status) => status === 401)).toHaveLength(10);
    expect(statuses.filter((status) => status === 429)).toHaveLength(tries - 10);
    const again = () => signIn("person@door.example", "wrong password", { from: "198.51.100.7" });
    expect(await database.statementsOf(again)).toEqual([]);
    expect((await signIn(people.users.manager.email, password, { from: "198.51.100.8" })).status).toBe(200);
  });

  test("has eight places for one address; who finds none was not tried, is not counted and costs no statement", async () => {
    const from = newAddress();
    for (let n = 0; n < 9; n += 1) expect((await ask("/sign-in/email", { from })).status).toBe(400);
    const taken = Array.from({ length: 8 }, () => takePlace(database.db, from));
    const beyond = async () => {
      const response = await signIn(people.users.manager.email, password, { from });
      expect([response.status, response.headers.get("x-retry-after")]).toEqual([429, "5"]);
    };
    expect(await database.statementsOf(beyond)).toEqual([]);
    for (const leave of taken) leave?.();
    expect((await ask("/sign-in/email", { from })).status).toBe(400);
  });

  test("tells nobody which accounts there are: same words, same time, whether the limit is reached or not", async () => {
    await newMinute();
    const spent = { known: [] as number[], unknown: [] as number[] };
    const words = new Set<string>();
    // Processor time of the whole process, hashing included: on a busy machine the clock on the wall says little.
    const measured = async (who: "known" | "unknown", email: string) => {
      const before = process.cpuUsage();
      const response = await signIn(email, "wrong password");
      const { user, system } = process.cpuUsage(before);
      spent[who].push(user + system);
      words.add(`${response.status} ${await response.text()}`);
    };
    const ratio = () => Math.min(...spent.known) / Math.min(...spent.unknown);
    for (let round = 0; round < 3 || (round < 8 && Math.abs(Math.log(ratio())) > Math.log(1.2)); round += 1) {
      await newMinute();
      await measured("known", people.users.planner.email);
      await measured("unknown", "nobody@door.example");
    }
    expect([...words]).toHaveLength(1);
    expect(ratio()).toBeGreaterThan(1 / 1.2);
    expect(ratio()).toBeLessThan(1.2);
    for (const email of [people.users.planner.email, "nobody@door.example"]) {
      for (let n = 0; n < 2; n += 1) await signIn(email, "wrong password");
    }
    const over = [await signIn(people.users.planner.email), await signIn("nobody@door.example")];
    expect(over.map(({ status }) => status)).toEqual([429, 429]);
    expect(await over[0]?.text()).toBe(await over[1]?.text());
  });

  test("leaves the main thread free, and a flood is turned away instead of waiting", async () => {
    const passwords = passwordQueue(0, 4);
    const before = performance.eventLoopUtilization();
    const flood = await Promise.allSettled(Array.from({ length: 12 }, () => passwords.hash("wrong")));
    expect(performance.eventLoopUtilization(before).utilization).toBeLessThan(0.3);
    const refused = flood.filter((one) => one.status === "rejected");
    expect(refused.length).toBeGreaterThan(0);
    for (const { reason } of refused) expect(reason).toMatchObject({ status: "TOO_MANY_REQUESTS" });
    await expect(passwords.verify({ hash: await passwords.hash("right"), password: "right" })).resolves.toBe(true);
  });
});

test("a code of the authenticator signs in once", async () => {
  await newMinute();
  const { email } = people.users.viewer;
  const cookie = cookieIn(await signIn(email));
  const enabled = (await (await ask("/two-factor/enable", { cookie, body: { password } })).json()) as {
    totpURI: string;
  };
  const secret = new URL(enabled.totpURI).searchParams.get("secret") ?? "";
  expect((await ask("/two-factor/verify-totp", { cookie, body: { code: totp(secret) } })).status).toBe(200);
  const enter = async (code: string) =>
    ask("/two-factor/verify-totp", { cookie: cookieIn(await signIn(email)), body: { code } });
  await newMinute();
  const code = totp(secret);
  const first = await enter(code);
  expect(first.status).toBe(200);
  expect(await roleBehind(cookieIn(first))).toBe("viewer");
  const before = await database.db.session.count();
  const again = await enter(code);
  expect(again.status).toBe(401);
  expect(again.headers.getSetCookie()).toEqual([]);
  expect(await database.db.session.count()).toBe(before);
  await newMinute();
  vi.useFakeTimers({ toFake: ["Date"], now: Math.floor(Date.now() / 30_000) * 30_000 + 300_000 });
  const pending = cookieIn(await signIn(email));
  const enterAt = async (steps: number) => {
    vi.setSystemTime(Date.now() + steps * 30_000);
    const code = totp(secret);
    vi.setSystemTime(Date.now() - steps * 30_000);
    return (await ask("/two-factor/verify-totp", { cookie: pending, body: { code } })).status;
  };
  // What the next step shows is not good yet; what the one before showed still is.
  expect(await enterAt(1)).toBe(401);
  expect(await database.db.session.count()).toBe(before);
  // Somebody else's tests want to come in without one.
  await database.db.user.update({ where: { email }, data: { twoFactorEnabled: false } });
});

test("a recovery code is kept as a hash, opens once, and one sealed in clear before is hashed at the next sign-in", async () => {
  await newMinute();
  const { email, userId } = people.users.planner;
  const cookie = cookieIn(await signIn(email));
  const enabled = (await (await ask("/two-factor/enable", { cookie, body: { password } })).json()) as {
    totpURI: string;
    backupCodes: string[];
  };
  const secret = new URL(enabled.totpURI).searchParams.get("secret") ?? "";
  expect((await ask("/two-factor/verify-totp", { cookie, body: { code: totp(secret) } })).status).toBe(200);
  const codes = enabled.backupCodes;
  expect(new Set(codes).size).toBe(10);
  for (const code of codes) expect(code).toMatch(/^([0-9a-hjkmnp-tv-z]{4}-){5}[0-9a-hjkmnp-tv-z]{4}$/);
  const key = (await desk.auth.$context).secretConfig;
  const kept = async () => (await database.db.twoFactor.findFirstOrThrow({ where: { userId } })).backupCodes;
  const opened = async () => symmetricDecrypt({ key, data: (await kept()).replace(/^hashed:/, "") });
  expect(JSON.parse(await opened())).toEqual(codes.map(recoveryDigest));

  const enter = async (code: string) => {
    await newMinute();
    const pending = cookieIn(await signIn(email));
    return (await ask("/two-factor/verify-backup-code", { cookie: pending, body: { code } })).status;
  };
  const [first = "", digest = ""] = [codes[0], recoveryDigest(codes[1] ?? "")];
  expect([await enter(first), await enter(first), await enter(digest)]).toEqual([200, 401, 401]);

  const before = ["aB3dE-fG7hI", "jK1lM-nO2pQ"];
  const sealed = await symmetricEncrypt({ key, data: JSON.stringify(before) });
  await database.db.twoFactor.updateMany({ where: { userId }, data: { backupCodes: sealed } });
  expect(await enter("aB3dE-fG7hI")).toBe(200);
  expect(JSON.parse(await opened())).toEqual([recoveryDigest("jK1lM-nO2pQ")]);
  await database.db.user.update({ where: { email }, data: { twoFactorEnabled: false } });
});

test("what goes wrong in the sign-in library is a line of the log, encoded as all are", async () => {
  const plain = vi.spyOn(console, "error").mockImplementation(() => undefined);
  const lines: unknown[] = [];
  const note = (...line: unknown[]) => void lines.push(line);
  const failing = {
    query: {
      $allOperations: async () => {
        throw new Error("no such column: x");
      },
    },
  };
  const db = database.db.$extends(failing) as unknown as typeof database.db;
  const log = { info: note, warn: note, error: note };
  const auth = makeAuth(db, readConfig(environment), { post: async () => undefined }, log);
  (await auth.$context).logger.error("an odd\nname \u202e", new Error("inside"));
  expect(lines).toMatchObject([[{ event: "sign-in library", err: { message: "inside" } }, "an odd\nname \u202e"]]);
  // The route answers it, with an id and without its words (answer-safely.ts).
  await expect(
    answerAuth({ ...desk, auth }, asked("/sign-in/email", { body: { email: "a@b.c", password } })),
  ).rejects.toThrow("no such column");
  expect(plain.mock.calls).toEqual([]);
  plain.mockRestore();
});

describe("a session", () => {
  beforeEach(newMinute);

  test("is a new one at every sign-in: one that was slipped in before is not taken over", async () => {
    const slipped = cookieIn(await signIn(people.users.viewer.email));
    const response = await signIn(people.users.approver.email, password, { cookie: slipped });
    const own = cookieIn(response);
    expect(own).not.toBe(slipped);
    expect(await roleBehind(own)).toBe("approver");
    expect(await roleBehind(slipped)).toBe("viewer");
    expect(await roleBehind("flightdeck.session_token=chosen-by-somebody")).toBe("nobody");
  });

  test("is nobody's after sign-out, and signing out twice harms nothing", async () => {
    const cookie = cookieIn(await signIn(people.users.approver.email));
    const out = await ask("/sign-out", { cookie });
    expect(out.status).toBe(200);
    expect(out.headers.get("clear-site-data")).toBe('"storage"');
    expect(await roleBehind(cookie)).toBe("nobody");
    expect((await ask("/sign-out", { cookie })).status).toBe(200);
  });

  test("ends everywhere with a new password; the browser that changed it gets a new one", async () => {
    const [elsewhere, here] = [
      cookieIn(await signIn(people.users.planner.email)),
      cookieIn(await signIn(people.users.planner.email)),
    ];
    const change = { newPassword: "a better horse battery", revokeOtherSessions: true };
    for (const weak of ["1234567890", "Paula Planner1", "flightdeck2026"]) {
      const body = { ...change, newPassword: weak, currentPassword: password };
      const refused = await ask("/change-password", { cookie: here, body });
      expect([refused.status, await refused.json()], weak).toMatchObject([400, { code: "PASSWORD_TOO_WEAK" }]);
    }
    await newMinute();
    const wrong = await ask("/change-password", { cookie: here, body: { ...change, currentPassword: "not this one" } });
    expect(wrong.status).toBe(400);
    const done = await ask("/change-password", { cookie: here, body: { ...change, currentPassword: password } });
    expect(done.status).toBe(200);
    expect(await done.json()).not.toHaveProperty("token");
    expect(await Promise.all([elsewhere, here, cookieIn(done)].map(roleBehind))).toEqual([
      "nobody",
      "nobody",
      "planner",
    ]);
  });

  test("of one's own is ended by whoever gives the password again, one or all the others, and nobody else's", async () => {
    const { email, userId } = people.users.approver;
    const enter = async () => {
      await newMinute();
      return cookieIn(await signIn(email));
    };
    const [here, there] = [await enter(), await enter()];
    await newMinute();
    const foreign = await database.db.session.findFirstOrThrow({ where: { userId: { not: userId } } });
    const theirs = await database.db.session.findMany({ where: { userId }, orderBy: { createdAt: "desc" } });
    const end = async (body: object, cookie?: string) => {
      await newMinute();
      return (await ask("/end-sessions", { body, ...(cookie && { cookie }) })).status;
    };
    const sessionId = theirs[0]?.id ?? "";
    expect(await end({ password, sessionId })).toBe(401);
    expect(await end({ password: "not this one", sessionId }, here)).toBe(400);
    expect(await end({ password, sessionId: foreign.id }, here)).toBe(404);
    expect(await roleBehind(there)).toBe("approver");
    expect(await end({ password, sessionId }, here)).toBe(200);
    expect([await roleBehind(here), await roleBehind(there)]).toEqual(["approver", "nobody"]);
    const more = await enter();
    expect(await end({ password, sessionId: null }, here)).toBe(200);
    expect([await roleBehind(here), await roleBehind(more)]).toEqual(["approver", "nobody"]);
    expect(await database.db.session.count({ where: { id: foreign.id } })).toBe(1);
  });

  test("has a new role from the moment it is given, and ends when its person is disabled", async () => {
    const { organisationId } = people;
    const { userId, email } = people.users.manager;
    const cookie = cookieIn(await signIn(email));
    const change = (to: Parameters<typeof updateMember>[2]) =>
      database.db.$transaction((tx) => updateMember(tx, { organisationId, userId }, to, systemClock()));
    await change({ role: "viewer" });
    expect(await roleBehind(cookie)).toBe("viewer");
    await change({ isDisabled: true });
    expect(await roleBehind(cookie)).toBe("nobody");
    await newMinute();
    const refused = await signIn(email);
    expect([refused.status, await refused.json()]).toMatchObject([403, { code: "ACCOUNT_DISABLED" }]);
    expect(refused.headers.getSetCookie().join()).not.toMatch(/session_token=\w/);
    const wrong = await signIn(email, "not the password");
    expect([wrong.status, await wrong.json()]).toMatchObject([401, { code: "INVALID_EMAIL_OR_PASSWORD" }]);
    await change({ isDisabled: false });
    expect(await roleBehind(cookie)).toBe("nobody");
  });

  test("ends after a day without use, and after two weeks of any use", async () => {
    const start = Date.now();
    const idle = cookieIn(await signIn(people.users.admin.email));
    const used = cookieIn(await signIn(people.users.admin.email));
    const at = (ms: number) => vi.useFakeTimers({ toFake: ["Date"], now: start + ms });
    for (let half = 1; half <= 27; half += 1) {
      at((half * day) / 2);
      expect(await roleBehind(used), `${half} half days`).toBe("admin");
    }
    at(14 * day + 60_000);
    expect(await roleBehind(used)).toBe("nobody");
    at(day - 60_000);
    expect(await database.db.session.count({ where: { expiresAt: { lte: new Date(start + day) } } })).toBeGreaterThan(
      0,
    );
    at(day + 60_000);
    expect(await roleBehind(idle)).toBe("nobody");
  });
});
