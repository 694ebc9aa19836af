import { randomUUID } from "node:crypto";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { makeOrganisation } from "../../prisma/demo-organisation";
import { quickPasswords } from "../auth/test-quick-passwords";
import { type Composition, composition } from "../composition";
import { type TestDatabase, testDatabase } from "../db/test-database";
import { createContext } from "./context";
import { refuseForeignOrigin } from "./origin";
import { appRouter } from "./root";

const own = "https://desk.example";
const json = "application/json";
const password = "origin-test-password";

let database: TestDatabase;
let app: Composition;
let cookie: string;

beforeAll(async () => {
  database = await testDatabase();
  vi.stubEnv("DATABASE_URL", database.url);
  vi.stubEnv("FLIGHTDECK_URL", own);
  vi.stubEnv("BETTER_AUTH_SECRET", "only-for-this-test-0000000000000000");
  vi.stubEnv("FLIGHTDECK_ENCRYPTION_KEY", Buffer.alloc(32).toString("base64"));
  vi.stubEnv("LOG_LEVEL", "silent");
  app = composition();
  const plan = { name: "Origin", domain: "origin.example", password, currency: "EUR", timeZone: "UTC" };
  await makeOrganisation(app.ports, quickPasswords, { ...plan, sandboxUrl: null });
  const body = { email: "planner@origin.example", password };
  const { headers } = await app.auth.api.signInEmail({ body, returnHeaders: true });
  cookie = headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");
});
afterAll(async () => {
  await app.db.$disconnect();
  await database.dispose();
  vi.unstubAllEnvs();
});

type Headers = Readonly<Record<string, string>>;
const request = (headers: Headers, method = "POST") =>
  new Request(`${own}/api/trpc/campaigns.create`, {
    method,
    headers,
    ...(method === "GET" || method === "HEAD" ? {} : { body: JSON.stringify({ json: { name: "Alpenglow" } }) }),
  });

describe("a write", () => {
  test.each([
    ["of our own page", { origin: own, "content-type": json, "sec-fetch-site": "same-origin" }],
    ["of our own page in a browser without fetch metadata", { origin: own, "content-type": json }],
    ["with a charset", { origin: own, "content-type": "application/json; charset=utf-8" }],
  ])("%s is let in", (_, headers) => {
    expect(refuseForeignOrigin(request(headers))).toBeNull();
  });

  test.each<[string, Headers]>([
    ["without an origin", { "content-type": json }],
    ["of an opaque origin", { origin: "null", "content-type": json }],
    ["of another site", { origin: "https://evil.example", "content-type": json }],
    ["of another scheme", { origin: "http://desk.example", "content-type": json }],
    ["of another port", { origin: `${own}:8443`, "content-type": json }],
    ["of a sibling subdomain", { origin: "https://ads.desk.example", "content-type": json }],
    ["of a name that starts like ours", { origin: `${own}.evil.example`, "content-type": json }],
    ["of a site whose browser says so", { origin: own, "content-type": json, "sec-fetch-site": "cross-site" }],
    ["of a sibling whose browser says so", { origin: own, "content-type": json, "sec-fetch-site": "same-site" }],
    ["typed into the address bar", { origin: own, "content-type": json, "sec-fetch-site": "none" }],
    ["of a url-encoded form", { origin: own, "content-type": "application/x-www-form-urlencoded" }],
    ["of a multipart form", { origin: own, "content-type": "multipart/form-data; boundary=x" }],
    ["of a text form", { origin: own, "content-type": "text/plain" }],
    ["of a text form that looks like JSON", { origin: own, "content-type": "text/plain;application/json" }],
  ])("%s is refused before it is read", async (_, headers) => {
    const given = request(headers);
    expect(refuseForeignOrigin(given)?.status).toBe(403);
    expect(given.bodyUsed).toBe(false);
  });

  test.each(["PUT", "PATCH", "DELETE", "OPTIONS"])("%s is judged like any write", (method) => {
    expect(refuseForeignOrigin(request({ "content-type": json }, method))?.status).toBe(403);
  });

  test("the caller says which types it takes: an upload is no JSON", () => {
    const isImage = (type: string) => type === "image/png";
    const headers = { origin: own, "content-type": "image/png" };
    expect(refuseForeignOrigin(request(headers), isImage)).toBeNull();
    expect(refuseForeignOrigin(request(headers))?.status).toBe(403);
  });
});

describe("a read", () => {
  test.each([
    ["GET", 405],
    ["HEAD", 204],
  ])("%s needs no origin, and can change nothing", async (method, status) => {
    expect(refuseForeignOrigin(request({}, method))).toBeNull();
    const input = encodeURIComponent(JSON.stringify({ json: { name: "By a link" } }));
    const response = await answer(
      new Request(`${own}/api/trpc/campaigns.create?input=${input}`, {
        method,
        headers: { cookie, "x-flightdeck-request": randomUUID() },
      }),
    );
    expect(response.status).toBe(status);
    expect(await app.db.campaign.count()).toBe(0);
  });
});

/** As the route answers: the door, then tRPC with the real context. */
async function answer(given: Request): Promise<Response> {
  const refused = refuseForeignOrigin(given);
  if (refused) return refused;
  const createContextOf = () => createContext(given.headers);
  return fetchRequestHandler({ endpoint: "/api/trpc", req: given, router: appRouter, createContext: createContextOf });
}

describe("the browser's request id", () => {
  const send = (id: string | null) =>
    answer(
      request({ cookie, origin: own, "content-type": json, ...(id === null ? {} : { "x-flightdeck-request": id }) }),
    );

  test.each([
    ["none", null],
    ["one that is no uuid", "1"],
    ["one that is too long", `${"a".repeat(36)}${"b".repeat(5000)}`],
  ])("%s: the change is refused and nothing is written", async (_, id) => {
    const response = await send(id);
    expect(response.status).toBe(400);
    expect(await response.text()).toContain("A change needs a request id");
    expect(await app.db.campaign.count()).toBe(0);
  });

  test("a repeated request, byte for byte, gets the same answer and makes one campaign", async () => {
    const id = randomUUID();
    const [first, second] = [await send(id), await send(id)];
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(await second.text()).toBe(await first.text());
    expect(await app.db.campaign.count()).toBe(1);
  });

  test("nobody's session: refused before the id counts", async () => {
    const headers = { origin: own, "content-type": json, "x-flightdeck-request": randomUUID() };
    expect((await answer(request(headers))).status).toBe(401);
  });
});
