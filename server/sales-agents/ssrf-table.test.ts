import { readdirSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { publicDocuments } from "../discovery/public-documents";
import { systemClock } from "../domain/time";
import { keySets } from "../webhooks/key-sets";
import type { Resolve } from "./addresses";
import { agentHttp } from "./agent-http";
import { testEndpoint } from "./test-endpoint";
import { makeTransport, type Transport, TransportFault } from "./transport";

/** A server on loopback that stands for whatever must not be reached: it counts every connection, not only requests. */
let canary: Server;
let port: number;
let connections = 0;
let transport: Transport;

/** Names as an attacker's own DNS answers them. */
const names: Readonly<Record<string, readonly string[]>> = {
  "loopback.attacker.example": ["127.0.0.1"],
  "inner.attacker.example": ["10.0.0.7"],
  "metadata.attacker.example": ["169.254.169.254"],
  "cgnat.attacker.example": ["100.64.0.9"],
  "mapped.attacker.example": ["::ffff:127.0.0.1"],
  "nat64.attacker.example": ["64:ff9b::7f00:1"],
  "ula.attacker.example": ["fd00::7"],
  "link-local.attacker.example": ["fe80::1%lo"],
  "several.attacker.example": ["93.184.215.14", "127.0.0.1"],
  "several6.attacker.example": ["2606:4700::1111", "::1"],
  "nothing.attacker.example": [],
  "localhost.": ["127.0.0.1"],
  localhost: ["127.0.0.1"],
  "ip6-localhost": ["::1"],
  "127.0.0.1.nip.example": ["127.0.0.1"],
  "localhost.localdomain": ["127.0.0.1"],
  "kubernetes.default.svc": ["10.96.0.1"],
};
const resolve: Resolve = async (hostname) =>
  (names[hostname] ?? ["127.0.0.1"]).map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));

beforeAll(async () => {
  canary = createServer((_request, response) => response.end("{}"));
  canary.on("connection", () => {
    connections += 1;
  });
  await new Promise<void>((ready) => canary.listen(0, "127.0.0.1", ready));
  port = (canary.address() as AddressInfo).port;
  transport = makeTransport({ allowedHosts: [], resolve });
});
afterAll(async () => {
  await transport.close();
  canary.closeAllConnections();
  await new Promise((done) => canary.close(done));
});
beforeEach(() => {
  connections = 0;
});

const send = (over: Transport, url: string) =>
  over.send({
    organisationId: "org-1",
    salesAgentId: "agent-1",
    protocol: "mcp",
    tool: "get_products",
    method: "POST",
    url,
    headers: { "content-type": "application/json", authorization: "Bearer a-secret" },
    body: "{}",
    requestId: null,
    secrets: [],
    deadlineMs: 2_000,
  });

async function codeOf(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => "answered",
    (reason: unknown) => reason,
  );
  return error instanceof TransportFault ? `${error.code}${error.delivered ? " delivered" : ""}` : String(error);
}

/** `PORT` is the canary's. */
const refused: readonly (readonly [string, string])[] = [
  ["dotted loopback", "https://127.0.0.1:PORT/mcp"],
  ["the rest of 127/8", "https://127.8.9.10:PORT/mcp"],
  ["a short form", "https://127.1:PORT/mcp"],
  ["one decimal number", "https://2130706433:PORT/mcp"],
  ["one octal number", "https://017700000001:PORT/mcp"],
  ["one hex number", "https://0x7f000001:PORT/mcp"],
  ["mixed octal", "https://0177.0.0.01:PORT/mcp"],
  ["mixed hex", "https://0x7f.0x0.0x0.0x1:PORT/mcp"],
  ["a trailing dot on an address", "https://127.0.0.1.:PORT/mcp"],
  ["digits in circles", "https://①②⑦.⓪.⓪.①:PORT/mcp"],
  ["full-width digits", "https://１２７.０.０.１:PORT/mcp"],
  ["an ideographic full stop", "https://127。0。0。1:PORT/mcp"],
  ["percent-encoded digits", "https://%31%32%37.0.0.1:PORT/mcp"],
  ["this network", "https://0.0.0.0:PORT/mcp"],
  ["zero alone", "https://0:PORT/mcp"],
  ["10/8", "https://10.0.0.1/mcp"],
  ["172.16/12", "https://172.31.255.254/mcp"],
  ["192.168/16", "https://192.168.1.1/mcp"],
  ["carrier-grade NAT", "https://100.64.0.1/mcp"],
  ["link-local", "https://169.254.1.1/mcp"],
  ["cloud metadata", "https://169.254.169.254/latest/meta-data/"],
  ["cloud metadata as a number", "https://2852039166/latest/meta-data/"],
  ["Alibaba's metadata", "https://100.100.100.200/latest/meta-data/"],
  ["Oracle's metadata", "https://192.0.0.192/opc/v2/"],
  ["benchmark network", "https://198.18.0.1/mcp"],
  ["documentation network", "https://192.0.2.1/mcp"],
  ["multicast", "https://224.0.0.1/mcp"],
  ["broadcast", "https://255.255.255.255/mcp"],
  ["IPv6 loopback", "https://[::1]:PORT/mcp"],
  ["IPv6 loopback, long", "https://[0:0:0:0:0:0:0:1]:PORT/mcp"],
  ["IPv6 unspecified", "https://[::]:PORT/mcp"],
  ["IPv4-mapped", "https://[::ffff:127.0.0.1]:PORT/mcp"],
  ["IPv4-mapped in hex", "https://[::ffff:7f00:1]:PORT/mcp"],
  ["IPv4-compatible", "https://[::127.0.0.1]:PORT/mcp"],
  ["NAT64", "https://[64:ff9b::127.0.0.1]:PORT/mcp"],
  ["local NAT64", "https://[64:ff9b:1::7f00:1]:PORT/mcp"],
  ["6to4", "https://[2002:7f00:1::]:PORT/mcp"],
  ["Teredo", "https://[2001:0:7f00:1::]/mcp"],
  ["unique local", "https://[fd12:3456::1]/mcp"],
  ["IPv6 link-local", "https://[fe80::1]/mcp"],
  ["a zone id", "https://[fe80::1%25lo]/mcp"],
  ["IPv6 multicast", "https://[ff02::1]/mcp"],
  ["AWS metadata over IPv6", "https://[fd00:ec2::254]/latest/meta-data/"],
  ["a user name that looks like the host", "https://seller.example@127.0.0.1:PORT/mcp"],
  ["a password", "https://user:secret@seller.example/mcp"],
  ["a backslash before the at sign", "https://127.0.0.1:PORT\\@seller.example/mcp"],
  ["a fragment before the at sign", "https://127.0.0.1:PORT#@seller.example/mcp"],
  ["plain http", "http://seller.example:PORT/mcp"],
  ["plain http to loopback", "http://127.0.0.1:PORT/mcp"],
  ["a file", "file:///etc/passwd"],
  ["ftp", "ftp://127.0.0.1:PORT/mcp"],
  ["gopher", "gopher://127.0.0.1:PORT/_GET"],
  ["a web socket", "wss://127.0.0.1:PORT/mcp"],
  ["data", "data:application/json,{}"],
  ["a script", "javascript:alert(1)"],
  ["no URL", "//127.0.0.1:PORT/mcp"],
  ["the SSH port", "https://seller.example:22/mcp"],
  ["the mail port", "https://seller.example:25/mcp"],
  ["the Redis port", "https://seller.example:6379/mcp"],
  ["the PostgreSQL port", "https://seller.example:5432/mcp"],
  ["the Docker port", "https://seller.example:2375/mcp"],
  ["the kubelet port", "https://seller.example:10250/mcp"],
  ["localhost", "https://localhost:PORT/mcp"],
  ["localhost with a dot", "https://localhost.:PORT/mcp"],
  ["LOCALHOST", "https://LOCALHOST:PORT/mcp"],
  ["another name of loopback", "https://ip6-localhost:PORT/mcp"],
  ["a cluster's inner name", "https://kubernetes.default.svc/mcp"],
  ["a name with an address in it", "https://127.0.0.1.nip.example:PORT/mcp"],
  ["a name that leads to loopback", "https://loopback.attacker.example:PORT/mcp"],
  ["a name that leads inside", "https://inner.attacker.example/mcp"],
  ["a name that leads to metadata", "https://metadata.attacker.example/mcp"],
  ["a name behind carrier NAT", "https://cgnat.attacker.example/mcp"],
  ["a name with a mapped address", "https://mapped.attacker.example:PORT/mcp"],
  ["a name with a NAT64 address", "https://nat64.attacker.example:PORT/mcp"],
  ["a name with a unique local address", "https://ula.attacker.example/mcp"],
  ["a name with a zone id", "https://link-local.attacker.example:PORT/mcp"],
  ["a name with several addresses, one private", "https://several.attacker.example:PORT/mcp"],
  ["a name with several addresses, one loopback", "https://several6.attacker.example:PORT/mcp"],
  ["a name without an address", "https://nothing.attacker.example/mcp"],
];

describe("no connection is made to", () => {
  test.each(refused)("%s: %s", async (_what, url) => {
    expect(await codeOf(send(transport, url.replace("PORT", String(port))))).toBe("BLOCKED_ADDRESS");
    expect(connections).toBe(0);
  });

  test("a name that moves between the look-up and the connection: it is looked up once", async () => {
    // The first answer is public and unreachable from here, the second would be the canary.
    const answers = [[{ address: "2d00::1", family: 6 }], [{ address: "127.0.0.1", family: 4 }]];
    let asked = 0;
    const rebinding = makeTransport({ allowedHosts: [], resolve: async () => answers[asked++] ?? [] });
    expect(await codeOf(send(rebinding, `https://rebinding.example:${port}/mcp`))).toMatch(/^(UNREACHABLE|TIMEOUT)$/);
    expect(await codeOf(send(rebinding, `https://rebinding.example:${port}/mcp`))).toBe("BLOCKED_ADDRESS");
    expect([asked, connections]).toEqual([2, 0]);
    await rebinding.close();
  });

  test("where a redirect leads", async () => {
    const front = createServer((_request, response) =>
      response.writeHead(307, { location: `http://localhost:${port}/inside` }).end(),
    );
    await new Promise<void>((ready) => front.listen(0, "127.0.0.1", ready));
    const allowing = makeTransport({ allowedHosts: ["127.0.0.1", "localhost"] });
    const reply = await send(allowing, `http://127.0.0.1:${(front.address() as AddressInfo).port}/mcp`);
    expect([reply.status, connections]).toEqual([307, 0]);
    await allowing.close();
    front.closeAllConnections();
    await new Promise((done) => front.close(done));
  });
});

describe("an administrator who allows 127.0.0.1", () => {
  const allows = <T>(work: (over: Transport) => Promise<T>) => {
    const over = makeTransport({ allowedHosts: ["127.0.0.1"], resolve });
    return work(over).finally(() => over.close());
  };

  test.each([
    ["its plain http, any port", "http://127.0.0.1:PORT/mcp"],
    ["however it is written", "http://0x7f.1:PORT/mcp"],
  ])("allows %s", async (_what, url) => {
    expect(await allows((over) => codeOf(send(over, url.replace("PORT", String(port)))))).toBe("answered");
    expect(connections).toBe(1);
  });

  test.each([
    "http://localhost:PORT/mcp",
    "https://localhost:PORT/mcp",
    "https://127.0.0.2:PORT/mcp",
    "https://[::1]:PORT/mcp",
    "https://[::ffff:127.0.0.1]:PORT/mcp",
    "https://10.0.0.1/mcp",
    "https://192.168.1.1/mcp",
    "https://169.254.169.254/mcp",
    "https://127.0.0.1.nip.example:PORT/mcp",
    "https://loopback.attacker.example:PORT/mcp",
    "http://user:secret@127.0.0.1:PORT/mcp",
    "ftp://127.0.0.1:PORT/mcp",
    "http://seller.example:PORT/mcp",
    "https://seller.example:6379/mcp",
  ])("still refuses %s", async (url) => {
    expect(await allows((over) => codeOf(send(over, url.replace("PORT", String(port)))))).toBe("BLOCKED_ADDRESS");
    expect(connections).toBe(0);
  });
});

describe("every reader of somebody else's address goes the guarded way:", () => {
  const inside = () => [
    `https://127.0.0.1:${port}/x`,
    `https://loopback.attacker.example:${port}/x`,
    `http://localhost:${port}/x`,
  ];

  test("key sets of webhook senders, by well-known place, brand.json and jwks_uri", async () => {
    for (const url of inside()) {
      const agent = { id: "a", organisationId: "o", url, capabilities: { identity: { brand_json_url: url } } };
      expect(
        await keySets(transport, systemClock).keyOf(agent as Parameters<ReturnType<typeof keySets>["keyOf"]>[0], "k"),
      ).toBeNull();
    }
    expect(connections).toBe(0);
  });

  test("adagents.json, agent cards and other public documents", async () => {
    for (const url of inside()) {
      expect(await publicDocuments(transport, []).read("org-1", url)).toMatchObject({ kind: "failed" });
    }
    expect(connections).toBe(0);
  });

  test("token addresses", async () => {
    for (const tokenUrl of inside()) {
      const auth = {
        kind: "oauth_client_credentials",
        tokenUrl,
        clientId: "c",
        clientSecret: "s",
        scope: null,
      } as const;
      const agent = agentHttp(transport, { ...testEndpoint("https://seller.example/mcp", null), auth });
      const request = {
        tool: "t",
        method: "GET",
        headers: {},
        body: null,
        requestId: null,
        deadlineMs: 2_000,
      } as const;
      expect(await codeOf(agent.send({ ...request, url: "https://seller.example/mcp" }))).toBe("BLOCKED_ADDRESS");
    }
    expect(connections).toBe(0);
  });

  test("nothing in the app or the server opens a connection by itself", () => {
    const own =
      /^server\/(sandbox|faults|proof|db\/generated)\/|\.test\.tsx?$|(^|\/)(test|scripted)-[^/]+\.ts$|scripted-seller|contract-suite/;
    // The last reads an address, and connects to none.
    const mayConnect = [
      "server/sales-agents/transport.ts",
      "server/sales-agents/addresses.ts",
      "server/auth/client-address.ts",
    ];
    const connects =
      /(^|[^.\w])fetch\(|from "(undici|node:(http|https|http2|net|tls|dgram|dns)(\/promises)?)"|new (WebSocket|EventSource)\(/m;
    const files = ["app", "server"].flatMap((folder) =>
      (readdirSync(folder, { recursive: true }) as string[]).map((file) => join(folder, file)),
    );
    const found = files.filter(
      (file) =>
        /\.tsx?$/.test(file) &&
        !own.test(file) &&
        connects.test(readFileSync(file, "utf8").replace(/^import type [^;]+;/gm, "")),
    );
    expect(found.filter((file) => !mayConnect.includes(file))).toEqual([]);
  });
});
