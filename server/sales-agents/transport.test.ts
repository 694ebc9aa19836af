import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Resolve } from "./addresses";
import { type HttpRequest, makeTransport, type TransportOptions } from "./transport";

let canary: Server;
let port = 0;
let connections = 0;

beforeEach(async () => {
  connections = 0;
  canary = createServer((_request, response) => response.end("{}"));
  canary.on("connection", () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => canary.listen(0, "127.0.0.1", resolve));
  port = (canary.address() as AddressInfo).port;
});

afterEach(() => {
  canary.closeAllConnections();
  canary.close();
});

async function post(url: string, options: TransportOptions, more: Partial<HttpRequest> = {}) {
  const transport = makeTransport(options);
  try {
    return await transport.send({
      organisationId: "org-1",
      salesAgentId: "agent-1",
      protocol: "rest",
      tool: "test",
      method: "POST",
      url,
      headers: { "content-type": "application/json" },
      body: "{}",
      requestId: null,
      secrets: [],
      deadlineMs: 2_000,
      ...more,
    });
  } finally {
    await transport.close();
  }
}

const toLoopback: Resolve = async () => [{ address: "127.0.0.1", family: 4 }];

describe("a private address", () => {
  test.each(["localhost", "127.1", "2130706433", "0x7f000001", "[::ffff:127.0.0.1]"])(
    "https://%s is never connected to",
    async (host) => {
      const refused = post(`https://${host}:${port}/mcp`, { allowedHosts: [] });
      await expect(refused).rejects.toMatchObject({ code: "BLOCKED_ADDRESS", delivered: false });
      expect(connections).toBe(0);
    },
  );

  test.each(["seller.example", "localhost.", "xn--80ak6aa92e.com"])(
    "%s is never connected to when it resolves to loopback",
    async (host) => {
      const refused = post(`https://${host}:${port}/mcp`, { allowedHosts: [], resolve: toLoopback });
      await expect(refused).rejects.toMatchObject({ code: "BLOCKED_ADDRESS", delivered: false });
      expect(connections).toBe(0);
    },
  );

  test("the connection goes to the address that was looked up, without asking again", async () => {
    let asked = 0;
    const resolve: Resolve = async () => {
      asked += 1;
      return [{ address: "127.0.0.1", family: 4 }];
    };
    const reply = await post(`http://seller.test:${port}/mcp`, { allowedHosts: ["seller.test"], resolve });
    expect(reply.status).toBe(200);
    expect(asked).toBe(1);
    expect(connections).toBe(1);
  });
});

describe("limits", () => {
  test("plain http to an https address ends as unreachable with the reason", async () => {
    const refused = post(`https://127.0.0.1:${port}/mcp`, { allowedHosts: ["127.0.0.1"] });
    await expect(refused).rejects.toMatchObject({ code: "UNREACHABLE", delivered: false });
  });

  test("a reply over the cap is cut off", async () => {
    const refused = post(`http://127.0.0.1:${port}/mcp`, { allowedHosts: ["127.0.0.1"], maxReplyBytes: 1 });
    await expect(refused).rejects.toMatchObject({ code: "REPLY_TOO_LARGE", delivered: true });
  });

  test("a call that was abandoned before it began is not sent", async () => {
    const signal = AbortSignal.abort();
    const refused = post(`http://127.0.0.1:${port}/mcp`, { allowedHosts: ["127.0.0.1"] }, { signal });
    await expect(refused).rejects.toMatchObject({ code: "ABORTED", delivered: false });
  });
});
