import { expect, test } from "vitest";
import { makeVault } from "../auth/vault";
import { testDatabase } from "../db/test-database";
import { systemClock } from "../domain/time";
import { salesAgentsFor } from "../sales-agents/sales-agents";
import { scriptedSeller } from "../sales-agents/scripted-seller";
import { EngineDesk } from "./engine-desk";
import { lines } from "./test-engine-world";

test("what a seller says with NUL and half a character in it is kept, the same in either database", async () => {
  const database = await testDatabase();
  const seller = await scriptedSeller({
    create_media_buy: () => ({ errors: [{ code: "POLICY_VIOLATION", message: "Not\u0000 in \ud83d May \u{1f600}" }] }),
  });
  const salesAgents = salesAgentsFor({ allowedHosts: ["127.0.0.1"] });
  const agent = { url: seller.url, token: "t", sellerAccountId: "acc" };
  const vault = makeVault([Buffer.alloc(32, 7)]);
  const desk = await new EngineDesk({ db: database.db, vault, salesAgents, clock: systemClock, agent }).open();
  const { changeId } = await desk.plan(lines);
  await desk.runDue();
  const change = await desk.change(changeId);
  expect(change).toMatchObject({ state: "refused", errorMessage: "Not\ufffd in \ufffd May \u{1f600}" });
  const [createdAt, { organisationId }] = [new Date(0), desk];
  await database.db.brand.create({
    data: { id: "b", organisationId, name: "Half \ud83d", domain: "a.example", createdAt },
  });
  expect(await database.db.brand.findMany({ where: { name: { contains: "Half \ufffd" } } })).toHaveLength(1);
  expect(await database.db.brand.findMany({ where: { name: { contains: "nobody \0" } } })).toEqual([]);
  await salesAgents.close();
  await seller.close();
  await database.dispose();
});
