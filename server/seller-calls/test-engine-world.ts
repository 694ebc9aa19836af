import type { Db } from "../db/client";
import { decodeVerdicts } from "../domain/change/stored-json";
import type { Vault } from "../ports";
import { EngineDesk } from "./engine-desk";
import { InMemorySeller } from "./in-memory-seller";
import { standingClock } from "./standing-clock";

const start = "2026-11-01T00:00:00.000Z";
export const lines = [
  { productId: "news", pricingOptionId: "cpm", budgetMicros: 6_000_000_000n },
  { productId: "sport", pricingOptionId: "cpm", budgetMicros: 4_000_000_000n },
];

/** An engine with a standing clock and one in-memory seller. `replayTtlSeconds` null: the seller promises no replay. */
export async function engineWorld(db: Db, vault: Vault, replayTtlSeconds: number | null = 86_400) {
  const time = standingClock(start);
  const seller = new InMemorySeller(time.clock);
  const desk = await new EngineDesk({
    db,
    vault,
    salesAgents: () => seller.agent(),
    clock: time.clock,
    replayTtlSeconds,
  }).open();
  return { ...time, seller, desk };
}

/** The same, with one buy of two packages at the seller, read back. */
export async function engineWithBuy(db: Db, vault: Vault) {
  const world = await engineWorld(db, vault);
  const planned = await world.desk.plan(lines);
  await world.desk.runDue();
  return { ...world, planned };
}

/** Field → kind of its verdict. */
export const verdictKindsOf = (verdicts: string | null) =>
  Object.fromEntries(decodeVerdicts(verdicts ?? "[]").map((one) => [one.field.split(".").at(-1), one.kind]));
