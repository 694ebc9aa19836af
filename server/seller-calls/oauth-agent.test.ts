import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { makeVault } from "../auth/vault";
import { type TestDatabase, testDatabase } from "../db/test-database";
import { salesAgentsFor } from "../sales-agents/sales-agents";
import { type ScriptedSeller, scriptedSeller, sendJson } from "../sales-agents/scripted-seller";
import { resumeAgent } from "./agent-held";
import { EngineDesk } from "./engine-desk";
import { standingClock } from "./standing-clock";

/** The engine, the real adapter and transport, and a seller that takes the token it likes. */
let database: TestDatabase;
let seller: ScriptedSeller;
let tokens: Server;
let accepted: string;
let mint: () => { readonly status: number; readonly body: unknown };
const vault = makeVault([Buffer.alloc(32, 7)]);
const time = standingClock("2026-11-01T00:00:00.000Z");
const agents = salesAgentsFor({ allowedHosts: ["127.0.0.1"], clock: time.clock });

beforeAll(async () => {
  database = await testDatabase();
  seller = await scriptedSeller(
    {
      create_media_buy: (args) => {
        taken.push(args);
        const packages = (args.packages as readonly object[]).map((pack, index) => ({
          ...pack,
          package_id: `p${index}`,
        }));
        return { media_buy_id: `mb_${taken.length}`, status: "active", revision: 1, packages };
      },
      get_media_buys: () => ({ media_buys: [], pagination: { has_more: false } }),
    },
    {
      before: (_method, { request, response }) => {
        if (request.headers.authorization === `Bearer ${accepted}`) return false;
        sendJson(response, 401, { error: "invalid_token" });
        return true;
      },
    },
  );
  tokens = createServer((_request, response) => {
    const { status, body } = mint();
    sendJson(response, status, body);
  });
  await new Promise<void>((resolve) => tokens.listen(0, "127.0.0.1", resolve));
});
afterAll(async () => {
  await agents.close();
  await seller.close();
  tokens.closeAllConnections();
  tokens.close();
  await database.dispose();
});
let minted = 0;
beforeEach(() => {
  minted += 1;
  accepted = `access-${minted}`;
  mint = () => ({ status: 200, body: { access_token: accepted, token_type: "bearer", expires_in: 3600 } });
});

async function opened(): Promise<EngineDesk> {
  const agent = { url: seller.url, token: "client-secret-0815", sellerAccountId: "acc_1" };
  const desk = await new EngineDesk({ db: database.db, vault, salesAgents: agents, clock: time.clock, agent }).open();
  const tokenUrl = `http://127.0.0.1:${(tokens.address() as AddressInfo).port}/token`;
  const oauth = { authScheme: "oauth_client_credentials", oauthTokenUrl: tokenUrl, oauthClientId: "desk" };
  await database.db.salesAgent.update({ where: { id: desk.salesAgentId }, data: oauth });
  return desk;
}
const line = { productId: "display", pricingOptionId: "cpm", budgetMicros: 1_000_000_000n };
/** What the seller has carried out, not what it has refused for its token. */
const taken: Readonly<Record<string, unknown>>[] = [];

async function runFor(desk: EngineDesk, seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second += 5) {
    await desk.runDue();
    time.advance(5_000);
  }
}

test("a create whose access token has expired goes out again with a new one, under the same key, and once", async () => {
  const desk = await opened();
  await desk.plan([line]);
  await desk.runDue();
  expect(taken).toHaveLength(1);
  // A read would find out first and fetch the new token: here the create is the one that does.
  await database.db.job.deleteMany();
  accepted = "access-renewed";
  const second = await desk.plan([line]);
  await desk.runDue();
  expect(taken).toHaveLength(1);
  expect(await desk.call(second.changeId)).toMatchObject({ state: "pending", errorCode: "TOKEN_EXPIRED", attempts: 1 });
  await runFor(desk, 60);
  expect(taken).toHaveLength(2);
  const call = await desk.call(second.changeId);
  expect(call).toMatchObject({ attempts: 2, replyKind: "accepted" });
  expect(String(taken[1]?.idempotency_key)).toContain(call.idempotencyKeyPrefix);
});

test("a refused client stops the agent; with another credential what waits goes out", async () => {
  mint = () => ({ status: 401, body: { error: "invalid_client", error_description: "The client was switched off" } });
  const before = taken.length;
  const desk = await opened();
  const { changeId } = await desk.plan([line]);
  await runFor(desk, 200);
  expect(taken).toHaveLength(before);
  expect(await desk.change(changeId)).toMatchObject({ state: "sending", errorCode: "AUTH_REQUIRED" });
  mint = () => ({ status: 200, body: { access_token: accepted, token_type: "bearer" } });
  const { organisationId, salesAgentId } = desk;
  await desk.ports.inTransaction((tx) => resumeAgent(tx, desk.ports, { organisationId, salesAgentId }));
  await desk.runDue();
  expect(taken).toHaveLength(before + 1);
});
