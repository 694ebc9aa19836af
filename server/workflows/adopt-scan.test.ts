import { afterAll, beforeAll, expect, test } from "vitest";
import { makeVault } from "../auth/vault";
import { type TestDatabase, testDatabase } from "../db/test-database";
import type { Actor } from "../domain/permissions";
import { latestScan } from "../repositories/account-scans";
import { latestAdoption } from "../repositories/adoptions";
import type {
  MediaBuyPage,
  MediaBuySnapshot,
  ProductAnswer,
  Read,
  SalesAgent,
  SellerProblem,
} from "../sales-agents/sales-agent";
import { EngineDesk } from "../seller-calls/engine-desk";
import { InMemorySeller } from "../seller-calls/in-memory-seller";
import { standingClock } from "../seller-calls/standing-clock";
import { lines } from "../seller-calls/test-engine-world";
import { takeOverMediaBuys } from "./adopt-media-buys";
import { cancelScan, resumeScan, startScan } from "./adopt-scan";

let database: TestDatabase;
const vault = makeVault([Buffer.alloc(32, 7)]);
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.dispose());

type Answer = MediaBuyPage | Pick<SellerProblem, "code" | "message" | "recovery">;

/** A desk whose seller answers page by page as scripted, the last answer again and again. */
async function deskWith(...answers: readonly Answer[]) {
  const time = standingClock("2026-11-01T00:00:00.000Z");
  const seller = new InMemorySeller(time.clock);
  const asked: (string | null)[] = [];
  const listMediaBuyPage: SalesAgent["listMediaBuyPage"] = async (_account, cursor) => {
    const answer = answers[Math.min(asked.length, answers.length - 1)];
    asked.push(cursor);
    if (!answer) throw new Error("nothing scripted");
    return "buys" in answer ? { kind: "ok", value: answer, milliseconds: 1 } : failed(answer);
  };
  const agent = { ...seller.agent(), ...(answers.length === 0 ? {} : { listMediaBuyPage }) };
  const salesAgents = () => ({
    ...agent,
    getProducts: async () =>
      failed<ProductAnswer>({ code: "UNSUPPORTED_FEATURE", message: "no", recovery: "terminal" }),
  });
  const desk = await new EngineDesk({ db: database.db, vault, salesAgents, clock: time.clock }).open();
  const { organisationId, accountId } = desk;
  const actor: Actor = { organisationId, userId: "u", name: "Paula", role: "planner", requestId: null };
  const scan = async () => {
    const found = await latestScan(database.db, organisationId, accountId);
    if (!found) throw new Error("no look yet");
    return found;
  };
  return { ...time, seller, desk, actor, accountId, asked, scan };
}

function failed<T>(problem: Pick<SellerProblem, "code" | "message" | "recovery">): Read<T> {
  const nothing = { field: null, suggestion: null, retryAfterSeconds: null, httpStatus: null, details: null };
  return { kind: "failed", problem: { ...nothing, ...problem }, milliseconds: 1 };
}

const page = (ids: readonly string[], next: string | null, more: Partial<MediaBuyPage> = {}): MediaBuyPage => ({
  buys: ids.map((id) => ({ snapshot: snapshot(id), name: null, brandDomain: null })),
  unreadable: 0,
  hasMore: next !== null,
  cursor: next,
  total: null,
  ...more,
});

const unsaid = { creativeDeadline: null, confirmedAt: null, createdAt: null, updatedAt: null, rejectionReason: null };
const snapshot = (mediaBuyId: string): MediaBuySnapshot => ({
  ...unsaid,
  mediaBuyId,
  status: "active",
  currency: "EUR",
  totalMicros: 5_000_000n,
  startAt: null,
  endAt: null,
  revision: 1,
  validActions: null,
  history: [],
  packages: [{ packageId: `${mediaBuyId}-p`, budgetMicros: 5_000_000n }],
});

test.each([
  ["the same page for ever", [page(["a"], "c1"), page(["b"], "c1")], "SAME_CURSOR"],
  ["pages of nothing", [page(["a"], "1"), page([], "2"), page([], "3"), page([], "4"), page([], "5")], "NOTHING_NEW"],
  ["pages that go round", [page(["a"], "1"), page(["a"], "2"), page(["a"], "3"), page(["a"], "4")], "NOTHING_NEW"],
  ["more, and not where", [page(["a"], null, { hasMore: true })], "NO_CURSOR"],
] as const)("a seller that sends %s is stopped with a reason", async (_, answers, code) => {
  const { desk, actor, accountId, scan } = await deskWith(...answers);
  await startScan(desk.ports, actor, accountId);
  await desk.runDue();
  expect(await scan()).toMatchObject({ state: "failed", errorCode: code });
});

test("a page that fails is asked for again, then the seller's words stand and a person goes on from there", async () => {
  const down = { code: "TIMEOUT", message: "The ad server sleeps", recovery: "transient" } as const;
  const answers = [page(["a"], "c2"), down, down, down, down, down, page(["b"], null)];
  const { desk, actor, accountId, advance, asked, scan } = await deskWith(...answers);
  const { scanId } = await startScan(desk.ports, actor, accountId);
  await desk.runDue();
  expect(await scan()).toMatchObject({ state: "running", found: 1, failures: 1, errorMessage: "The ad server sleeps" });
  for (let retry = 0; retry < 4; retry += 1) {
    advance(120_000);
    await desk.runDue();
  }
  expect(await scan()).toMatchObject({ state: "failed", pages: 1, errorCode: "TIMEOUT" });
  await resumeScan(desk.ports, actor, scanId);
  await desk.runDue();
  expect(await scan()).toMatchObject({ state: "done", pages: 2, found: 2, failures: 0, errorMessage: null });
  expect(asked).toEqual([null, "c2", "c2", "c2", "c2", "c2", "c2"]);
});

test("where no list is offered that is said at once; a look that was stopped keeps what it found", async () => {
  const message = "This seller has no route that lists media buys";
  const none = await deskWith({ code: "UNSUPPORTED_FEATURE", message, recovery: "terminal" });
  await startScan(none.desk.ports, none.actor, none.accountId);
  await none.desk.runDue();
  expect(await none.scan()).toMatchObject({ state: "failed", errorMessage: message, failures: 1 });

  const { desk, actor, accountId, asked, scan } = await deskWith(page(["a"], null));
  const { scanId } = await startScan(desk.ports, actor, accountId);
  await cancelScan(desk.ports, actor, scanId);
  await desk.runDue();
  expect(asked).toEqual([]);
  expect(await scan()).toMatchObject({ state: "canceled", found: 0 });
});

test("a buy that a create of ours without an answer may have made is left to the engine", async () => {
  const { desk, actor, accountId } = await deskWith();
  const { mediaBuyId, changeId } = await desk.plan(lines);
  await desk.runDue();
  // As if the reply had been lost: made there, and nobody here knows it yet.
  await database.db.mediaBuy.update({ where: { id: mediaBuyId }, data: { sellerMediaBuyId: null } });
  await database.db.change.update({ where: { id: changeId }, data: { state: "unknown" } });
  await startScan(desk.ports, actor, accountId);
  await desk.runDue();
  const row = await database.db.foundMediaBuy.findFirstOrThrow({ where: { accountId } });
  expect(row).toMatchObject({ sellerMediaBuyId: "buy_1", mediaBuyId: null, obstacle: null });
  const choice = { kind: "ids" as const, ids: [row.id] };
  await takeOverMediaBuys(desk.ports, actor, { accountId, choice, grouping: { kind: "each" } });
  await desk.runDue();
  const adoption = await latestAdoption(database.db, desk.organisationId, accountId);
  expect(adoption).toMatchObject({ state: "done", done: 0, skipped: 1, campaigns: 0 });
  expect(await database.db.foundMediaBuy.findUnique({ where: { id: row.id } })).toMatchObject({
    obstacle: "maybe_ours",
  });
});
