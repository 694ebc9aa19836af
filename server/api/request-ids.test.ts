import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Prisma } from "../db/generated/client";
import { type TestDatabase, testDatabase } from "../db/test-database";
import { DomainError } from "../domain/errors";
import type { Role } from "../domain/permissions";
import { appRouter } from "./root";
import {
  givenBought,
  givenCampaign,
  givenPeople,
  givenSeller,
  givenSettledEdit,
  givenSubmission,
  now,
  type Seller,
} from "./routers/test-campaigns";
import { type TestDesk, testDesk, testOrganisation } from "./test-desk";
import { createCallerFactory } from "./trpc";

let database: TestDatabase;
let desk: TestDesk;
let seller: Seller;

beforeAll(async () => {
  database = await testDatabase();
  desk = await testDesk(database.db);
  desk.setClock(now);
  await givenPeople(database.db);
  seller = await givenSeller(desk, "Northlight TV");
});
afterAll(async () => {
  await desk.close();
  await database.dispose();
});

const callerOf = createCallerFactory(appRouter);
type Caller = ReturnType<typeof callerOf>;

/** The browser's one change: everything this caller is asked carries the same request id. */
const change = (role: Role, mutationId: string | null): Caller =>
  callerOf({ actor: desk.actor(role), requestId: "test", mutationId, ports: desk.ports });

/** Every row of every table but the receipts themselves. */
async function everything(): Promise<string> {
  const { db } = database;
  const tables = Object.values(Prisma.ModelName).filter((name) => name !== "MutationReceipt");
  const rows: unknown[] = [];
  for (const name of tables) rows.push(name, await db.$queryRawUnsafe(`SELECT * FROM "${name}"`));
  return JSON.stringify(rows, (_, value: unknown) => (typeof value === "bigint" ? `${value}n` : value));
}

async function refusalOf(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => "let through",
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof DomainError ? error.cause.code : error.message;
}

const credential = (token: string) => ({ credential: { scheme: "bearer", token }, signsRequests: false }) as const;

/** Prepares the rows a change needs and returns the change itself. */
type Mutation = readonly [path: string, prepare: () => Promise<(caller: Caller) => Promise<unknown>>];

const campaign = async () => {
  const campaignId = await givenCampaign(desk, [seller]);
  const { revision } = await database.db.campaign.findUniqueOrThrow({ where: { id: campaignId } });
  const row = await database.db.package.findFirstOrThrow({ where: { campaignId } });
  return { campaignId, revision, packageRow: { packageId: row.id, revision: row.revision } };
};
const submission = async () => {
  const { campaignId } = await campaign();
  const changeSetId = await givenSubmission(desk, campaignId);
  const { payloadHash } = await desk.as("approver").changeSets.get({ changeSetId });
  return { changeSetId, payloadHash: payloadHash ?? "" };
};
/** An edit of a running buy that has come to `state` at its seller. */
const editThat = async (state: string, errorCode: string | null = null) => {
  const { mediaBuyId, revision, packageId } = await givenBought(desk, seller);
  const packages = { [packageId]: { budgetMicros: 900_000_000n } };
  await desk.as("manager").changeSets.stageEdit({ mediaBuyId, revision, packages, reason: "Less is enough" });
  const { id: changeId } = await database.db.change.findFirstOrThrow({ where: { mediaBuyId } });
  await database.db.change.update({ where: { id: changeId }, data: { state, errorCode } });
  return { changeId, mediaBuyId, packageId };
};
const picture = {
  name: "Autumn jackets",
  source: { from: "url" as const, url: "https://cdn.example/jackets.jpg", kind: "image" as const },
  width: 300,
  height: 250,
  clickUrl: "https://alpenglow.example",
};
const creative = async () => (await desk.as("planner").creatives.add(picture)).id;

const mutations: readonly Mutation[] = [
  [
    "changeSets.bringInUpdate",
    async () => {
      const { mediaBuyId } = await givenBought(desk, seller);
      return (caller) =>
        caller.changeSets.bringInUpdate({ request: { media_buy_id: `mb-${mediaBuyId}`, active: false } });
    },
  ],
  [
    "changeSets.bringInPlan",
    async () => {
      const packages = [{ product_id: "p", budget: 1000, currency: "EUR" }];
      const request = { buyer_ref: randomUUID(), packages, total_budget: 1000 };
      return (caller) => caller.changeSets.bringInPlan({ request });
    },
  ],
  ["campaigns.create", async () => (caller) => caller.campaigns.create({ name: "Alpenglow" })],
  [
    "campaigns.createBrand",
    async () => {
      const domain = `${randomUUID()}.example`;
      return (caller) => caller.campaigns.createBrand({ name: "Alpenglow", domain });
    },
  ],
  [
    "campaigns.saveDraft",
    async () => {
      const { campaignId, revision } = await campaign();
      return (caller) => caller.campaigns.saveDraft({ campaignId, revision, patch: { brief: "Snow" } });
    },
  ],
  [
    "campaigns.archive",
    async () => {
      const { campaignId, revision } = await campaign();
      return (caller) => caller.campaigns.archive({ campaignId, revision, archived: true });
    },
  ],
  [
    "packages.add",
    async () => {
      const { campaignId } = await campaign();
      const items = [{ productSnapshotId: seller.snapshotId }];
      return (caller) => caller.packages.add({ campaignId, items });
    },
  ],
  [
    "packages.update",
    async () => {
      const { campaignId, packageRow } = await campaign();
      return (caller) => caller.packages.update({ campaignId, rows: [{ ...packageRow, budgetMicros: 5_000_000n }] });
    },
  ],
  [
    "packages.duplicate",
    async () => {
      const { campaignId, packageRow } = await campaign();
      return (caller) => caller.packages.duplicate({ campaignId, ...packageRow });
    },
  ],
  [
    "packages.remove",
    async () => {
      const { campaignId, packageRow } = await campaign();
      return (caller) => caller.packages.remove({ campaignId, rows: [packageRow] });
    },
  ],
  [
    "packages.split",
    async () => {
      const { campaignId, packageRow } = await campaign();
      return (caller) =>
        caller.packages.split({ campaignId, mode: "even", totalMicros: 8_000_000n, rows: [packageRow] });
    },
  ],
  [
    "changeSets.submitCampaign",
    async () => {
      const { campaignId, revision } = await campaign();
      return (caller) => caller.changeSets.submitCampaign({ campaignId, revision, reason: "Launch" });
    },
  ],
  [
    "changeSets.approve",
    async () => {
      const decision = await submission();
      return (caller) => caller.changeSets.approve(decision);
    },
  ],
  [
    "changeSets.reject",
    async () => {
      const { changeSetId } = await submission();
      return (caller) => caller.changeSets.reject({ changeSetId, reason: "Too dear" });
    },
  ],
  [
    "changeSets.discard",
    async () => {
      const { changeSetId } = await submission();
      return (caller) => caller.changeSets.discard({ changeSetId });
    },
  ],
  [
    "changeSets.stageEdit",
    async () => {
      const { mediaBuyId, revision, packageId } = await givenBought(desk, seller);
      const packages = { [packageId]: { budgetMicros: 900_000_000n } };
      return (caller) => caller.changeSets.stageEdit({ mediaBuyId, revision, packages, reason: "Less is enough" });
    },
  ],
  [
    "steering.stage",
    async () => {
      const { mediaBuyId } = await givenBought(desk, seller);
      const { campaignId } = await database.db.mediaBuy.findUniqueOrThrow({ where: { id: mediaBuyId } });
      const pause = { campaignId, wish: { kind: "pause" as const } };
      const { signature } = await desk.as("viewer").steering.preview(pause);
      return (caller) => caller.steering.stage({ ...pause, signature });
    },
  ],
  [
    "steering.retry",
    async () => {
      const changeSetId = await givenSettledEdit(desk, await givenBought(desk, seller), 900_000_000n);
      await database.db.change.updateMany({ where: { changeSetId }, data: { state: "refused" } });
      await database.db.package.updateMany({
        where: { budgetMicros: 900_000_000n },
        data: { budgetMicros: 950_000_000n },
      });
      return (caller) => caller.steering.retry({ changeSetId });
    },
  ],
  [
    "steering.update",
    async () => {
      const { mediaBuyId } = await givenBought(desk, seller);
      const { campaignId } = await database.db.mediaBuy.findUniqueOrThrow({ where: { id: mediaBuyId } });
      return (caller) => caller.steering.update({ campaignId, mediaBuys: [{ mediaBuyId, paused: true }] });
    },
  ],
  [
    "undo.stage",
    async () => {
      const changeSetId = await givenSettledEdit(desk, await givenBought(desk, seller), 900_000_000n);
      const { signature } = await desk.as("viewer").undo.preview({ changeSetId });
      return (caller) => caller.undo.stage({ changeSetId, signature });
    },
  ],
  [
    "mediaBuys.refresh",
    async () => {
      const { mediaBuyId } = await givenBought(desk, seller);
      return (caller) => caller.mediaBuys.refresh({ mediaBuyId });
    },
  ],
  [
    "steering.pause",
    async () => {
      const { mediaBuyId } = await givenBought(desk, seller);
      return (caller) => caller.steering.pause({ mediaBuyIds: [mediaBuyId], paused: true });
    },
  ],
  [
    "mediaBuys.drop",
    async () => {
      const { mediaBuyId } = await givenBought(desk, seller);
      await database.db.mediaBuy.update({ where: { id: mediaBuyId }, data: { sellerStatus: "completed" } });
      return (caller) => caller.mediaBuys.drop({ mediaBuyId });
    },
  ],
  [
    "inbox.resolve",
    async () => {
      const { changeId } = await editThat("refused", "BUDGET_EXCEEDED");
      return (caller) => caller.inbox.resolve({ changeId, how: "leave" });
    },
  ],
  [
    "inbox.merge",
    async () => {
      const { changeId, mediaBuyId } = await editThat("refused", "STALE_EDIT");
      const { revision } = await desk.as("viewer").mediaBuys.get({ mediaBuyId });
      return (caller) => caller.inbox.merge({ changeId, revision, mine: [] });
    },
  ],
  [
    "inbox.answer",
    async () => {
      const { changeId, packageId } = await editThat("input_required");
      return (caller) => caller.inbox.answer({ changeId, budgets: { [packageId]: 800_000_000n } });
    },
  ],
  [
    "inbox.withdraw",
    async () => {
      const { changeId } = await editThat("input_required");
      return (caller) => caller.inbox.withdraw({ changeId, note: "Not any more" });
    },
  ],
  [
    "adopt.scan",
    async () => {
      const { accountId } = await givenSeller(desk, "Read");
      return (caller) => caller.adopt.scan({ accountId });
    },
  ],
  [
    "adopt.cancelScan",
    async () => {
      const { accountId } = await givenSeller(desk, "Stopped");
      const { scanId } = await desk.as("planner").adopt.scan({ accountId });
      return (caller) => caller.adopt.cancelScan({ scanId });
    },
  ],
  [
    "adopt.resumeScan",
    async () => {
      const { accountId } = await givenSeller(desk, "Going on");
      const { scanId } = await desk.as("planner").adopt.scan({ accountId });
      await desk.as("planner").adopt.cancelScan({ scanId });
      return (caller) => caller.adopt.resumeScan({ scanId });
    },
  ],
  [
    "adopt.takeOver",
    async () => {
      const { agentId: salesAgentId, accountId } = await givenSeller(desk, "Taken over");
      const place = { organisationId: testOrganisation, salesAgentId, accountId };
      const found = {
        name: "Direct",
        sellerStatus: "active",
        currency: "EUR",
        packageCount: 1,
        seen: "{}",
        seenAt: new Date(now),
      };
      const scan = { id: randomUUID(), ...place, state: "done", startedById: "p", startedAt: new Date(now) };
      await database.db.accountScan.create({ data: scan });
      const id = randomUUID();
      await database.db.foundMediaBuy.create({
        data: { ...place, ...found, id, scanId: scan.id, sellerMediaBuyId: id },
      });
      return (caller) =>
        caller.adopt.takeOver({ accountId, choice: { kind: "ids", ids: [id] }, grouping: { kind: "each" } });
    },
  ],
  ["creatives.add", async () => (caller) => caller.creatives.add(picture)],
  [
    "creatives.update",
    async () => {
      const id = await creative();
      const { name: _, source: __, ...values } = picture;
      return (caller) => caller.creatives.update({ ...values, id, revision: 1, name: "Winter jackets" });
    },
  ],
  [
    "creatives.archive",
    async () => {
      const id = await creative();
      return (caller) => caller.creatives.archive({ id, revision: 1, archived: true });
    },
  ],
  [
    "exposure.setCap",
    async () => {
      const { campaignId } = await campaign();
      const cap = { campaignId, currency: "EUR", limitMicros: 5_000_000n, revision: null };
      return (caller) => caller.exposure.setCap(cap);
    },
  ],
  [
    "exposure.setApprovalLimit",
    async () => {
      const { approvalLimitMicros: before } = await database.db.organisation.findFirstOrThrow();
      const limitMicros = (before ?? 0n) + 1_000_000n;
      return (caller) => caller.exposure.setApprovalLimit({ limitMicros, before });
    },
  ],
  [
    "transcript.setDays",
    async () => {
      const { days: before } = await desk.as("viewer").transcript.days();
      return (caller) => caller.transcript.setDays({ days: before + 1, before });
    },
  ],
  [
    "salesAgents.add",
    async () => {
      const url = `https://ads.example/${randomUUID()}`;
      const agent = { name: "New", url, protocol: "mcp", ...credential("t"), sandbox: false } as const;
      return (caller) => caller.salesAgents.add(agent);
    },
  ],
  [
    "salesAgents.edit",
    async () => {
      const { agentId } = await givenSeller(desk, "Edited");
      return (caller) =>
        caller.salesAgents.edit({ salesAgentId: agentId, revision: 1, credential: credential("another").credential });
    },
  ],
  [
    "signingKeys.rotate",
    async () => {
      const [key] = (await desk.as("viewer").signingKeys.list()).keys;
      return (caller) => caller.signingKeys.rotate({ current: key?.keyId ?? null, isExposed: false });
    },
  ],
  [
    "salesAgents.remove",
    async () => {
      const { agentId } = await givenSeller(desk, "Removed");
      return (caller) => caller.salesAgents.remove({ salesAgentId: agentId, revision: 1 });
    },
  ],
  [
    "webhooks.setMode",
    async () => {
      const { agentId: salesAgentId } = await givenSeller(desk, "Turned off");
      return (caller) => caller.webhooks.setMode({ salesAgentId, revision: 1, mode: "off" });
    },
  ],
  [
    "account.revokeApiKey",
    async () => {
      const { apiKeyId } = await desk.as("admin").account.createApiKey({ name: "Old", scopes: ["desk:read"], days: 1 });
      return (caller) => caller.account.revokeApiKey({ apiKeyId });
    },
  ],
  [
    "members.invite",
    async () => {
      const email = `${randomUUID()}@agency.example`;
      return (caller) => caller.members.invite({ name: "New", email, role: "viewer" });
    },
  ],
  [
    "members.sendPasswordLink",
    async () => (caller) => caller.members.sendPasswordLink({ userId: `${testOrganisation}-viewer` }),
  ],
  [
    "members.change",
    async () => (caller) => caller.members.change({ userId: `${testOrganisation}-viewer`, role: "planner" }),
  ],
  [
    "members.resetSecondFactor",
    async () => {
      const userId = `${testOrganisation}-viewer`;
      await database.db.user.update({ where: { id: userId }, data: { twoFactorEnabled: true } });
      return (caller) => caller.members.resetSecondFactor({ userId });
    },
  ],
  ["members.requireTwoFactor", async () => (caller) => caller.members.requireTwoFactor({ required: true })],
  [
    "webhooks.rotateSecret",
    async () => {
      const { agentId: salesAgentId } = await givenSeller(desk, "Rotated");
      await database.db.salesAgent.update({ where: { id: salesAgentId }, data: { webhookMode: "hmac" } });
      return (caller) => caller.webhooks.rotateSecret({ salesAgentId, revision: 1 });
    },
  ],
  [
    "accounts.nameBy",
    async () => {
      const { accountId } = await givenSeller(desk, "Named");
      const named = { brandDomain: "acme.example", operator: "acme.example" };
      await database.db.account.update({ where: { id: accountId }, data: named });
      return (caller) => caller.accounts.nameBy({ accountId, reference: "natural" });
    },
  ],
  [
    "accounts.chooseForCampaign",
    async () => {
      const { campaignId } = await campaign();
      const { agentId: salesAgentId, accountId } = seller;
      return (caller) => caller.accounts.chooseForCampaign({ campaignId, salesAgentId, accountId });
    },
  ],
  [
    "salesAgents.chooseDefaultAccount",
    async () => {
      const { accountId } = await givenSeller(desk, "Default");
      return (caller) => caller.salesAgents.chooseDefaultAccount({ accountId });
    },
  ],
];

/** Whoever may do it: approving is for who did not ask, withdrawing for who did. */
const roleFor = (path: string): Role => (path === "changeSets.discard" ? "planner" : "admin");

describe("one request id", () => {
  test.each(mutations)("%s sent again returns the first outcome and changes nothing", async (path, prepare) => {
    const send = await prepare();
    const before = await everything();
    const caller = change(roleFor(path), randomUUID());
    const first = await send(caller);
    const after = await everything();
    expect(after).not.toBe(before);
    expect(await send(caller)).toEqual(first);
    expect(await everything()).toBe(after);
  });

  test.each(mutations)("%s sent twice at once happens once", async (path, prepare) => {
    const audited = async (times: number) => {
      const send = await prepare();
      const before = await database.db.auditRow.count();
      const caller = change(roleFor(path), randomUUID());
      const outcomes = await Promise.all(Array.from({ length: times }, () => send(caller)));
      expect(outcomes).toEqual(outcomes.map(() => outcomes[0]));
      return (await database.db.auditRow.count()) - before;
    };
    const once = await audited(1);
    expect(await audited(3)).toBe(once);
  });

  test("covers every change that reaches no seller by itself", () => {
    const reachSellers = [
      "products.search",
      "products.refine",
      "products.retry",
      "proposals.finalize",
      "creatives.sync",
      "creatives.refresh",
    ];
    const accountsAsk = ["accounts.open", "accounts.check", "accounts.readFinancials", "discovery.read"];
    const others = [
      ...accountsAsk,
      ...reachSellers,
      "creatives.refreshFormats",
      "salesAgents.contact",
      "capabilities.checkIdempotency",
      "transcript.replay",
    ];
    // These need a seller's refusal or a full matrix first; their own routers' tests send them.
    const elsewhere = [
      "changeSets.retry",
      "changeSets.recheck",
      "creatives.assign",
      "inbox.adopt",
      "inbox.settleOutcome",
      "proposals.sendAnew",
      // The key itself is in the first answer alone.
      "account.createApiKey",
      "proposals.sign",
      "proposals.take",
      "proposals.untie",
    ];
    const procedures = appRouter._def.procedures as unknown as Record<string, { _def: { type: string } }>;
    const all = Object.keys(procedures).filter((path) => procedures[path]?._def.type === "mutation");
    expect([...mutations.map(([path]) => path), ...others, ...elsewhere].sort()).toEqual(all.sort());
  });

  test("cannot carry another input or another change", async () => {
    const caller = change("planner", randomUUID());
    await caller.campaigns.create({ name: "First" });
    const before = await everything();
    expect(await refusalOf(caller.campaigns.create({ name: "Second" }))).toBe("REQUEST_ID_REUSED");
    expect(await refusalOf(caller.campaigns.createBrand({ name: "First", domain: "first.example" }))).toBe(
      "REQUEST_ID_REUSED",
    );
    expect(await everything()).toBe(before);
  });

  test("is each person's own: two may use the same", async () => {
    const id = randomUUID();
    const mine = await change("planner", id).campaigns.create({ name: "Same id" });
    const theirs = await change("manager", id).campaigns.create({ name: "Same id" });
    expect(theirs.campaignId).not.toBe(mine.campaignId);
  });

  test("of a refused change is free for the corrected one", async () => {
    const caller = change("planner", randomUUID());
    expect(await refusalOf(caller.campaigns.create({ name: "  " }))).toBe("INVALID_INPUT");
    const { campaignId } = await caller.campaigns.create({ name: "Mended" });
    expect(await caller.campaigns.create({ name: "Mended" })).toEqual({ campaignId });
  });

  test("does not outlive the right: who may no longer write is not answered", async () => {
    const id = randomUUID();
    await change("planner", id).campaigns.create({ name: "While a planner" });
    const demoted = { ...desk.actor("planner"), role: "viewer" as const };
    const caller = callerOf({ actor: demoted, requestId: "test", mutationId: id, ports: desk.ports });
    expect(await refusalOf(caller.campaigns.create({ name: "While a planner" }))).toMatch(/may not do this/);
  });

  test.each(mutations)("%s without one is refused and changes nothing", async (path, prepare) => {
    const send = await prepare();
    const before = await everything();
    expect(await refusalOf(send(change(roleFor(path), null)))).toBe("A change needs a request id");
    expect(await everything()).toBe(before);
  });
});

test("the outcome kept for a repeat holds no secret", async () => {
  const token = "canary-token-4711";
  const agent = { name: "Canary", url: "https://canary.example/mcp", protocol: "mcp", sandbox: false } as const;
  await change("admin", randomUUID()).salesAgents.add({ ...agent, ...credential(token) });
  const receipts = await database.db.mutationReceipt.findMany({ where: { userId: `${testOrganisation}-admin` } });
  expect(receipts.length).toBeGreaterThan(0);
  expect(JSON.stringify(receipts)).not.toContain(token);
});
