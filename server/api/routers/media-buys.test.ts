import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "../../db/test-database";
import type { Role } from "../../domain/permissions";
import { saveMediaBuy } from "../../repositories/media-buys";
import { newUuidV7 } from "../../uuid";
import { type TestDesk, testDesk, testOrganisation } from "../test-desk";
import { type Bought, givenBought, givenPeople, givenSeller, now, type Seller } from "./test-campaigns";
import { refusal } from "./test-refusal";

let database: TestDatabase;
let desk: TestDesk;
let seller: Seller;
let buy: Bought;

beforeEach(async () => {
  database = await testDatabase();
  desk = await testDesk(database.db);
  desk.setClock(now);
  await givenPeople(database.db);
  seller = await givenSeller(desk, "Northlight TV");
  buy = await givenBought(desk, seller);
});
afterEach(async () => {
  await desk.close();
  await database.dispose();
});

type PackageEdit = {
  budgetMicros?: bigint;
  bidMicros?: bigint;
  pacing?: string;
  paused?: boolean;
  creativeIds?: string[];
};
type Edit = { paused?: boolean; endDay?: string; package?: PackageEdit };

const get = (mediaBuyId = buy.mediaBuyId) => desk.as("viewer").mediaBuys.get({ mediaBuyId });

async function stage({ package: one, ...edit }: Edit, role: Role = "manager") {
  const { revision } = await get();
  const packages = one ? { [buy.packageId]: one } : {};
  return desk.as(role).changeSets.stageEdit({ mediaBuyId: buy.mediaBuyId, revision, reason: "", packages, ...edit });
}

async function sent(changeSetId: string): Promise<unknown> {
  const set = await desk.as("viewer").changeSets.get({ changeSetId });
  return JSON.parse(set.changes[0]?.request ?? "{}");
}

const seenAtSeller = (sellerRevision: number) =>
  database.db.$transaction((tx) =>
    saveMediaBuy(tx, { organisationId: testOrganisation, mediaBuyId: buy.mediaBuyId, at: now }, { sellerRevision }),
  );

describe("editing a media buy", () => {
  it("sends a small raise straight out, with only what differs and the seller's ids and revision", async () => {
    const outcome = await stage({ package: { budgetMicros: 1_100_000_000n, pacing: "even" } });
    expect(outcome.state).toBe("applying");
    expect(await sent(outcome.changeSetId)).toEqual({
      adcp_major_version: 3,
      account: { account_id: "acc-Northlight TV" },
      media_buy_id: `mb-${buy.mediaBuyId}`,
      revision: 7,
      packages: [{ package_id: "pkg-1", budget: 1100 }],
    });
    const [change] = (await get()).changes;
    expect(change).toMatchObject({
      state: "sending",
      beforeMicros: 1_000_000_000n,
      afterMicros: 1_100_000_000n,
      fields: [
        {
          label: "Budget",
          packageName: "News 1",
          format: "money",
          before: "1000000000",
          requested: "1100000000",
          verdict: null,
        },
      ],
    });
    const row = await database.db.change.findFirstOrThrow();
    expect(JSON.parse(row.inverse ?? "")).toEqual({ packages: { [buy.packageId]: { budgetMicros: "1000000000" } } });
  });

  it("lets a large raise wait for an approver, who is told the rule", async () => {
    const { changeSetId, state } = await stage({ package: { budgetMicros: 1_300_000_000n } });
    expect(state).toBe("in_review");
    const set = await desk.as("approver").changeSets.get({ changeSetId });
    expect(set.rule).toBe("It adds 30 % to the media buy; more than 20 % needs an approver");
    expect(await database.db.sellerCall.count()).toBe(0);
    await desk.as("approver").changeSets.approve({ changeSetId, payloadHash: set.payloadHash });
    expect(await database.db.sellerCall.count()).toBe(1);
  });

  it("never lets a pause wait, and lets an approver pause but not edit", async () => {
    expect((await refusal(stage({ package: { budgetMicros: 900_000_000n } }, "approver"))).code).toBe("NOT_ALLOWED");
    expect((await refusal(stage({ paused: true }, "planner"))).code).toBe("FORBIDDEN");
    expect((await stage({ paused: true }, "approver")).state).toBe("applying");
  });

  it("refuses amounts the package cannot have, at the field", async () => {
    await database.db.deliveryRow.create({
      data: {
        id: newUuidV7(),
        organisationId: testOrganisation,
        mediaBuyId: buy.mediaBuyId,
        packageId: buy.packageId,
        day: "2026-11-20",
        impressions: 1n,
        spendMicros: 700_000_000n,
        currency: "EUR",
        asOf: new Date(now),
      },
    });
    const at = `packages.${buy.packageId}`;
    const tries = [
      [{ budgetMicros: 600_000_000n }, "EUR 700.00 is spent already; the budget cannot go below it"],
      [{ budgetMicros: 1_000_000_001n }, "At most 2 decimals"],
      [{ budgetMicros: 0n }, "Enter a budget above 0"],
    ] as const;
    for (const [edit, message] of tries) {
      expect(await refusal(stage({ package: edit }))).toMatchObject({ message, paths: [`${at}.budgetMicros`] });
    }
    await database.db.deliveryRow.deleteMany();
    expect(await refusal(stage({ package: { budgetMicros: 400_000_000n } }))).toMatchObject({
      message: "The seller's minimum is EUR 500.00",
    });
    expect(await refusal(stage({ package: { bidMicros: 1_000_000n } }))).toMatchObject({ paths: [`${at}.bidMicros`] });
    expect(await refusal(stage({ package: { pacing: "slow" } }))).toMatchObject({ code: "BAD_REQUEST" });
  });

  it("turns the last day into the start of the next one in the buy's zone, and refuses one that is over", async () => {
    const { changeSetId } = await stage({ endDay: "2026-12-20" });
    expect(await sent(changeSetId)).toMatchObject({ end_time: "2026-12-20T23:00:00.000Z" });
    expect(await refusal(stage({ endDay: "2026-11-20" }))).toMatchObject({ paths: ["endDay"] });
  });

  it("refuses a field that still waits, by name, and lets another one through", async () => {
    await stage({ package: { budgetMicros: 2_000_000_000n } });
    const again = await refusal(stage({ package: { budgetMicros: 900_000_000n } }));
    expect(again).toMatchObject({ code: "INVALID_TRANSITION", paths: [`packages.${buy.packageId}.budgetMicros`] });
    expect(again.message).toContain("Budget of News 1 is already part of “Change budget of News 1, Alpenglow buy”");
    expect((await stage({ package: { pacing: "asap" } })).state).toBe("applying");
  });

  it("takes what was asked of the values as shown though the status has moved, not once a value has", async () => {
    const { revision, valuesSignature } = await get();
    const shown = valuesSignature ?? "";
    const faster = { [buy.packageId]: { pacing: "asap" as const } };
    const edit = { mediaBuyId: buy.mediaBuyId, revision, packages: faster };
    await seenAtSeller(8);
    expect((await refusal(desk.as("manager").changeSets.stageEdit(edit))).code).toBe("STALE_REVISION");
    await database.db.package.updateMany({ data: { budgetMicros: 5_000_000n } });
    expect((await refusal(desk.as("manager").changeSets.stageEdit({ ...edit, shown }))).code).toBe("STALE_REVISION");
    await database.db.package.updateMany({ data: { budgetMicros: 1_000_000_000n } });
    expect((await desk.as("manager").changeSets.stageEdit({ ...edit, shown })).state).toBe("applying");
  });

  it("refuses what is not a change, another's revision, and what the seller does not allow", async () => {
    expect(await refusal(stage({ paused: false }))).toMatchObject({ message: "Nothing differs from what it is now" });
    const packages = { [buy.packageId]: { pacing: "asap" as const } };
    const stale = desk.as("manager").changeSets.stageEdit({ mediaBuyId: buy.mediaBuyId, revision: 99, packages });
    expect((await refusal(stale)).code).toBe("STALE_REVISION");
    await database.db.mediaBuy.updateMany({ data: { validActions: '["pause"]' } });
    expect((await get()).allowed).toMatchObject({
      pause: null,
      updateBudget: expect.stringContaining("Northlight TV does not allow"),
    });
    expect(await refusal(stage({ package: { pacing: "asap" } }))).toMatchObject({ code: "INVALID_INPUT" });
    expect((await stage({ paused: true })).state).toBe("applying");
  });

  it("puts on only creatives the seller has, and keeps the weight of those that stay", async () => {
    const { db } = database;
    const creative = async (name: string, status: string | null) => {
      const id = newUuidV7();
      const base = { organisationId: testOrganisation, createdAt: new Date(now), updatedAt: new Date(now) };
      await db.creative.create({
        data: { ...base, id, name, kind: "image", creativeId: `cr-${name}`, createdById: "u", width: 300, height: 250 },
      });
      if (status === null) return id;
      const place = { creativeId: id, salesAgentId: seller.agentId, formatAgentUrl: "f", formatId: "i", status };
      await db.sellerCreative.create({ data: { ...place, id: newUuidV7(), organisationId: testOrganisation } });
      return id;
    };
    const [kept, fresh, unsent] = [
      await creative("kept", "approved"),
      await creative("fresh", "pending_review"),
      await creative("unsent", null),
    ];
    await db.creativeAssignment.create({
      data: {
        id: newUuidV7(),
        organisationId: testOrganisation,
        packageId: buy.packageId,
        creativeId: kept,
        weight: 70,
        createdAt: new Date(now),
      },
    });
    const refused = await refusal(stage({ package: { creativeIds: [kept, unsent] } }));
    expect(refused.message).toBe("“unsent”: it is not in the seller's library yet; send it there first");
    const { changeSetId } = await stage({ package: { creativeIds: [kept, fresh] } });
    expect(await sent(changeSetId)).toMatchObject({
      packages: [{ creative_assignments: [{ creative_id: "cr-kept", weight: 70 }, { creative_id: "cr-fresh" }] }],
    });
  });
});

describe("approving an edit", () => {
  it("refuses when the seller's revision has moved, and signs what was shown after a re-check", async () => {
    const { changeSetId } = await stage({ package: { budgetMicros: 2_000_000_000n } });
    const approver = desk.as("approver").changeSets;
    const { payloadHash } = await approver.get({ changeSetId });
    await seenAtSeller(8);
    const stale = await refusal(approver.approve({ changeSetId, payloadHash }));
    expect(stale).toMatchObject({ code: "STALE_APPROVAL", message: expect.stringContaining("Alpenglow buy") });

    await approver.recheck({ changeSetId });
    const shown = await approver.get({ changeSetId });
    expect(shown.payloadHash).not.toBe(payloadHash);
    expect((await refusal(approver.approve({ changeSetId, payloadHash }))).code).toBe("STALE_APPROVAL");
    await approver.approve({ changeSetId, payloadHash: shown.payloadHash });
    expect(await sent(changeSetId)).toMatchObject({ revision: 8 });
  });
});

type Order = { readonly sort: "name" | "totalMicros" | "endAt" | "updatedAt"; readonly descending: boolean };
type Page = { readonly rows: readonly { readonly id: string }[]; readonly nextCursor: string | null };

async function everyPage(order: Order, cursor: string | null = null): Promise<string[]> {
  const page: Page = await desk.as("viewer").mediaBuys.list({ ...order, cursor, limit: 2 });
  const rest = page.nextCursor === null ? [] : await everyPage(order, page.nextCursor);
  return [...page.rows.map((row) => row.id), ...rest];
}

describe("the list", () => {
  it("filters by status, agent, campaign and text", async () => {
    const other = await givenSeller(desk, "Tagblatt");
    const second = await givenBought(desk, other, "Velo Spring");
    const { list } = desk.as("viewer").mediaBuys;
    const ids = async (input: Parameters<typeof list>[0]) => (await list(input)).rows.map((row) => row.id);
    expect(await ids({ salesAgentId: other.agentId })).toEqual([second.mediaBuyId]);
    expect(await ids({ campaignId: (await get()).campaign.id })).toEqual([buy.mediaBuyId]);
    expect(await ids({ text: "velo" })).toEqual([second.mediaBuyId]);
    expect(await ids({ text: `mb-${buy.mediaBuyId}` })).toEqual([buy.mediaBuyId]);
    expect(await ids({ text: "4711", sort: "name", descending: false })).toEqual([buy.mediaBuyId, second.mediaBuyId]);
    expect(await ids({ status: ["PAUSED"] })).toEqual([]);
    expect((await list({ status: ["PAUSED"] })).counts).toEqual([{ status: "ACTIVE", count: 2 }]);
  });

  it("pages through equal keys and empty ones without losing or repeating a row, in either direction", async () => {
    for (let index = 0; index < 6; index++) {
      const { mediaBuyId } = await givenBought(desk, seller, "Same name");
      if (index % 2 === 0) await database.db.mediaBuy.update({ where: { id: mediaBuyId }, data: { endAt: null } });
    }
    const orders = (["name", "totalMicros", "endAt", "updatedAt"] as const).flatMap((sort) => [
      { sort, descending: true },
      { sort, descending: false },
    ]);
    for (const order of orders) {
      const whole = (await desk.as("viewer").mediaBuys.list(order)).rows.map((row) => row.id);
      expect(await everyPage(order), JSON.stringify(order)).toEqual(whole);
      expect(new Set(whole).size).toBe(7);
    }
    expect((await refusal(desk.as("viewer").mediaBuys.list({ cursor: "nonsense" }))).code).toBe("INVALID_INPUT");
  });

  it("reads chosen rows as it shows them", async () => {
    const { list, rows } = desk.as("viewer").mediaBuys;
    const listed = (await list({})).rows;
    expect(listed).toHaveLength(1);
    expect(await rows({ mediaBuyIds: [...listed.map((row) => row.id), newUuidV7()] })).toEqual(listed);
  });

  it("takes as many statements for fifty rows as for one", async () => {
    for (let index = 0; index < 49; index++) await givenBought(desk, seller, `Campaign ${index}`);
    const count = async (limit: number) =>
      (await database.statementsOf(() => desk.as("viewer").mediaBuys.list({ limit }))).length;
    expect([await count(1), await count(50)]).toEqual([1, 1]);
  });
});

describe("the page", () => {
  it("takes as many statements for fifty changes as for one, and hides other organisations' buys", async () => {
    const reading = async () => (await database.statementsOf(() => get())).length;
    await stage({ paused: true });
    const one = await reading();
    const change = await database.db.change.findFirstOrThrow();
    await database.db.change.createMany({
      data: Array.from({ length: 49 }, () => ({ ...change, id: newUuidV7(), state: "settled" })),
    });
    expect(await reading()).toBe(one);
    const other = "0198a000-0000-7000-8000-000000000002";
    await desk.addOrganisation(other);
    const stranger = desk.as("admin", other);
    expect((await refusal(stranger.mediaBuys.get({ mediaBuyId: buy.mediaBuyId }))).code).toBe("NOT_FOUND");
    expect((await refusal(stranger.mediaBuys.refresh({ mediaBuyId: buy.mediaBuyId }))).code).toBe("NOT_FOUND");
    const edit = { mediaBuyId: buy.mediaBuyId, revision: 1, paused: true };
    expect((await refusal(stranger.changeSets.stageEdit(edit))).code).toBe("NOT_FOUND");
    expect((await stranger.mediaBuys.list({})).rows).toEqual([]);
    expect(await stranger.mediaBuys.rows({ mediaBuyIds: [buy.mediaBuyId] })).toEqual([]);
  });

  it("asks the seller once, however often it is refreshed", async () => {
    await desk.as("viewer").mediaBuys.refresh({ mediaBuyId: buy.mediaBuyId });
    await desk.as("viewer").mediaBuys.refresh({ mediaBuyId: buy.mediaBuyId });
    expect(await database.db.job.count({ where: { kind: "refresh_media_buy" } })).toBe(1);
  });
});
