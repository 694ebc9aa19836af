import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import nextConfig from "@/next.config";
import { type DoorsUp, doorsUp, send } from "@/server/api/abuse/test-doors";
import { procedures, type Schema, samplesOf } from "@/server/api/abuse/test-inputs";
import { probeRequestId, probesOf, strongest } from "@/server/api/abuse/test-probes";
import { fittingValue } from "@/server/api/abuse/test-worlds";
import { type TestDesk, testDesk } from "@/server/api/test-desk";
import type { Db } from "@/server/db/client";
import { type TestDatabase, testDatabase } from "@/server/db/test-database";
import { GET as asset } from "./assets/[uploadId]/route";
import { POST as signIn } from "./auth/[...all]/route";
import { GET as ready } from "./health/ready/route";
import { GET as keys } from "./keys/[organisationId]/route";
import { GET as metrics } from "./metrics/route";
import { POST as upload } from "./uploads/route";
import { POST as webhook } from "./webhooks/[token]/route";

/** A18: an error of ours says that it is one, and an id; nothing of what is inside. */
const inside =
  /\bat .+:\d+:\d+|node_modules|\/work\/|\/app\/|file:\/\/|\.tsx?\b|\.mjs\b|SELECT |INSERT |UPDATE "|SQLITE|no such|prisma|better-sqlite|zod|superjson|trpc\/server|Cannot read|undefined is not|is not a function|x-powered-by|next\.js/i;
const secret = "SQLITE_ERROR: no such table: main.Campaign in SELECT * FROM Campaign at /app/server/db/client.ts:12:3";

describe("a procedure that breaks", () => {
  let database: TestDatabase;
  let desk: TestDesk;
  beforeAll(async () => {
    database = await testDatabase();
    desk = await testDesk(database.db);
  });
  afterAll(async () => {
    await desk.close();
    await database.dispose();
  });

  const fail = () => {
    throw Object.assign(new Error(secret), { code: "P2010", meta: { sql: secret }, stack: secret });
  };
  /** Whatever is asked of it throws, with all that a database's error holds. */
  const broken: Db = new Proxy({} as Db, {
    get: (_, name) => (name === "then" ? undefined : new Proxy(fail, { get: () => fail })),
  });

  test.each(procedures)("says nothing of why: $path", async (procedure) => {
    const ports = { ...desk.ports, db: broken, inTransaction: () => Promise.reject(new Error(secret)) };
    const ask = probesOf({ ...desk, ports });
    const { path, input } = procedure;
    const sent = input === null ? undefined : samplesOf({ path, schema: input as Schema }, fittingValue)[0];
    const { code, body } = await ask(procedure, strongest(path), sent);
    expect(body).not.toMatch(inside);
    if (code === "INTERNAL_SERVER_ERROR") expect(body).toContain(probeRequestId);
  });
});

describe("a door", () => {
  let up: DoorsUp;
  let person: Readonly<Record<string, string>>;
  beforeAll(async () => {
    up = await doorsUp({ FLIGHTDECK_METRICS_TOKEN: "only-prometheus-knows-this" });
    person = await up.signedIn("admin");
  });
  afterAll(() => up.close());

  test.each<[string, string]>([
    ["GET", "%"],
    ["GET", "%00"],
    ["GET", "__proto__"],
    ["GET", "constructor.prototype"],
    ["GET", "toString"],
    ["GET", "campaigns"],
    ["GET", "campaigns.list,__proto__?batch=1"],
    ["GET", "campaigns.list?input=%7B"],
    ["GET", "campaigns.list?input=x&batch=1"],
    ["GET", "campaigns.create"],
    ["GET", "../../etc/passwd"],
    ["GET", "x".repeat(2_000)],
    ["POST", "campaigns.list"],
    ["POST", "nothing.there"],
    ["PUT", "campaigns.create"],
    ["DELETE", "campaigns.create"],
    ["OPTIONS", "campaigns.create"],
    ["PATCH", "campaigns.create"],
  ])("answers %s %s with no more than that it is wrong", async (method, path) => {
    const body = method === "GET" ? "" : "{";
    const { status, text } = await send(`${up.url}/api/trpc/${path}`, { method, headers: person, body });
    // 207: a batch of which a part is right.
    expect(status).toBeGreaterThanOrEqual(207);
    expect(status).toBeLessThan(500);
    expect(text).not.toMatch(inside);
  });

  test.each(["/media-buys/%ff", "/%E0%A4%A", "/api/auth/%", "/api/trpc/%c0%ae"])(
    "reads no address like %s",
    async (path) => {
      expect(await send(`${up.url}${path}`, { method: "GET", headers: person })).toMatchObject({ status: 400 });
    },
  );

  describe("whose database breaks", () => {
    beforeAll(async () => {
      for (const table of ["Session", "Upload", "SigningKey", "Organisation", "Job", "WebhookRegistration", "User"]) {
        await up.app.db.$executeRawUnsafe(`ALTER TABLE "${table}" RENAME TO "Gone${table}"`);
      }
    });

    const at = (path: string, headers: Readonly<Record<string, string>> = {}) =>
      new Request(`${up.url}${path}`, { headers: { ...person, ...headers } });
    const posted = (path: string, type: string) =>
      new Request(`${up.url}${path}`, { method: "POST", headers: { ...person, "content-type": type }, body: "{}" });
    const params = <T>(value: T) => ({ params: Promise.resolve(value) });
    const id = randomUUID();

    test.each<[string, () => Promise<Response>]>([
      ["assets", () => asset(at(`/api/assets/${id}?key=x`), params({ uploadId: id }))],
      ["assets, signed in", () => asset(at(`/api/assets/${id}`), params({ uploadId: id }))],
      ["uploads", () => upload(posted("/api/uploads", "image/png"))],
      ["keys", () => keys(at(`/api/keys/${id}`), params({ organisationId: id }))],
      ["metrics", () => metrics(at("/api/metrics", { authorization: "Bearer only-prometheus-knows-this" }))],
      ["webhooks", () => webhook(posted(`/api/webhooks/${id}`, "application/json"), params({ token: id }))],
      ["sign-in", () => signIn(posted("/api/auth/sign-in/email", "application/json"))],
      ["readiness", () => ready()],
    ])("answers %s with an id and nothing of why", async (name, ask) => {
      const response = await ask();
      const text = await response.text();
      expect(response.status, text).toBeGreaterThanOrEqual(name === "sign-in" ? 400 : 500);
      expect(text).not.toMatch(inside);
      if (response.status === 500) expect(text).toMatch(/[0-9a-f]{8}-[0-9a-f-]{27}/);
    });

    test.each([
      ["/api/trpc/campaigns.list", "GET"],
      ["/api/trpc/campaigns.create", "POST"],
      ["/api/webhooks/x", "POST"],
    ])("answers %s over the wire with an id and nothing of why", async (path, method) => {
      const { status, text } = await send(`${up.url}${path}`, {
        method,
        headers: person,
        body: method === "GET" ? "" : "{}",
      });
      expect(status).toBeGreaterThanOrEqual(500);
      expect(text).not.toMatch(inside);
    });
  });
});

test("the build is told to say nothing of itself", () => {
  expect(nextConfig.poweredByHeader).toBe(false);
  expect(nextConfig.productionBrowserSourceMaps ?? false).toBe(false);
  expect(nextConfig.experimental?.serverSourceMaps ?? false).toBe(false);
});
