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
  "mediaBuys.rows": (caller, { mediaBuyId }) => caller.mediaBuys.rows({ mediaBuyIds: [mediaBuyId] }),
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

/**
 * What is found by the organisation alone (SQLite), per query: the index, read in its order until the page is full. The rest of such an
 * organisation is behind it, so nothing else may be in here: what looks through all of it says so, and why that is.
 */
const readInOrder: Readonly<Record<string, readonly string[]>> = {
  "activity.list": ["AuditRow_organisationId_seq_key"],
  // The whole chain, that is what is asked for.
  "activity.verify": ["AuditRow_organisationId_seq_key"],
  // Of 30 days: what sellers refused or got wrong, which is little.
  "agentRecord.scores": ["AgentEvent_organisationId_salesAgentId_at_id_idx"],
  // One for each time that an account was looked through.
  "adopt.account": ["AccountScan_organisationId_salesAgentId_accountId_startedAt_idx"],
  "campaigns.list": ["Campaign_organisationId_updatedAt_id_idx"],
  "changeSets.get": ["SellerTask_organisationId_createdAt_idx"],
  "changeSets.list": ["ChangeSet_organisationId_id_idx"],
  "creatives.choicesFor": ["Creative_organisationId_updatedAt_id_idx"],
  "creatives.list": ["Creative_organisationId_updatedAt_id_idx"],
  "creatives.matrix": ["Creative_organisationId_updatedAt_id_idx"],
  "delivery.running": ["MediaBuy_organisationId_updatedAt_id_idx"],
  "mediaBuys.list": ["MediaBuy_organisationId_updatedAt_id_idx"],
  "members.outbox": ["Mail_organisationId_createdAt_idx"],
  // What is kept of calls is kept for some weeks; these two look through it.
  "transcript.get": ["Exchange_organisationId_at_id_idx"],
  "transcript.tools": ["Exchange_organisationId_at_id_idx"],
  "transcript.list": ["Exchange_organisationId_at_id_idx"],
  "webhooks.forAgent": ["WebhookReceipt_organisationId_receivedAt_idx"],
};

/** The lists that are as long as the organisation is large: whose rows, by which index in their usual order. Nothing is sorted for them. */
const pages: readonly (readonly [path: string, table: string, index: string])[] = [
  ["activity.list", "AuditRow", "AuditRow_organisationId_seq_key"],
  ["campaigns.list", "Campaign", "Campaign_organisationId_updatedAt_id_idx"],
  ["changeSets.list", "ChangeSet", "ChangeSet_organisationId_id_idx"],
  ["delivery.running", "MediaBuy", "MediaBuy_organisationId_updatedAt_id_idx"],
  ["mediaBuys.list", "MediaBuy", "MediaBuy_organisationId_updatedAt_id_idx"],
];

/** What is not a page and still may not grow with the organisation: the index that says of how much it is made (SQLite). */
const parts: readonly (readonly [path: string, index: string])[] = [
  ["agentRecord.scores", "Change_organisationId_state_settledAt_salesAgentId_verifiedAt_missed_idx"],
  ["exposure.forCampaign", "CommittedTotal_organisationId_scopeId_idx"],
  ["exposure.organisation", "AuditRow_organisationId_action_seq_idx"],
  ["exposure.organisation", "Change_organisationId_state_settledAt_salesAgentId_verifiedAt_missed_idx"],
  ["exposure.organisation", "CommittedTotal_organisationId_scopeId_idx"],
  ["inbox.count", "Change_organisationId_resolvedAt_state_missed_idx"],
  ["inbox.list", "Change_organisationId_resolvedAt_state_missed_idx"],
  ["steering.campaign", "MediaBuy_organisationId_campaignId_updatedAt_id_idx"],
  ["steering.edits", "ChangeSet_organisationId_campaignId_createdAt_idx"],
  ["steering.preview", "ChangeSet_organisationId_campaignId_createdAt_idx"],
];

describe("statements do not grow with rows", () => {
  test.each(Object.entries(asks))("%s", async (path, ask) => {
    const [few, many] = [await statements(one, ask), await statements(fifty, ask)];
    counted.push(`${path.padEnd(24)} ${String(few.length).padStart(3)} ${String(many.length).padStart(3)}`);
    expect(few.length).toBeGreaterThan(0);
    // Relations are asked for side by side: which goes first is chance.
    expect(many.map(shape).toSorted()).toEqual(few.map(shape).toSorted());
    // And it is found by an index, however large the tables are, and by more of it than the organisation.
    expect(await wholeTables(many)).toEqual([]);
    if (!testServer) expect(organisationWide(many)).toEqual((readInOrder[path] ?? []).toSorted());
  });

  test.each(pages)("%s is a page of %s, in order", async (path, table, index) => {
    const isPage = (sql: string) =>
      sql.includes("LIMIT") && new RegExp(`FROM (?:\\S+\\.)?["\`]${table}["\`]`).test(sql);
    const sqls = (await statements(fifty, asks[path] ?? (() => Promise.reject(new Error(path))))).filter(isPage);
    expect(sqls).not.toEqual([]);
    if (testServer) {
      const sorted = (await postgresqlPlans(fifty.database.url, sqls)).flatMap(({ sorts }) => sorts);
      return expect(sorted).toEqual([]);
    }
    const steps = queryPlans(fifty.database.url, sqls).flatMap((plan) => plan.steps);
    expect(steps.filter((step) => step.includes(` ${index} `))).not.toEqual([]);
    expect(steps.filter((step) => /TEMP B-TREE FOR .*ORDER BY/.test(step))).toEqual([]);
  });

  // Which index PostgreSQL takes depends on how many rows there are; that there is one for each is held above.
  test.each(testServer ? [] : parts)("%s begins with %s", async (path, index) => {
    const sqls = await statements(fifty, asks[path] ?? (() => Promise.reject(new Error(path))));
    const steps = queryPlans(fifty.database.url, sqls).flatMap((plan) => plan.steps);
    expect(steps.filter((step) => step.includes(` ${index} `))).not.toEqual([]);
  });

  test("every query is counted", () => {
    const procedures = appRouter._def.procedures as unknown as Record<string, { _def: { type: string } }>;
    const queries = Object.keys(procedures).filter((path) => procedures[path]?._def.type === "query");
    expect(Object.keys(asks).sort()).toEqual(queries.sort());
  });
});

/** Few of these an organisation has, however much it buys: people, sellers and what they say of themselves. */
const few = /^(?:User|SalesAgent|Account|SigningKey|SpendCap|Brand|CreativeFormatSnapshot)_/;

/** The indexes of which nothing but the organisation is used, in order. */
function organisationWide(sqls: readonly string[]): readonly string[] {
  const found = queryPlans(fifty.database.url, sqls)
    .filter(({ sql }) => !sql.includes("1=0"))
    .flatMap(({ steps }) => steps)
    .flatMap((step) => / INDEX (\w+) \(organisationId=\?\)/.exec(step)?.[1] ?? [])
    .filter((index) => !few.test(index));
  return [...new Set(found)].toSorted();
}

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
