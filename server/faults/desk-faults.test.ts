import { expect, test } from "vitest";
import { testDatabase } from "../db/test-database";
import { decodeVerdicts } from "../domain/change/stored-json";
import { startSandbox } from "../sandbox/start-sandbox";
import { boughtFirst, expectAll, firstCalls, raisedUnder, statesOf } from "./test-expect";
import { faultStage } from "./test-stage";
import { type Bought, type FaultWorld, repeats } from "./test-world";

/** Rows 14, 22, 24, 25, 27, 29, 30 and 32 of the fault matrix, R5 and R8: faults that are no lost bytes. */
const stage = faultStage("desk faults", startSandbox, testDatabase);
const half = Math.ceil(repeats / 2);

async function verdictKinds(world: FaultWorld, { changeId }: Bought): Promise<readonly string[]> {
  const { verdicts } = await world.change(changeId);
  return decodeVerdicts(verdicts ?? "[]").map((verdict) => verdict.kind);
}

/** Somebody else changes a buy at the seller: the same wire, not through us. Answers what the seller says. */
async function actAtSeller(world: FaultWorld, { lane, mediaBuyId }: Bought, change: Readonly<Record<string, unknown>>) {
  const agent = await world.db.salesAgent.findUniqueOrThrow({ where: { id: lane.salesAgentId } });
  const { sellerMediaBuyId } = await world.buyRow(mediaBuyId);
  const account = { account_id: lane.sellerAccountId };
  const reply = await fetch(agent.url.replace(`/${lane.name}/`, "/somebody-else/"), {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer sandbox-${lane.kind}-token` },
    body: JSON.stringify({
      jsonrpc: "2.0",
      id: 1,
      method: "tools/call",
      params: {
        name: "update_media_buy",
        arguments: { account, media_buy_id: sellerMediaBuyId, idempotency_key: crypto.randomUUID(), ...change },
      },
    }),
  });
  expect(JSON.stringify(await reply.json())).toContain('"revision"');
}

test("row 14: a success that changed nothing, or something else, is never called done", async () => {
  const world = stage();
  const ignoring = await boughtFirst(world, half, "[update:ignore]");
  const changing = await boughtFirst(world, half, "[update:change]");
  const ignored = await raisedUnder(world, ignoring, () => () => null);
  const changed = await raisedUnder(world, changing, () => () => null);
  for (const one of ignored) expect(await verdictKinds(world, one)).toEqual(["ignored"]);
  for (const one of changed) expect(await verdictKinds(world, one)).toEqual(["changed"]);
  const sets = await world.db.changeSet.findMany({ where: { kind: "edit" } });
  expect(new Set(sets.map((set) => set.state))).toEqual(new Set(["not_applied", "partly_applied"]));
  expect(await world.findings()).toEqual([]);
});

test("row 22: what a seller does by itself is found within one poll period, without any webhook", async () => {
  const world = stage();
  const bought = await boughtFirst(world, half);
  for (const one of bought) await actAtSeller(world, one, { paused: true });
  const before = await Promise.all(bought.map((one) => world.buyRow(one.mediaBuyId)));
  world.advance(world.workerOptions.pollSeconds * 1_100);
  await world.until("what is due is done", async () => (await world.due()) === 0, 0);
  const after = await Promise.all(bought.map((one) => world.buyRow(one.mediaBuyId)));
  after.forEach((row, index) => {
    expect(row.sellerRevision).toBeGreaterThan(before[index]?.sellerRevision ?? 0);
  });
  expect(await world.findings()).toEqual([]);
});

async function pagesOf({ db }: FaultWorld): Promise<bigint> {
  const [row] = await db.$queryRawUnsafe<{ page_count: bigint }[]>("PRAGMA page_count");
  return row?.page_count ?? 1n;
}

const mayGrowTo = ({ db }: FaultWorld, pages: bigint) => db.$queryRawUnsafe(`PRAGMA max_page_count = ${pages}`);

test("row 24: a full disk acknowledges nothing and sends nothing; with room again it goes on", async () => {
  const world = stage();
  const lanes = await world.lanes("prompt", 24);
  const campaignId = await world.campaign(lanes);
  const submission = { campaignId, revision: 1, reason: "With no room" };
  await world.db.$queryRawUnsafe("PRAGMA wal_checkpoint(TRUNCATE)");
  await mayGrowTo(world, await pagesOf(world));
  await expect(world.as("planner").changeSets.submitCampaign(submission)).rejects.toThrow();
  expect(await world.db.changeSet.count()).toBe(0);
  expect(await world.as("viewer").campaigns.get({ campaignId })).toMatchObject({ state: "draft" });
  expect(world.proxy.log).toEqual([]);
  await mayGrowTo(world, 1_000_000n);
  await world.as("planner").changeSets.submitCampaign(submission);
  expect(await world.db.changeSet.count()).toBe(1);
  expect(await world.findings()).toEqual([]);
});

test("row 25: a clock that jumps ten minutes to and fro sends nothing twice", async () => {
  const world = stage();
  const { dice } = world;
  const lanes = await world.lanes("prompt", repeats);
  for (const lane of lanes)
    world.proxy.setRule(
      lane.name,
      firstCalls("create_media_buy", dice.between(0, 2), () => ({ kind: "swallow_reply" })),
    );
  const bought = await world.buy(lanes);
  for (let jump = 0; jump < 6; jump++) {
    const sent = world.proxy.log.length;
    world.advance(dice.pick([-600_000, 600_000]));
    await world.until(
      "something was sent",
      async () => world.proxy.log.length > sent || (await statesOf(world, bought)).every((one) => one === "settled"),
    );
  }
  world.advance(600_000);
  await world.settle(bought);
  await expectAll(world, bought, "settled");
  expect(await world.findings()).toEqual([]);
});

test("row 27: an edit based on what the seller has changed since is not sent; a person looks again", async () => {
  const world = stage();
  const bought = await boughtFirst(world, half);
  const edits: Bought[] = [];
  for (const one of bought) {
    const pack = await world.db.package.findFirstOrThrow({
      where: { mediaBuyId: one.mediaBuyId },
      orderBy: { position: "asc" },
    });
    const packages = [{ package_id: pack.sellerPackageId, budget: Number(pack.budgetMicros / 1_000_000n) + 7 }];
    await actAtSeller(world, one, { packages });
    edits.push({ ...one, changeId: (await world.raise(one.mediaBuyId)).changeId });
  }
  await world.settle(edits);
  await expectAll(world, edits, "refused");
  for (const { lane } of edits) expect(world.sent(lane, "update_media_buy")).toEqual([]);
  expect(await world.findings()).toEqual([]);
});

test("row 29: bytes that are not those that were signed never reach a seller", async () => {
  const world = stage();
  const lanes = await world.lanes("prompt", half);
  const { changeSetId, bought } = await world.submit(lanes);
  const approver = world.as("approver");
  const { payloadHash } = await approver.changeSets.get({ changeSetId });
  const [first] = bought;
  const before = await world.change(first?.changeId ?? "");
  const otherBytes = before.request.replace("4711", "4712");
  expect(otherBytes).not.toBe(before.request);
  await world.db.change.update({ where: { id: before.id }, data: { request: otherBytes } });
  await expect(approver.changeSets.approve({ changeSetId, payloadHash })).rejects.toThrow("not what was approved");
  await world.db.change.update({ where: { id: before.id }, data: { request: before.request } });
  await world.rest();
  await approver.changeSets.approve({ changeSetId, payloadHash });
  await world.db.sellerCall.updateMany({ data: { request: otherBytes } });
  world.work();
  await world.settle(bought);
  await expectAll(world, bought, "failed");
  expect(world.proxy.log.filter((entry) => entry.tool === "create_media_buy")).toEqual([]);
});

/** Whoever is told that the buy has moved looks and presses again. */
async function pressedAgain<T>(press: () => Promise<T>): Promise<T> {
  return press().catch((error: unknown) => {
    if (String(error).includes("changed since it was shown")) return pressedAgain(press);
    throw error;
  });
}

test("row 30: a pause raced with a raise: the pause is never lost, the end is that of one order", async () => {
  const world = stage();
  const bought = await boughtFirst(world, half);
  const staged: Bought[] = [];
  for (const one of bought) {
    world.proxy.setRule(
      one.lane.name,
      firstCalls("update_media_buy", world.dice.between(0, 1), () => ({ kind: "swallow_reply" })),
    );
    const pack = await world.db.package.findFirstOrThrow({ where: { mediaBuyId: one.mediaBuyId } });
    const paused = { packages: { [pack.id]: { paused: true } } };
    const pause = () =>
      pressedAgain(async () =>
        world.stage({ mediaBuyId: one.mediaBuyId, revision: (await world.buyRow(one.mediaBuyId)).revision, ...paused }),
      );
    const raise = () => pressedAgain(() => world.raise(one.mediaBuyId));
    const racers = world.dice.next() < 0.5 ? [pause(), raise()] : [raise(), pause()];
    for (const { changeId } of await Promise.all(racers)) staged.push({ ...one, changeId });
  }
  await world.settle(staged);
  await expectAll(world, staged, "settled");
  for (const one of staged) expect(await verdictKinds(world, one)).toEqual(["applied"]);
  expect(await world.findings()).toEqual([]);
});

test("row 32: keys of the vault rotated while calls are open: the old ciphertexts still open", async () => {
  const world = stage();
  const lanes = await world.lanes("prompt", half);
  for (const lane of lanes)
    world.proxy.setRule(
      lane.name,
      firstCalls("create_media_buy", 1, () => ({ kind: "swallow_reply" })),
    );
  await world.rest();
  const bought = await world.buy(lanes);
  world.rotateKeys();
  world.work();
  await world.settle(bought);
  await expectAll(world, bought, "settled");
  expect(await world.findings()).toEqual([]);
});

test("R5: whatever was broken, two poll periods after the faults stop our rows are the sellers' books", async () => {
  const world = stage();
  const { dice } = world;
  const lanes = [...(await world.lanes("prompt", half)), ...(await world.lanes("careful", half))];
  const any = () => dice.pick(["swallow_reply", "drop_request", "reset_mid_body"] as const);
  for (const lane of lanes) world.proxy.setRule(lane.name, () => (dice.next() < 0.4 ? { kind: any() } : null));
  const bought = await world.buy(lanes);
  for (let minutes = 0; minutes < 6; minutes++) {
    world.advance(60_000);
    await world.until("what is due is done", async () => (await world.due()) === 0, 0);
  }
  expect(await world.findings()).toEqual([]);
  await expectAll(world, bought, "settled");
});

test("R8: eight editors on one revision: one wins, seven are told, none in silence", async () => {
  const world = stage();
  const [bought] = await boughtFirst(world, 1);
  if (!bought) throw new Error("nothing was bought");
  const rounds = Number(process.env.R8_ROUNDS ?? 10);
  for (let round = 0; round < rounds; round++) {
    const { revision, mediaBuyId } = { ...(await world.buyRow(bought.mediaBuyId)), mediaBuyId: bought.mediaBuyId };
    const pack = await world.db.package.findFirstOrThrow({ where: { mediaBuyId } });
    const edits = await Promise.allSettled(
      Array.from({ length: 8 }, (_, editor) =>
        world.stage({
          mediaBuyId,
          revision,
          packages: { [pack.id]: { budgetMicros: pack.budgetMicros + BigInt(editor + 1) * 10_000n } },
        }),
      ),
    );
    const won = edits.flatMap((edit) => (edit.status === "fulfilled" ? [edit.value] : []));
    const told = edits.flatMap((edit) => (edit.status === "rejected" ? [String(edit.reason)] : []));
    expect(won).toHaveLength(1);
    expect(told.every((message) => /changed since it was shown|already part of/.test(message))).toBe(true);
    await world.settle(won);
  }
  expect(await world.findings()).toEqual([]);
});
