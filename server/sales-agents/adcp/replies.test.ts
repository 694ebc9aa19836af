import { afterEach, describe, expect, test } from "vitest";
import type { SalesAgent } from "../sales-agent";
import { salesAgentsFor } from "../sales-agents";
import { type Script, type ScriptedSeller, scriptedSeller } from "../scripted-seller";
import { testEndpoint } from "../test-endpoint";

const account = { kind: "id", accountId: "acc-1" } as const;
const key = "3f8d5a0e-1111-4222-8333-444455556666";
const now = "2026-11-21T12:00:00.000Z";
const open: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const item of open.splice(0).reverse()) await item.close();
});

async function givenSeller(script: Script): Promise<{ agent: SalesAgent; seller: ScriptedSeller }> {
  const seller = await scriptedSeller(script);
  const agents = salesAgentsFor({ allowedHosts: ["127.0.0.1"], clock: () => now });
  open.push(seller, agents);
  return { agent: agents(testEndpoint(seller.url, null)), seller };
}

const createRequest = {
  tool: "create_media_buy",
  body: JSON.stringify({
    packages: [
      { product_id: "p", budget: 100, context: { package_id: "pk-1" } },
      { product_id: "p", budget: 200, context: { package_id: "pk-2" } },
    ],
  }),
};
const updateRequest = { tool: "update_media_buy", body: '{"media_buy_id":"mb-1"}' };
const syncRequest = { tool: "sync_creatives", body: "{}" };

async function create(reply: unknown) {
  const { agent } = await givenSeller({ create_media_buy: () => reply });
  return agent.sendCreate(createRequest, key);
}
async function update(reply: unknown) {
  const { agent } = await givenSeller({ update_media_buy: () => reply });
  return agent.sendUpdate(updateRequest, key);
}

describe("the answer to a create", () => {
  test("is accepted with the seller's packages tied to ours, though it sent no context back", async () => {
    const packages = [
      { package_id: "s2", product_id: "p", budget: 200 },
      { package_id: "s1", product_id: "p", budget: 100.0 },
    ];
    const reply = await create({ media_buy_id: "mb-1", status: "pending_creatives", packages, revision: 1 });
    expect(reply).toMatchObject({
      kind: "accepted",
      replayed: false,
      httpStatus: 200,
      value: {
        mediaBuyId: "mb-1",
        status: "pending_creatives",
        revision: 1,
        packages: [
          { packageId: "s2", budgetMicros: 200_000_000n, context: { package_id: "pk-2" } },
          { packageId: "s1", budgetMicros: 100_000_000n, context: { package_id: "pk-1" } },
        ],
      },
    });
    expect(reply).not.toHaveProperty("warnings");
  });

  test.each(["completed", "rejected", "canceled", "something_new"])(
    "a buy with status %s is accepted and the word is not taken for the buy's own status",
    async (status) => {
      const reply = await create({ media_buy_id: "mb-1", status, packages: [], replayed: true });
      expect(reply).toMatchObject({ kind: "accepted", replayed: true, value: { mediaBuyId: "mb-1", status: null } });
    },
  );

  test("submitted, working and input required keep task, message and reason", async () => {
    expect(await create({ status: "submitted", task_id: "t-1", message: "In review", replayed: true })).toMatchObject({
      kind: "submitted",
      taskId: "t-1",
      message: "In review",
      replayed: true,
    });
    expect(await create({ status: "working", task_id: "t-1" })).toMatchObject({ kind: "working", taskId: "t-1" });
    const asked = await create({ status: "input-required", reason: "APPROVAL_REQUIRED", message: "Who signs?" });
    expect(asked).toMatchObject({ kind: "input_required", reason: "APPROVAL_REQUIRED", message: "Who signs?" });
    expect(await create({ status: "auth-required" })).toMatchObject({
      kind: "refused",
      problem: { code: "AUTH_REQUIRED" },
    });
  });

  test("errors next to a buy are warnings, errors instead of one a refusal with every word kept", async () => {
    const error = {
      code: "BUDGET_TOO_LOW",
      message: "At least 500",
      field: "packages[0].budget",
      suggestion: "Raise it",
      retry_after: 5000,
      details: { minimum_budget: 500 },
      issues: [{ pointer: "/packages/0/budget", message: "too low", keyword: "minimum" }],
    };
    const warned = await create({ media_buy_id: "mb-1", packages: [], errors: [error] });
    expect(warned).toMatchObject({ kind: "accepted", warnings: [{ code: "BUDGET_TOO_LOW" }] });
    expect(await create({ errors: [error] })).toMatchObject({
      kind: "refused",
      problem: {
        code: "BUDGET_TOO_LOW",
        message: "At least 500",
        field: "packages[0].budget",
        suggestion: "Raise it",
        recovery: "correctable",
        retryAfterSeconds: 3600,
        httpStatus: 200,
        details: { minimum_budget: 500, issues: [{ pointer: "/packages/0/budget" }] },
      },
    });
  });

  test("a failed task without a buy is a refusal", async () => {
    expect(await create({ status: "rejected", message: "Not for us" })).toMatchObject({
      kind: "refused",
      problem: { code: "SELLER_ERROR", message: "Not for us", recovery: "terminal" },
    });
    expect((await create({ status: "failed", media_buy_id: "mb-1" })).kind).toBe("refused");
  });

  test("a payload that says nothing leaves the outcome open", async () => {
    expect(await create({})).toMatchObject({ kind: "unknown", problem: { code: "BAD_REPLY" }, raw: {} });
    expect((await create({ status: "completed" })).kind).toBe("unknown");
    expect((await create({ content: [{ type: "text", text: "Done!" }] })).kind).toBe("unknown");
  });

  test("data may come as JSON text, behind a text for people", async () => {
    const text = JSON.stringify({ media_buy_id: "mb-1", packages: [] });
    const content = [
      { type: "text", text: "Created." },
      { type: "text", text },
    ];
    expect(await create({ content })).toMatchObject({ kind: "accepted", value: { mediaBuyId: "mb-1" } });
  });
});

describe("a tool's error", () => {
  const failed = (content: readonly unknown[], structuredContent?: unknown) =>
    create({ isError: true, content, structuredContent });
  const text = (words: string) => [{ type: "text", text: words }];

  test("is read from adcp_error, structured or as text", async () => {
    const adcp_error = { code: "PRODUCT_NOT_FOUND", message: "No such product", recovery: "terminal" };
    const problem = { code: "PRODUCT_NOT_FOUND", message: "No such product", recovery: "terminal" };
    expect(await failed(text("No"), { adcp_error })).toMatchObject({ kind: "refused", problem });
    expect(await failed(text(JSON.stringify({ adcp_error })))).toMatchObject({ kind: "refused", problem });
  });

  test("in words alone keeps the words and is final", async () => {
    expect(await failed(text("The trafficker is on holiday"))).toMatchObject({
      kind: "refused",
      problem: { code: "SELLER_ERROR", message: "The trafficker is on holiday", recovery: "terminal" },
    });
    expect(await failed(text("MCP error -32602: Input validation error: budget"))).toMatchObject({
      problem: { code: "INVALID_REQUEST", message: "Input validation error: budget", recovery: "correctable" },
    });
    expect(await failed([])).toMatchObject({ kind: "refused", problem: { code: "SELLER_ERROR" } });
  });

  test("an error object beyond 4 KB gives its words alone", async () => {
    const issues = Array.from({ length: 200 }, () => ({ pointer: "/packages/0/budget", message: "must be a number" }));
    const adcp_error = { code: "VALIDATION_ERROR", message: "The budget is wrong", issues };
    expect(await failed(text(JSON.stringify({ adcp_error })))).toMatchObject({
      kind: "refused",
      problem: { code: "SELLER_ERROR", message: "The budget is wrong", details: null },
    });
  });

  test("that is no proper error object is not believed: its code is not ours to show", async () => {
    const adcp_error = { code: "X".repeat(65), message: "long code" };
    expect(await failed(text("Something failed"), { adcp_error })).toMatchObject({ problem: { code: "SELLER_ERROR" } });
  });
});

describe("the answer to an update", () => {
  test("says when it takes effect: a time, not before the seller agrees, or nothing", async () => {
    const at = "2026-11-22T10:00:00+02:00";
    const said = await update({ media_buy_id: "mb-1", status: "canceled", implementation_date: at, revision: 5 });
    expect(said).toMatchObject({
      kind: "accepted",
      value: { implementationAt: "2026-11-22T08:00:00.000Z", revision: 5 },
    });
    expect(await update({ media_buy_id: "mb-1", implementation_date: null })).toMatchObject({
      value: { implementationAt: null },
    });
    const silent = await update({ status: "completed" });
    expect(silent).toMatchObject({ kind: "accepted", value: { mediaBuyId: "mb-1", affectedPackages: [] } });
    expect(silent.kind === "accepted" && "implementationAt" in silent.value).toBe(false);
  });

  test("submitted without a task id is still submitted", async () => {
    const reply = await update({ media_buy_id: "mb-1", status: "submitted", message: "Over the limit" });
    expect(reply).toMatchObject({ kind: "submitted", taskId: null, message: "Over the limit" });
  });
});

test("the answer to sync_creatives keeps each creative's action and errors", async () => {
  const creatives = [
    { creative_id: "c1", action: "created", status: "pending_review" },
    { creative_id: "c2", action: "failed", errors: [{ code: "CREATIVE_REJECTED", message: "Too big" }, "and ugly"] },
    { nonsense: true },
  ];
  const { agent } = await givenSeller({ sync_creatives: () => ({ creatives }) });
  expect(await agent.sendSyncCreatives(syncRequest, key)).toMatchObject({
    kind: "accepted",
    value: {
      creatives: [
        { creativeId: "c1", action: "created", status: "pending_review", errors: [] },
        { creativeId: "c2", action: "failed", status: "unknown", errors: ["Too big", "and ugly"] },
      ],
    },
  });
});

describe("older documents' words (docs/vocabulary.md)", () => {
  test.each(["pending_manual", "pending_permission", "pending_approval"])(
    "%s waits, and is no error",
    async (status) => {
      const reply = await update({ status, detail: "An ad operations person looks at it" });
      expect(reply).toMatchObject({ kind: "submitted", taskId: null, message: "An ad operations person looks at it" });
    },
  );

  test("accepted, with ids alone of what it touched, is an answer like any other (C9)", async () => {
    const reply = await update({
      status: "accepted",
      implementation_date: "2026-12-01T00:00:00Z",
      detail: "Order paused",
      affected_packages: ["pkg_1", { package_id: "pkg_2", budget: 5 }],
    });
    expect(reply).toMatchObject({
      kind: "accepted",
      value: { affectedPackages: [{ packageId: "pkg_1" }, { packageId: "pkg_2", budgetMicros: 5_000_000n }] },
    });
  });

  test("failed keeps the reason; its old codes have the recovery of AdCP's own", async () => {
    expect(await update({ status: "failed", reason: "Flight is locked" })).toMatchObject({
      kind: "refused",
      problem: { message: "Flight is locked" },
    });
    const refusal = async (code: string) => {
      const reply = await update({ errors: [{ code, message: "no" }] });
      return reply.kind === "refused" ? [reply.problem.code, reply.problem.recovery] : reply.kind;
    };
    for (const code of ["AdCPValidationError", "UPDATE_NOT_ALLOWED", "BUDGET_INSUFFICIENT", "CREATIVE_ID_EXISTS"]) {
      expect(await refusal(code)).toEqual([code, "correctable"]);
    }
  });

  test("whatever word a creative deadline is refused with, and whatever a final buy is, both are kept and correctable", async () => {
    for (const code of ["CREATIVE_REJECTED", "CREATIVE_DEADLINE_EXCEEDED", "NOT_CANCELLABLE", "INVALID_STATE"]) {
      const reply = await update({ errors: [{ code, message: "no" }] });
      expect(reply).toMatchObject({ kind: "refused", problem: { code, recovery: "correctable" } });
    }
  });
});

describe("a task", () => {
  const ask = async (script: Script) => (await givenSeller(script)).agent.getTask(account, "t-1");

  test("is asked for by the name that the seller uses, with account and result", async () => {
    const script = { "tasks/get": () => ({ status: "working" }) };
    const { agent, seller } = await givenSeller(script);
    expect(await agent.getTask(account, "t-1")).toMatchObject({
      kind: "ok",
      value: { status: "working", create: null },
    });
    expect(seller.deliveries[0]).toEqual({
      tool: "tasks/get",
      args: { adcp_major_version: 3, task_id: "t-1", account: { account_id: "acc-1" }, include_result: true },
    });
    expect(await ask({})).toMatchObject({ kind: "failed", problem: { code: "UNSUPPORTED_FEATURE" } });
  });

  test("brings the buy it made, or the reason why there is none", async () => {
    const result = {
      media_buy_id: "mb-1",
      status: "completed",
      packages: [{ package_id: "s1", context: { package_id: "pk-1" } }],
    };
    expect(await ask({ tasks_get: () => ({ status: "completed", result }) })).toMatchObject({
      value: { status: "completed", create: { mediaBuyId: "mb-1", status: null, packages: [{ packageId: "s1" }] } },
    });
    const error = { code: "POLICY_VIOLATION", message: "No alcohol" };
    expect(await ask({ tasks_get: () => ({ status: "rejected", error }) })).toMatchObject({
      value: { status: "rejected", problem: error, create: null },
    });
  });

  test.each([
    ["cancelled", "canceled"],
    ["input_required", "input-required"],
    ["TASK_STATE_COMPLETED", "completed"],
    ["pondering", "unknown"],
  ])("status %s reads as %s and stays beside it", async (rawStatus, status) => {
    expect(await ask({ tasks_get: () => ({ status: rawStatus }) })).toMatchObject({ value: { rawStatus, status } });
  });
});
