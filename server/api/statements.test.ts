import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TestDatabase, testDatabase } from "../db/test-database";
import { testServer } from "../db/test-postgresql";
import { postgresqlPlans } from "../db/test-postgresql-plan";
import { queryPlans, scans } from "../db/test-query-plan";
import { appRouter } from "./root";
import { type TestDesk, testDesk } from "./test-desk";
import { givenExchanges } from "./test-exchanges";
import { givenVolume, type Volume } from "./test-volume";

/** S11: what a procedure asks of the database does not grow with the rows it answers with. */
type Caller = ReturnType<TestDesk["as"]>;
type Filled = {
  readonly database: TestDatabase;
  readonly desk: TestDesk;
  readonly caller: Caller;
  readonly volume: Volume;
};

const asks: Readonly<Record<string, (caller: Caller, volume: Volume, admin: Caller) => Promise<unknown>>> = {
  "accounts.forCampaign": (caller, { campaignId }) => caller.accounts.forCampaign({ campaignId }),
  "account.sessions": (caller) => caller.account.sessions(),
  "account.apiKeys": (caller) => caller.account.apiKeys(),
  "members.list": (_, __, admin) => admin.members.list(),
  "members.outbox": (_, __, admin) => admin.members.outbox(),
  "activity.list": (caller) => caller.activity.list({}),
  "activity.actors": (caller) => caller.activity.actors(),
  "activity.verify": (caller) => caller.activity.verify(),
  "agentRecord.scores": (caller) => caller.agentRecord.scores(),
  "agentRecord.forAgent": (caller, { salesAgentId }) => caller.agentRecord.forAgent({ salesAgentId }),
  "adopt.account": (caller, { accountId }) => caller.adopt.account({ accountId }),
  "adopt.list": (caller, { accountId }) => caller.adopt.list({ accountId }),
  "adopt.summarise": (caller, { accountId }) =>
    caller.adopt.summarise({ accountId, choice: { kind: "matching", filter: {} } }),
  "capabilities.forAgent": (caller, { salesAgentId }) => caller.capabilities.forAgent({ salesAgentId }),
  "campaigns.list": (caller) => caller.campaigns.list({}),
  "campaigns.get": (caller, { campaignId }) => caller.campaigns.get({ campaignId }),
  "campaigns.brands": (caller) => caller.campaigns.brands(),
  "changeSets.review": (caller, { campaignId }) => caller.changeSets.review({ campaignId }),
  "changeSets.list": (caller) => caller.changeSets.list({ state: "all" }),
  "changeSets.get": (caller, { changeSetId }) => caller.changeSets.get({ changeSetId }),
  "changeSets.moves": (caller, { changeSetId }) => caller.changeSets.moves({ changeSetIds: [changeSetId] }),
  "changeSets.waitingCount": (caller) => caller.changeSets.waitingCount(),
  "creatives.list": (caller) => caller.creatives.list({}),
  "creatives.get": (caller, { creativeId }) => caller.creatives.get({ id: creativeId }),
  "creatives.matrix": (caller, { campaignId }) => caller.creatives.matrix({ campaignId }),
  "creatives.choicesFor": (caller, { plannedPackageId }) =>
    caller.creatives.choicesFor({ packageId: plannedPackageId }),
  "delivery.running": (caller) => caller.delivery.running(),
  "delivery.forMediaBuy": (caller, { mediaBuyId }) => caller.delivery.forMediaBuy({ mediaBuyId }),
  "inbox.list": (caller) => caller.inbox.list({}),
  "inbox.count": (caller) => caller.inbox.count(),
  "inbox.outcome": (caller, { changeId }) => caller.inbox.outcome({ changeId }),
  "inbox.compare": (caller, { changeId }) => caller.inbox.compare({ changeId }),
  "exposure.forCampaign": (caller, { campaignId }) => caller.exposure.forCampaign({ campaignId }),
  "exposure.forChangeSet": (caller, { changeSetId }) => caller.exposure.forChangeSet({ changeSetId }),
  "exposure.organisation": (caller) => caller.exposure.organisation(),
  "mediaBuys.list": (caller) => caller.mediaBuys.list({}),
  "mediaBuys.get": (caller, { mediaBuyId }) => caller.mediaBuys.get({ mediaBuyId }),
  "packages.list": (caller, { campaignId }) => caller.packages.list({ campaignId }),
  "products.forCampaign": (caller, { campaignId }) => caller.products.forCampaign({ campaignId }),
  "products.get": (caller, { productSnapshotId }) => caller.products.get({ productSnapshotId }),
  "salesAgents.list": (caller) => caller.salesAgents.list(),
  "salesAgents.get": (caller, { salesAgentId }) => caller.salesAgents.get({ salesAgentId }),
  "signingKeys.list": (caller) => caller.signingKeys.list(),
  "webhooks.forAgent": (caller, { salesAgentId }) => caller.webhooks.forAgent({ salesAgentId }),
  "steering.campaign": (caller, { boughtCampaignId: campaignId }) => caller.steering.campaign({ campaignId }),
  "steering.edits": (caller, { boughtCampaignId: campaignId }) => caller.steering.edits({ campaignId }),
  "steering.editor": (caller, { mediaBuyId }) => caller.steering.editor({ mediaBuyId }),
  "steering.preview": (caller, { boughtCampaignId: campaignId }) =>
    caller.steering.preview({ campaignId, wish: { kind: "pause" } }),
  "transcript.days": (caller) => caller.transcript.days(),
  "transcript.get": (caller) => caller.transcript.get({ exchangeId }),
  "transcript.list": (caller) => caller.transcript.list({ text: "get" }),
  "transcript.replayChoices": (caller) => caller.transcript.replayChoices({ exchangeId }),
  "transcript.tools": (caller) => caller.transcript.tools(),
  "undo.preview": (caller, { changeSetId }) => caller.undo.preview({ changeSetId }),
};

let one: Filled;
let fifty: Filled;
const counted: string[] = [];
const exchangeId = randomUUID();

beforeAll(async () => {
  one = await filled(1);
  fifty = await filled(50);
}, 120_000);
afterAll(async () => {
  for (const { desk, database } of [one, fifty]) {
    await desk.close();
    await database.dispose();
  }
  console.info(`SQL statements of every read, at 1 row and at 50:\n${counted.join("\n")}`);
});

async function filled(count: number): Promise<Filled> {
  const database = await testDatabase();
  const desk = await testDesk(database.db);
  const volume = await givenVolume(desk, count);
  const { salesAgentId, changeId, mediaBuyId, campaignId } = volume;
  const about = { salesAgentId, changeId, mediaBuyId, campaignId, sellerCallId: randomUUID() };
  const exchanges = Array.from({ length: count + 1 }, () => about).map((row, index) =>
    index === 0 ? { ...row, id: exchangeId } : row,
  );
  await givenExchanges(database.db, desk.ports.clock(), exchanges);
  return { database, desk, caller: desk.as("admin"), volume };
}

describe("statements do not grow with rows", () => {
  test.each(Object.entries(asks))("%s", async (path, ask) => {
    const [few, many] = [await statements(one, ask), await statements(fifty, ask)];
    counted.push(`${path.padEnd(24)} ${String(few.length).padStart(3)} ${String(many.length).padStart(3)}`);
    expect(few.length).toBeGreaterThan(0);
    // Relations are asked for side by side: which goes first is chance.
    expect(many.map(shape).toSorted()).toEqual(few.map(shape).toSorted());
    // And it is found by an index, however large the tables are.
    expect(await wholeTables(many)).toEqual([]);
  });

  test("every query is counted", () => {
    const procedures = appRouter._def.procedures as unknown as Record<string, { _def: { type: string } }>;
    const queries = Object.keys(procedures).filter((path) => procedures[path]?._def.type === "query");
    expect(Object.keys(asks).sort()).toEqual(queries.sort());
  });
});

/** Statements that would go through a whole table, in the database that is tested. */
async function wholeTables(sqls: readonly string[]): Promise<readonly string[]> {
  const { url } = fifty.database;
  if (!testServer) return scans(queryPlans(url, sqls));
  const plans = await postgresqlPlans(url, sqls);
  return plans.flatMap(({ sql, scans: tables }) => tables.map((table) => `${table}: ${sql}`));
}

function statements(
  { database, desk, caller, volume }: Filled,
  ask: (typeof asks)[string],
): Promise<readonly string[]> {
  return database.statementsOf(() => ask(caller, volume, desk.as("admin")));
}

/** The statement without the length of its lists of values. */
function shape(sql: string): string {
  return sql
    .replace(/\$\d+/g, "?")
    .replace(/\((?:\?|NULL)(?:,\s*\?)*\)/g, "(…)")
    .replace(/= \?/g, "IN (…)");
}
