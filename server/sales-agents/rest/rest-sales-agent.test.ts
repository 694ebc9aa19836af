import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { salesAgentsFor } from "../sales-agents";
import { testEndpoint } from "../test-endpoint";

type Delivered = { readonly line: string; readonly body: Record<string, unknown> | null; readonly key: string };
type Answer = { readonly status: number; readonly body: unknown; readonly headers?: Record<string, string> };

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((close) => close()));
});

/** A REST seller that answers one thing and keeps what came. */
async function seller(answer: Answer, path = "") {
  const delivered: Delivered[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const text = Buffer.concat(chunks).toString();
      const key = request.headers["x-adcp-auth"] ?? request.headers.authorization ?? "";
      delivered.push({
        line: `${request.method} ${request.url}`,
        body: text === "" ? null : JSON.parse(text),
        key: String(key),
      });
      response.writeHead(answer.status, { "content-type": "application/json", ...answer.headers });
      response.end(typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const agents = salesAgentsFor({ allowedHosts: ["127.0.0.1"] });
  open.push(agents.close, () => new Promise((resolve) => server.close(resolve)));
  return { agent: agents(testEndpoint(`http://127.0.0.1:${port}${path}`, "secret", { protocol: "rest" })), delivered };
}

const account = { kind: "id", accountId: "acc_1" } as const;
const intent = {
  buyerRef: "ref-1",
  campaignId: "c-1",
  poNumber: "PO-1",
  brandDomain: "acme.example",
  startAt: "2027-01-01T00:00:00.000Z",
  endAt: "2027-02-01T00:00:00.000Z",
  currency: "USD",
  packages: [
    {
      packageId: "p-1",
      productId: "prod_ctv",
      pricingOptionId: "cpm",
      formatIds: [],
      budgetMicros: 5_000_000_000n,
      bidMicros: null,
      impressions: null,
      pacing: "even",
      startAt: null,
      endAt: null,
      paused: false,
      targetingOverlay: { geo_countries: ["US"] },
      creativeAssignments: [],
      optimizationGoals: [],
    },
  ],
} as const;

async function create(answer: Answer) {
  const { agent, delivered } = await seller(answer);
  const reply = await agent.sendCreate(agent.freezeCreate(account, intent), "key-1");
  return { reply, delivered };
}

test("a create is one POST of AdCP's own JSON, with our references and the key in the body", async () => {
  const body = {
    media_buy_id: "mb_1",
    buyer_ref: "ref-1",
    status: "pending_activation",
    packages: [{ package_id: "pkg_9", product_id: "prod_ctv", buyer_ref: "p-1", budget: 5000, currency: "USD" }],
  };
  const { reply, delivered } = await create({ status: 200, body });
  expect(delivered).toHaveLength(1);
  expect(delivered[0]).toMatchObject({
    line: "POST /api/v1/media-buys",
    key: "Bearer secret",
    body: { buyer_ref: "ref-1-p-1", po_number: "PO-1", idempotency_key: "key-1", packages: [{ buyer_ref: "p-1" }] },
  });
  expect(reply).toMatchObject({
    kind: "accepted",
    value: {
      mediaBuyId: "mb_1",
      status: "pending_activation",
      packages: [{ packageId: "pkg_9", context: { package_id: "p-1" }, budgetMicros: 5_000_000_000n }],
    },
  });
});

test.each(["submitted", "pending_manual", "pending_approval"])(
  "a buy that comes at once and waits for approval (%s) is taken, not a task",
  async (status) => {
    const { reply } = await create({ status: 202, body: { media_buy_id: "mb_1", status, packages: [] } });
    expect(reply).toMatchObject({ kind: "accepted", value: { mediaBuyId: "mb_1", status: "pending_activation" } });
  },
);

test("a task without a buy waits as a task", async () => {
  const { reply } = await create({ status: 202, body: { task_id: "t-1", status: "submitted" } });
  expect(reply).toMatchObject({ kind: "submitted", taskId: "t-1" });
});

test("an update is a PUT to the media buy, whose id cannot break out of its path", async () => {
  const { agent, delivered } = await seller(
    { status: 200, body: { media_buy_id: "mb/1?x", status: "paused" } },
    "/api/v1/",
  );
  const update = { mediaBuyId: "mb/1?x", revision: null, currency: "USD", paused: true, packages: [] };
  const reply = await agent.sendUpdate(agent.freezeUpdate(account, update), "key-2");
  expect(delivered.map(({ line }) => line)).toEqual(["PUT /api/v1/media-buys/mb%2F1%3Fx"]);
  expect(reply).toMatchObject({ kind: "accepted", value: { status: "paused" } });
});

test("capabilities are a GET; without a route for lists nothing is asked and it is said", async () => {
  const { agent, delivered } = await seller({ status: 200, body: { adcp: { major_versions: [3] } } });
  expect(await agent.getCapabilities()).toMatchObject({ kind: "ok", value: { majorVersions: [3] } });
  expect(agent.listsMediaBuys).toBe(false);
  const none = { kind: "failed", problem: { code: "UNSUPPORTED_FEATURE" } };
  expect(await agent.getMediaBuys(account, ["mb_1"])).toMatchObject(none);
  expect(await agent.getTask(account, "t-1")).toMatchObject(none);
  expect(delivered.map(({ line }) => line)).toEqual(["GET /api/v1/capabilities"]);
});

test("creatives, formats, products, delivery and accounts each have their route", async () => {
  const { agent, delivered } = await seller({ status: 200, body: {} });
  const query = { brief: "sports", brandDomain: null, account: null, startDay: null, endDay: null };
  await agent.getProducts({ ...query, currency: "USD", countries: [] });
  await agent.listCreativeFormats();
  await agent.listCreatives(account, ["c-1"]);
  await agent.getDelivery(account, ["mb_1"], "2027-01-01", "2027-01-02");
  await agent.listAccounts();
  await agent.sendSyncCreatives(agent.freezeSyncCreatives(account, []), "key-3");
  expect(delivered.map(({ line }) => line)).toEqual(
    ["/products", "/creative-formats", "/creatives", "/media-buys/delivery", "/accounts", "/creatives/sync"].map(
      (path) => `POST /api/v1${path}`,
    ),
  );
});

const refusals: readonly (readonly [string, Answer, Record<string, unknown>])[] = [
  [
    "400 with a field",
    {
      status: 400,
      body: { error_code: "VALIDATION_ERROR", message: "Budget below minimum", field: "packages[0].budget" },
    },
    { code: "VALIDATION_ERROR", message: "Budget below minimum", field: "packages[0].budget", recovery: "correctable" },
  ],
  [
    "400 as the seed names it",
    { status: 400, body: { error: { code: "AdCPValidationError", message: "Invalid product_id" } } },
    { code: "VALIDATION_ERROR", message: "Invalid product_id" },
  ],
  [
    "422 of a framework",
    {
      status: 422,
      body: { detail: [{ loc: ["body", "packages", 0, "budget"], msg: "Field required", type: "missing" }] },
    },
    { code: "VALIDATION_ERROR", message: "Field required", field: "packages.0.budget" },
  ],
  ["401", { status: 401, body: { detail: "Invalid token" } }, { code: "AUTH_REQUIRED", message: "Invalid token" }],
  [
    "403",
    { status: 403, body: { error: { code: "AdCPAuthorizationError", message: "Not authorized to book prod_ctv" } } },
    {
      code: "PERMISSION_DENIED",
      message: "Not authorized to book prod_ctv",
      suggestion: expect.stringMatching(/Ask the seller/),
    },
  ],
  [
    "404 of a product",
    {
      status: 404,
      body: { adcp_error: { code: "PRODUCT_NOT_FOUND", message: "No prod_ctv", field: "packages[0].product_id" } },
    },
    { code: "PRODUCT_NOT_FOUND", field: "packages[0].product_id" },
  ],
  ["404 in words", { status: 404, body: { detail: "Creative cr_1 does not exist" } }, { code: "REFERENCE_NOT_FOUND" }],
  ["404 of the route", { status: 404, body: { detail: "Not Found" } }, { code: "NOT_AN_AGENT" }],
  ["404 as a web page", { status: 404, body: "<html>gone</html>" }, { code: "NOT_AN_AGENT" }],
  [
    "409 of a duplicate reference",
    { status: 409, body: { error: { code: "AdCPConflictError", message: "Duplicate buyer_ref ref-1" } } },
    { code: "DUPLICATE_REFERENCE", message: "Duplicate buyer_ref ref-1" },
  ],
  [
    "409 of overlapping flights",
    { status: 409, body: { error: { code: "AdCPConflictError", message: "Overlapping flights" } } },
    { code: "CONFLICT", recovery: "correctable" },
  ],
  [
    "409 about the key",
    {
      status: 409,
      body: { adcp_error: { code: "IDEMPOTENCY_CONFLICT", message: "Other payload", recovery: "correctable" } },
    },
    { code: "IDEMPOTENCY_CONFLICT" },
  ],
  ["429", { status: 429, body: {}, headers: { "retry-after": "7" } }, { code: "RATE_LIMITED", retryAfterSeconds: 7 }],
  ["a redirect", { status: 302, body: "", headers: { location: "https://x.example/" } }, { code: "REDIRECTED" }],
];

test.each(refusals)("%s is a refusal that nothing was done for", async (_name, answer, problem) => {
  const { reply, delivered } = await create(answer);
  expect(reply).toMatchObject({ kind: "refused", httpStatus: answer.status, problem });
  expect(delivered).toHaveLength(1);
});

test.each([
  ["500", { status: 500, body: { detail: "boom" } }, "SERVER_ERROR"],
  ["503 without a word of the standard", { status: 503, body: "" }, "SERVER_ERROR"],
  ["a success that cannot be read", { status: 200, body: "ok" }, "BAD_REPLY"],
] as const)("%s leaves the outcome open", async (_name, answer, code) => {
  const { reply, delivered } = await create(answer);
  expect(reply).toMatchObject({ kind: "unknown", problem: { code } });
  expect(delivered).toHaveLength(1);
});

test("a 503 that names AdCP's code was looked at and not done", async () => {
  const body = { adcp_error: { code: "SERVICE_UNAVAILABLE", message: "Maintenance", recovery: "transient" } };
  const { reply } = await create({ status: 503, body, headers: { "retry-after": "30" } });
  expect(reply).toMatchObject({ kind: "refused", problem: { code: "SERVICE_UNAVAILABLE", retryAfterSeconds: 30 } });
});

test("a body that stands for errors beside 200 is a refusal too", async () => {
  const { reply } = await create({ status: 200, body: { errors: [{ code: "BUDGET_TOO_LOW", message: "Too low" }] } });
  expect(reply).toMatchObject({ kind: "refused", problem: { code: "BUDGET_TOO_LOW" } });
});
