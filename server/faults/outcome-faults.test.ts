import { expect, test } from "vitest";
import { testDatabase } from "../db/test-database";
import { addMillis, isBefore, millisOf } from "../domain/time";
import { startSandbox } from "../sandbox/start-sandbox";
import { allowNewKey } from "../seller-calls/resolve-unknown";
import type { Fault, Rule } from "./fault-proxy";
import { boughtFirst, expectAll, expectOneKey, firstCalls, statesOf } from "./test-expect";
import { faultStage } from "./test-stage";
import { type Bought, type FaultWorld, repeats } from "./test-world";

/** Rows 7 to 10, 15 and R6 of the fault matrix: outcomes that stay open, and who may end them. */
const stage = faultStage("open outcomes", startSandbox, testDatabase);
const half = Math.ceil(repeats / 2);
const hour = 3_600_000;
const unlost: Rule = (call) => (call.tool === "create_media_buy" ? { kind: "swallow_reply" } : null);
const neverThere: Rule = (call) => (call.tool === "create_media_buy" ? { kind: "drop_request" } : null);

async function givenOpen(world: FaultWorld, count: number, replayTtlSeconds: number | null, rule: Rule) {
  const lanes = await world.lanes("prompt", count, { replayTtlSeconds });
  for (const lane of lanes) world.proxy.setRule(lane.name, rule);
  return world.buy(lanes);
}

const errorCodes = async (world: FaultWorld, bought: readonly Bought[]) =>
  Promise.all(bought.map(async ({ changeId }) => (await world.change(changeId)).errorCode));

async function untilCode(world: FaultWorld, bought: readonly Bought[], code: string): Promise<void> {
  const all = async () => (await errorCodes(world, bought)).every((one) => one === code);
  await world.until(`all are ${code}`, all, 5_000);
}

const newKey = (world: FaultWorld, { changeId }: Bought) =>
  world.ports.inTransaction((tx) => allowNewKey(tx, world.ports, changeId));

test("row 7: a copy that the seller gets long after we gave up on it is no second media buy", async () => {
  const world = stage();
  const { dice } = world;
  const resent = await givenOpen(
    world,
    half,
    86_400,
    firstCalls("create_media_buy", dice.between(1, 2), () => ({ kind: "hold" })),
  );
  await world.settle(resent);
  expectOneKey(world, resent, "create_media_buy");
  // These sellers promise no replay: nothing goes out again by itself, and nobody may send anew while a copy may land.
  const looked = await givenOpen(
    world,
    half,
    null,
    firstCalls("create_media_buy", 1, () => ({ kind: "hold" })),
  );
  await untilCode(world, looked, "NOT_AT_SELLER");
  world.advance(dice.between(30, 150) * 1000);
  for (const one of looked) {
    const last = (await world.callsOf(one.changeId))[0]?.lastSentAt?.getTime() ?? 0;
    const inQuarantine = Date.parse(world.now) < last + 300_000;
    if (inQuarantine) await expect(newKey(world, one)).rejects.toMatchObject({ code: "INVALID_TRANSITION" });
  }
  for (const { lane } of [...resent, ...looked]) expect(await world.proxy.deliverHeld(lane.name)).toBeGreaterThan(0);
  await world.settle(looked, 5_000);
  await expectAll(world, [...resent, ...looked], "settled");
  expectOneKey(world, looked, "create_media_buy");
  expect(await world.findings()).toEqual([]);
});

test("row 8: beyond the seller's replay window nothing is resent; it is looked up, adopted, or a person decides", async () => {
  const world = stage();
  const { dice } = world;
  const done = await givenOpen(world, half, 3_600, unlost);
  const lost = await givenOpen(world, half, 3_600, neverThere);
  const all = [...done, ...lost];
  await world.until("the first sends", async () =>
    all.every(({ lane }) => world.sent(lane, "create_media_buy").length > 0),
  );
  // Nobody reaches the seller until its promise has run out; from then on it knows no key of ours any more.
  const away: Rule = () => ({ kind: "drop_request" });
  for (const { lane } of all) world.proxy.setRule(lane.name, away);
  for (let minutes = 0; minutes < 70; minutes += 10) {
    await world.until("time passes", async () => true);
    world.advance(600_000 + dice.between(0, 60_000));
    await world.until("what is due is done", async () => (await world.due()) === 0, 0);
  }
  for (const { lane } of all) {
    world.proxy.setRule(lane.name, (call) => (call.tool === "create_media_buy" ? { kind: "forgotten_key" } : null));
  }
  await world.settle(done, 10_000);
  await untilCode(world, lost, "NOT_AT_SELLER");
  for (const { lane } of all) {
    const sent = world.sent(lane, "create_media_buy");
    const end = addMillis(sent[0]?.at ?? world.now, hour);
    expect(sent.filter((entry) => !isBefore(entry.at, end))).toEqual([]);
    expect(new Set(sent.map((entry) => entry.key)).size).toBe(1);
  }
  world.advance(300_000);
  await world.until("looked once more", async () => (await world.due()) === 0, 0);
  for (const one of lost) await newKey(world, one);
  await world.settle(lost, 5_000);
  await expectAll(world, all, "settled");
  expect(await world.findings()).toEqual([]);
});

test("row 9: a seller without replay never gets an open create twice; it is looked up at once", async () => {
  const world = stage();
  const open = await givenOpen(world, repeats, null, unlost);
  await world.settle(open);
  await expectAll(world, open, "settled");
  for (const { lane } of open) expect(world.sent(lane, "create_media_buy")).toHaveLength(1);
  expect(await world.findings()).toEqual([]);
});

test("row 10: a seller that refuses our key for our own repeat is looked up, never given another key", async () => {
  const world = stage();
  const about = () => world.dice.pick(["IDEMPOTENCY_CONFLICT", "IDEMPOTENCY_EXPIRED"]);
  const rule =
    (applied: boolean): Rule =>
    (call) => {
      if (call.tool !== "create_media_buy") return null;
      if (call.nth === 1) return { kind: applied ? "swallow_reply" : "drop_request" };
      const adcp_error = { code: about(), message: "Not with this key", recovery: "terminal" };
      return { kind: "answer", content: { adcp_error }, isError: true };
    };
  const done = await givenOpen(world, half, 86_400, rule(true));
  const never = await givenOpen(world, half, 86_400, rule(false));
  await world.settle(done);
  await untilCode(world, never, "NOT_AT_SELLER");
  expectOneKey(world, [...done, ...never], "create_media_buy");
  await expectAll(world, done, "settled");
  await expectAll(world, never, "unknown");
  expect(await world.findings()).toEqual([]);
});

test("row 15: of ten sellers three refuse, one hangs and one leaves it open; each has its own outcome", async () => {
  const world = stage();
  for (let round = 0; round < Math.max(1, Math.floor(repeats / 8)); round++) {
    const lanes = await world.lanes("prompt", 10, { replayTtlSeconds: null });
    const adcp_error = { code: "POLICY_VIOLATION", message: "Not this one", recovery: "terminal" };
    const faults: readonly (Fault | null)[] = [
      { kind: "answer", content: { adcp_error }, isError: true },
      { kind: "answer", content: { adcp_error }, isError: true },
      { kind: "answer", content: { adcp_error }, isError: true },
      { kind: "never_answer", forward: true },
      { kind: "drop_request" },
    ];
    const turn = world.dice.between(0, 9);
    const faultOf = (index: number) => faults[(index + turn) % 10] ?? null;
    lanes.forEach((lane, index) => {
      world.proxy.setRule(lane.name, (call) =>
        call.tool === "create_media_buy" && call.nth === 1 ? faultOf(index) : null,
      );
    });
    const bought = await world.buy(lanes);
    const wanted = bought.map((_, index) => {
      const fault = faultOf(index);
      if (fault?.kind === "answer") return "refused";
      return fault?.kind === "drop_request" ? "unknown" : "settled";
    });
    await world.until("each outcome", async () => (await statesOf(world, bought)).join() === wanted.join());
    await untilCode(
      world,
      bought.filter((_, index) => wanted[index] === "unknown"),
      "NOT_AT_SELLER",
    );
    const campaign = await world.db.campaign.findFirstOrThrow({ orderBy: { createdAt: "desc" } });
    expect(campaign.state).toBe("applying");
    const sent = () => world.proxy.log.filter((entry) => entry.tool === "create_media_buy").length;
    const before = sent();
    const refused = bought.filter((_, index) => wanted[index] === "refused");
    for (const { changeId } of refused) await world.as("planner").changeSets.retry({ changeId });
    await world.settle(refused);
    await expectAll(world, refused, "settled");
    expect(sent() - before).toBe(3);
  }
  expect(await world.findings()).toEqual([]);
});

test("R6: an open outcome is shown within a second of the moment at which the reply is given up", async () => {
  const world = stage();
  const [bought] = await boughtFirst(world, 1);
  if (!bought) throw new Error("nothing was bought");
  world.proxy.setRule(
    bought.lane.name,
    firstCalls("update_media_buy", 1, () => ({ kind: "never_answer", forward: true })),
  );
  const { changeId } = await world.raise(bought.mediaBuyId);
  await world.until("it is open", async () => (await world.change(changeId)).state === "unknown", 0);
  const [sent] = world.sent(bought.lane, "update_media_buy");
  const [call] = await world.callsOf(changeId);
  const shown = await world.db.auditRow.findFirstOrThrow({ where: { action: "change.unknown" } });
  // From the moment at which the reply was given up, as this process saw it: a busy machine is not counted.
  const gaveUp = millisOf(sent?.at ?? world.now) + (call?.milliseconds ?? 0);
  expect(call).toMatchObject({ state: "unknown", attempts: 1 });
  expect(shown.at.getTime() - gaveUp).toBeLessThan(1_000);
  await world.settle([{ changeId }]);
  expect(await world.findings()).toEqual([]);
});
