import { expect, test } from "vitest";
import { testDatabase } from "../db/test-database";
import { addMillis, millisOf } from "../domain/time";
import { startSandbox } from "../sandbox/start-sandbox";
import { damages } from "./damaged-reply";
import type { Fault, Rule } from "./fault-proxy";
import { boughtFirst, expectAll, expectOneKey, firstCalls, raisedUnder, timesUnknown } from "./test-expect";
import { faultStage } from "./test-stage";
import { type Bought, type FaultWorld, repeats } from "./test-world";

/** Rows 5, 6, 11, 12, 13 and 31 of the fault matrix (docs/fault-matrix.md): what happens to a send on its way. */
const stage = faultStage("send faults", startSandbox, testDatabase);
const half = Math.ceil(repeats / 2);

/** Half of the repeats are creates, half are raises of bought media buys. */
async function bothWays(ruleFor: (tool: "create_media_buy" | "update_media_buy") => Rule) {
  const world = stage();
  const before = await boughtFirst(world, half);
  const lanes = await world.lanes("prompt", half);
  for (const lane of lanes) world.proxy.setRule(lane.name, ruleFor("create_media_buy"));
  const created = await world.buy(lanes);
  await world.settle(created);
  const raised = await raisedUnder(world, before, () => ruleFor("update_media_buy"));
  await expectAll(world, [...created, ...raised], "settled");
  expectOneKey(world, created, "create_media_buy");
  expectOneKey(world, raised, "update_media_buy");
  return { world, created, raised };
}

/** The last reply says whether an earlier delivery did it, as the wire log knows; a read-back may have settled it before. */
async function isTold(world: FaultWorld, { changeId, lane }: Bought): Promise<boolean> {
  const [call] = await world.callsOf(changeId);
  const tool = call?.tool === "create_media_buy" ? "create_media_buy" : "update_media_buy";
  const earlier = world.sent(lane, tool).slice(0, -1);
  return call?.replyKind !== "accepted" || call.replayed === earlier.some((entry) => entry.deliveries > 0);
}

const afterTheSeller = (pick: () => Fault) => () => pick();

test("rows 5 and 12: the seller did it and we were not told", async () => {
  const { dice } = stage();
  const lost = afterTheSeller(() =>
    dice.pick<Fault>([
      { kind: "swallow_reply" },
      { kind: "reset_mid_body" },
      { kind: "never_answer", forward: true },
      { kind: "status", status: dice.pick([500, 502, 503, 504]), forward: true },
    ]),
  );
  const { world, created, raised } = await bothWays((tool) => firstCalls(tool, dice.between(1, 3), lost));
  for (const one of [...created, ...raised]) {
    expect(await timesUnknown(world, one)).toBeGreaterThan(0);
    expect(await isTold(world, one)).toBe(true);
  }
  expect(await world.findings()).toEqual([]);
});

test("rows 6 and 12: the seller never got it, and it looks the same from here", async () => {
  const { dice } = stage();
  const { world, created, raised } = await bothWays((tool) =>
    firstCalls(tool, dice.between(1, 3), () =>
      dice.pick<Fault>([
        { kind: "drop_request" },
        { kind: "never_answer", forward: false },
        { kind: "status", status: dice.pick([500, 502, 503, 504]), forward: false },
      ]),
    ),
  );
  for (const one of [...created, ...raised]) {
    expect(await timesUnknown(world, one)).toBeGreaterThan(0);
    expect(await isTold(world, one)).toBe(true);
  }
  expect(await world.findings()).toEqual([]);
});

test("row 11: the same bytes delivered twice on the way are one media buy, one raise", async () => {
  const { dice } = stage();
  const { world, created, raised } = await bothWays((tool) =>
    firstCalls(tool, 9, () => ({ kind: "duplicate", times: dice.between(2, 4) })),
  );
  const deliveries = [...created, ...raised].map(({ lane }) =>
    world.proxy.log.filter((entry) => entry.lane === lane.name && entry.fault === "duplicate"),
  );
  expect(deliveries.every((entries) => entries.every((entry) => entry.deliveries > 1))).toBe(true);
  expect(await world.findings()).toEqual([]);
});

test("row 13: nobody calls a seller that has asked for time", async () => {
  const { dice } = stage();
  const wait = new Map<string, number>();
  const { world } = await bothWays((tool) => (call) => {
    if (call.tool !== tool || call.nth > 2) return null;
    const retryAfter = wait.get(call.lane) ?? dice.between(5, 120);
    wait.set(call.lane, retryAfter);
    return { kind: "status", status: 429, forward: false, retryAfter };
  });
  for (const entry of world.proxy.log.filter((one) => one.fault === "status")) {
    const until = addMillis(entry.at, (wait.get(entry.lane) ?? 0) * 1000);
    const early = world.proxy.log.filter(
      // What was on its way when the answer came is let go.
      (one) => one.lane === entry.lane && one.at > addMillis(entry.at, 4_500) && millisOf(one.at) < millisOf(until),
    );
    expect(early.map((one) => [one.tool, one.at, entry.at])).toEqual([]);
  }
  expect(await world.findings()).toEqual([]);
});

test("row 31: a reply that is none", async () => {
  const { dice } = stage();
  const damage = () => dice.pick(damages);
  const { world, created, raised } = await bothWays((tool) => (call) => {
    const isFirst = call.nth <= 1 && (call.tool === tool || call.tool === "get_media_buys");
    return isFirst ? { kind: "garbage", damage: damage() } : null;
  });
  const calls = await Promise.all([...created, ...raised].map((one: Bought) => world.callsOf(one.changeId)));
  expect(calls.flat().every((call) => (call.reply?.length ?? 0) < 300_000)).toBe(true);
  expect(await world.findings()).toEqual([]);
});
