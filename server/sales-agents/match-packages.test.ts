import { describe, expect, test } from "vitest";
import { matchPackages } from "./match-packages";
import type { PackageSnapshot } from "./sales-agent";

const wanted = (packageId: string, productId: string, units: bigint) => ({
  packageId,
  productId,
  budgetMicros: units * 1_000_000n,
});
const found = (packageId: string, more: Partial<PackageSnapshot> = {}): PackageSnapshot => ({ packageId, ...more });
const tie = (packageId: string) => ({ context: { package_id: packageId } });
const pairs = (...args: Parameters<typeof matchPackages>) =>
  Object.fromEntries([...matchPackages(...args)].map(([mine, theirs]) => [mine, theirs.packageId]));

describe("the seller's packages and ours", () => {
  test("are tied by the context that came back, whatever the order", () => {
    const mine = [wanted("a", "p", 1n), wanted("b", "p", 1n)];
    expect(pairs(mine, [found("s2", tie("b")), found("s1", tie("a"))])).toEqual({ a: "s1", b: "s2" });
  });

  test("else by product and budget", () => {
    const mine = [wanted("a", "p", 1n), wanted("b", "p", 2n)];
    const theirs = [
      found("s2", { productId: "p", budgetMicros: 2_000_000n }),
      found("s1", { productId: "p", budgetMicros: 1_000_000n }),
    ];
    expect(pairs(mine, theirs)).toEqual({ a: "s1", b: "s2" });
  });

  test("twins of one product and budget keep their order", () => {
    const twin = { productId: "p", budgetMicros: 1_000_000n };
    expect(pairs([wanted("a", "p", 1n), wanted("b", "p", 1n)], [found("s1", twin), found("s2", twin)])).toEqual({
      a: "s1",
      b: "s2",
    });
  });

  test("by product where the seller changed the budget, by position where it names no product", () => {
    expect(pairs([wanted("a", "p", 1n)], [found("s1", { productId: "p", budgetMicros: 9n })])).toEqual({ a: "s1" });
    expect(pairs([wanted("a", "p", 1n), wanted("b", "q", 1n)], [found("s1"), found("s2")])).toEqual({
      a: "s1",
      b: "s2",
    });
  });

  test("a package tied to somebody else's id is never taken, nor a stranger's product", () => {
    expect(pairs([wanted("a", "p", 1n)], [found("s1", { productId: "p", ...tie("z") })])).toEqual({});
    expect(pairs([wanted("a", "p", 1n)], [found("s1", { productId: "other" })])).toEqual({});
    expect(pairs([wanted("a", "p", 1n)], [found("s1"), found("s2")])).toEqual({});
  });
});
