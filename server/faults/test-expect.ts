import { expect } from "vitest";
import type { Fault, Rule } from "./fault-proxy";
import type { Bought, FaultWorld } from "./test-world";

export type WriteTool = "create_media_buy" | "update_media_buy";

/** The first `times` calls of a tool meet what `fault` gives; later ones and other tools are carried honestly. */
export function firstCalls(tool: WriteTool | "get_media_buys", times: number, fault: (nth: number) => Fault): Rule {
  return (call) => (call.tool === tool && call.nth <= times ? fault(call.nth) : null);
}

/** However often it went out: one key, the same bytes. */
export function expectOneKey(world: FaultWorld, bought: readonly Bought[], tool: WriteTool): void {
  for (const { lane } of bought) {
    const sent = world.sent(lane, tool);
    expect(new Set(sent.map((entry) => entry.key)).size, lane.name).toBe(1);
    expect(new Set(sent.map((entry) => entry.bytes)).size, lane.name).toBe(1);
  }
}

export async function statesOf(world: FaultWorld, changes: readonly { readonly changeId: string }[]) {
  const rows = await world.db.change.findMany({
    where: { id: { in: changes.map((one) => one.changeId) } },
    select: { id: true, state: true },
  });
  return changes.map(({ changeId }) => rows.find((row) => row.id === changeId)?.state);
}

export async function expectAll(world: FaultWorld, changes: readonly { readonly changeId: string }[], state: string) {
  expect(await statesOf(world, changes)).toEqual(changes.map(() => state));
}

/** How often people were told that the outcome is open. */
export function timesUnknown(world: FaultWorld, { mediaBuyId }: Bought): Promise<number> {
  return world.db.auditRow.count({ where: { mediaBuyId, action: "change.unknown" } });
}

/** Lets every create through and settles it, for tests of what comes after. */
export async function boughtFirst(world: FaultWorld, count: number, poNumber?: string): Promise<readonly Bought[]> {
  const lanes = await world.lanes(poNumber === undefined ? "prompt" : "awkward", count);
  const bought = await world.buy(lanes, poNumber);
  await world.settle(bought);
  return bought;
}

/** A raise of every buy under a rule of its lane; resolves once all have ended. */
export async function raisedUnder(world: FaultWorld, bought: readonly Bought[], ruleFor: (one: Bought) => Rule) {
  const raised: Bought[] = [];
  for (const one of bought) {
    world.proxy.setRule(one.lane.name, ruleFor(one));
    const { changeId } = await world.raise(one.mediaBuyId, BigInt(world.dice.between(1, 40)) * 1_000_000n);
    raised.push({ ...one, changeId });
  }
  await world.settle(raised);
  return raised;
}
