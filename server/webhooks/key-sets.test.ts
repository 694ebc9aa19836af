import http from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeTransport, type Transport } from "../sales-agents/transport";
import { standingClock } from "../seller-calls/standing-clock";
import { keySets } from "./key-sets";

/** A seller's public files over real HTTP. */
let server: http.Server;
let transport: Transport;
let origin: string;
let files: Record<string, unknown>;
let asked: string[];
const time = standingClock("2026-11-01T00:00:00.000Z");

beforeEach(async () => {
  asked = [];
  server = http.createServer((request, response) => {
    asked.push(request.url ?? "");
    const file = files[request.url ?? ""];
    if (typeof file === "string") response.writeHead(302, { location: file }).end();
    else response.writeHead(file === undefined ? 404 : 200).end(JSON.stringify(file));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  transport = makeTransport({ allowedHosts: ["127.0.0.1"] });
  files = {
    "/.well-known/brand.json": { agents: [{ url: `${origin}/mcp`, jwks_uri: `${origin}/keys` }] },
    "/keys": { keys: [key("one"), { ...key("enc"), use: "enc" }] },
  };
});
afterEach(async () => {
  await transport.close();
  await new Promise((resolve) => server.close(resolve));
});

const key = (kid: string) => ({ kid, kty: "OKP", crv: "Ed25519", x: "x" });
const agent = (path = "/mcp", capabilities: Record<string, unknown> | null = null) => ({
  id: "a",
  organisationId: "o",
  url: origin + path,
  capabilities,
});
const sets = () => keySets(transport, time.clock);

test("the agent's own entry names its set; a key for something else is none", async () => {
  const known = sets();
  expect(await known.keyOf(agent(), "one")).toMatchObject({ kid: "one" });
  expect(await known.keyOf(agent(), "enc")).toBeNull();
  expect(await sets().keyOf(agent("/other"), "one")).toBeNull();
});

test("an unknown key is looked for once in 30 seconds, and found when it was added", async () => {
  const known = sets();
  await known.keyOf(agent(), "one");
  for (let n = 0; n < 5; n += 1) expect(await known.keyOf(agent(), "two")).toBeNull();
  expect(asked).toHaveLength(2);
  files["/keys"] = { keys: [key("two")] };
  time.advance(30_000);
  expect(await known.keyOf(agent(), "two")).toMatchObject({ kid: "two" });
  // What is not in the set any more does not count any more.
  expect(await known.keyOf(agent(), "one")).toBeNull();
});

test("a key that was taken out counts ten minutes at most; an outage takes none away", async () => {
  const known = sets();
  await known.keyOf(agent(), "one");
  files["/keys"] = { keys: [] };
  time.advance(599_000);
  expect(await known.keyOf(agent(), "one")).not.toBeNull();
  time.advance(2_000);
  expect(await known.keyOf(agent(), "one")).toBeNull();
  files["/keys"] = { keys: [key("one")] };
  time.advance(31_000);
  expect(await known.keyOf(agent(), "one")).not.toBeNull();
  files = {};
  time.advance(700_000);
  expect(await known.keyOf(agent(), "one")).not.toBeNull();
});

test("many webhooks at once ask once", async () => {
  const known = sets();
  await Promise.all(Array.from({ length: 10 }, () => known.keyOf(agent(), "one")));
  expect(asked).toEqual(["/.well-known/brand.json", "/keys"]);
});

test("another place may speak for the seller, and the well-known set stands in at its own origin", async () => {
  files["/.well-known/brand.json"] = { authoritative_location: `${origin}/house.json` };
  files["/house.json"] = { house: { agents: [] }, brands: [{ agents: [{ url: `${origin}/mcp` }] }] };
  files["/.well-known/jwks.json"] = { keys: [key("well-known")] };
  expect(await sets().keyOf(agent(), "well-known")).not.toBeNull();
  files["/named.json"] = { agents: [{ url: `${origin}/mcp`, jwks_uri: `${origin}/keys` }] };
  const named = agent("/mcp", { identity: { brand_json_url: `${origin}/named.json` } });
  expect(await sets().keyOf(named, "one")).not.toBeNull();
});

test.each([
  ["a redirect", () => ({ "/.well-known/brand.json": "/elsewhere" })],
  ["a circle", () => ({ "/.well-known/brand.json": { authoritative_location: `${origin}/.well-known/brand.json` } })],
  ["a private address", () => named("https://10.0.0.1/keys")],
  ["plain http elsewhere", () => named("http://seller.example/keys")],
  ["nonsense", () => ({ "/.well-known/brand.json": [1] })],
])("%s leads nowhere", async (_what, make) => {
  files = { "/keys": { keys: [key("one")] }, ...make() };
  expect(await sets().keyOf(agent(), "one")).toBeNull();
});

const named = (jwks_uri: string) => ({ "/.well-known/brand.json": { agents: [{ url: `${origin}/mcp`, jwks_uri }] } });
