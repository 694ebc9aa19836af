import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addMillis, systemClock } from "../../domain/time";
import { envelope, giveAddress } from "../../webhooks/test-webhook-world";
import { type DoorsUp, doorsUp, type Reply, type Sent, send } from "./test-doors";

/** A16: whoever is not a seller of ours learns nothing at the door for webhooks, and costs nothing there. */
const perMinute = 12;
const mostCpuMs = 50;
let up: DoorsUp;
let known: string;

beforeAll(async () => {
  up = await doorsUp({ FLIGHTDECK_WEBHOOK_LIMIT: String(perMinute), FLIGHTDECK_PUBLIC_URL: "https://desk.example" });
  known = await addressOf(up.organisationId);
});
afterAll(() => up.close());

/** A seller of an organisation that sends webhooks; the last part of its address. */
async function addressOf(organisationId: string): Promise<string> {
  const id = randomUUID();
  const createdAt = new Date(addMillis(systemClock(), 0));
  const agent = { id, organisationId, name: id, url: `https://${id}.example/mcp`, protocol: "mcp", createdAt };
  await up.app.db.salesAgent.create({ data: agent });
  return (await giveAddress(up.app.ports, { organisationId, salesAgentId: id }, "hmac")).token;
}

async function strangersAddress(): Promise<string> {
  const id = randomUUID();
  await up.app.db.organisation.create({ data: { id, name: "Strangers", createdAt: new Date(systemClock()) } });
  return addressOf(id);
}

const unknown = () =>
  Buffer.from(randomUUID() + randomUUID())
    .toString("base64url")
    .slice(0, known.length);
const json = { "content-type": "application/json" };
const post = (token: string, sent: Partial<Sent> = {}) =>
  send(`${up.url}/api/webhooks/${token}`, { headers: json, body: JSON.stringify(envelope()), ...sent });

const rows = async () => [await up.app.db.webhookReceipt.count(), await up.app.db.agentEvent.count()];

describe("an address that is not the sender's", () => {
  test.each<[string, Partial<Sent>]>([
    ["without a signature", {}],
    ["with a wrong signature", { headers: { ...json, "x-adcp-signature": "sha256=00", "x-adcp-timestamp": "1" } }],
    ["with no JSON", { body: "no" }],
    ["as a form", { headers: { "content-type": "text/plain" } }],
    ["with 2 MB", { body: Buffer.alloc(2_000_000, 0x20) }],
  ])("answers %s like one that nobody was given", async (_, sent) => {
    const answers: Pick<Reply, "status" | "text">[] = [];
    for (const token of [unknown(), known, await strangersAddress()]) {
      const { status, text } = await post(token, sent);
      answers.push({ status, text });
    }
    expect(answers[0]?.status).toBeGreaterThanOrEqual(400);
    expect(answers).toEqual(answers.map(() => answers[0]));
  });
});

describe("a large body", () => {
  const piece = Buffer.alloc(65_536, 0x20);

  test.each<[string, Sent["body"]]>([
    ["10 MB that say so", Buffer.alloc(10_000_000, 0x20)],
    ["10 MB without a length", Array.from({ length: 160 }, () => piece)],
  ])("of %s is not read to its end", async (_, body) => {
    const replies = [];
    for (const token of [unknown(), await strangersAddress()]) replies.push(await post(token, { body: body ?? "" }));
    expect(replies.map(({ status }) => status)).toEqual([413, 413]);
    // The least it was seen to cost: on a busy machine the same work takes more.
    let cheapest = Math.min(...replies.map(({ cpuMs }) => cpuMs));
    for (let round = 1; round < 12 && cheapest >= mostCpuMs; round += 1)
      cheapest = Math.min(cheapest, (await post(unknown(), { body: body ?? "" })).cpuMs);
    expect(cheapest).toBeLessThan(mostCpuMs);
  });
});

describe("a flood", () => {
  test("at addresses that nobody was given is limited and leaves no row", async () => {
    const before = await rows();
    const statuses: number[] = [];
    for (let sent = 0; sent < 3 * perMinute; sent += 1) statuses.push((await post(unknown())).status);
    expect(new Set(statuses)).toEqual(new Set([401, 429]));
    expect(statuses.slice(-2 * perMinute)).toEqual(Array.from({ length: 2 * perMinute }, () => 429));
    expect(await rows()).toEqual(before);
  });

  test("of one sender leaves the others alone", async () => {
    const [flooded, other] = [await addressOf(up.organisationId), await addressOf(up.organisationId)];
    const statuses: number[] = [];
    for (let sent = 0; sent < 2 * perMinute; sent += 1) statuses.push((await post(flooded)).status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(perMinute);
    expect(statuses.at(-1)).toBe(429);
    expect((await post(other)).status).toBe(401);
    // One line of the refusals by number, not one each.
    const events = await up.app.db.agentEvent.count({ where: { code: "webhook_rate_limited" } });
    expect(events).toBe(1);
  });
});
