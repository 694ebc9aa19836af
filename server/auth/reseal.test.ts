import { randomBytes, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestDatabase, testDatabase } from "../db/test-database";
import { sealedKinds } from "../repositories/sealed-values";
import { signingKeyPlace } from "../repositories/signing-keys";
import { previousSecretPlace, secretPlace } from "../repositories/webhook-registrations";
import { keyPlace } from "../seller-calls/queue-seller-call";
import { echoPlace, tokenPlace } from "../webhooks/addresses";
import { mailPlace } from "./mailbox";
import { reseal } from "./reseal";
import { makeVault, sealedUnder } from "./vault";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.dispose());

const at = new Date("2026-01-01T00:00:00.000Z");
const [old, fresh, lost] = [randomBytes(32), randomBytes(32), randomBytes(32)];
const organisationId = "org";
const credentialPlace = (rowId: string) => ({ organisationId, rowId, field: "credential" });

/** An agent with every secret, a key, a call and an address, sealed under one key. */
async function given(key: Buffer): Promise<string> {
  const { db } = database;
  const vault = makeVault([key]);
  const id = randomUUID();
  await db.salesAgent.create({
    data: {
      id,
      organisationId,
      name: "Kiosk",
      url: `https://ads.example/${id}`,
      protocol: "mcp",
      credentialSealed: vault.seal("credential", credentialPlace(id)),
      webhookSecretSealed: vault.seal("secret", secretPlace(organisationId, id)),
      webhookPreviousSecretSealed: vault.seal("previous", previousSecretPlace(organisationId, id)),
      createdAt: at,
    },
  });
  const privateSealed = vault.seal("private", signingKeyPlace(organisationId, id));
  const signing = {
    id,
    organisationId,
    keyId: id,
    algorithm: "ed25519",
    publicJwk: "{}",
    privateSealed,
    createdAt: at,
  };
  await db.signingKey.create({ data: signing });
  const call = { id, organisationId, salesAgentId: id, tool: "create_media_buy", request: "{}", requestHash: "" };
  const idempotencyKeySealed = vault.seal("key", keyPlace(organisationId, id));
  const pending = { idempotencyKeyPrefix: "", state: "pending", createdAt: at };
  await db.sellerCall.create({ data: { ...call, ...pending, idempotencyKeySealed } });
  // One that has ended keeps none.
  await db.sellerCall.create({ data: { ...call, ...pending, id: randomUUID(), idempotencyKeySealed: "" } });
  await db.webhookRegistration.create({
    data: {
      id,
      organisationId,
      salesAgentId: id,
      purpose: "task",
      tokenHash: id,
      tokenSealed: vault.seal("token", tokenPlace(organisationId, id)),
      echoSealed: vault.seal("echo", echoPlace(organisationId, id)),
      baseUrl: "https://desk.example",
      mode: "rfc9421",
      createdAt: at,
    },
  });
  const mail = { id, organisationId, toAddress: "a@b.example", subject: "Hello", createdAt: at };
  await db.mail.create({ data: { ...mail, bodySealed: vault.seal("letter", mailPlace(organisationId, id)) } });
  return id;
}

async function opened(id: string, key: Buffer): Promise<readonly string[]> {
  const { db } = database;
  const vault = makeVault([key]);
  const agent = await db.salesAgent.findUniqueOrThrow({ where: { id } });
  const signing = await db.signingKey.findUniqueOrThrow({ where: { id } });
  const call = await db.sellerCall.findUniqueOrThrow({ where: { id } });
  const address = await db.webhookRegistration.findUniqueOrThrow({ where: { id } });
  const mail = await db.mail.findUniqueOrThrow({ where: { id } });
  return [
    vault.open(agent.credentialSealed ?? "", credentialPlace(id)),
    vault.open(agent.webhookSecretSealed ?? "", secretPlace(organisationId, id)),
    vault.open(agent.webhookPreviousSecretSealed ?? "", previousSecretPlace(organisationId, id)),
    vault.open(signing.privateSealed, signingKeyPlace(organisationId, id)),
    vault.open(call.idempotencyKeySealed, keyPlace(organisationId, id)),
    vault.open(address.tokenSealed, tokenPlace(organisationId, id)),
    vault.open(address.echoSealed, echoPlace(organisationId, id)),
    vault.open(mail.bodySealed, mailPlace(organisationId, id)),
  ];
}
const plain = ["credential", "secret", "previous", "private", "key", "token", "echo", "letter"];

test("every sealed column of the schema is known", () => {
  const schema = readFileSync("prisma/schema.prisma", "utf8");
  const columns = [...schema.matchAll(/^model (\w+) \{([\s\S]*?)^\}/gm)].flatMap(([, table, body]) =>
    [...(body ?? "").matchAll(/^\s+(\w*[sS]ealed)\s/gm)].map(([, column]) => `${table}.${column}`),
  );
  expect(sealedKinds.map(({ table, column }) => `${table}.${column}`).sort()).toEqual(columns.sort());
});

test("under two keys everything opens; sealed again, the first alone opens it, and a second run finds nothing to do", async () => {
  const ids = await Promise.all(Array.from({ length: 3 }, () => given(old)));
  const done = await given(fresh);
  const both = makeVault([fresh, old]);
  const first = await reseal(database.db, both, fresh);
  expect(first.map((kind) => [kind.resealed, kind.unopened])).toEqual(sealedKinds.map(() => [3, 0]));
  for (const id of [...ids, done]) expect(await opened(id, fresh)).toEqual(plain);
  const again = await reseal(database.db, both, fresh);
  expect(again.every((kind) => kind.resealed === 0)).toBe(true);
});

test("what no key opens is counted and left as it is", async () => {
  const id = await given(lost);
  const outcome = await reseal(database.db, makeVault([fresh, old]), fresh);
  expect(outcome.map((kind) => [kind.resealed, kind.unopened])).toEqual(sealedKinds.map(() => [0, 1]));
  expect(await opened(id, lost)).toEqual(plain);
});

test("an interrupted run goes on where it was, and a credential replaced meanwhile stays replaced", async () => {
  const ids = await Promise.all(Array.from({ length: 2 }, () => given(old)));
  const vault = makeVault([fresh, old]);
  let left = 5;
  const dying = {
    ...vault,
    seal: (...args: Parameters<typeof vault.seal>) => {
      if (left === 0) throw new Error("The process ended");
      left -= 1;
      return vault.seal(...args);
    },
  };
  await reseal(database.db, dying, fresh);
  const credentialSealed = vault.seal("another", credentialPlace(ids[0] ?? ""));
  await database.db.salesAgent.update({ where: { id: ids[0] ?? "" }, data: { credentialSealed } });
  await reseal(database.db, vault, fresh);
  expect(await opened(ids[0] ?? "", fresh)).toEqual(["another", ...plain.slice(1)]);
  expect(await opened(ids[1] ?? "", fresh)).toEqual(plain);
  expect(credentialSealed.startsWith(sealedUnder(fresh))).toBe(true);
});
