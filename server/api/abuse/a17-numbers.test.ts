import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { z } from "zod";
import { type TestDatabase, testDatabase } from "../../db/test-database";
import {
  currencies,
  formatAmount,
  fromWireNumber,
  minorDigits,
  money,
  parseDecimal,
  toDecimal,
  toWireNumber,
} from "../../domain/money";
import { type TestDesk, testDesk } from "../test-desk";
import { type Node, nodesOf, type Procedure, procedures, type Schema, samplesOf } from "./test-inputs";
import { type Probe, probesOf, strongest } from "./test-probes";
import { givenWorld, valueAt, type World } from "./test-worlds";

/** A17: a number is refused, or it is exactly what was meant; none of them is an error of ours. */
let database: TestDatabase;
let desk: TestDesk;
let ask: Probe;
let own: World;

beforeAll(async () => {
  database = await testDatabase();
  desk = await testDesk(database.db);
  ask = probesOf(desk);
  own = await givenWorld(desk);
});
afterAll(async () => {
  await desk.close();
  await database.dispose();
});

/** What a schema may take; whatever else there is, none takes (below). */
const odd: readonly unknown[] = [-0, 0.1 + 0.2, 2 ** 31, 2 ** 53 + 2, -1, -1n, 2n ** 63n - 1n, 2n ** 63n];

const isNumber = ({ schema }: Node) => ["number", "bigint"].includes(schema._zod.def.type);
const numeric = procedures.filter(
  ({ path, input }) => input !== null && nodesOf({ path, schema: input }).some(isNumber),
);

/** The inputs with one number replaced, that their schema takes. */
function takenWith({ path, input }: Procedure, value: unknown): readonly unknown[] {
  const schema = input as Schema & z.ZodType;
  const places = new Set(
    nodesOf({ path, schema })
      .filter(isNumber)
      .map((node) => node.path),
  );
  const inputs = [...places].flatMap((place) =>
    samplesOf({ path, schema }, (node) => (node.path === place && isNumber(node) ? value : valueAt(node, own))),
  );
  return inputs.filter((one) => holds(one, value) && schema.safeParse(one).success);
}

/** Not every alternative of a union has the place. */
function holds(input: unknown, value: unknown): boolean {
  if (typeof input !== "object" || input === null) return Object.is(input, value);
  return Object.values(input).some((inner) => holds(inner, value));
}

describe("an odd number", () => {
  test.each(numeric)("in an input of $path is refused, or an amount like another", async (procedure) => {
    for (const value of odd) {
      for (const input of takenWith(procedure, value)) {
        const { code, body } = await ask(procedure, strongest(procedure.path), input);
        expect(`${typeof value} ${String(value)}: ${code}`, body).not.toMatch(/INTERNAL_SERVER_ERROR/);
      }
    }
  });

  test("is taken nowhere where it is none, or no exact one", () => {
    const never = [
      Number.NaN,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      1e308,
      -1e308,
      "1e3",
      "0x10",
      10n ** 30n,
    ];
    const taken = numeric.flatMap((procedure) =>
      never.flatMap((value) => (takenWith(procedure, value).length > 0 ? [`${procedure.path} ${String(value)}`] : [])),
    );
    expect(taken).toEqual([]);
  });
});

const currency = fc.constantFrom(...currencies);
const unitOf = (code: string) => 10n ** BigInt(6 - minorDigits(code));
/** Whole minor units up to what an amount may have before the point. */
const amount = fc
  .record({ code: currency, units: fc.bigInt({ min: 0n, max: 9_223_372_036_854n }) })
  .map(({ code, units }) => money(units * unitOf(code), code));

describe("an amount", () => {
  test("is read back as it was shown, in every currency", () => {
    fc.assert(
      fc.property(amount, (shown) => {
        const { currency: code, micros } = shown;
        expect(parseDecimal(toDecimal(shown), code, minorDigits(code))).toEqual(shown);
        expect(parseDecimal(formatAmount(shown).replaceAll(",", ""), code).micros).toBe(micros);
      }),
      { numRuns: 1_000 },
    );
  });

  test.each(currencies)("of %s has its own smallest unit on the wire and none below", (code) => {
    const unit = money(unitOf(code), code);
    expect(fromWireNumber(toWireNumber(unit), code)).toEqual(unit);
    expect(parseDecimal(toDecimal(unit), code, minorDigits(code))).toEqual(unit);
    expect(() => parseDecimal(toDecimal(money(unit.micros / 10n, code)), code, minorDigits(code))).toThrow();
  });

  test.each([0.1 + 0.2, 1.005, 4.35, 1.1 * 3])("%d is exact or refused, never nearly", (value) => {
    const read = () => fromWireNumber(value, "USD");
    if ((String(value).split(".")[1] ?? "").length > 6) expect(read).toThrow(/at most 6 decimals/);
    else expect(toDecimal(read())).toContain(String(value));
  });

  test.each(currencies)("below the smallest unit of %s is refused as a total and as a cap", async (code) => {
    const micros = 5_000_000n * 1_000n + 1n;
    const planner = desk.as("planner");
    const { campaignId } = await planner.campaigns.create({ name: code });
    const { revision } = await database.db.campaign.findUniqueOrThrow({ where: { id: campaignId } });
    const patch = { currency: code, totalMicros: micros };
    await expect(planner.campaigns.saveDraft({ campaignId, revision, patch })).rejects.toThrow();
    const cap = { campaignId, currency: code, limitMicros: micros, revision: null };
    await expect(desk.as("admin").exposure.setCap(cap)).rejects.toThrow();
    await planner.campaigns.saveDraft({ campaignId, revision, patch: { currency: code, totalMicros: micros - 1n } });
    const kept = await database.db.campaign.findUniqueOrThrow({ where: { id: campaignId } });
    expect([kept.currency, kept.totalMicros]).toEqual([code, micros - 1n]);
  });

  test.each(["XXX", "usd", "US$", "   ", "\u202eEU", "ＥＵＲ", "E\u0000R"])("in %j is refused", async (code) => {
    const { campaignId } = await desk.as("planner").campaigns.create({ name: "Other currency" });
    const patch = { currency: code, totalMicros: 1_000_000n };
    await expect(desk.as("planner").campaigns.saveDraft({ campaignId, revision: 1, patch })).rejects.toThrow();
    const cap = { campaignId, currency: code, limitMicros: 1_000_000n, revision: null };
    await expect(desk.as("admin").exposure.setCap(cap)).rejects.toThrow();
  });
});
