import { expect, test } from "vitest";
import type { MediaBuySnapshot, Read } from "../sales-agents/sales-agent";
import { agentSlots } from "./agent-slots";
import { unseenBuy } from "./read-buys";

type Buys = Read<readonly MediaBuySnapshot[]>;
const account = { accountId: "acc_1" } as unknown as Parameters<
  ReturnType<ReturnType<typeof slots>>["getMediaBuys"]
>[0];
const endpoint = { salesAgentId: "a" } as Parameters<ReturnType<typeof slots>>[0];
const slots = (perAgent: number) => agentSlots(perAgent).limit((() => seller) as never);

const calls: string[] = [];
let known: readonly string[] = [];
let refusesMany = false;
const seller = {
  sendUpdate: async ({ body }: { readonly body: string }) => {
    calls.push(`send ${body}`);
    return { kind: "accepted" };
  },
  getDelivery: async (_: unknown, ids: readonly string[]) => {
    calls.push(`report ${ids.join(" ")}`);
    return { kind: "ok", value: [], milliseconds: 1 };
  },
  getMediaBuys: async (_: unknown, ids: readonly string[] | null): Promise<Buys> => {
    calls.push(`read ${ids?.join(" ") ?? "all"}`);
    if (refusesMany && ids !== null && ids.length > 1) {
      return {
        kind: "failed",
        problem: { code: "INVALID_REQUEST", recovery: "correctable" } as never,
        milliseconds: 1,
      };
    }
    const shown = known.filter((id) => ids === null || ids.includes(id));
    return { kind: "ok", value: shown.map((id) => unseenBuy(id, "USD")), milliseconds: 1 };
  },
};

function fresh(knows: readonly string[], refuses = false) {
  calls.length = 0;
  [known, refusesMany] = [knows, refuses];
  return slots(1)(endpoint);
}
const idsOf = (read: Buys) => (read.kind === "ok" ? read.value.map((buy) => buy.mediaBuyId) : read.problem.code);

test("sends go first, reports last, and what waits to be read is read by one call", async () => {
  const agent = fresh(["b1", "b2", "b3"]);
  const first = agent.sendUpdate({ body: "1" } as never, "k");
  const report = agent.getDelivery(account, ["b1"], "2026-01-01", "2026-01-02");
  const reads = ["b1", "b2", "b3"].map((id) => agent.getMediaBuys(account, [id]));
  const second = agent.sendUpdate({ body: "2" } as never, "k");
  await Promise.all([first, second, report]);
  expect((await Promise.all(reads)).map(idsOf)).toEqual([["b1"], ["b2"], ["b3"]]);
  expect(calls).toEqual(["send 1", "send 2", "read b1 b2 b3", "report b1"]);
});

test("a buy that a shared answer leaves out, or a shared call that is refused, is asked for by itself", async () => {
  const agent = fresh(["b1"]);
  const busy = agent.sendUpdate({ body: "1" } as never, "k");
  const reads = ["b1", "b2"].map((id) => agent.getMediaBuys(account, [id]));
  const all = agent.getMediaBuys(account, null);
  expect((await Promise.all([...reads, all])).map(idsOf)).toEqual([["b1"], [], ["b1"]]);
  expect(calls).toEqual(["send 1", "read b1 b2", "read b2", "read all"]);
  await busy;

  const strict = fresh(["b1", "b2"], true);
  const sent = strict.sendUpdate({ body: "1" } as never, "k");
  const again = await Promise.all(["b1", "b2"].map((id) => strict.getMediaBuys(account, [id])));
  expect(again.map(idsOf)).toEqual([["b1"], ["b2"]]);
  expect(calls).toEqual(["send 1", "read b1 b2", "read b1", "read b2"]);
  await sent;
});

test("one call asks for fifty at most", async () => {
  const ids = Array.from({ length: 120 }, (_, index) => `b${index}`);
  const agent = fresh(ids);
  const busy = agent.sendUpdate({ body: "1" } as never, "k");
  await Promise.all([busy, ...ids.map((id) => agent.getMediaBuys(account, [id]))]);
  expect(calls.slice(1).map((call) => call.split(" ").length - 1)).toEqual([50, 50, 20]);
});
