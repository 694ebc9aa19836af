import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { makeVault } from "../auth/vault";
import { type TestDatabase, testDatabase } from "../db/test-database";
import { signatureHashOf } from "../repositories/change-sets";
import { takeAuditTriggersAway } from "../repositories/test-audit";
import { engineWithBuy } from "../seller-calls/test-engine-world";
import { checkInvariants } from "./invariants";

const vault = makeVault([Buffer.alloc(32, 7)]);
type World = Awaited<ReturnType<typeof engineWithBuy>>;
let database: TestDatabase;
let world: World;

beforeEach(async () => {
  database = await testDatabase();
  world = await engineWithBuy(database.db, vault);
  await sign("the approver");
});
afterEach(() => database.dispose());

/** The engine's test desk signs nothing; here somebody has. */
async function sign(byUserId: string): Promise<void> {
  const { organisationId } = world.desk;
  const { changeSetId } = world.planned;
  const payloadHash = signatureHashOf(await database.db.change.findMany({ where: { changeSetId } }));
  const decided = { decision: "approved", byUserId, payloadHash, at: new Date() };
  await database.db.approval.create({
    data: { id: crypto.randomUUID(), organisationId, changeSetId, ...decided },
  });
}

async function found(): Promise<readonly string[]> {
  const { desk } = world;
  const read = await desk.seller.getMediaBuys(desk.account, null);
  if (read.kind === "failed") throw new Error(read.problem.message);
  const { salesAgentId, accountId, organisationId } = desk;
  const book = { salesAgentId, accountId, sellerName: "Tagblatt", buys: read.value };
  const findings = await checkInvariants(database.db, [book], { organisationId, converged: true });
  return findings.map((finding) => finding.invariant);
}

const ours = () => ({ where: { id: world.planned.mediaBuyId } });
const sellersBuy = () => {
  const [buy] = [...world.seller.buys.values()];
  if (!buy) throw new Error("the seller has nothing");
  return buy;
};

const breaks: readonly (readonly [invariant: string, what: string, harm: () => Promise<unknown>])[] = [
  [
    "I1",
    "the seller has the buy twice",
    async () => world.seller.buys.set("buy_x", { ...sellersBuy(), mediaBuyId: "buy_x" }),
  ],
  [
    "I2",
    "the seller has a buy that we lost",
    () => database.db.mediaBuy.update({ ...ours(), data: { sellerMediaBuyId: null } }),
  ],
  ["I3", "the seller lost the buy", async () => world.seller.buys.clear()],
  ["I3", "the revision went back", () => database.db.mediaBuy.update({ ...ours(), data: { sellerRevision: 99 } })],
  [
    "I3",
    "the end is another one",
    () => database.db.mediaBuy.update({ ...ours(), data: { endAt: new Date("2031-01-01T00:00:00Z") } }),
  ],
  ["I4", "the total is off", () => database.db.mediaBuy.update({ ...ours(), data: { totalMicros: 1n } })],
  [
    "I4",
    "a budget has half a cent",
    () => database.db.package.updateMany({ where: { productId: "news" }, data: { budgetMicros: 5_000n } }),
  ],
  ["I4", "a total is off", () => database.db.committedTotal.updateMany({ data: { rest: { increment: 1n } } })],
  ["I4", "what a buy binds is off", () => database.db.commitment.updateMany({ data: { campaignId: "another" } })],
  [
    "I5",
    "a row of the record was altered",
    async () => {
      await takeAuditTriggersAway(database.db);
      await database.db.auditRow.updateMany({ where: { seq: 2 }, data: { summary: "Nothing happened" } });
    },
  ],
  [
    "I5",
    "a change moved unrecorded",
    () => database.db.change.update({ where: { id: world.planned.changeId }, data: { state: "refused" } }),
  ],
  ["I6", "nobody looks after the buy", () => database.db.job.deleteMany()],
  [
    "I6",
    "an open change waits for nothing",
    async () => {
      await database.db.job.deleteMany();
      await database.db.change.update({ where: { id: world.planned.changeId }, data: { state: "unknown" } });
    },
  ],
  ["I7", "a request is gone", () => database.db.sellerCall.deleteMany()],
  [
    "I7",
    "a request holds other bytes than were signed",
    () => database.db.sellerCall.updateMany({ data: { request: "{}" } }),
  ],
  [
    "I7",
    "a request ended without a reason",
    () => database.db.sellerCall.updateMany({ data: { state: "dead", errorCode: null, errorMessage: null } }),
  ],
  ["I8", "nobody signed", () => database.db.approval.deleteMany()],
  ["I8", "the author signed", () => sign("u")],
];

describe("the invariants", () => {
  test("hold for a create that was signed, sent and read back", async () => {
    expect(await found()).toEqual([]);
  });

  test.each(breaks)("%s is broken when %s", async (invariant, _what, harm) => {
    await harm();
    expect(await found()).toContain(invariant);
  });
});
