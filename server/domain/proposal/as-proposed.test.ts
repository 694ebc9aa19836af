import { describe, expect, test } from "vitest";
import type { PlannedPackage } from "../campaign/package-plan";
import { type PlanSource, planMediaBuys } from "../campaign/plan-media-buys";
import { auctionProduct, completeCampaign, completePackage, now } from "../campaign/test-plan";
import { dialectOf } from "../capabilities/allowed";
import type { Allocation, Proposal } from "../media-buy/proposal";
import { type PlannedProposal, whyNotAsProposed } from "./as-proposed";

const allocation = (percent: number): Allocation => ({
  productId: auctionProduct.productId,
  percentMicros: BigInt(percent) * 1_000_000n,
  pricingOptionId: "auction",
  rationale: null,
  startAt: null,
  endAt: null,
  forecast: null,
});
const order = {
  ioId: "io-1",
  requiresSignature: true,
  terms: [{ name: "payment_terms", value: "net_30" }],
  total: { micros: 10_000_000_000n, currency: "EUR" },
  flightStart: null,
  flightEnd: null,
  termsUrl: null,
  signingUrl: null,
};
const proposal: Proposal = {
  proposalId: "pr-1",
  name: "Balanced",
  description: null,
  briefAlignment: null,
  allocations: [allocation(70), allocation(30)],
  status: "committed",
  expiresAt: "2026-11-23T09:00:00.000Z",
  guidance: { minMicros: 1_000_000_000n, recommendedMicros: null, maxMicros: 20_000_000_000n, currency: "EUR" },
  forecast: null,
  insertionOrder: order,
  raw: "{}",
};
const acceptance = { ioId: "io-1", signatory: "Ada", byUserId: "u-2", at: now, termsHash: "hash", signatureId: null };
const planned: PlannedProposal = { id: "row-1", state: "committed", proposal, acceptance, termsHash: "hash" };
const pack = (id: string, budgetMicros: bigint, more: Partial<PlannedPackage> = {}): PlannedPackage => ({
  ...completePackage,
  id,
  budgetMicros,
  proposalId: "row-1",
  ...more,
});
const both = [pack("a", 7_000_000_000n), pack("b", 3_000_000_000n)];

describe("packages made from a proposal", () => {
  test("are still the proposal at another total of the same shares", () => {
    expect(whyNotAsProposed(planned, both)).toBeNull();
    expect(whyNotAsProposed(planned, [pack("b", 1_500_000_000n), pack("a", 3_500_000_000n)])).toBeNull();
  });

  const [first, second] = [both[0] as PlannedPackage, both[1] as PlannedPackage];
  test.each<[string, readonly PlannedPackage[], RegExp]>([
    ["another share", [first, pack("b", 4_000_000_000n)], /is not its share/],
    ["less than the guidance", [pack("a", 70_000_000n), pack("b", 30_000_000n)], /at least EUR 1,000/],
    ["one taken out", [first], /added to it or taken out/],
    [
      "targeting of its own",
      [{ ...first, targetingOverlay: { geo_countries: ["DE"] } }, second],
      /targeting of its own/,
    ],
    ["another pacing", [first, { ...second, pacing: "asap" }], /another pacing/],
    ["another bid", [{ ...first, bidMicros: 9_000_000n }, second], /another bid/],
    ["another price", [{ ...first, pricingOptionId: "fixed" }, second], /was changed|is not its share/],
    ["another account", [{ ...first, accountId: "other" }, second], /different accounts/],
  ])("with %s are not", (_, packages, why) => {
    expect(whyNotAsProposed(planned, packages)).toMatch(why);
  });
});

const seller = {
  id: "a",
  name: "Northlight",
  removed: false,
  sandbox: false,
  capabilities: { tools: [], replayTtlSeconds: 60 },
  offer: { name: "Northlight", capabilities: null, dialect: dialectOf("mcp", "3.0") },
  accounts: [],
};

function plan(packages: readonly PlannedPackage[], one: Partial<PlannedProposal> = {}) {
  const source: PlanSource = {
    campaign: completeCampaign,
    packages,
    sellers: new Map([["a", seller]]),
    creatives: new Map(),
    proposals: new Map([["row-1", { ...planned, ...one }]]),
  };
  const { mediaBuys, issues } = planMediaBuys(source, now);
  const own = issues.filter(({ path }) => path === "proposals.row-1");
  return { mediaBuys, messages: own.map(({ level, message }) => `${level}: ${message}`) };
}

describe("a plan with a proposal", () => {
  test("buys it by its id, signed, apart from the seller's other packages", () => {
    const { mediaBuys, messages } = plan([...both, pack("c", 5_000_000_000n, { proposalId: null })]);
    expect(messages).toEqual([]);
    expect(mediaBuys.map(({ proposal: by, packages }) => [by?.id, packages.map(({ id }) => id)])).toEqual([
      ["row-1", ["a", "b"]],
      [undefined, ["c"]],
    ]);
    expect(mediaBuys[0]?.intent?.proposal).toMatchObject({
      proposalId: "pr-1",
      acceptance: { ioId: "io-1", signatory: "Ada" },
    });
    expect(mediaBuys[1]?.intent?.proposal).toBeUndefined();
  });

  test.each<[string, Partial<PlannedProposal>, RegExp]>([
    ["indicative prices", { proposal: { ...proposal, status: "draft" } }, /blocking: .*firm terms first/],
    ["a status nobody knows", { proposal: { ...proposal, status: "reserved" } }, /blocking: .*firm terms first/],
    ["the seller still at it", { state: "finalizing" }, /blocking: .*not given firm terms/],
    ["its time over", { proposal: { ...proposal, expiresAt: now } }, /blocking: .*expired on 21/],
    ["another in its place", { state: "withdrawn" }, /blocking: .*has replaced/],
    ["no signature", { acceptance: null }, /blocking: .*has to be signed/],
    ["other terms than were signed", { termsHash: "other" }, /blocking: .*changed since Ada signed/],
    [
      "an order for another sum",
      { proposal: { ...proposal, insertionOrder: { ...order, total: { micros: 1n, currency: "EUR" } } } },
      /blocking: .*come to EUR 10,000/,
    ],
  ])("is held back by %s", (_, one, message) => {
    expect(plan(both, one).messages).toContainEqual(expect.stringMatching(message));
  });

  test("says so when it is bought as packages after all", () => {
    const { mediaBuys, messages } = plan([pack("a", 8_000_000_000n), pack("b", 2_000_000_000n)]);
    expect(mediaBuys.map(({ proposal: by }) => by)).toEqual([null]);
    expect(messages).toEqual([expect.stringMatching(/^warning: Bought as packages .*is not its share$/)]);
  });
});
