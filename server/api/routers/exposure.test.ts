import { TRPCError } from "@trpc/server";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openDb } from "../../db/client";
import { type TestDatabase, testDatabase } from "../../db/test-database";
import { DomainError } from "../../domain/errors";
import { worstCaseOf } from "../../domain/exposure/ledger";
import { addMillis } from "../../domain/time";
import { saveMediaBuy } from "../../repositories/media-buys";
import { newUuidV7 } from "../../uuid";
import { type TestDesk, testDesk, testOrganisation } from "../test-desk";
import type { Seller } from "./test-campaigns";
import {
  type Bought,
  givenBought,
  givenCampaign,
  givenPeople,
  givenSeller,
  givenSubmission,
  now,
} from "./test-campaigns";

let database: TestDatabase;
let desk: TestDesk;
let seller: Seller;
const euros = (whole: number) => BigInt(whole) * 1_000_000n;

beforeEach(async () => {
  database = await testDatabase();
  desk = await testDesk(database.db);
  desk.setClock(now);
  await givenPeople(database.db);
  seller = await givenSeller(desk, "Tagblatt");
});
afterEach(async () => {
  await desk.close();
  await database.dispose();
});

async function refusal(work: Promise<unknown>) {
  const error: unknown = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error === null) return null;
  const cause = error instanceof TRPCError && error.cause instanceof DomainError ? error.cause : null;
  return { code: cause?.code ?? "OTHER", message: error instanceof Error ? error.message : String(error) };
}

const cap = (limitMicros: bigint | null, campaignId: string | null = null, revision: number | null = null) =>
  desk.as("admin").exposure.setCap({ campaignId, currency: "EUR", limitMicros, revision });
const approve = async (by: TestDesk, changeSetId: string, role: "approver" | "admin" = "approver") => {
  const { payloadHash } = await by.as(role).changeSets.get({ changeSetId });
  return by.as(role).changeSets.approve({ changeSetId, payloadHash });
};
const edit = async ({ mediaBuyId, packageId }: Bought, budgetMicros: bigint) => {
  const { revision } = await database.db.mediaBuy.findUniqueOrThrow({ where: { id: mediaBuyId } });
  return desk.as("manager").changeSets.stageEdit({ mediaBuyId, revision, packages: { [packageId]: { budgetMicros } } });
};
const organisation = async () => (await desk.as("viewer").exposure.organisation()).lines[0];

describe("the ledger", () => {
  it("moves an amount through its parts and never counts it twice", async () => {
    const changeSetId = await givenSubmission(desk, await givenCampaign(desk, [seller]));
    expect(await organisation()).toBeUndefined();
    await approve(desk, changeSetId);
    expect(await organisation()).toMatchObject({ inFlightMicros: euros(1_000), worstCaseMicros: euros(1_000) });
    const where = { changeSetId };
    await database.db.change.updateMany({ where, data: { state: "submitted" } });
    expect(await organisation()).toMatchObject({ pendingMicros: euros(1_000), worstCaseMicros: euros(1_000) });
    const buy = await database.db.mediaBuy.findFirstOrThrow();
    await database.db.change.updateMany({ where, data: { state: "verifying" } });
    await database.db.mediaBuy.update({ where: { id: buy.id }, data: { sellerMediaBuyId: "mb-1" } });
    expect(await organisation()).toMatchObject({ committedMicros: 0n, inFlightMicros: euros(1_000) });
    await database.db.change.updateMany({ where, data: { state: "settled" } });
    expect(await organisation()).toMatchObject({ committedMicros: euros(1_000), worstCaseMicros: euros(1_000) });
  });

  it("keeps a create that was given up at risk for as long as a late copy may land", async () => {
    const changeSetId = await givenSubmission(desk, await givenCampaign(desk, [seller]));
    await approve(desk, changeSetId);
    await database.db.change.updateMany({
      where: { changeSetId },
      data: { state: "failed", settledAt: new Date(now) },
    });
    await database.db.sellerCall.updateMany({ data: { state: "dead", attempts: 1, lastSentAt: new Date(now) } });
    expect(await organisation()).toMatchObject({ atRiskMicros: euros(1_000), worstCaseMicros: euros(1_000) });
    desk.setClock(addMillis(now, 301_000));
    expect(await organisation()).toBeUndefined();
  });

  it("frees what is canceled only down to what was spent, and once the seller confirms it", async () => {
    const { mediaBuyId } = await givenBought(desk, seller);
    const save = (change: Parameters<typeof saveMediaBuy>[2]) =>
      desk.ports.inTransaction((tx) =>
        saveMediaBuy(tx, { organisationId: testOrganisation, mediaBuyId, at: now }, change),
      );
    await save({ spendMicros: euros(240) });
    expect(await organisation()).toMatchObject({ committedMicros: euros(1_000) });
    await save({ sellerStatus: "canceled" });
    expect(await organisation()).toMatchObject({ committedMicros: euros(240) });
  });

  it("keeps currencies, and play money, apart", async () => {
    await givenBought(desk, seller);
    const { mediaBuyId, packageId } = await givenBought(desk, seller, "Dollars");
    await database.db.mediaBuy.update({ where: { id: mediaBuyId }, data: { currency: "USD" } });
    await database.db.package.update({ where: { id: packageId }, data: { currency: "USD" } });
    const { mediaBuyId: play } = await givenBought(desk, seller, "Rehearsal");
    await database.db.mediaBuy.update({ where: { id: play }, data: { sandbox: true } });
    const { lines } = await desk.as("viewer").exposure.organisation();
    expect(lines.map((line) => [line.currency, line.sandbox, line.worstCaseMicros])).toEqual([
      ["EUR", false, euros(1_000)],
      ["EUR", true, euros(1_000)],
      ["USD", false, euros(1_000)],
    ]);
  });
});

describe("caps", () => {
  it("refuse an approval with the rule, the parts and by how much, and leave it waiting", async () => {
    await givenBought(desk, seller);
    await cap(euros(1_500));
    const campaignId = await givenCampaign(desk, [seller], "Second");
    const changeSetId = await givenSubmission(desk, campaignId);
    const shown = await desk.as("approver").exposure.forChangeSet({ changeSetId });
    expect(shown.map((one) => [one.scope, one.afterMicros, one.refuses])).toEqual([
      ["campaign_total", euros(1_000), false],
      ["organisation", euros(2_000), true],
    ]);
    expect(await refusal(approve(desk, changeSetId))).toEqual({
      code: "OVER_CAP",
      message:
        "Over the organisation's cap: EUR 1,000.00 committed + EUR 1,000.00 for this = EUR 2,000.00, EUR 500.00 more than EUR 1,500.00",
    });
    expect(await desk.as("approver").changeSets.get({ changeSetId })).toMatchObject({
      state: "in_review",
      approvals: [],
    });
    expect(await database.db.sellerCall.count()).toBe(0);
    await cap(euros(2_000), null, 1);
    expect(await approve(desk, changeSetId)).toMatchObject({ state: "applying" });
  });

  it("bind edits that go straight out, and never a cut, a pause or what is out already", async () => {
    const bought = await givenBought(desk, seller);
    const { campaignId } = await database.db.mediaBuy.findUniqueOrThrow({ where: { id: bought.mediaBuyId } });
    await cap(euros(1_050), campaignId);
    expect(await refusal(edit(bought, euros(1_100)))).toMatchObject({
      code: "OVER_CAP",
      message: expect.stringContaining("Over the campaign's cap: EUR 1,000.00 committed + EUR 100.00 for this"),
    });
    await cap(euros(1), campaignId, 1);
    expect(await refusal(edit(bought, euros(900)))).toBeNull();
    const { revision } = await database.db.mediaBuy.findUniqueOrThrow({ where: { id: bought.mediaBuyId } });
    const pause = { mediaBuyId: bought.mediaBuyId, revision, paused: true };
    expect(await refusal(desk.as("manager").changeSets.stageEdit(pause))).toBeNull();
  });

  it("do not take an unconfirmed cut for money", async () => {
    const [one, other] = [await givenBought(desk, seller), await givenBought(desk, seller, "Other")];
    await cap(euros(2_000));
    await edit(one, euros(800));
    expect(await refusal(edit(other, euros(1_150)))).toMatchObject({ code: "OVER_CAP" });
    await database.db.change.updateMany({ data: { state: "settled" } });
    await database.db.package.update({ where: { id: one.packageId }, data: { budgetMicros: euros(800) } });
    expect(await refusal(edit(other, euros(1_150)))).toBeNull();
  });

  it("are changed by admins only, against what was shown, and recorded", async () => {
    await cap(euros(10));
    expect(await refusal(cap(euros(20)))).toMatchObject({ code: "STALE_REVISION" });
    await cap(null, null, 1);
    const { caps, history } = await desk.as("viewer").exposure.organisation();
    expect(caps).toEqual([]);
    expect(history.map((one) => one.summary)).toEqual([
      "Removed the EUR cap of the organisation",
      "Set the EUR cap of the organisation to EUR 10.00",
    ]);
    expect(await refusal(cap(euros(1), newUuidV7()))).toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("two who decide at once", () => {
  it("cannot pass the cap together, over two connections", async () => {
    const second = await testDesk(openDb(database.url), { existing: true });
    second.setClock(now);
    await cap(euros(1_000));
    for (let round = 0; round < 8; round += 1) {
      const sets = [
        await givenSubmission(desk, await givenCampaign(desk, [seller], `A${round}`)),
        await givenSubmission(desk, await givenCampaign(desk, [seller], `B${round}`)),
      ] as const;
      const outcomes = await Promise.all([refusal(approve(desk, sets[0])), refusal(approve(second, sets[1], "admin"))]);
      expect(outcomes.map((one) => one?.code ?? "approved").sort()).toEqual(["OVER_CAP", "approved"]);
      await database.db.change.updateMany({ where: { state: "sending" }, data: { state: "refused" } });
    }
    await second.ports.db.$disconnect();
    await second.close();
  });

  it("stay within it in every order of raising, cutting, sending, confirming and refusing", async () => {
    const limit = euros(3_400);
    const bought = [
      await givenBought(desk, seller, "One"),
      await givenBought(desk, seller, "Two"),
      await givenBought(desk, seller, "Three"),
    ];
    await cap(limit);
    await database.db.organisation.updateMany({ data: { approvalLimitMicros: euros(1_000_000) } });
    const random = dice(20_261_121);
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
    let refused = 0;
    for (let step = 0; step < 30; step += 1) {
      const decisions = Array.from({ length: 1 + Math.floor(random() * 3) }, () =>
        decide(pick(bought), euros(700 + Math.floor(random() * 700))),
      );
      refused += (await Promise.all(decisions)).filter((code) => code === "OVER_CAP").length;
      expect(await mostThatSellersMayDo()).toBeLessThanOrEqual(limit);
      await settleOne(pick(["settled", "refused", "submitted", "unknown"]), random);
      expect(await mostThatSellersMayDo()).toBeLessThanOrEqual(limit);
    }
    expect(refused).toBeGreaterThan(3);
  });
});

/** An edit, signed where policy wants that, and sent back where the cap refuses the signature. */
async function decide(bought: Bought, budgetMicros: bigint): Promise<string | null> {
  const staged = edit(bought, budgetMicros);
  const refused = await refusal(staged);
  if (refused !== null) return refused.code;
  const { changeSetId, state } = await staged;
  if (state !== "in_review") return null;
  const signed = await refusal(approve(desk, changeSetId));
  if (signed !== null) await desk.as("approver").changeSets.reject({ changeSetId, reason: "Over the cap" });
  return signed?.code ?? null;
}

/** A seeded row of numbers in [0, 1). */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Independent of the ledger: for each package the larger of what is confirmed and what any open write asks for. */
async function mostThatSellersMayDo(): Promise<bigint> {
  const packages = await database.db.package.findMany();
  const open = await database.db.change.findMany({ where: { state: { in: ["sending", "submitted", "unknown"] } } });
  return packages.reduce((sum, { id, budgetMicros }) => {
    const asked = open.flatMap((change) => {
      const patch = JSON.parse(change.patch) as { packages?: Record<string, { budgetMicros?: string }> };
      const text = patch.packages?.[id]?.budgetMicros;
      return text === undefined ? [] : [BigInt(text)];
    });
    const [most = 0n] = [budgetMicros, ...asked].sort((a, b) => Number(b - a));
    return sum + most;
  }, 0n);
}

/** What a seller may do with one open write: take it, refuse it, hold it, or leave it unknown. */
async function settleOne(to: string, random: () => number): Promise<void> {
  const open = await database.db.change.findMany({ where: { state: { in: ["sending", "submitted", "unknown"] } } });
  const change = open[Math.floor(random() * open.length)];
  if (!change) return;
  if (to === "settled") {
    const { packages } = JSON.parse(change.patch) as { packages: Record<string, { budgetMicros: string }> };
    for (const [id, { budgetMicros }] of Object.entries(packages)) {
      await database.db.package.update({ where: { id }, data: { budgetMicros: BigInt(budgetMicros) } });
    }
  }
  await database.db.change.update({ where: { id: change.id }, data: { state: to } });
}

it("the four parts are what the worst case is made of", async () => {
  await givenBought(desk, seller);
  const line = await organisation();
  expect(line && worstCaseOf(line)).toBe(line?.worstCaseMicros);
});
