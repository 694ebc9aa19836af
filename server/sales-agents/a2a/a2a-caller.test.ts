import type { ServerResponse } from "node:http";
import { afterEach, describe, expect, test } from "vitest";
import { salesAgentsFor } from "../sales-agents";
import { handled } from "../scripted-seller";
import { testEndpoint } from "../test-endpoint";
import type { Exchange } from "../transport";
import { cardOf, dataPart, scriptedA2aAgent, taskOf, textPart } from "./scripted-a2a-agent";
import { closeAll, given, key, made, open, request } from "./test-a2a-world";

afterEach(closeAll);

async function create(answer: unknown) {
  const world = await given({ send: () => answer });
  const reply = await world.agent.sendCreate(request, key);
  expect(world.seller.deliveries).toHaveLength(1);
  return reply;
}

describe("a call", () => {
  test("goes to the card's address with both names of its arguments; the card is fetched once", async () => {
    const { agent, seller } = await given({ send: () => taskOf("completed", [dataPart(made)]) });
    expect(await agent.sendCreate(request, key)).toMatchObject({ kind: "accepted", value: { mediaBuyId: "mb-1" } });
    await agent.sendCreate(request, key);
    expect(seller.requests).toEqual(["GET /a2a/.well-known/agent-card.json", "POST message/send", "POST message/send"]);
    expect(seller.deliveries[0]).toMatchObject({ skill: "create_media_buy", input: { idempotency_key: key } });
    expect(seller.headers.at(-1)).toMatchObject({ authorization: "Bearer seller-token" });
  });

  test("names the webhook in the request, and in the configuration only where the card offers it", async () => {
    const callbacks = [
      {
        field: "push_notification_config" as const,
        url: "https://d.example/w",
        token: "echo-echo-echo-echo",
        credentials: null,
      },
    ];
    const withWebhook = { ...request, body: '{"push_notification_config":{}}', callbacks };
    const push = { url: "https://d.example/w", token: "echo-echo-echo-echo" };
    for (const pushNotifications of [true, false]) {
      const { agent, seller } = await given({
        card: (origin) => cardOf(origin, { capabilities: { pushNotifications } }),
        send: () => taskOf("completed", [dataPart(made)]),
      });
      await agent.sendCreate(withWebhook, key);
      const [delivery] = seller.deliveries;
      expect(delivery?.input).toMatchObject({ push_notification_config: push });
      expect(delivery?.configuration.pushNotificationConfig).toEqual(pushNotifications ? push : undefined);
    }
  });
});

describe("the answer", () => {
  test.each([
    ["a message", { kind: "message", parts: [dataPart(made)] }],
    ["a task whose last data counts", taskOf("completed", [textPart("Done"), dataPart({ note: 1 }), dataPart(made)])],
    ["JSON in a text", taskOf("completed", [textPart(JSON.stringify(made))])],
    ["data in the status message", taskOf("completed", [], [textPart("Done"), dataPart(made)])],
  ])("is accepted as %s", async (_name, answer) => {
    expect(await create(answer)).toMatchObject({ kind: "accepted", value: { mediaBuyId: "mb-1" } });
  });

  test("of a canceled buy is the buy's, not the task's", async () => {
    const answer = taskOf("completed", [dataPart({ ...made, status: "canceled" })]);
    expect(await create(answer)).toMatchObject({ kind: "accepted" });
  });

  test.each([
    ["submitted", "submitted"],
    ["working", "working"],
    ["TASK_STATE_WORKING", "working"],
    ["input-required", "input_required"],
  ])("of a task that is %s waits under its id with the agent's words", async (state, kind) => {
    const reply = await create(taskOf(state, [], [textPart("A person looks at it")]));
    expect(reply).toMatchObject({ kind, taskId: "task-a2a", message: "A person looks at it" });
  });

  test("that is done as an exchange and submitted as an order waits under the order's task", async () => {
    const reply = await create(taskOf("completed", [dataPart({ status: "submitted", task_id: "task-adcp" })]));
    expect(reply).toMatchObject({ kind: "submitted", taskId: "task-adcp" });
  });

  test("that wants authorization is refused as such", async () => {
    expect(await create(taskOf("auth-required", [], [textPart("Sign in")]))).toMatchObject({
      kind: "refused",
      problem: { code: "AUTH_REQUIRED", message: "Sign in" },
    });
  });

  const error = { code: "POLICY_VIOLATION", message: "Not this brand", recovery: "correctable", field: "brand" };
  test.each([
    [
      "adcp_error among several parts",
      taskOf("failed", [textPart("Sorry"), dataPart({ adcp_error: error }), dataPart({ trace: 1 })]),
    ],
    ["adcp_error in the status message", taskOf("failed", [], [dataPart({ adcp_error: error })])],
    ["an errors list", taskOf("failed", [dataPart({ errors: [error] })])],
    ["a rejected task", taskOf("rejected", [dataPart({ adcp_error: error })])],
  ])("of a failed task keeps the structured error: %s", async (_name, answer) => {
    expect(await create(answer)).toMatchObject({ kind: "refused", problem: error });
  });

  test.each([
    ["failed", [textPart("No room in March")], "No room in March"],
    ["rejected", [], "The agent rejected the request and gave no reason"],
    ["canceled", [], "The agent canceled the request and gave no reason"],
    ["failed", [dataPart({ reason: "INVALID_INVOCATION", message: "One DataPart please" })], "One DataPart please"],
  ])("of a task that %s in words keeps them", async (state, parts, message) => {
    expect(await create(taskOf(state, parts))).toMatchObject({ kind: "refused", problem: { message } });
  });

  test.each([
    [
      "a handler that threw",
      taskOf("failed", [dataPart({ reason: "HANDLER_THREW", message: "db is gone" })]),
      "SELLER_ERROR",
    ],
    ["a task in no known state", taskOf("dreaming", []), "BAD_REPLY"],
    ["nothing at all", null, "BAD_REPLY"],
    ["an error within the agent", { error: { code: -32603, message: "General processing error." } }, "SELLER_ERROR"],
  ])("leaves the outcome open after %s", async (_name, answer, code) => {
    expect(await create(answer)).toMatchObject({ kind: "unknown", problem: { code } });
  });

  test.each([
    [{ code: -32602, message: "Invalid params" }, "INVALID_REQUEST"],
    [{ code: -32003, message: "Push notifications are not supported" }, "UNSUPPORTED_FEATURE"],
    [{ code: -32028, message: "Token" }, "AUTH_REQUIRED"],
    [{ code: -32000, message: "No", data: { adcp_error: error } }, "POLICY_VIOLATION"],
  ])("with a JSON-RPC error %o is a refusal", async (rpc, code) => {
    expect(await create({ error: rpc })).toMatchObject({ kind: "refused", problem: { code } });
  });
});

test("one organisation's card and credential never serve another's call", async () => {
  const seller = await scriptedA2aAgent({ send: () => taskOf("completed", [dataPart(made)]) });
  const agents = salesAgentsFor({ allowedHosts: ["127.0.0.1"] });
  open.push(seller, agents);
  for (const organisationId of ["org-1", "org-2"]) {
    const agent = agents(testEndpoint(seller.url, `token-of-${organisationId}`, { organisationId, protocol: "a2a" }));
    await Promise.all([agent.sendCreate(request, key), agent.sendCreate(request, key)]);
  }
  expect(seller.requests.filter((line) => line.startsWith("GET"))).toHaveLength(2);
  const shown = seller.headers.map(({ authorization }) => authorization);
  expect(shown.slice(0, 3)).toEqual(Array(3).fill("Bearer token-of-org-1"));
  expect(shown.slice(3)).toEqual(Array(3).fill("Bearer token-of-org-2"));
});

test("the transcript names tool and protocol and shows no secret", async () => {
  const exchanges: Exchange[] = [];
  const seller = await scriptedA2aAgent({
    card: (origin) => cardOf(origin, { capabilities: { pushNotifications: true } }),
    send: () => taskOf("completed", [dataPart(made)]),
  });
  const agents = salesAgentsFor({ allowedHosts: ["127.0.0.1"], onExchange: (one) => exchanges.push(one) });
  open.push(seller, agents);
  const secrets = { token: "echo-echo-echo-echo", credentials: "shared-shared-shared-shared-shared" };
  const callbacks = [{ field: "push_notification_config" as const, url: "https://d.example/w", ...secrets }];
  const body = '{"push_notification_config":{"authentication":{"schemes":["HMAC-SHA256"]}}}';
  await agents(testEndpoint(seller.url, "seller-token", { protocol: "a2a" })).sendCreate(
    { tool: "create_media_buy", body, callbacks },
    key,
  );
  expect(exchanges.map(({ protocol, tool, method }) => `${protocol} ${method} ${tool}`)).toEqual([
    "a2a GET agent-card",
    "a2a POST create_media_buy",
  ]);
  const written = JSON.stringify(exchanges);
  for (const secret of ["seller-token", secrets.token, secrets.credentials, key]) expect(written).not.toContain(secret);
  expect(seller.deliveries[0]?.configuration).toMatchObject({ pushNotificationConfig: { token: secrets.token } });
});

describe("the wire", () => {
  test.each([
    ["TIMEOUT", () => handled],
    [
      "CONNECTION_LOST",
      (_delivery: unknown, response: ServerResponse) => {
        response.destroy();
        return handled;
      },
    ],
    ["REPLY_TOO_LARGE", () => taskOf("completed", [textPart("x".repeat(200_000))])],
  ])("leaves the outcome open after %s, delivered once", async (code, send) => {
    const { agent, seller } = await given({ send });
    expect(await agent.sendCreate(request, key)).toMatchObject({ kind: "unknown", problem: { code } });
    expect(seller.deliveries).toHaveLength(1);
  });

  test("a read can be abandoned", async () => {
    const { agent } = await given({ send: () => handled });
    const nothing = { brandDomain: null, account: null, startDay: null, endDay: null, countries: [] };
    const reading = agent.getProducts({ brief: "b", currency: "USD", ...nothing }, AbortSignal.timeout(50));
    expect(await reading).toMatchObject({ kind: "failed", problem: { code: "ABORTED" } });
  });

  test("an answer may come as an event stream", async () => {
    const { agent } = await given({
      send: (_delivery, response, id) => {
        response.writeHead(200, { "content-type": "text/event-stream" });
        const message = { jsonrpc: "2.0", id, result: taskOf("completed", [dataPart(made)]) };
        response.write(`data: ${JSON.stringify(message)}\n\n`);
        return handled;
      },
    });
    expect(await agent.sendCreate(request, key)).toMatchObject({ kind: "accepted" });
  });
});
