import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { makeOrganisation } from "../../prisma/demo-organisation";
import { recoveryDigest } from "../auth/recovery-codes";
import { totp } from "../auth/test-totp";
import { type Composition, composition } from "../composition";
import { type TestDatabase, testDatabase } from "../db/test-database";
import { createApiKey } from "../workflows/api-keys";
import { actorFrom, apiKeyIn, createContext } from "./context";
import { refuseForeignOrigin } from "./origin";
import { appRouter } from "./root";
import { createCallerFactory } from "./trpc";

const password = "correct horse battery";
const url = "http://127.0.0.1:3000";
let database: TestDatabase;
let app: Composition;
let people: Awaited<ReturnType<typeof makeOrganisation>>;

beforeAll(async () => {
  database = await testDatabase();
  vi.stubEnv("DATABASE_URL", database.url);
  vi.stubEnv("FLIGHTDECK_URL", url);
  vi.stubEnv("BETTER_AUTH_SECRET", "only-for-this-test-0000000000000000");
  vi.stubEnv("FLIGHTDECK_ENCRYPTION_KEY", Buffer.alloc(32).toString("base64"));
  vi.stubEnv("FLIGHTDECK_SIGN_IN_LIMIT", "1000");
  vi.stubEnv("FLIGHTDECK_HASH_NICENESS", "0");
  vi.stubEnv("LOG_LEVEL", "silent");
  app = composition();
  const plan = {
    name: "People",
    domain: "people.example",
    password,
    currency: "EUR",
    timeZone: "UTC",
    sandboxUrl: null,
  };
  people = await makeOrganisation(app.ports, app.auth, plan);
});
afterAll(async () => {
  await app.closeSellers();
  await app.db.$disconnect();
  await database.dispose();
  vi.unstubAllEnvs();
});

const cookieOf = (headers: Headers) =>
  new Headers({
    cookie: headers
      .getSetCookie()
      .map((line) => line.split(";")[0])
      .join("; "),
  });

async function signIn(email: string, pass = password): Promise<Headers> {
  const answer = await app.auth.api.signInEmail({ body: { email, password: pass }, returnHeaders: true });
  return cookieOf(answer.headers);
}

async function lastLetter(): Promise<{ readonly to: string; readonly text: string; readonly token: string }> {
  const admin = createCallerFactory(appRouter)({ ...(await createContext(await signIn(people.users.admin.email))) });
  const [letter] = await admin.members.outbox();
  const text = letter?.text ?? "";
  return { to: letter?.to ?? "", text, token: /token=([\w-]+)/.exec(text)?.[1] ?? "" };
}

describe("a forgotten password", () => {
  test("is replaced by the link in the letter, once, and every old session is over", async () => {
    const { email } = people.users.viewer;
    const before = await signIn(email);
    expect(await actorFrom(app, before, null)).toMatchObject({ role: "viewer" });
    await app.auth.api.requestPasswordReset({ body: { email } });
    const { to, text, token } = await lastLetter();
    expect(to).toBe(email);
    expect(text).toContain(`${url}/reset-password?token=`);
    const stored = JSON.stringify([await app.db.verification.findMany(), await app.db.mail.findMany()]);
    expect(stored).not.toContain(token);
    await app.auth.api.resetPassword({ body: { newPassword: "another horse battery", token } });
    expect(await actorFrom(app, before, null)).toBeNull();
    await expect(signIn(email)).rejects.toThrow();
    expect(await actorFrom(app, await signIn(email, "another horse battery"), null)).not.toBeNull();
    const again = app.auth.api.resetPassword({ body: { newPassword: "a third horse battery", token } });
    await expect(again).rejects.toThrow();
  });

  test("of an address that nobody has sends nothing and says the same", async () => {
    const before = await app.db.mail.count();
    const known = await app.auth.api.requestPasswordReset({ body: { email: people.users.approver.email } });
    const unknown = await app.auth.api.requestPasswordReset({ body: { email: "nobody@people.example" } });
    expect(unknown).toEqual(known);
    expect(await app.db.mail.count()).toBe(before + 1);
  });
});

describe("an invitation", () => {
  test("becomes an account with the password that was chosen", async () => {
    const admin = createCallerFactory(appRouter)({
      ...(await createContext(await signIn(people.users.admin.email))),
      mutationId: crypto.randomUUID(),
    });
    await admin.members.invite({ name: "Nora", email: "nora@people.example", role: "manager" });
    const { to, text, token } = await lastLetter();
    expect(to).toBe("nora@people.example");
    expect(text).toContain("invited");
    await app.auth.api.resetPassword({ body: { newPassword: "nora chose this one", token } });
    const actor = await actorFrom(app, await signIn(to, "nora chose this one"), null);
    expect(actor).toMatchObject({ role: "manager", organisationId: people.organisationId });
    const row = await app.db.user.findUniqueOrThrow({ where: { email: to } });
    expect(row.invitedAt).toBeNull();
    expect(row.lastSeenAt).not.toBeNull();
  });
});

describe("a session", () => {
  test("ends after two weeks, however much it is used", async () => {
    const headers = await signIn(people.users.manager.email);
    const { access } = await createContext(headers);
    const id = access?.sessionId ?? "";
    await app.db.session.update({ where: { id }, data: { createdAt: new Date(Date.now() - 13.9 * 86_400_000) } });
    expect(await actorFrom(app, headers, null)).not.toBeNull();
    await app.db.session.update({ where: { id }, data: { createdAt: new Date(Date.now() - 14.1 * 86_400_000) } });
    expect(await actorFrom(app, headers, null)).toBeNull();
  });

  test("of somebody who is disabled is over at once", async () => {
    const headers = await signIn(people.users.manager.email);
    await app.db.user.update({ where: { id: people.users.manager.userId }, data: { disabledAt: new Date() } });
    expect(await actorFrom(app, headers, null)).toBeNull();
    await app.db.user.update({ where: { id: people.users.manager.userId }, data: { disabledAt: null } });
  });
});

describe("a second factor", () => {
  test("that the organisation asks for comes before everything else, then at every sign-in", async () => {
    const { email, userId } = people.users.planner;
    await app.db.user.update({ where: { id: userId }, data: { twoFactorRequired: true } });
    const headers = await signIn(email);
    const caller = createCallerFactory(appRouter)(await createContext(headers));
    await expect(caller.campaigns.list({})).rejects.toThrow("second factor");
    expect(await actorFrom(app, headers, null)).toBeNull();

    const enrolment = await app.auth.api.enableTwoFactor({ body: { password }, headers });
    if (!("totpURI" in enrolment)) throw new Error("no secret");
    const secret = new URL(enrolment.totpURI).searchParams.get("secret") ?? "";
    const stored = JSON.stringify(await app.db.twoFactor.findMany());
    for (const one of [secret, ...enrolment.backupCodes]) expect(stored).not.toContain(one);
    await app.auth.api.verifyTOTP({ body: { code: totp(secret) }, headers });

    const answer = await app.auth.api.signInEmail({ body: { email, password }, returnHeaders: true });
    expect(answer.response).toMatchObject({ twoFactorRedirect: true });
    const pending = cookieOf(answer.headers);
    expect(await actorFrom(app, pending, null)).toBeNull();
    await expect(app.auth.api.verifyTOTP({ body: { code: "000000" }, headers: pending })).rejects.toThrow();
    const proved = await app.auth.api.verifyTOTP({
      body: { code: totp(secret) },
      headers: pending,
      returnHeaders: true,
    });
    expect(await actorFrom(app, cookieOf(proved.headers), null)).toMatchObject({ role: "planner" });

    const [first = ""] = enrolment.backupCodes;
    const recover = async () => {
      const again = await app.auth.api.signInEmail({ body: { email, password }, returnHeaders: true });
      return app.auth.api.verifyBackupCode({ body: { code: recoveryDigest(first) }, headers: cookieOf(again.headers) });
    };
    await recover();
    await expect(recover()).rejects.toThrow();
  });
});

describe("an API key", () => {
  test("comes in as its owner, for what it is for and nothing else, without a browser's headers", async () => {
    const actor = {
      ...people.users.admin,
      organisationId: people.organisationId,
      role: "admin" as const,
      requestId: null,
    };
    const { key } = await createApiKey(app.ports, actor, { name: "Reports", scopes: ["desk:read"], days: 1 });
    const headers = new Headers({ authorization: `Bearer ${key}`, "content-type": "application/json" });
    const context = await createContext(headers);
    expect(context).toMatchObject({
      actor: { userId: actor.userId, role: "admin" },
      access: { scopes: ["desk:read"] },
    });
    const caller = createCallerFactory(appRouter)({ ...context, mutationId: crypto.randomUUID() });
    expect(await caller.campaigns.list({})).toMatchObject({ rows: [] });
    await expect(caller.campaigns.create({ name: "By key" })).rejects.toThrow("This key may not do this");
    await expect(caller.account.apiKeys()).rejects.toThrow("This key may not do this");
    await expect(caller.members.list()).rejects.toThrow("This key may not do this");
    const post = { method: "POST", headers, body: "{}" };
    expect(refuseForeignOrigin(new Request(`${url}/api/trpc/campaigns.create`, post))).toBeNull();
    headers.set("cookie", "flightdeck.session_token=x");
    expect(refuseForeignOrigin(new Request(`${url}/api/trpc/campaigns.create`, post))?.status).toBe(403);
  });

  test("that is none is nobody's", async () => {
    expect(apiKeyIn(new Headers({ authorization: "Bearer fd_short" }))).toBeNull();
    const made = new Headers({ authorization: `Bearer fd_${"x".repeat(43)}` });
    expect((await createContext(made)).actor).toBeNull();
  });
});
