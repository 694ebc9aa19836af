import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestDatabase, testDatabase } from "../../db/test-database";
import { addMillis, parseInstant } from "../../domain/time";
import { endpointOf } from "../../seller-calls/endpoints";
import { publishedKeySet } from "../../workflows/published-keys";
import { type TestDesk, testDesk, testOrganisation } from "../test-desk";
import { givenPeople } from "./test-campaigns";
import { refusal } from "./test-refusal";

let database: TestDatabase;
let desk: TestDesk;
const now = parseInstant("2026-11-21T12:00:00.000Z");
const day = 86_400_000;

beforeAll(async () => {
  database = await testDatabase();
  desk = await testDesk(database.db);
  await givenPeople(database.db);
});
afterAll(async () => {
  await desk.close();
  await database.dispose();
});

const published = async (organisationId = testOrganisation) =>
  ((await publishedKeySet(desk.ports, organisationId))?.keys ?? []) as readonly Record<string, unknown>[];
const listed = () => desk.as("viewer").signingKeys.list();

test("the first agent that wants signatures makes the key; a rotated one stays published for seven days", async () => {
  desk.setClock(now);
  expect(await published()).toEqual([]);
  const agent = { name: "Signed", url: "https://ads.example/mcp", protocol: "mcp", sandbox: false } as const;
  const { salesAgentId } = await desk
    .as("admin")
    .salesAgents.add({ ...agent, credential: { scheme: "none" }, signsRequests: true });
  const endpoint = () => endpointOf(database.db, desk.ports, testOrganisation, salesAgentId);
  const [first] = await published();
  expect((await endpoint()).signing).toMatchObject({ keyId: first?.kid, algorithm: "ed25519", coversDigest: true });
  expect(Object.keys(first ?? {}).sort()).toEqual(["adcp_use", "alg", "crv", "key_ops", "kid", "kty", "use", "x"]);

  const { keyId } = await desk.as("admin").signingKeys.rotate({ current: String(first?.kid), isExposed: false });
  expect((await endpoint()).signing?.keyId).toBe(keyId);
  expect((await published()).map((key) => key.kid)).toEqual([keyId, first?.kid]);
  expect((await listed()).keys.map((key) => key.standing)).toEqual(["in_use", "retired"]);
  const late = { code: "STALE_REVISION" };
  expect(
    await refusal(desk.as("admin").signingKeys.rotate({ current: String(first?.kid), isExposed: false })),
  ).toMatchObject(late);

  desk.setClock(addMillis(now, 7 * day - 1));
  expect(await published()).toHaveLength(2);
  desk.setClock(addMillis(now, 7 * day));
  expect((await published()).map((key) => key.kid)).toEqual([keyId]);
});

test("an exposed key is published no longer", async () => {
  desk.setClock(now);
  const [first] = await published();
  const { keyId } = await desk.as("admin").signingKeys.rotate({ current: String(first?.kid), isExposed: true });
  expect((await published()).map((key) => key.kid)).not.toContain(first?.kid);
  expect((await published())[0]?.kid).toBe(keyId);
});

test("a second agent that wants signatures takes the key that is there, and another organisation has its own", async () => {
  desk.setClock(now);
  const before = await published();
  const other = "0198a000-0000-7000-8000-000000000002";
  await desk.addOrganisation(other);
  expect(await published(other)).toEqual([]);
  const agent = { name: "Signed too", url: "https://ads2.example/mcp", protocol: "mcp", sandbox: false } as const;
  await desk.as("admin").salesAgents.add({ ...agent, credential: { scheme: "none" }, signsRequests: true });
  expect(await published()).toEqual(before);
  const row = await database.db.signingKey.findFirstOrThrow();
  expect(JSON.stringify(row)).not.toContain('"d"');
});
