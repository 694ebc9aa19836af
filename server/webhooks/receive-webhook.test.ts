import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { makeVault } from "../auth/vault";
import { inWriteTransaction } from "../db/client";
import { type TestDatabase, testDatabase } from "../db/test-database";
import { addMillis } from "../domain/time";
import type { Ports } from "../ports";
import { standingClock } from "../seller-calls/standing-clock";
import type { WebhookAnswer } from "./receive-webhook";
import {
  type Address,
  deliver,
  envelope,
  giveAddress,
  hmacSigned,
  intakeOf,
  type Place,
  publishing,
  type Sending,
  sellerKey,
  signed,
  testSecret,
  webhookPorts,
} from "./test-webhook-world";

const start = "2026-11-01T00:00:00.000Z";
const vault = makeVault([Buffer.alloc(32, 7)]);
const [ours, strangers] = [sellerKey(), sellerKey()];
let database: TestDatabase;
let ports: Ports;
let time: ReturnType<typeof standingClock>;
let agent: Place;
let other: Place;
let address: Address;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.dispose());

beforeEach(async () => {
  time = standingClock(start);
  // Every test begins in the same minute.
  await database.db.rateLimit.deleteMany();
  ports = webhookPorts(database.db, vault, time.clock, (work) => inWriteTransaction(database.db, work));
  agent = await anAgent("https://seller.example/mcp");
  other = await anAgent("https://other.example/mcp");
  address = await giveAddress(ports, agent);
});

async function anAgent(url: string): Promise<Place> {
  const [organisationId, salesAgentId] = [randomUUID(), randomUUID()];
  const createdAt = new Date(start);
  await database.db.organisation.create({ data: { id: organisationId, name: "Northwind", createdAt } });
  await database.db.salesAgent.create({
    data: { id: salesAgentId, organisationId, name: "Tagblatt", url, protocol: "mcp", createdAt },
  });
  return { organisationId, salesAgentId };
}

const keys = publishing({
  "https://seller.example/mcp": [ours.published],
  "https://other.example/mcp": [strangers.published],
});
const send = (sending: Sending, to: Address = address, intake = intakeOf(ports, keys)) =>
  deliver(intake, to.token, sending);
const genuine = (fields = {}) => signed(address, envelope(fields), ours, time.clock);

const receipts = () => database.db.webhookReceipt.findMany({ where: { salesAgentId: agent.salesAgentId } });
const jobs = () => database.db.job.findMany({ where: { organisationId: agent.organisationId } });
const events = () => database.db.agentEvent.findMany({ where: { salesAgentId: agent.salesAgentId } });

async function expectRefused(answer: WebhookAnswer, status: number, code: string): Promise<void> {
  expect(answer).toMatchObject({ status, body: { error: code } });
  expect(answer.headers["www-authenticate"]).toBe(status === 401 ? `Signature error="${code}"` : undefined);
  expect(await receipts()).toEqual([]);
  expect(await jobs()).toEqual([]);
  expect(await events()).toMatchObject([{ kind: "webhook_refused", code }]);
}

describe("a genuine webhook", () => {
  test("is kept without the token, queued, and answered", async () => {
    const answer = await send(genuine({ token: address.echo, result: { media_buy_id: "mb_1" } }));
    expect(answer.status).toBe(200);
    const [receipt] = await receipts();
    expect(receipt).toMatchObject({ state: "received", taskId: "task_1", status: "completed" });
    expect(receipt?.body).not.toContain(address.echo);
    expect(await jobs()).toMatchObject([{ kind: "apply_webhook", subjectId: receipt?.id }]);
    expect(await events()).toEqual([]);
  });

  test("three times under one key is one effect, also after a restart", async () => {
    const value = envelope();
    for (let copy = 0; copy < 3; copy += 1) {
      time.advance(1_000);
      // A new intake each time: nothing of the de-duplication lives in memory.
      expect((await send(signed(address, value, ours, time.clock))).status).toBe(200);
    }
    expect(await receipts()).toHaveLength(1);
    expect(await jobs()).toHaveLength(1);
  });

  test("two copies at the same moment are one", async () => {
    const value = envelope();
    const both = [signed(address, value, ours, time.clock), signed(address, value, ours, time.clock)];
    const answers = await Promise.all(both.map((sending) => send(sending)));
    expect(answers.map((answer) => answer.status)).toEqual([200, 200]);
    expect(await receipts()).toHaveLength(1);
  });

  test("with another body under a known key: the first counts, the second is noted", async () => {
    const value = envelope();
    await send(signed(address, value, ours, time.clock));
    time.advance(1_000);
    const answer = await send(signed(address, { ...value, status: "failed" }, ours, time.clock));
    expect(answer.status).toBe(200);
    expect(await receipts()).toMatchObject([{ status: "completed" }]);
    expect(await jobs()).toHaveLength(1);
    expect(await events()).toMatchObject([{ kind: "webhook_conflict", code: "webhook_key_reused" }]);
  });

  test.each([
    ["an older one", { status: "working", timestamp: "2026-10-31T23:00:00Z" }],
    ["one that takes a finished task back", { status: "working", timestamp: "2026-11-01T00:00:01Z" }],
  ])("%s is history", async (_what, late) => {
    await send(genuine());
    time.advance(2_000);
    expect((await send(genuine(late))).status).toBe(200);
    expect((await receipts()).map((one) => one.state).sort()).toEqual(["older", "received"]);
    expect(await jobs()).toHaveLength(1);
  });

  test("from a clock that runs ahead does not make the next one look older", async () => {
    await send(genuine({ status: "working", timestamp: "2099-01-01T00:00:00Z" }));
    time.advance(1_000);
    await send(genuine({ timestamp: "2026-11-01T00:00:01Z" }));
    expect((await receipts()).map((one) => one.state)).toEqual(["received", "received"]);
  });
});

describe("what is not genuine", () => {
  test("signed by a stranger under the seller's key id", async () => {
    await expectRefused(
      await send(signed(address, envelope(), strangers, time.clock)),
      401,
      "webhook_signature_invalid",
    );
  });

  test("changed after signing", async () => {
    const sending = genuine();
    const body = String(sending.body).replace("completed", "canceled");
    await expectRefused(await send({ ...sending, body }), 401, "webhook_signature_digest_mismatch");
  });

  test("too old", async () => {
    const sending = genuine();
    time.advance(362_000);
    await expectRefused(await send(sending), 401, "webhook_signature_window_invalid");
  });

  test("for another address", async () => {
    const second = await giveAddress(ports, agent);
    await expectRefused(await send(genuine(), second), 401, "webhook_signature_invalid");
  });

  test("by another seller, on an address that is not its own", async () => {
    const byOther = signed(
      address,
      envelope(),
      { ...strangers, signer: { ...strangers.signer, keyid: "theirs" } },
      time.clock,
    );
    await expectRefused(await send(byOther), 401, "webhook_signature_key_unknown");
    const theirs = await giveAddress(ports, other);
    expect((await send(signed(theirs, envelope(), strangers, time.clock), theirs)).status).toBe(200);
    // Their own is theirs alone.
    expect(await receipts()).toEqual([]);
    expect(await jobs()).toEqual([]);
  });

  test("replayed, also after a restart", async () => {
    const sending = genuine();
    expect((await send(sending)).status).toBe(200);
    expect(await send(sending, address, intakeOf(ports, keys))).toMatchObject({
      status: 401,
      body: { error: "webhook_signature_replayed" },
    });
    expect(await receipts()).toHaveLength(1);
  });

  test("replayed at the same moment", async () => {
    const sending = genuine();
    const answers = await Promise.all([send(sending), send(sending)]);
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 401]);
    expect(await receipts()).toHaveLength(1);
  });

  test("with another token than the one that was given", async () => {
    await expectRefused(await send(genuine({ token: "x".repeat(32) })), 401, "webhook_token_mismatch");
  });

  test("not signed", async () => {
    const sending = { body: JSON.stringify(envelope()), headers: { "content-type": "application/json" } };
    await expectRefused(await send(sending), 401, "webhook_signature_header_malformed");
  });

  test.each([
    ["HMAC", hmacSigned(envelope(), testSecret, Date.parse(start) / 1000)],
    ["a bearer token", { body: "{}", headers: { "content-type": "application/json", authorization: "Bearer x" } }],
  ])("signed another way than registered: %s", async (_what, sending) => {
    await expectRefused(await send(sending), 401, "webhook_mode_mismatch");
  });

  test("to an address that was turned off, or whose flight is long over", async () => {
    await database.db.webhookRegistration.update({ where: { id: address.id }, data: { expiresAt: new Date(start) } });
    await expectRefused(await send(genuine()), 401, "webhook_signature_key_unknown");
    await database.db.webhookRegistration.update({ where: { id: address.id }, data: { expiresAt: null } });
    expect((await send(genuine())).status).toBe(200);
    await database.db.salesAgent.update({ where: { id: agent.salesAgentId }, data: { webhookMode: "off" } });
    expect((await send(genuine())).status).toBe(401);
  });
});

describe("an address that nobody was given", () => {
  const nobody: Address = { url: "https://desk.example/api/webhooks/none", token: "none", echo: "", id: "" };
  const badKey = sellerKey("nobody-knows");

  test.each([
    ["unsigned", () => ({ body: "{}", headers: { "content-type": "application/json" } })],
    ["signed by an unknown key", () => signed(address, envelope(), badKey, time.clock)],
    ["of a wrong type", () => ({ ...genuine(), headers: { "content-type": "text/plain" } })],
    ["signed by HMAC", () => hmacSigned(envelope(), "wrong".repeat(8), Date.parse(start) / 1000)],
  ])("answers like a real one: %s", async (what, make) => {
    const real = what.endsWith("HMAC") ? await giveAddress(ports, agent, "hmac") : address;
    const sending = make();
    expect(await send(sending, nobody)).toEqual(await send(sending, real));
  });

  test("is limited on its own, and leaves the sellers' alone", async () => {
    const intake = intakeOf(ports, keys, 3);
    const statuses: number[] = [];
    for (let n = 0; n < 6; n += 1) {
      statuses.push((await send(genuine(), { ...nobody, token: `guess-${n}` }, intake)).status);
    }
    expect(statuses).toEqual([401, 401, 401, 429, 429, 429]);
    expect((await send(genuine(), address, intake)).status).toBe(200);
  });

  test("a sender over its limit is told when to come back, and noted once", async () => {
    const intake = intakeOf(ports, keys, 1);
    await send(genuine(), address, intake);
    for (let n = 0; n < 3; n += 1) {
      const answer = await send(genuine(), address, intake);
      expect(answer).toMatchObject({ status: 429, headers: { "retry-after": "60" } });
    }
    expect(await events()).toMatchObject([{ code: "webhook_rate_limited" }]);
    time.advance(60_000);
    expect((await send(genuine(), address, intake)).status).toBe(200);
  });
});

describe("what is no message", () => {
  const raw = (text: string) => () => signed(address, text, ours, time.clock);
  test.each([
    ["not JSON", 400, "webhook_body_malformed", raw("{")],
    ["an array", 400, "webhook_body_malformed", raw("[]")],
    ["a key twice", 400, "webhook_body_malformed", raw('{"idempotency_key":"a","idempotency_key":"b"}')],
    ["a key twice, one escaped", 400, "webhook_body_malformed", raw('{"a":{"status":1,"st\\u0061tus":2}}')],
    ["without its key", 400, "webhook_body_malformed", () => genuine({ idempotency_key: undefined })],
    ["without an offset", 400, "webhook_body_malformed", () => genuine({ timestamp: "2026-11-01T00:00:00" })],
    [
      "of another type",
      415,
      "webhook_content_type",
      () => ({ ...genuine(), headers: { "content-type": "text/plain" } }),
    ],
    ["larger than 1 MB", 413, "webhook_too_large", () => ({ ...genuine(), body: " ".repeat(1_000_001) })],
    ["not UTF-8", 400, "webhook_body_malformed", () => ({ ...genuine(), body: new Uint8Array([0x7b, 0xff, 0x7d]) })],
  ] as const)("%s", async (_what, status, code, make) => {
    await expectRefused(await send(make()), status, code);
  });
});

describe("the HMAC mode", () => {
  const now = Date.parse(start) / 1000;
  let shared: Address;
  beforeEach(async () => {
    shared = await giveAddress(ports, agent, "hmac");
  });
  const value = () => envelope();

  test.each([
    ["now", 0, 200],
    ["300 s old", -300, 200],
    ["301 s old", -301, 401],
    ["300 s ahead", 300, 200],
    ["301 s ahead", 301, 401],
  ])("signed %s", async (_when, offset, status) => {
    expect((await send(hmacSigned(value(), testSecret, now + offset), shared)).status).toBe(status);
  });

  const without = (sending: Sending, name: string): Sending => ({
    ...sending,
    headers: Object.fromEntries(Object.entries(sending.headers).filter(([key]) => key !== name)),
  });
  test.each([
    ["another secret", () => hmacSigned(value(), "x".repeat(32), now), "webhook_signature_invalid"],
    [
      "no time",
      () => without(hmacSigned(value(), testSecret, now), "x-adcp-timestamp"),
      "webhook_signature_header_malformed",
    ],
    ["a time that is no number", () => withHeader("x-adcp-timestamp", "now"), "webhook_signature_header_malformed"],
    ["no scheme", () => withHeader("x-adcp-signature", "00".repeat(32)), "webhook_signature_header_malformed"],
    ["half a signature", () => withHeader("x-adcp-signature", "sha256=00"), "webhook_signature_header_malformed"],
    ["other bytes of the same JSON", () => spaced(), "webhook_signature_invalid"],
    ["a key of its own (RFC 9421)", () => signed(shared, value(), ours, time.clock), "webhook_mode_mismatch"],
  ] as const)("refuses %s", async (_what, make, code) => {
    await expectRefused(await send(make(), shared), 401, code);
  });

  function withHeader(name: string, text: string): Sending {
    const sending = hmacSigned(value(), testSecret, now);
    return { ...sending, headers: { ...sending.headers, [name]: text } };
  }
  function spaced(): Sending {
    const sending = hmacSigned(value(), testSecret, now);
    return { ...sending, body: String(sending.body).replace(":", " :") };
  }

  test("takes the secret before the last rotation for five minutes", async () => {
    const { organisationId, salesAgentId: id } = agent;
    const place = { organisationId, rowId: id, field: "webhookPreviousSecret" };
    const webhookPreviousSecretSealed = ports.vault.seal("the-secret-before-that-one-0000000", place);
    const until = addMillis(start, 300_000);
    await database.db.salesAgent.update({
      where: { id },
      data: { webhookPreviousSecretSealed, webhookPreviousUntil: new Date(until) },
    });
    const old = () => hmacSigned(value(), "the-secret-before-that-one-0000000", Date.parse(time.clock()) / 1000);
    expect((await send(old(), shared)).status).toBe(200);
    time.advance(299_000);
    expect((await send(old(), shared)).status).toBe(200);
    time.advance(1_000);
    expect((await send(old(), shared)).status).toBe(401);
  });
});
