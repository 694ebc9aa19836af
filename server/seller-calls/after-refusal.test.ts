import { afterEach, beforeEach, expect, test } from "vitest";
import { makeVault } from "../auth/vault";
import { type TestDatabase, testDatabase } from "../db/test-database";
import { engineWithBuy } from "./test-engine-world";

const vault = makeVault([Buffer.alloc(32, 7)]);
let database: TestDatabase;
beforeEach(async () => {
  database = await testDatabase();
});
afterEach(() => database.dispose());

test("after a refusal the buy is read again at once: nothing is assumed about what the seller did (C8)", async () => {
  const { seller, desk, planned } = await engineWithBuy(database.db, vault);
  const [sellerMediaBuyId = ""] = [...seller.buys.keys()];
  const edit = await desk.edit(planned.mediaBuyId, (values) => ({ ...values, paused: true }));
  seller.next({ kind: "refuse", problem: { code: "INVALID_STATE", recovery: "correctable" } });
  // What the seller did all the same, whatever it answered.
  seller.edit(sellerMediaBuyId, { status: "paused", revision: 9 });
  await desk.runDue();
  expect(await desk.change(edit.changeId)).toMatchObject({ state: "refused", errorCode: "INVALID_STATE" });
  expect(await desk.buy(planned.mediaBuyId)).toMatchObject({ status: "PAUSED", sellerRevision: 9 });
});
