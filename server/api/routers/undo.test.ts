import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "../../db/test-database";
import { encodeVerdicts } from "../../domain/change/stored-json";
import { type TestDesk, testDesk, testOrganisation } from "../test-desk";
import {
  type Bought,
  givenBought,
  givenPeople,
  givenSeller,
  givenSettledEdit,
  now,
  type Seller,
  settleChanges,
} from "./test-campaigns";
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

const preview = (changeSetId: string) => desk.as("viewer").undo.preview({ changeSetId });
const undo = async (changeSetId: string) =>
  desk.as("manager").undo.stage({ changeSetId, signature: (await preview(changeSetId)).signature });

async function spend(spendMicros: bigint) {
  const { mediaBuyId, packageId } = buy;
  const data = { id: packageId, mediaBuyId, packageId, day: "2026-11-24", currency: "EUR", asOf: new Date(now) };
  await database.db.deliveryRow.create({
    data: { ...data, organisationId: testOrganisation, spendMicros, impressions: 1n },
  });
}

describe("the preview of an undo", () => {
  it("says what goes back to what, and that a larger budget again needs whom", async () => {
    const changeSetId = await givenSettledEdit(desk, buy, 800_000_000n);
    const shown = await preview(changeSetId);
    expect(shown).toMatchObject({ cannotUndo: null, underWay: false });
    expect(shown.rule).toContain("25 %");
    expect(shown.lines).toMatchObject([
      {
        salesAgent: { name: "Northlight TV" },
        deltaMicros: 200_000_000n,
        fields: [{ label: "Budget", packageName: "News 1", now: "800000000", back: "1000000000", outcome: "returns" }],
      },
    ]);
  });

  it("says what is gone: money spent, and a value somebody has changed since", async () => {
    const changeSetId = await givenSettledEdit(desk, buy, 1_100_000_000n);
    await spend(1_050_000_000n);
    const [spent] = (await preview(changeSetId)).lines[0]?.fields ?? [];
    expect(spent).toMatchObject({ outcome: "gone", why: expect.stringContaining("EUR 1,050.00 is spent already") });
    expect(await preview(changeSetId)).toMatchObject({ cannotUndo: "Nothing of it can come back" });
    await database.db.package.update({ where: { id: buy.packageId }, data: { budgetMicros: 1_200_000_000n } });
    const [moved] = (await preview(changeSetId)).lines[0]?.fields ?? [];
    expect(moved).toMatchObject({ outcome: "gone", why: expect.stringContaining("changed since") });
  });

  it("takes back what the seller made of the wish, and has nothing to do where it ignored it", async () => {
    const changeSetId = await givenSettledEdit(desk, buy, 1_100_000_000n);
    const verdict = { before: "1000000000", requested: "1100000000", evidence: "read_back" } as const;
    const field = `packages.${buy.packageId}.budgetMicros`;
    const found = async (kind: "changed" | "ignored", budgetMicros: bigint) => {
      const verdicts = encodeVerdicts([{ ...verdict, field, kind, found: String(budgetMicros) }]);
      await database.db.change.updateMany({ where: { changeSetId }, data: { verdicts } });
      await database.db.package.update({ where: { id: buy.packageId }, data: { budgetMicros } });
      return (await preview(changeSetId)).lines[0]?.fields[0]?.outcome;
    };
    expect(await found("changed", 1_080_000_000n)).toBe("returns");
    expect(await found("ignored", 1_000_000_000n)).toBe("nothing");
  });

  it("says when the seller decides, and that a flight that is over stays", async () => {
    const { mediaBuyId } = buy;
    const { revision } = await desk.as("viewer").mediaBuys.get({ mediaBuyId });
    const edit = { mediaBuyId, revision, endDay: "2026-12-20" };
    const { changeSetId } = await desk.as("manager").changeSets.stageEdit(edit);
    await settleChanges(desk, changeSetId);
    await database.db.mediaBuy.update({ where: { id: mediaBuyId }, data: { endAt: "2026-12-20T23:00:00.000Z" } });
    expect((await preview(changeSetId)).lines[0]?.fields).toMatchObject([{ field: "endAt", outcome: "seller" }]);
    await database.db.mediaBuy.update({ where: { id: mediaBuyId }, data: { sellerStatus: "completed" } });
    expect((await preview(changeSetId)).lines[0]?.fields).toMatchObject([{ outcome: "gone" }]);
  });

  it("is not another organisation's to see or to make", async () => {
    const changeSetId = await givenSettledEdit(desk, buy, 800_000_000n);
    const { signature } = await preview(changeSetId);
    const other = "0198a000-0000-7000-8000-000000000002";
    await desk.addOrganisation(other);
    const stranger = desk.as("admin", other).undo;
    expect((await refusal(stranger.preview({ changeSetId }))).code).toBe("NOT_FOUND");
    expect((await refusal(stranger.stage({ changeSetId, signature }))).code).toBe("NOT_FOUND");
  });
});

describe("undoing", () => {
  it("sends a lower budget straight back, as a change set of its own that names what it undoes", async () => {
    const changeSetId = await givenSettledEdit(desk, buy, 1_100_000_000n);
    const undone = await undo(changeSetId);
    expect(undone.state).toBe("applying");
    const set = await database.db.changeSet.findUniqueOrThrow({ where: { id: undone.changeSetId } });
    expect(set).toMatchObject({ undoesId: changeSetId, title: expect.stringMatching(/^Undo: /) });
    const calls = await database.db.sellerCall.findMany({ orderBy: { id: "desc" } });
    expect(JSON.parse(calls[0]?.request ?? "{}").packages).toEqual([{ package_id: "pkg-1", budget: 1000 }]);
  });

  it("waits for an approver by the same rule as any edit, and for a planner not at all", async () => {
    const changeSetId = await givenSettledEdit(desk, buy, 800_000_000n);
    const { signature } = await preview(changeSetId);
    expect((await refusal(desk.as("approver").undo.stage({ changeSetId, signature }))).code).toBe("NOT_ALLOWED");
    expect((await undo(changeSetId)).state).toBe("in_review");
    expect(await database.db.sellerCall.count()).toBe(1);
  });

  it("happens once, however many ask; what was turned down can be asked for again, and an undo can be undone", async () => {
    const changeSetId = await givenSettledEdit(desk, buy, 800_000_000n);
    const both = await Promise.allSettled([undo(changeSetId), undo(changeSetId)]);
    expect(both.map((one) => one.status).sort()).toEqual(["fulfilled", "rejected"]);
    expect((await preview(changeSetId)).cannotUndo).toBe("It has been undone already");
    const [waiting] = (await desk.as("approver").changeSets.list({ state: "waiting" })).rows;
    await desk.as("approver").changeSets.reject({ changeSetId: waiting?.id ?? "", reason: "Keep it low" });
    const again = await undo(changeSetId);
    await settleChanges(desk, again.changeSetId);
    await database.db.package.update({ where: { id: buy.packageId }, data: { budgetMicros: 1_000_000_000n } });
    const redone = await undo(again.changeSetId);
    const { title } = await database.db.changeSet.findUniqueOrThrow({ where: { id: redone.changeSetId } });
    expect(title).toMatch(/^Redo: /);
  });

  it("refuses what is no longer what was shown, what never settled and what was a purchase", async () => {
    const changeSetId = await givenSettledEdit(desk, buy, 1_100_000_000n);
    const { signature } = await preview(changeSetId);
    const other = desk.as("manager").undo.stage({ changeSetId, signature: "0".repeat(64) });
    expect((await refusal(other)).code).toBe("STALE_REVISION");
    await spend(1_050_000_000n);
    expect((await refusal(desk.as("manager").undo.stage({ changeSetId, signature }))).code).toBe("INVALID_TRANSITION");
    await database.db.deliveryRow.deleteMany();
    await database.db.package.update({ where: { id: buy.packageId }, data: { budgetMicros: 1_200_000_000n } });
    expect((await refusal(desk.as("manager").undo.stage({ changeSetId, signature }))).code).toBe("INVALID_TRANSITION");

    await database.db.package.update({ where: { id: buy.packageId }, data: { budgetMicros: 1_100_000_000n } });
    await database.db.change.updateMany({ where: { changeSetId }, data: { state: "verifying" } });
    expect(await preview(changeSetId)).toMatchObject({
      underWay: true,
      cannotUndo: expect.stringContaining("on its way"),
    });
    expect((await preview(changeSetId)).neverApplied).toEqual([]);
    await database.db.change.updateMany({ where: { changeSetId }, data: { state: "refused" } });
    expect((await preview(changeSetId)).neverApplied).toEqual(["Northlight TV"]);
    expect((await refusal(undo(changeSetId))).message).toContain("never took effect");
    await database.db.changeSet.update({ where: { id: changeSetId }, data: { kind: "create" } });
    expect((await refusal(undo(changeSetId))).message).toContain("cancel the media buy");
  });
});
