import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { makeVault } from "../auth/vault";
import { type TestDatabase, testDatabase } from "../db/test-database";
import {
  adoptCandidate,
  allowNewKey,
  confirmHappened,
  giveUpUnknown,
  type UnknownChoices,
  unknownChoices,
} from "./resolve-unknown";
import { retryChange } from "./retry-call";
import { engineWorld, lines } from "./test-engine-world";

const vault = makeVault([Buffer.alloc(32, 7)]);
let database: TestDatabase;
beforeEach(async () => {
  database = await testDatabase();
});
afterEach(() => database.dispose());

/** A create at a seller without replay whose answer got lost, and that is listed twice. */
async function ambiguous() {
  const world = await engineWorld(database.db, vault, null);
  const planned = await world.desk.plan(lines);
  world.seller.next({ kind: "lost", done: true });
  await world.desk.runDue();
  const first = [...world.seller.buys.values()][0];
  if (first) world.seller.buys.set("buy_x", { ...first, mediaBuyId: "buy_x" });
  world.advance(3_000);
  await world.desk.runDue();
  const { desk } = world;
  const choices = (): Promise<UnknownChoices> => unknownChoices(database.db, desk.ports, planned.changeId);
  return { ...world, planned, choices };
}

describe("an open outcome that a person decides", () => {
  test("shows every media buy that could be it, and the picked one becomes ours", async () => {
    const { desk, planned, choices, seller } = await ambiguous();
    const { candidates, adopt, sendAnew, confirm } = await choices();
    expect(candidates.map((one) => one.mediaBuyId)).toEqual(["buy_1", "buy_x"]);
    expect(candidates[0]).toMatchObject({
      totalMicros: 10_000_000_000n,
      packages: [{ budgetMicros: 6_000_000_000n }, {}],
    });
    expect(adopt).toBeNull();
    expect(sendAnew).toContain("allowed from 1 Nov 2026, 00:05 UTC");
    expect(confirm).not.toBeNull();
    const pick = (id: string) => desk.ports.inTransaction((tx) => adoptCandidate(tx, desk.ports, planned.changeId, id));
    await expect(pick("buy_y")).rejects.toMatchObject({ code: "NOT_FOUND" });
    await pick("buy_x");
    await desk.runDue();
    expect(await desk.change(planned.changeId)).toMatchObject({ state: "settled", candidates: null });
    expect(await desk.buy(planned.mediaBuyId)).toMatchObject({ sellerMediaBuyId: "buy_x", status: "ACTIVE" });
    expect(seller.sent).toHaveLength(1);
    await expect(pick("buy_1")).rejects.toMatchObject({ code: "INVALID_TRANSITION" });
  });

  test("is sent under a new key only after the quarantine and a look at the seller since", async () => {
    const { desk, planned, seller, advance, choices } = await ambiguous();
    const again = () => desk.ports.inTransaction((tx) => allowNewKey(tx, desk.ports, planned.changeId));
    await expect(again()).rejects.toMatchObject({ code: "INVALID_TRANSITION" });
    seller.readsFail = true;
    advance(400_000);
    await desk.runDue();
    await expect(again()).rejects.toThrow("being looked for");
    seller.readsFail = false;
    advance(400_000);
    await desk.runDue();
    expect((await choices()).sendAnew).toBeNull();
    await again();
    await desk.runDue();
    expect(new Set(seller.sent.map((one) => one.key)).size).toBe(2);
    expect(await desk.change(planned.changeId)).toMatchObject({ state: "settled" });
    expect(await desk.buy(planned.mediaBuyId)).toMatchObject({ sellerMediaBuyId: "buy_3" });
  });

  test("is given up for good", async () => {
    const { desk, planned, seller, advance } = await ambiguous();
    advance(400_000);
    await desk.runDue();
    await desk.ports.inTransaction((tx) => giveUpUnknown(tx, desk.ports, planned.changeId));
    expect(await desk.change(planned.changeId)).toMatchObject({ state: "failed", errorCode: "GIVEN_UP" });
    const retry = desk.ports.inTransaction((tx) => retryChange(tx, desk.ports, planned.changeId));
    await expect(retry).rejects.toMatchObject({ code: "INVALID_TRANSITION" });
    await desk.runDue();
    expect(seller.sent).toHaveLength(1);
  });
});

describe("an edit that no read shows, at a seller without replay", () => {
  test("ends at a person, who has it confirmed, sent anew or given up", async () => {
    const ends = { confirmHappened: "settled", allowNewKey: "settled", giveUpUnknown: "failed" };
    for (const [name, end] of Object.entries(ends)) {
      const decide = { confirmHappened, allowNewKey, giveUpUnknown }[name];
      const { desk, seller, advance } = await engineWorld(database.db, vault, null);
      const planned = await desk.plan(lines);
      await desk.runDue();
      const [first = ""] = planned.packageIds;
      seller.next({ kind: "lost", done: true });
      const edit = await desk.edit(planned.mediaBuyId, (values) => ({
        ...values,
        packages: { ...values.packages, [first]: { ...values.packages[first], pacing: "asap" } as never },
      }));
      await desk.runDue();
      for (let round = 0; round < 12; round++) {
        advance(31_000);
        await desk.runDue();
      }
      expect(await desk.change(edit.changeId)).toMatchObject({ state: "unknown", errorCode: "NOT_AT_SELLER" });
      expect((await desk.change(edit.changeId)).errorMessage).toContain("only the seller can say");
      await desk.ports.inTransaction(async (tx) => decide?.(tx, desk.ports, edit.changeId));
      await desk.runDue();
      advance(4_000);
      await desk.runDue();
      expect(await desk.change(edit.changeId)).toMatchObject({ state: end });
    }
  });
});
