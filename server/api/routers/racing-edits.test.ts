import { TRPCError } from "@trpc/server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestDatabase, testDatabase } from "../../db/test-database";
import { DomainError } from "../../domain/errors";
import { saveMediaBuy } from "../../repositories/media-buys";
import { type TestDesk, testDesk, testOrganisation } from "../test-desk";
import { type Bought, givenBought, givenPeople, givenSeller, now } from "./test-campaigns";

let database: TestDatabase;
let desk: TestDesk;
let bought: Bought;
const euros = (whole: number) => BigInt(whole) * 1_000_000n;

beforeAll(async () => {
  database = await testDatabase();
  desk = await testDesk(database.db);
  desk.setClock(now);
  await givenPeople(database.db);
  bought = await givenBought(desk, await givenSeller(desk, "Tagblatt"));
  await database.db.organisation.updateMany({ data: { approvalLimitMicros: euros(1_000_000) } });
});
afterAll(async () => {
  await desk.close();
  await database.dispose();
});

type Outcome = { readonly code: string | null; readonly messages: readonly string[] };

async function outcomeOf(work: Promise<unknown>): Promise<Outcome> {
  const error: unknown = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error === null) return { code: null, messages: [] };
  const cause = error instanceof TRPCError && error.cause instanceof DomainError ? error.cause : null;
  return { code: cause?.code ?? String(error), messages: (cause?.issues ?? []).map((one) => one.message) };
}

const revision = async () =>
  (await database.db.mediaBuy.findUniqueOrThrow({ where: { id: bought.mediaBuyId } })).revision;
const stage = (edit: object, shown: number, role: "manager" | "approver" = "manager") =>
  desk.as(role).changeSets.stageEdit({ mediaBuyId: bought.mediaBuyId, revision: shown, ...edit });
const budget = (budgetMicros: bigint) => ({ packages: { [bought.packageId]: { budgetMicros } } });

/** The seller took everything that is open; `budgetMicros`: what it has now. */
async function settle(budgetMicros: bigint): Promise<void> {
  await database.db.change.updateMany({ where: { state: "sending" }, data: { state: "settled" } });
  await database.db.package.update({ where: { id: bought.packageId }, data: { budgetMicros } });
  const key = { organisationId: testOrganisation, mediaBuyId: bought.mediaBuyId, at: now };
  await desk.ports.inTransaction((tx) => saveMediaBuy(tx, key, { totalMicros: budgetMicros, paused: false }));
}

test("of eight editors on one revision one wins, and the others see both values, 25 times over", async () => {
  for (let round = 0; round < 25; round += 1) {
    const shown = await revision();
    const asked = Array.from({ length: 8 }, (_, editor) => euros(910 + ((round * 8 + editor) % 80)));
    const outcomes = await Promise.all(asked.map((amount) => outcomeOf(stage(budget(amount), shown))));
    const winner = outcomes.findIndex((one) => one.code === null);
    const lost = outcomes.filter((_, index) => index !== winner);
    expect(lost.map((one) => one.code)).toEqual(lost.map(() => "STALE_REVISION"));
    const open = await database.db.change.findMany({ where: { state: "sending" } });
    expect(open.map((change) => JSON.parse(change.patch).packages[bought.packageId].budgetMicros)).toEqual([
      String(asked[winner]),
    ]);
    const won = Number(asked[winner]) / 1_000_000;
    for (const [index, { messages }] of outcomes.entries()) {
      if (index === winner) continue;
      const mine = Number(asked[index]) / 1_000_000;
      expect(messages).toEqual([expect.stringContaining(`you asked for EUR ${mine}.00; “`)]);
      expect(messages[0]).toMatch(new RegExp(`asks for EUR ${won}\\.00$`));
    }
    await settle(asked[winner] ?? 0n);
  }
});

test("row 30: a pause that races a raise is never lost, whichever is first", async () => {
  const first = { raise: 0, pause: 0 };
  for (let round = 0; round < 20; round += 1) {
    const shown = await revision();
    const [from, to] = [euros(1_000 + round), euros(1_050 + round)];
    await settle(from);
    const current = await revision();
    const decisions = [
      () => outcomeOf(stage(budget(to), current)),
      () => outcomeOf(stage({ paused: true }, shown, "approver")),
    ];
    const inOrder = round % 2 === 0;
    const raced = await Promise.all((inOrder ? decisions : [...decisions].reverse()).map((decide) => decide()));
    const [raise, pause] = inOrder ? raced : [...raced].reverse();
    expect(pause).toEqual({ code: null, messages: [] });
    expect(["STALE_REVISION", null]).toContain(raise?.code);
    first[raise?.code === null ? "raise" : "pause"] += 1;
    const open = await database.db.change.findMany({ where: { state: "sending" }, orderBy: { id: "asc" } });
    const pauses = open.filter((change) => JSON.parse(change.patch).paused === true);
    expect(pauses).toHaveLength(1);
    expect(open).toHaveLength(raise?.code === null ? 2 : 1);
    await settle(from);
  }
  expect(first.raise).toBeGreaterThan(0);
  expect(first.pause).toBeGreaterThan(0);
});
