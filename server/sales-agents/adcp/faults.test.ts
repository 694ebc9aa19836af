import { afterEach, describe, expect, test } from "vitest";
import type { Read, SalesAgent, WriteReply } from "../sales-agent";
import { type ClosableSalesAgents, salesAgentsFor } from "../sales-agents";
import {
  type Http,
  handled,
  type Script,
  type ScriptedSeller,
  type ScriptedSellerOptions,
  scriptedSeller,
  sendJson,
} from "../scripted-seller";
import { testEndpoint } from "../test-endpoint";
import type { Exchange } from "../transport";

const account = { kind: "id", accountId: "acc-1" } as const;
const request = { tool: "create_media_buy", body: '{"adcp_major_version":3,"packages":[]}' };
const token = "seller-secret-token";
const key = "3f8d5a0e-1111-4222-8333-444455556666";

const open: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const item of open.splice(0).reverse()) await item.close();
});

type World = {
  readonly agent: SalesAgent;
  readonly agents: ClosableSalesAgents;
  readonly seller: ScriptedSeller;
  readonly exchanges: Exchange[];
};

async function givenSeller(script: Script, options: ScriptedSellerOptions = {}): Promise<World> {
  const seller = await scriptedSeller(script, options);
  open.push(seller);
  const exchanges: Exchange[] = [];
  const agents = salesAgentsFor({
    allowedHosts: ["127.0.0.1"],
    onExchange: (exchange) => exchanges.push(exchange),
    deadlines: { create_media_buy: 400, get_products: 400, initialize: 600 },
  });
  open.push(agents);
  return { agent: agents(testEndpoint(seller.url, token)), agents, seller, exchanges };
}

function problemOf(reply: WriteReply<unknown> | Read<unknown>) {
  return "problem" in reply ? reply.problem : null;
}

const products = (agent: SalesAgent, signal?: AbortSignal) =>
  agent.getProducts(
    { brief: "b", brandDomain: null, account, startDay: null, endDay: null, currency: "USD", countries: [] },
    signal,
  );

const raw =
  (status: number, body: string, headers: Record<string, string> = {}) =>
  (_args: unknown, http: Http) => {
    http.response.writeHead(status, headers).end(body);
    return handled;
  };

/** Each fault with what a write and a read make of it. Every one of them is delivered exactly once. */
const faults: readonly {
  readonly name: string;
  readonly tool: (args: unknown, http: Http) => unknown;
  readonly kind: "refused" | "unknown";
  readonly code: string;
  readonly recovery: "transient" | "correctable" | "terminal";
}[] = [
  { name: "a seller that never answers", tool: () => handled, kind: "unknown", code: "TIMEOUT", recovery: "transient" },
  {
    name: "a seller that never ends its answer",
    tool: (_args, { response }) => {
      response.writeHead(200, { "content-type": "application/json" }).write("{");
      return handled;
    },
    kind: "unknown",
    code: "TIMEOUT",
    recovery: "transient",
  },
  { name: "500", tool: raw(500, "oops"), kind: "unknown", code: "SERVER_ERROR", recovery: "transient" },
  { name: "502 with a page", tool: raw(502, "<html>"), kind: "unknown", code: "SERVER_ERROR", recovery: "transient" },
  {
    name: "a connection dropped after the work",
    tool: (_args, { response }) => {
      response.destroy();
      return handled;
    },
    kind: "unknown",
    code: "CONNECTION_LOST",
    recovery: "transient",
  },
  {
    name: "a connection dropped within the answer",
    tool: (_args, { response }) => {
      response.writeHead(200, { "content-type": "application/json", "content-length": "900" }).write('{"jsonrpc"');
      setImmediate(() => response.destroy());
      return handled;
    },
    kind: "unknown",
    code: "CONNECTION_LOST",
    recovery: "transient",
  },
  {
    name: "garbage",
    tool: raw(200, "\u0000not json", { "content-type": "application/json" }),
    kind: "unknown",
    code: "BAD_REPLY",
    recovery: "terminal",
  },
  { name: "an empty answer", tool: raw(200, ""), kind: "unknown", code: "BAD_REPLY", recovery: "terminal" },
  {
    name: "a web page",
    tool: raw(200, "<!doctype html><p>Hi", { "content-type": "text/html" }),
    kind: "unknown",
    code: "NOT_AN_AGENT",
    recovery: "terminal",
  },
  {
    name: "an answer to another request",
    tool: (_args, { response }) => {
      sendJson(response, 200, { jsonrpc: "2.0", id: 999_999, result: { structuredContent: {} } });
      return handled;
    },
    kind: "unknown",
    code: "BAD_REPLY",
    recovery: "terminal",
  },
  {
    name: "a reply of 10 MB",
    tool: (_args, { response }) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify({ filler: "x".repeat(10 * 1024 * 1024) }));
      return handled;
    },
    kind: "unknown",
    code: "REPLY_TOO_LARGE",
    recovery: "terminal",
  },
  {
    name: "an event stream that ends without an answer",
    tool: raw(200, 'event: message\ndata: {"jsonrpc":"2.0","method":"notifications/progress"}\n\n', {
      "content-type": "text/event-stream",
    }),
    kind: "unknown",
    code: "CONNECTION_LOST",
    recovery: "transient",
  },
  {
    name: "a JSON-RPC internal error",
    tool: (_args, { response, id }) => {
      sendJson(response, 200, { jsonrpc: "2.0", id, error: { code: -32603, message: "boom" } });
      return handled;
    },
    kind: "unknown",
    code: "SELLER_ERROR",
    recovery: "transient",
  },
  {
    name: "a redirect",
    tool: raw(302, "", { location: "http://169.254.169.254/" }),
    kind: "refused",
    code: "REDIRECTED",
    recovery: "terminal",
  },
  {
    name: "401",
    tool: raw(401, '{"error":"invalid_token"}'),
    kind: "refused",
    code: "AUTH_REQUIRED",
    recovery: "correctable",
  },
  { name: "403", tool: raw(403, ""), kind: "refused", code: "AUTH_REQUIRED", recovery: "correctable" },
  { name: "404", tool: raw(404, "nothing here"), kind: "refused", code: "NOT_AN_AGENT", recovery: "terminal" },
  { name: "400", tool: raw(400, "no"), kind: "refused", code: "HTTP_ERROR", recovery: "terminal" },
  {
    name: "429",
    tool: raw(429, "", { "retry-after": "7" }),
    kind: "refused",
    code: "RATE_LIMITED",
    recovery: "transient",
  },
  {
    name: "an AdCP error with HTTP 500",
    tool: raw(500, '{"adcp_error":{"code":"SERVICE_UNAVAILABLE","message":"Down"}}'),
    kind: "refused",
    code: "SERVICE_UNAVAILABLE",
    recovery: "transient",
  },
  {
    name: "a JSON-RPC error that carries an AdCP error",
    tool: (_args, { response, id }) => {
      const data = { adcp_error: { code: "BUDGET_TOO_LOW", message: "Too low" } };
      sendJson(response, 200, { jsonrpc: "2.0", id, error: { code: -32000, message: "boom", data } });
      return handled;
    },
    kind: "refused",
    code: "BUDGET_TOO_LOW",
    recovery: "correctable",
  },
  {
    name: "a tool that does not exist",
    tool: (_args, { response, id }) => {
      sendJson(response, 200, { jsonrpc: "2.0", id, error: { code: -32602, message: "Tool x not found" } });
      return handled;
    },
    kind: "refused",
    code: "UNSUPPORTED_FEATURE",
    recovery: "terminal",
  },
];

describe("a fault after the call left", () => {
  test.each(faults)("$name: a write is $kind, $code", async ({ tool, kind, code, recovery }) => {
    const { agent, seller } = await givenSeller({ create_media_buy: tool });
    const reply = await agent.sendCreate(request, key);
    expect(reply.kind).toBe(kind);
    expect(problemOf(reply)).toMatchObject({ code, recovery });
    expect(seller.deliveries).toHaveLength(1);
    expect(seller.deliveries[0]?.args).toEqual({ adcp_major_version: 3, packages: [], idempotency_key: key });
  });

  test.each(faults)("$name: a read fails with $code", async ({ tool, code }) => {
    const { agent, seller } = await givenSeller({ get_products: tool });
    const reply = await products(agent);
    expect(reply.kind).toBe("failed");
    expect(problemOf(reply)?.code).toBe(code);
    expect(seller.deliveries).toHaveLength(1);
  });

  test("says after how long a busy seller may be called again", async () => {
    const { agent } = await givenSeller({ create_media_buy: raw(429, "", { "retry-after": "7" }) });
    expect(problemOf(await agent.sendCreate(request, key))).toMatchObject({ retryAfterSeconds: 7, httpStatus: 429 });
  });

  test("tells the person what to check when the token is refused", async () => {
    const { agent } = await givenSeller({ create_media_buy: raw(401, "") });
    expect(problemOf(await agent.sendCreate(request, key))?.message).toBe("The agent answered 401: check the token");
  });
});

describe("a fault before the call left", () => {
  test("nothing listens at the address", async () => {
    const { agents, seller } = await givenSeller({});
    await seller.close();
    const reply = await agents(testEndpoint(seller.url, token)).sendCreate(request, key);
    expect(reply.kind).toBe("unreachable");
    expect(problemOf(reply)).toMatchObject({ code: "UNREACHABLE", recovery: "transient" });
  });

  test("something listens and says nothing: the handshake ends in time and the call was never sent", async () => {
    const { agent, seller } = await givenSeller({}, { before: () => true });
    const reply = await agent.sendCreate(request, key);
    expect(reply.kind).toBe("unreachable");
    expect(problemOf(reply)).toMatchObject({ code: "TIMEOUT", recovery: "transient" });
    expect(seller.deliveries).toHaveLength(0);
  });

  test("a caller that gives up during the handshake does not wait for it", async () => {
    const { agent, seller } = await givenSeller({}, { before: () => true });
    const abort = new AbortController();
    const pending = products(agent, abort.signal);
    abort.abort();
    expect(problemOf(await pending)?.code).toBe("ABORTED");
    expect(seller.deliveries).toHaveLength(0);
  });

  test.each([
    ["http://10.0.0.1/mcp", "BLOCKED_ADDRESS"],
    ["https://[::ffff:127.0.0.1]/mcp", "BLOCKED_ADDRESS"],
    ["http://user:secret@127.0.0.1/mcp", "BLOCKED_ADDRESS"],
    ["not a url", "BLOCKED_ADDRESS"],
    ["https://no-such-host.invalid/mcp", "UNREACHABLE"],
  ])("%s", async (url, code) => {
    const { agents } = await givenSeller({});
    const reply = await agents(testEndpoint(url, token)).sendCreate(request, key);
    expect(reply.kind).toBe("unreachable");
    expect(problemOf(reply)?.code).toBe(code);
  });

  test.each([
    [401, "refused", "AUTH_REQUIRED"],
    [404, "refused", "NOT_AN_AGENT"],
    [500, "unreachable", "SERVER_ERROR"],
  ])("a handshake answered with %i makes a write %s", async (status, kind, code) => {
    const { agent, seller } = await givenSeller(
      {},
      {
        before: (_method, { response }) => {
          response.writeHead(status).end();
          return true;
        },
      },
    );
    const reply = await agent.sendCreate(request, key);
    expect(reply.kind).toBe(kind);
    expect(problemOf(reply)?.code).toBe(code);
    expect(seller.deliveries).toHaveLength(0);
  });

  test("the plain web site at the address is named as what it is", async () => {
    const page = raw(200, "<!doctype html>", { "content-type": "text/html" });
    const { agent } = await givenSeller({}, { before: (_method, http) => page(null, http) === handled });
    expect(problemOf(await agent.getCapabilities())).toMatchObject({
      code: "NOT_AN_AGENT",
      message: "The address answered with a web page, not as an agent",
    });
  });
});

describe("a living seller", () => {
  test("an event stream's answer is taken as soon as it comes, though the stream stays open", async () => {
    const { agent, seller } = await givenSeller({
      create_media_buy: (_args, { response, id }) => {
        response.writeHead(200, { "content-type": "text/event-stream" });
        response.write('event: message\ndata: {"jsonrpc":"2.0","method":"notifications/progress","params":{}}\n\n');
        const result = { structuredContent: { media_buy_id: "mb-é", packages: [] } };
        response.write(`: keep-alive\n\nid: 1\ndata: ${JSON.stringify({ jsonrpc: "2.0", id, result })}\n\n`);
        return handled;
      },
    });
    const reply = await agent.sendCreate(request, key);
    expect(reply).toMatchObject({ kind: "accepted", httpStatus: 200, value: { mediaBuyId: "mb-é" } });
    expect(seller.deliveries).toHaveLength(1);
  });

  test("one handshake serves many calls, also those that start together", async () => {
    const { agent, seller } = await givenSeller({ create_media_buy: () => ({ media_buy_id: "mb", packages: [] }) });
    await Promise.all([1, 2, 3].map(() => agent.sendCreate(request, key)));
    await agent.sendCreate(request, key);
    expect(seller.requests.filter((line) => line === "POST initialize")).toHaveLength(1);
    expect(seller.requests.filter((line) => line.startsWith("GET"))).toHaveLength(0);
    expect(seller.deliveries).toHaveLength(4);
  });

  test("two organisations and two tokens never share a connection", async () => {
    const { agents, seller } = await givenSeller({ create_media_buy: () => ({ media_buy_id: "mb", packages: [] }) });
    const mine = testEndpoint(seller.url, token);
    const others = [{ ...mine, organisationId: "org-2" }, testEndpoint(seller.url, "other")];
    for (const endpoint of [mine, ...others, mine]) {
      await agents(endpoint).sendCreate(request, key);
    }
    expect(seller.requests.filter((line) => line === "POST initialize")).toHaveLength(3);
    expect(seller.headers.at(-1)?.authorization).toBe(`Bearer ${token}`);
  });

  test("a call that is abandoned ends at once", async () => {
    const abort = new AbortController();
    const { agent, seller } = await givenSeller({
      get_products: () => {
        abort.abort();
        return handled;
      },
    });
    expect(problemOf(await products(agent, abort.signal))?.code).toBe("ABORTED");
    expect(seller.deliveries).toHaveLength(1);
  });

  test("a forgotten session is renewed for a read; a write is left to the sender", async () => {
    let current = 0;
    const forgetful: ScriptedSellerOptions = {
      sessionId: () => {
        current += 1;
        return `session-${current}`;
      },
      before: (method, { request: incoming, response }) => {
        const isStale = method === "tools/call" && incoming.headers["mcp-session-id"] !== `session-${current}`;
        if (isStale) response.writeHead(404).end();
        return isStale;
      },
    };
    const { agent } = await givenSeller(
      { get_products: () => ({ products: [] }), create_media_buy: () => ({ media_buy_id: "mb", packages: [] }) },
      forgetful,
    );
    expect((await products(agent)).kind).toBe("ok");
    current += 10;
    expect((await products(agent)).kind).toBe("ok");
    current += 10;
    expect(problemOf(await agent.sendCreate(request, key))).toMatchObject({ code: "SESSION_LOST" });
    expect((await agent.sendCreate(request, key)).kind).toBe("accepted");
  });

  test("the transcript shows each exchange and no secret", async () => {
    const { agent, exchanges } = await givenSeller({
      create_media_buy: () => ({
        media_buy_id: "mb",
        packages: [],
        echo: { idempotency_key: key },
        note: `hi ${token}`,
      }),
    });
    await agent.sendCreate(request, key);
    const call = exchanges.at(-1);
    expect(call).toMatchObject({ method: "POST", status: 200, error: null, organisationId: "org-1" });
    expect(call?.requestBody).toContain("create_media_buy");
    expect(call?.responseBody).toContain("mb");
    expect(JSON.stringify(exchanges)).not.toContain(token);
    expect(JSON.stringify(exchanges)).not.toContain(key);
  });
});
