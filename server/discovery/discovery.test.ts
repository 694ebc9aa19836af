import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type TestDesk, testDesk, testOrganisation } from "../api/test-desk";
import { type TestDatabase, testDatabase } from "../db/test-database";
import { makeTransport, type Transport } from "../sales-agents/transport";
import { agentsOf } from "./adagents";
import { discoverAgents } from "./discover-agents";
import { publicDocuments } from "./public-documents";

let server: Server;
let answer: RequestListener = (_req, res) => res.writeHead(404).end();
let host: string;
let transport: Transport;
let database: TestDatabase;
let desk: TestDesk;

beforeAll(async () => {
  server = createServer((req, res) => answer(req, res));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  transport = makeTransport({ allowedHosts: ["127.0.0.1"], maxReplyBytes: 64 * 1024 });
  database = await testDatabase();
  desk = await testDesk(database.db);
});
beforeEach(() => {
  answer = (_req, res) => res.writeHead(404).end();
});
afterAll(async () => {
  await transport.close();
  await desk.close();
  await database.dispose();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function serve(files: Readonly<Record<string, unknown>>): void {
  answer = (req, res) => {
    const file = files[req.url ?? ""];
    if (file === undefined) res.writeHead(404).end();
    else
      res
        .writeHead(200, { "content-type": "application/json" })
        .end(typeof file === "string" ? file : JSON.stringify(file));
  };
}

function discover(text: string, allowed: readonly string[] = ["127.0.0.1"]) {
  const ports = { ...desk.ports, publicDocuments: publicDocuments(transport, allowed) };
  return discoverAgents(ports, testOrganisation, text);
}

const sentences = async (text: string) => (await discover(text)).documents.map((one) => one.sentence);

const authorised = {
  contact: { name: "Acme Publishing" },
  properties: [
    { property_id: "news", name: "Acme News", tags: ["premium"] },
    { property_id: "sport", name: "Acme Sport", tags: ["premium"] },
  ],
  authorized_agents: [
    {
      url: "https://ads.acme.example/mcp",
      authorized_for: "All of it",
      authorization_type: "property_tags",
      property_tags: ["premium"],
      countries: ["DE", "nonsense"],
      exclusive: true,
    },
    {
      url: "https://ads.acme.example/a2a",
      authorized_for: "News",
      authorization_type: "property_ids",
      property_ids: ["news"],
      effective_until: "2020-01-01T00:00:00Z",
    },
    {
      url: "javascript:alert(1)",
      authorized_for: "Nothing",
      authorization_type: "property_ids",
      property_ids: ["news"],
    },
    { url: "https://signals.example/mcp", authorized_for: "Data", authorization_type: "signal_ids", signal_ids: ["x"] },
    "nonsense",
  ],
};

describe("an adagents.json", () => {
  it("says who may sell what, and what speaks against it", async () => {
    serve({ "/.well-known/adagents.json": authorised });
    const { agents, documents, domain } = await discover(host);
    expect(domain).toBe(host);
    expect(documents.map((one) => one.sentence)).toEqual([
      "It lists 3 agents",
      "There is no such file",
      "There is no such file",
    ]);
    expect(agents.map(({ url, name, protocol }) => [url, name, protocol])).toEqual([
      ["https://ads.acme.example/mcp", "Acme Publishing", "mcp"],
      ["https://ads.acme.example/a2a", "Acme News", "a2a"],
      ["https://signals.example/mcp", "Acme Publishing", "mcp"],
    ]);
    expect(agents[0]).toMatchObject({
      authorisedFor: "All of it",
      properties: { count: 2, names: ["Acme News", "Acme Sport"] },
      countries: ["DE"],
      exclusive: true,
      remarks: [],
    });
    expect(agents[1]?.remarks).toEqual(["No longer authorised since 2020-01-01"]);
    expect(agents[2]?.remarks).toEqual(["It sells signals, not advertising space"]);
  });

  it("is followed to its authoritative location once, and no further", async () => {
    const elsewhere = `http://${host}/network.json`;
    serve({ "/.well-known/adagents.json": { authoritative_location: elsewhere }, "/network.json": authorised });
    expect((await discover(host)).documents[0]?.sentence).toBe(`It lists 3 agents, kept at ${host}`);
    serve({
      "/.well-known/adagents.json": { authoritative_location: elsewhere },
      "/network.json": { authoritative_location: elsewhere },
    });
    expect((await discover(host)).documents[0]?.sentence).toBe(`It points to ${host}, whose file lists no agents`);
    serve({ "/.well-known/adagents.json": { authoritative_location: "http://10.0.0.7/agents.json" } });
    expect((await discover(host)).documents[0]?.sentence).toMatch(/^It points to 10\.0\.0\.7\. Only https/);
  });

  it("is looked at no further than a hundred agents and a bounded text", () => {
    const many = Array.from({ length: 130 }, (_, index) => ({
      url: `https://ads.example/${index}/mcp`,
      authorized_for: "x".repeat(9_000),
    }));
    const found = agentsOf({ authorized_agents: many }, "acme.example", "2026-11-21T00:00:00.000Z");
    expect(found?.agents).toHaveLength(100);
    expect(found?.left).toBe(30);
    expect(found?.agents[0]?.authorisedFor).toHaveLength(500);
  });
});

it("joins what brand.json, the agent card and a pasted address say, one entry an address", async () => {
  serve({
    "/.well-known/brand.json": {
      house: {
        name: "Acme House",
        agents: [{ type: "sales", url: "https://ads.acme.example/a2a/", description: "Sells" }],
      },
      agents: [{ type: "governance", url: "https://gov.example/mcp" }],
    },
    "/.well-known/agent-card.json": { name: "Acme Agent", url: "https://ads.acme.example/a2a", description: "Sales" },
  });
  const { agents, documents } = await discover(`http://${host}/api/v1`);
  expect(agents.map(({ url, name, protocol, source }) => [url, name, protocol, source])).toEqual([
    ["https://ads.acme.example/a2a/", "Acme House", "a2a", "brand.json"],
    [`http://${host}/api/v1`, "127.0.0.1", "rest", "address"],
  ]);
  expect(documents.map((one) => one.found)).toEqual([false, true, true]);
});

it("says in words what cannot be read", async () => {
  serve({
    "/.well-known/adagents.json": "<html>",
    "/.well-known/brand.json": "x".repeat(70_000),
    "/.well-known/agent-card.json": [],
  });
  expect(await sentences(host)).toEqual([
    "The file is not JSON that lists anything",
    "The file is too large to be read",
    "The file is not JSON that lists anything",
  ]);
  answer = (_req, res) => res.writeHead(302, { location: "https://elsewhere.example/x" }).end();
  expect(new Set(await sentences(host))).toEqual(
    new Set([
      "The server redirects to elsewhere.example; redirects are not followed: enter that domain yourself if you trust it",
    ]),
  );
  answer = (_req, res) => res.writeHead(503).end();
  expect((await sentences(host))[0]).toBe("The server answered with status 503");
  expect((await sentences("https://10.0.0.7"))[0]).toMatch(/private or reserved network/);
  expect((await sentences("http://acme.example"))[0]).toBe("Only https addresses are read");
  expect((await sentences("https://127.0.0.1:1"))[0]).toMatch(/Nothing answers there/);
  for (const text of ["", "no domain", "ftp://acme.example", "https://me:pw@acme.example", "localhost"]) {
    await expect(discover(text), text).rejects.toMatchObject({ code: "INVALID_INPUT" });
  }
});

it("speaks plain http only to a host that an administrator allowed", async () => {
  serve({ "/.well-known/adagents.json": authorised });
  expect((await discover(host)).agents).not.toHaveLength(0);
  const { documents } = await discover(host, []);
  expect(documents.every((one) => !one.found)).toBe(true);
});
