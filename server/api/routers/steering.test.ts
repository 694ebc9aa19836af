import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { insertRows } from "../../db/insert-rows";
import { type TestDatabase, testDatabase } from "../../db/test-database";
import { newUuidV7 } from "../../uuid";
import { type TestDesk, testDesk } from "../test-desk";
import { type Bought, givenBought, givenPeople, givenSeller, now, settleChanges } from "./test-campaigns";
import { refusal } from "./test-refusal";

let database: TestDatabase;
let desk: TestDesk;
let campaignId: string;
let tv: Bought;
let news: Bought;

beforeEach(async () => {
  database = await testDatabase();
  desk = await testDesk(database.db);
  desk.setClock(now);
  await givenPeople(database.db);
  tv = await givenBought(desk, await givenSeller(desk, "Northlight TV"), "TV");
  news = await givenBought(desk, await givenSeller(desk, "Tagblatt"), "News");
  ({ campaignId } = await database.db.mediaBuy.findUniqueOrThrow({ where: { id: tv.mediaBuyId } }));
  await database.db.mediaBuy.update({ where: { id: news.mediaBuyId }, data: { campaignId } });
});
afterEach(async () => {
  await desk.close();
  await database.dispose();
});

type Wish = Parameters<ReturnType<TestDesk["as"]>["steering"]["preview"]>[0]["wish"];
const preview = (wish: Wish) => desk.as("viewer").steering.preview({ campaignId, wish });
const stage = async (wish: Wish) => {
  const { signature } = await preview(wish);
  return desk.as("manager").steering.stage({ campaignId, wish, signature });
};
const move = (amountMicros: bigint) =>
  ({ kind: "move", fromPackageId: tv.packageId, toPackageId: news.packageId, amountMicros }) as const;

const requests = async () =>
  (await database.db.sellerCall.findMany({ orderBy: { id: "asc" } })).map((call) => JSON.parse(call.request));

describe("a whole campaign", () => {
  it("is paused at every seller in one change set, and says what it leaves alone", async () => {
    await database.db.mediaBuy.update({ where: { id: news.mediaBuyId }, data: { sellerStatus: "completed" } });
    const shown = await preview({ kind: "pause" });
    expect(shown.lines.map((line) => line.salesAgent.name)).toEqual(["Northlight TV"]);
    expect(shown.skipped).toMatchObject([{ salesAgent: { name: "Tagblatt" }, why: expect.stringContaining("over") }]);
    await database.db.mediaBuy.update({ where: { id: news.mediaBuyId }, data: { sellerStatus: "active" } });
    const { changeSetId, state } = await stage({ kind: "pause" });
    expect(state).toBe("applying");
    expect(await database.db.change.count({ where: { changeSetId } })).toBe(2);
    expect((await requests()).map((body) => body.paused)).toEqual([true, true]);
  });

  it("is resumed where its flight still runs; what was paused on its own stays so and is named", async () => {
    const both = { id: { in: [tv.mediaBuyId, news.mediaBuyId] } };
    await database.db.mediaBuy.updateMany({ where: both, data: { paused: true, sellerStatus: "paused" } });
    await database.db.package.update({ where: { id: tv.packageId }, data: { paused: true } });
    const ended = new Date("2026-11-20T23:00:00.000Z");
    await database.db.mediaBuy.update({ where: { id: news.mediaBuyId }, data: { endAt: ended } });
    const shown = await preview({ kind: "resume" });
    expect(shown.skipped).toMatchObject([{ mediaBuy: { name: "News buy" }, why: "Its flight is over" }]);
    expect(shown.notes).toEqual(["News 1 of TV buy stays paused: it was paused on its own"]);
    await stage({ kind: "resume" });
    const [body] = await requests();
    expect(body).toMatchObject({ paused: false });
    expect(body).not.toHaveProperty("packages");
  });

  it("is undone over both sellers at once, the paused ones only", async () => {
    const { changeSetId } = await stage({ kind: "pause" });
    await settleChanges(desk, changeSetId);
    await database.db.mediaBuy.updateMany({ where: { campaignId }, data: { paused: true, sellerStatus: "paused" } });
    const undo = await desk.as("manager").undo.preview({ changeSetId });
    expect(undo.lines.map((line) => line.fields[0]?.outcome)).toEqual(["returns", "returns"]);
    await desk.as("approver").undo.stage({ changeSetId, signature: undo.signature });
    expect((await requests()).map((body) => body.paused)).toEqual([true, true, false, false]);
  });
});

describe("the forms of one media buy", () => {
  it("start from what it is and say why a field is locked", async () => {
    const editor = () => desk.as("viewer").steering.editor({ mediaBuyId: tv.mediaBuyId });
    const shown = await editor();
    expect(shown).toMatchObject({ sellerName: "Northlight TV", startDay: "2026-11-24", endDay: "2026-12-23" });
    expect(shown.locks).toMatchObject({ start: null, end: null, cancel: null });
    const [item] = shown.packages;
    expect(item).toMatchObject({ name: "News 1", budgetMicros: 1_000_000_000n, startDay: null });
    expect(item?.locks).toMatchObject({ budget: null, bid: null, targeting: null, cancel: null });
    await database.db.mediaBuy.update({ where: { id: tv.mediaBuyId }, data: { validActions: '["pause"]' } });
    expect((await editor()).packages[0]?.locks.targeting).toContain("does not allow it to change its packages");
    await database.db.mediaBuy.update({ where: { id: tv.mediaBuyId }, data: { sellerStatus: "canceled" } });
    expect((await editor()).locks.cancel).toContain("over");
  });

  it("cancel alone, with the reason, and for good", async () => {
    const { revision } = await desk.as("viewer").mediaBuys.get({ mediaBuyId: tv.mediaBuyId });
    const edit = { mediaBuyId: tv.mediaBuyId, revision, canceled: { reason: "The product was recalled" } };
    const { changeSetId } = await desk.as("manager").changeSets.stageEdit(edit);
    const [body] = await requests();
    expect(body).toMatchObject({ canceled: true, cancellation_reason: "The product was recalled" });
    expect(body).not.toHaveProperty("packages");
    await settleChanges(desk, changeSetId);
    await database.db.mediaBuy.update({ where: { id: tv.mediaBuyId }, data: { sellerStatus: "canceled" } });
    const undo = await desk.as("viewer").undo.preview({ changeSetId });
    expect(undo).toMatchObject({ cannotUndo: "Nothing of it can come back" });
    expect(undo.lines[0]?.fields).toMatchObject([{ field: "canceled", outcome: "gone" }]);
  });
});

describe("entries for many media buys", () => {
  const update = (...mediaBuys: Parameters<ReturnType<TestDesk["as"]>["steering"]["update"]>[0]["mediaBuys"]) =>
    desk.as("manager").steering.update({ campaignId, mediaBuys });

  it("go each on their own: one is updated, one refused with its reason, in one change set", async () => {
    const unknown = { [news.packageId]: { creativeIds: ["0198a000-0000-7000-8000-00000000dead"] } };
    const { changeSetId, results } = await update(
      { mediaBuyId: tv.mediaBuyId, packages: { [tv.packageId]: { budgetMicros: 900_000_000n } } },
      { mediaBuyId: news.mediaBuyId, packages: unknown },
    );
    expect(results).toMatchObject([
      { action: "update", outcome: "staged", message: null },
      { action: "update", outcome: "refused", message: "A creative was not found" },
    ]);
    expect(await database.db.change.count({ where: { changeSetId: changeSetId ?? "" } })).toBe(1);
  });

  it("cancel a package alone, and archive only what its seller does not run any more", async () => {
    const { results } = await update(
      { mediaBuyId: tv.mediaBuyId, action: "cancel", reason: "Recalled", packageIds: [tv.packageId] },
      { mediaBuyId: news.mediaBuyId, action: "delete" },
    );
    expect(results.map((one) => [one.outcome, one.message])).toEqual([
      ["staged", null],
      ["refused", "The seller still has it; cancel it there or wait until it is over"],
    ]);
    const [body] = await requests();
    expect(body.packages).toEqual([{ package_id: "pkg-1", canceled: true, cancellation_reason: "Recalled" }]);
    expect(body).not.toHaveProperty("canceled");
    await database.db.mediaBuy.update({ where: { id: news.mediaBuyId }, data: { sellerStatus: "completed" } });
    expect((await update({ mediaBuyId: news.mediaBuyId, action: "delete" })).results[0]?.outcome).toBe("archived");
    const creatives = { mediaBuyId: tv.mediaBuyId, action: "delete", creativeIds: [] } as const;
    expect((await refusal(update(creatives))).code).toBe("BAD_REQUEST");
  });
});

describe("a new total", () => {
  const total = (totalMicros: bigint, more: object = {}) =>
    ({ kind: "total", mediaBuyId: null, currency: "EUR", totalMicros, ...more }) as const;

  it("scales every package down in its ratio, to the cent, and keeps one set by hand", async () => {
    await database.db.package.update({ where: { id: tv.packageId }, data: { budgetMicros: 2_000_000_000n } });
    const deltas = async (wish: Wish) => (await preview(wish)).lines.map((line) => line.deltaMicros);
    expect(await deltas(total(1_500_000_000n))).toEqual([-500_000_000n, -1_000_000_000n]);
    const overrides = { [news.packageId]: 900_000_000n };
    expect(await deltas(total(1_500_000_000n, { overrides }))).toEqual([-100_000_000n, -1_400_000_000n]);
    await stage(total(1_500_000_000n));
    expect((await requests()).map((body) => body.packages[0].budget).sort()).toEqual([1000, 500]);
  });

  it("shows a surplus and sends nothing, unless it is to be shared, and says which floors are in the way", async () => {
    const shown = await preview(total(2_300_000_000n));
    expect(shown).toMatchObject({ lines: [], surplusMicros: 300_000_000n });
    expect((await refusal(stage(total(2_300_000_000n)))).message).toBe("No media buy would change");
    expect((await preview(total(2_300_000_000n, { scaleUp: true }))).lines).toHaveLength(2);
    expect((await preview(total(10_000_000n))).issues[0]?.message).toContain("News 1");
  });

  it("is of one buy alone, and of one currency", async () => {
    const one = await preview(total(900_000_000n, { mediaBuyId: tv.mediaBuyId }));
    expect(one.lines.map((line) => [line.mediaBuy.id, line.deltaMicros])).toEqual([[tv.mediaBuyId, -100_000_000n]]);
    await database.db.mediaBuy.update({ where: { id: news.mediaBuyId }, data: { currency: "USD" } });
    expect((await preview(total(900_000_000n))).lines).toHaveLength(1);
  });
});

describe("what did not arrive", () => {
  it("is sent again, and only that", async () => {
    const { changeSetId } = await stage({ kind: "pause" });
    await settleChanges(desk, changeSetId);
    const refused = { changeSetId, mediaBuyId: news.mediaBuyId };
    await database.db.change.updateMany({ where: refused, data: { state: "refused", errorCode: "INVALID_STATE" } });
    await database.db.mediaBuy.update({ where: { id: tv.mediaBuyId }, data: { paused: true, sellerStatus: "paused" } });
    const again = await desk.as("manager").steering.retry({ changeSetId });
    const set = await desk.as("viewer").changeSets.get({ changeSetId: again.changeSetId });
    expect(set.title).toMatch(/^Again: Pause/);
    expect(set.changes.map((change) => change.mediaBuy?.name)).toEqual(["News buy"]);
    expect((await requests()).map((body) => body.paused)).toEqual([true, true, true]);
    expect((await refusal(desk.as("manager").steering.retry({ changeSetId }))).message).toBe("Nothing of it failed");
  });
});

describe("moving budget between sellers", () => {
  it("takes the amount off one and puts it on the other, in one change set", async () => {
    const shown = await preview(move(100_000_000n));
    expect(shown.lines.map((line) => [line.salesAgent.name, line.deltaMicros])).toEqual(
      [
        ["Tagblatt", 100_000_000n],
        ["Northlight TV", -100_000_000n],
      ].sort(),
    );
    expect(shown.notes).toEqual([expect.stringContaining("If one refuses")]);
    await stage(move(100_000_000n));
    const budgets = (await requests()).map((body) => body.packages[0].budget).sort();
    expect(budgets).toEqual([1100, 900]);
  });

  it("names the most that can be taken, and why", async () => {
    const [issue] = (await preview(move(999_000_000n))).issues;
    expect(issue).toMatchObject({ path: "amountMicros" });
    expect(issue?.message).toMatch(/^At most EUR .* can be taken off News 1/);
    expect((await refusal(stage(move(999_000_000n)))).paths).toEqual(["amountMicros"]);
    expect((await preview({ ...move(1n), toPackageId: tv.packageId })).issues[0]?.path).toBe("toPackageId");
  });

  it("does not move money between currencies, nor onto what is over", async () => {
    await database.db.mediaBuy.update({ where: { id: news.mediaBuyId }, data: { currency: "USD" } });
    expect((await preview(move(1_000_000n))).issues[0]?.message).toContain("USD");
    const over = { currency: "EUR", sellerStatus: "canceled" };
    await database.db.mediaBuy.update({ where: { id: news.mediaBuyId }, data: over });
    expect((await preview(move(1_000_000n))).issues[0]?.message).toContain("over");
  });

  it("waits as a whole when one side needs an approver, and refuses what moved since it was shown", async () => {
    expect(await stage(move(300_000_000n))).toMatchObject({ state: "in_review" });
    expect(await requests()).toEqual([]);
    const wish = move(50_000_000n);
    const { signature } = await preview(wish);
    await database.db.package.update({ where: { id: tv.packageId }, data: { budgetMicros: 950_000_000n } });
    const late = desk.as("manager").steering.stage({ campaignId, wish, signature });
    expect((await refusal(late)).code).toBe("STALE_REVISION");
  });

  it("is not another organisation's to see or to make", async () => {
    const { signature } = await preview({ kind: "pause" });
    const other = "0198a000-0000-7000-8000-000000000002";
    await desk.addOrganisation(other);
    const stranger = desk.as("admin", other).steering;
    const wish = { kind: "pause" } as const;
    expect((await refusal(stranger.campaign({ campaignId }))).code).toBe("NOT_FOUND");
    expect((await refusal(stranger.stage({ campaignId, wish, signature }))).code).toBe("NOT_FOUND");
  });
});

describe("a campaign of very many media buys", () => {
  it("is steered whole: 1,500 buys are shown, previewed and counted in as many statements as a few", async () => {
    const { db } = database;
    const of = await db.mediaBuy.findUniqueOrThrow({ where: { id: tv.mediaBuyId } });
    const part = await db.package.findUniqueOrThrow({ where: { id: tv.packageId } });
    const few = await database.statementsOf(() => desk.as("viewer").steering.campaign({ campaignId }));
    const made = Array.from({ length: 1_500 }, (_, index) => ({ buy: newUuidV7(), part: newUuidV7(), index }));
    const buys = made.map(({ buy, index }) => ({
      ...of,
      id: buy,
      sellerMediaBuyId: `mb-${index}`,
      name: `Buy ${index}`,
    }));
    const parts = made.map(({ buy, part: id, index }) => ({
      ...part,
      id,
      mediaBuyId: buy,
      sellerPackageId: `pkg-${index}`,
    }));
    await db.$transaction(async (tx) => {
      await insertRows(tx, "MediaBuy", buys);
      await insertRows(tx, "Package", parts);
    });
    const day = { organisationId: of.organisationId, day: "2026-11-20", currency: "EUR", asOf: new Date(now) };
    const spent = { impressions: 10n, spendMicros: 9_007_199_254_740_993n };
    const last = made.at(-1);
    const row = { ...day, ...spent, id: newUuidV7(), mediaBuyId: last?.buy ?? "", packageId: last?.part ?? "" };
    await db.deliveryRow.create({ data: row });
    const many = await database.statementsOf(() => desk.as("viewer").steering.campaign({ campaignId }));
    // Prisma splits its own lists of ids, by the thousand.
    expect(many.length).toBeLessThanOrEqual(few.length + 8);
    const board = await desk.as("viewer").steering.campaign({ campaignId });
    expect(board.buys).toHaveLength(1_502);
    const shown = board.buys.find(({ id }) => id === last?.buy)?.packages;
    expect(shown).toMatchObject([{ id: last?.part, deliveredMicros: spent.spendMicros }]);
    expect((await preview({ kind: "pause" })).lines).toHaveLength(1_502);
  });
});
