import { afterEach, beforeEach, expect, test } from "vitest";
import { makeVault } from "../auth/vault";
import { type TestDatabase, testDatabase } from "../db/test-database";
import { readCapabilities } from "../domain/capabilities/read-capabilities";
import { encodeCapabilities } from "../domain/capabilities/stored";
import { insertApproval } from "../repositories/approvals";
import { intentFor } from "./engine-intent";
import { engineWithBuy, engineWorld, lines } from "./test-engine-world";

const vault = makeVault([Buffer.alloc(32, 7)]);
let database: TestDatabase;
beforeEach(async () => {
  database = await testDatabase();
});
afterEach(() => database.dispose());

const offering = (countries: boolean) =>
  readCapabilities(
    {
      adcp: { major_versions: [3], idempotency: { supported: true, replay_ttl_seconds: 86_400 } },
      media_buy: { execution: { targeting: { geo_countries: countries } } },
    },
    { tools: [], sellerName: "Tagblatt" },
  );

type World = Awaited<ReturnType<typeof engineWorld>>;

/** The seller said an hour ago that it targets by country; `now`: what it says when it is asked. */
async function hourOld({ desk, seller, advance }: World, now: boolean) {
  const capabilities = encodeCapabilities(offering(true));
  const capabilitiesAt = new Date(desk.ports.clock());
  await database.db.salesAgent.updateMany({ data: { capabilities, capabilitiesAt } });
  seller.capabilities = offering(now);
  advance(3_600_000);
}

/** A create that targets Germany, signed by an approver. */
async function targetedBuy({ desk }: World) {
  const [first] = intentFor("", lines.slice(0, 1), desk.ports.clock()).packages;
  const packages = first ? [{ ...first, targetingOverlay: { geo_countries: ["DE"] } }] : [];
  const planned = await desk.plan(lines.slice(0, 1), { packages });
  const { changeId, changeSetId } = planned;
  const { payloadHash } = await desk.change(changeId);
  const at = desk.ports.clock();
  await desk.ports.inTransaction(async (tx) => {
    await tx.changeSet.update({ where: { id: changeSetId }, data: { submittedAt: new Date(at) } });
    const line = { id: desk.ports.newId(), changeId, payloadHash, sellerRevision: null };
    const signed = { changeSetId, decision: "approved" as const, byUserId: "approver", reason: "" };
    const { organisationId } = desk;
    await insertApproval(tx, { ...signed, organisationId, id: desk.ports.newId(), payloadHash, lines: [line], at });
  });
  return planned;
}

test("what was signed and is no longer offered is not sent: it waits for an approver again, with the reason", async () => {
  const world = await engineWorld(database.db, vault);
  await hourOld(world, false);
  const { changeId } = await targetedBuy(world);
  await world.desk.runDue();
  expect(world.seller.sent).toEqual([]);
  expect(await world.desk.change(changeId)).toMatchObject({
    state: "in_review",
    errorCode: "NOT_OFFERED_ANY_MORE",
    errorMessage: "Tagblatt does not offer targeting by country",
  });
  expect((await world.desk.actions()).at(-1)).toBe("change.reopened");
});

test("what is still offered goes out once, and capabilities that were just read are not read again", async () => {
  const world = await engineWorld(database.db, vault);
  await hourOld(world, true);
  const one = await targetedBuy(world);
  await world.desk.runDue();
  const other = await targetedBuy(world);
  await world.desk.runDue();
  for (const { changeId } of [one, other]) expect((await world.desk.change(changeId)).state).toBe("settled");
  expect(world.seller.sent).toHaveLength(2);
  expect(world.seller.capabilityReads).toBe(1);
});

test("a seller that does not answer the question is sent the order all the same; a pause asks nothing", async () => {
  const world = await engineWithBuy(database.db, vault);
  await hourOld(world, false);
  const { mediaBuyId } = world.planned;
  await world.desk.edit(mediaBuyId, (values) => ({ ...values, paused: true }));
  await world.desk.runDue();
  expect(world.seller.capabilityReads).toBe(0);
  world.seller.readsFail = true;
  await targetedBuy(world);
  await world.desk.runDue();
  expect(world.seller.sent.map(({ tool }) => tool)).toEqual([
    "create_media_buy",
    "update_media_buy",
    "create_media_buy",
  ]);
});
