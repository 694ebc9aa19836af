import { EventEmitter, once } from "node:events";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestDatabase, testDatabase } from "../../db/test-database";
import { scriptedSeller } from "../../sales-agents/scripted-seller";
import { endpointOf } from "../../seller-calls/endpoints";
import { type TestDesk, testDesk, testOrganisation } from "../test-desk";
import { type CredentialInput, credentialInput } from "./credentials.schema";
import { givenPeople } from "./test-campaigns";

let database: TestDatabase;
let desk: TestDesk;

beforeAll(async () => {
  database = await testDatabase();
  desk = await testDesk(database.db);
  await givenPeople(database.db);
});
afterAll(async () => {
  await desk.close();
  await database.dispose();
});

const secret = "s3cret-canary-0815";
const oauth = {
  scheme: "oauth_client_credentials",
  tokenUrl: "https://login.example/token",
  clientId: "flightdeck",
  clientSecret: secret,
  scope: "buy read",
} as const;
const { scheme: kind, ...oauthRest } = oauth;

let made = 0;
async function added(credential: CredentialInput, signsRequests = false) {
  made += 1;
  const url = `https://ads${made}.example/mcp`;
  const agent = { name: "Kiosk", url, protocol: "mcp", sandbox: false } as const;
  const { salesAgentId } = await desk.as("admin").salesAgents.add({ ...agent, credential, signsRequests });
  return salesAgentId;
}
const viewOf = (salesAgentId: string) => desk.as("viewer").salesAgents.get({ salesAgentId });
const endpointFor = (id: string) => endpointOf(database.db, desk.ports, testOrganisation, id);

test.each<[CredentialInput, unknown, Record<string, unknown>]>([
  [{ scheme: "none" }, { kind: "none" }, {}],
  [{ scheme: "bearer", token: secret }, { kind: "bearer", token: secret }, {}],
  [
    { scheme: "header", name: "X-Api-Key", value: secret },
    { kind: "header", name: "X-Api-Key", value: secret },
    { headerName: "X-Api-Key" },
  ],
  [oauth, { kind, ...oauthRest }, { tokenUrl: oauth.tokenUrl, clientId: "flightdeck", scope: "buy read" }],
])("a credential is kept sealed and shown without its secret: %o", async (credential, auth, shown) => {
  const id = await added(credential);
  const view = await viewOf(id);
  expect(view.credential).toMatchObject({ scheme: credential.scheme, setBy: "admin", ...shown });
  expect((await endpointFor(id)).auth).toEqual(auth);
  const row = await database.db.salesAgent.findUniqueOrThrow({ where: { id } });
  const audit = await database.db.auditRow.findMany({ where: { subjectId: id } });
  expect(JSON.stringify([view, row, audit])).not.toContain(secret);
});

test("a replaced credential leaves nothing of the one before it, and renaming leaves it alone", async () => {
  const id = await added(oauth);
  const edit = desk.as("admin").salesAgents;
  await edit.edit({ salesAgentId: id, revision: 1, name: "Kiosk 2" });
  expect((await endpointFor(id)).auth).toMatchObject({ clientSecret: secret });
  await edit.edit({ salesAgentId: id, revision: 2, credential: { scheme: "bearer", token: "fresh" } });
  expect((await endpointFor(id)).auth).toEqual({ kind: "bearer", token: "fresh" });
  const { credential } = await viewOf(id);
  expect(credential).toMatchObject({ scheme: "bearer", headerName: null, tokenUrl: null, clientId: null, scope: null });
});

test("a replaced credential is taken by the next call, and the one under way ends with the old one", async () => {
  const gate = new EventEmitter();
  const seller = await scriptedSeller({
    get_products: async ({ brief }) => {
      if (brief === "slow") await once(gate, "open");
      return { products: [] };
    },
  });
  const agent = { name: "Slow", url: seller.url, protocol: "mcp", sandbox: false, signsRequests: false } as const;
  const credential = (token: string) => ({ scheme: "bearer", token }) as const;
  const { salesAgents } = desk.as("admin");
  const { salesAgentId } = await salesAgents.add({ ...agent, credential: credential("the-old-token") });
  const ask = async (brief: string) => {
    const dates = { startDay: null, endDay: null, currency: "USD", countries: [] };
    const query = { brief, brandDomain: "alpenglow.example", account: null, ...dates };
    return desk.ports.salesAgents(await endpointFor(salesAgentId)).getProducts(query);
  };
  const slow = ask("slow");
  await expect.poll(() => seller.deliveries).toHaveLength(1);
  await salesAgents.edit({ salesAgentId, revision: 1, credential: credential("the-new-token") });
  expect(await ask("quick")).toMatchObject({ kind: "ok" });
  gate.emit("open");
  expect(await slow).toMatchObject({ kind: "ok" });
  const sent = seller.headers.map((headers) => headers.authorization);
  expect(new Set(sent)).toEqual(new Set(["Bearer the-old-token", "Bearer the-new-token"]));
  expect(sent.at(-1)).toBe("Bearer the-new-token");
  await seller.close();
});

const wrong: readonly (readonly [string, CredentialInput])[] = [
  ["credential.token", { scheme: "bearer", token: "" }],
  ["credential.token", { scheme: "bearer", token: "two words" }],
  ["credential.token", { scheme: "bearer", token: "a\r\nb" }],
  ["credential.name", { scheme: "header", name: "Host", value: "v" }],
  ["credential.name", { scheme: "header", name: "x y", value: "v" }],
  ["credential.name", { scheme: "header", name: "Signature-Input", value: "v" }],
  ["credential.value", { scheme: "header", name: "X-Key", value: "ü" }],
  ["credential.tokenUrl", { ...oauth, tokenUrl: "ftp://login.example" }],
  ["credential.tokenUrl", { ...oauth, tokenUrl: "https://a:b@login.example/token" }],
  ["credential.clientSecret", { ...oauth, clientSecret: "" }],
  ["credential.scope", { ...oauth, scope: 'a"b' }],
];
test.each(wrong)("%s is refused at its field: %o", (path, credential) => {
  const parsed = credentialInput.safeParse(credential);
  expect(parsed.error?.issues.map((issue) => ["credential", ...issue.path].join("."))).toEqual([path]);
});
