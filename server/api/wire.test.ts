import fc from "fast-check";
import superjson from "superjson";
import { describe, expect, it } from "vitest";
import { wire } from "./wire";

const anything = fc.anything({
  withBigInt: true,
  withDate: true,
  withMap: true,
  withSet: true,
  withObjectString: true,
  withNullPrototype: false,
  maxDepth: 4,
});
/** Shared identity aside, which answers do not have. */
const withoutIdentity = ({ json, meta }: ReturnType<typeof superjson.serialize>) => ({
  json,
  ...(meta?.values ? { meta: { values: meta.values, v: meta.v } } : {}),
});

describe("what goes over the wire", () => {
  it("is what superjson writes, for any value", () => {
    fc.assert(
      fc.property(anything, (value) => {
        const expected = attempt(() => withoutIdentity(superjson.serialize(value)));
        expect(attempt(() => withoutIdentity(wire.serialize(value)))).toEqual(expected);
      }),
      { numRuns: 1_000 },
    );
  });

  it("is read back as it was written, through JSON", () => {
    // Superjson refuses to write these.
    const key = fc.string().filter((name) => !["__proto__", "constructor", "prototype"].includes(name));
    const plain = fc.anything({
      key,
      withBigInt: true,
      values: [fc.string(), fc.integer(), fc.boolean(), fc.constant(null)],
    });
    fc.assert(
      fc.property(
        fc.record({ rows: fc.array(plain), total: fc.bigInt(), at: fc.date({ noInvalidDate: true }) }),
        (value) => {
          expect(wire.deserialize(JSON.parse(JSON.stringify(wire.serialize(value))))).toEqual(value);
        },
      ),
    );
  });

  it("copes with depth as superjson does, and never loses an amount past 2^53", () => {
    const micros = 9_223_372_036_854_775_807n;
    expect(wire.serialize({ rows: [{ micros }] })).toEqual({
      json: { rows: [{ micros: "9223372036854775807" }] },
      meta: { values: { "rows.0.micros": ["bigint"] }, v: 1 },
    });
  });
});

function attempt<T>(work: () => T): T | "refused" {
  try {
    return work();
  } catch {
    return "refused";
  }
}
