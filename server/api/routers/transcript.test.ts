import { randomUUID } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "../../db/test-database";
import { addMillis, systemClock } from "../../domain/time";
import { claimDueJobs } from "../../queue/jobs";
import { salesAgentsFor } from "../../sales-agents/sales-agents";
import { startSandbox } from "../../sandbox/start-sandbox";
import { contactSalesAgent } from "../../seller-calls/contact-sales-agent";
import { doJob } from "../../seller-calls/worker";
import { recordExchanges } from "../../transcript/record-exchanges";
import { newUuidV7 } from "../../uuid";
import { replayExchange } from "../../workflows/replay-exchange";
import { type TestDesk, testDesk, testOrganisation } from "../test-desk";
import { type ExchangeGiven, givenExchanges } from "../test-exchanges";
import { givenBought, givenPeople, givenSeller, now } from "./test-campaigns";
import { refusal } from "./test-refusal";

let database: TestDatabase;
let desk: TestDesk;

beforeEach(async () => {
  database = await testDatabase();
  desk = await testDesk(database.db);
  desk.setClock(now);
  await givenPeople(database.db);
});
afterEach(async () => {
  await desk.close();
  await database.dispose();
});

const elsewhere = "0198a000-0000-7000-8000-000000000002";
const given = (...exchanges: ExchangeGiven[]) => givenExchanges(database.db, now, exchanges);
type Asked = Parameters<ReturnType<TestDesk["as"]>["transcript"]["list"]>[0];
const listed = async (asked: Asked) => (await desk.as("approver").transcript.list(asked)).rows.map((row) => row.id);

describe("the transcript", () => {
  it("is read newest first in pages, each exchange once", async () => {
    const at = addMillis(now, -60_000);
    const ids = await given(...Array.from({ length: 5 }, () => ({ at })), {}, {});
    const seen: string[] = [];
    let cursor: Asked["cursor"] = null;
    for (let page = 0; page < 4; page += 1) {
      const { rows, nextCursor } = await desk.as("manager").transcript.list({ limit: 2, cursor });
      seen.push(...rows.map((row) => row.id));
      cursor = nextCursor;
    }
    expect(cursor).toBeNull();
    expect(seen.slice(0, 2)).toEqual([ids[6], ids[5]]);
    expect([...seen].sort()).toEqual([...ids].sort());
  });

  it("is filtered by agent, tool, way, status, buy, change and time, and searched in address and bodies", async () => {
    const seller = await givenSeller(desk, "Tagblatt");
    const { mediaBuyId } = await givenBought(desk, seller);
    const [changeId, salesAgentId] = [randomUUID(), seller.agentId];
    const [first = "", second = "", third = ""] = await given(
      { salesAgentId, tool: "create_media_buy", mediaBuyId, requestBody: '{"po_number":"PO-4711"}' },
      { direction: "in", protocol: "webhook", status: 401, url: "https://desk.example/api/webhooks/[redacted]" },
      { changeId, status: null, errorCode: "TIMEOUT", responseBody: "Gateway zebra" },
    );
    expect(await listed({ salesAgentId })).toEqual([first]);
    expect(await listed({ tool: "create_media_buy" })).toEqual([first]);
    expect(await listed({ way: "in" })).toEqual([second]);
    expect(await listed({ statusClass: "refused" })).toEqual([second]);
    expect(await listed({ statusClass: "none" })).toEqual([third]);
    expect(await listed({ statusClass: "ok" })).toEqual([first]);
    expect(await listed({ mediaBuyId })).toEqual([first]);
    expect(await listed({ changeId })).toEqual([third]);
    expect(await listed({ from: addMillis(now, 1_000), to: addMillis(now, 2_000) })).toEqual([second]);
    expect(await listed({ text: "po-4711" })).toEqual([first]);
    expect(await listed({ text: "zebra" })).toEqual([third]);
    expect(await listed({ text: "api/webhooks" })).toEqual([second]);
    expect(await listed({ text: "nowhere" })).toEqual([]);
    const { rows } = await desk.as("planner").transcript.list({ mediaBuyId });
    expect(rows[0]).toMatchObject({ salesAgent: { name: "Tagblatt" }, mediaBuy: { id: mediaBuyId }, campaign: {} });
  });

  it("is the organisation's own", async () => {
    await desk.addOrganisation(elsewhere);
    const [exchangeId = ""] = await given({ organisationId: elsewhere });
    expect(await listed({})).toEqual([]);
    expect(await refusal(desk.as("admin").transcript.get({ exchangeId }))).toMatchObject({ code: "NOT_FOUND" });
    const replay = { exchangeId, salesAgentId: randomUUID() };
    expect(await refusal(desk.as("admin").transcript.replay(replay))).toMatchObject({ code: "NOT_FOUND" });
  });

  it("shows with an exchange the other attempts of its call and what repeated it", async () => {
    const sellerCallId = randomUUID();
    const id = newUuidV7();
    const ids = await given(
      { sellerCallId, attempt: 1, status: null },
      { id, sellerCallId, attempt: 2, requestHeaders: { "x-a": "1" }, requestBody: '{"a":1}' },
      { replayOfId: id },
      { replayOfId: id, tool: "initialize" },
    );
    const exchange = await desk.as("manager").transcript.get({ exchangeId: id });
    expect(exchange).toMatchObject({ requestHeaders: { "x-a": "1" }, requestBody: '{"a":1}', attempt: 2 });
    expect(exchange.related.map((one) => one.id)).toEqual([ids[0], ids[2]]);
  });
});

describe("what is kept", () => {
  const prune = async () => {
    const options = { pollSeconds: 30, deliverySeconds: 300, leaseMs: 30_000 };
    const due = { now: desk.ports.clock(), leaseMs: 30_000, limit: 10 };
    const jobs = await claimDueJobs(database.db, due);
    for (const job of jobs) await doJob(desk.ports, job, options);
    return jobs.length;
  };

  it("is for as many days as an administrator says, and deleted a batch at a time", async () => {
    const old = addMillis(now, -3 * 86_400_000);
    await given(...Array.from({ length: 501 }, () => ({ at: old })), { at: addMillis(now, -86_400_000) });
    await desk.addOrganisation(elsewhere);
    await given({ organisationId: elsewhere, at: old });
    const before = (await desk.as("viewer").transcript.days()).days;
    expect(before).toBe(30);
    await desk.as("admin").transcript.setDays({ days: 2, before });
    expect(await prune()).toBe(1);
    expect(await listed({ limit: 200 })).toHaveLength(2);
    desk.setClock(addMillis(now, 1_000));
    expect(await prune()).toBe(1);
    expect(await listed({})).toHaveLength(1);
    expect(await database.db.exchange.count({ where: { organisationId: elsewhere } })).toBe(1);
    desk.setClock(addMillis(now, 60_000));
    expect(await prune()).toBe(0);
    desk.setClock(addMillis(now, 2 * 86_400_000));
    expect(await prune()).toBe(1);
    expect(await listed({})).toEqual([]);
    const audited = await database.db.auditRow.findFirst({ where: { action: "organisation.transcript_days" } });
    expect(audited?.summary).toBe("Keeps exchanges with sellers for 2 days");
  });

  it.each([0, 401, 1.5])("is not %s days", async (days) => {
    const { code } = await refusal(desk.as("admin").transcript.setDays({ days, before: 30 }));
    expect(code).toBe("BAD_REQUEST");
  });

  it("is not set over somebody else's setting", async () => {
    const { code } = await refusal(desk.as("admin").transcript.setDays({ days: 7, before: 60 }));
    expect(code).toBe("STALE_REVISION");
  });
});

describe("a stored call", () => {
  it("goes to no agent that is not a sandbox, and is refused where it is not whole", async () => {
    const salesAgentId = await desk.addAgent({ name: "Tagblatt", url: "https://seller.example/mcp" });
    const redacted = { method: "tools/call", params: { name: "sync_accounts", arguments: { iban: "[redacted]" } } };
    const [whole = "", cut = "", secret = "", webhook = "", handshake = ""] = await given(
      {},
      { requestBody: '{"method":"tools/call","params":{"na… (cut: 90000 characters in all)' },
      { requestBody: JSON.stringify(redacted) },
      { direction: "in" },
      { requestBody: '{"method":"initialize","params":{}}', tool: "initialize" },
    );
    const words = async (exchangeId: string) => {
      const { message } = await refusal(desk.as("admin").transcript.replay({ exchangeId, salesAgentId }));
      return message;
    };
    expect(await words(whole)).toBe("Tagblatt is not marked as a sandbox: it would be a real order");
    expect(await words(cut)).toMatch(/longer than the transcript keeps/);
    expect(await words(secret)).toMatch(/does not keep iban/);
    expect(await words(webhook)).toMatch(/came from the seller/);
    expect(await words(handshake)).toMatch(/step of the protocol/);
    const choices = await desk.as("planner").transcript.replayChoices({ exchangeId: whole });
    expect(choices).toMatchObject({ refusal: null, agents: [{ name: "Tagblatt", refusal: expect.any(String) }] });
    expect(await database.db.auditRow.count()).toBe(0);
  });

  it("is sent to a sandbox under a new key and on its sandbox account, and kept as what repeated it", async () => {
    desk.setClock(null);
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "flightdeck-replay-"));
    const sandbox = await startSandbox({ port: 0, dir: folder, speed: 1440, reviewSeconds: 0.5 });
    const { db } = database;
    const kept = recordExchanges({
      clock: systemClock,
      newId: newUuidV7,
      log: desk.ports.log,
      inTransaction: (work) => db.$transaction(work),
    });
    const salesAgents = salesAgentsFor({ allowedHosts: ["127.0.0.1"], onExchange: kept.exchange });
    const ports = { ...desk.ports, salesAgents };
    const salesAgentId = await desk.addAgent({
      name: "Prompt",
      url: `${sandbox.url}/prompt/mcp`,
      token: "sandbox-prompt-token",
    });
    await db.salesAgent.update({ where: { id: salesAgentId }, data: { sandbox: true } });
    await contactSalesAgent(ports, testOrganisation, salesAgentId);
    const args = {
      account: { account_id: "acc_elsewhere" },
      idempotency_key: "0b3e7c1a…",
      push_notification_config: { url: "https://desk.example/api/webhooks/[redacted]" },
      brief: "Coffee",
      buying_mode: "brief",
      adcp_major_version: 3,
    };
    const body = { jsonrpc: "2.0", id: 1, method: "tools/call", params: { name: "get_products", arguments: args } };
    const [exchangeId = ""] = await given({ requestBody: JSON.stringify(body) });
    const choices = await desk.as("admin").transcript.replayChoices({ exchangeId });
    expect(choices).toMatchObject({ leftOut: [expect.stringMatching(/^push_notification_config/)] });
    const outcome = await replayExchange(ports, desk.actor("admin"), { exchangeId, salesAgentId });
    expect(outcome.problem).toBeNull();
    await kept.close();
    const { related } = await desk.as("admin").transcript.get({ exchangeId });
    expect(related).toMatchObject([{ tool: "get_products", status: 200, replayOfId: exchangeId, salesAgentId }]);
    const again = await desk.as("admin").transcript.get({ exchangeId: related[0]?.id ?? "" });
    const sent = JSON.parse(again.requestBody ?? "").params.arguments;
    expect(sent.account).toEqual({ account_id: "acc_prompt_sandbox" });
    expect(sent.idempotency_key).toMatch(/^[0-9a-f]{8}…$/);
    expect(sent.idempotency_key).not.toBe(args.idempotency_key);
    expect(sent).toMatchObject({ brief: "Coffee" });
    expect(sent).not.toHaveProperty("push_notification_config");
    await salesAgents.close();
    await sandbox.close();
    fs.rmSync(folder, { recursive: true, force: true });
  });
});
