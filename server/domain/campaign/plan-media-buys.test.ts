import { describe, expect, it } from "vitest";
import type { PlannedCreative, PlannedSeller } from "../approval/planned-campaign";
import { readCapabilities } from "../capabilities/read-capabilities";
import type { PlannedPackage } from "./package-plan";
import { planMediaBuys } from "./plan-media-buys";
import { completeCampaign, completePackage, now } from "./test-plan";

const account = (id: string, status = "active") => ({ id, sellerAccountId: `s-${id}`, name: `Account ${id}`, status });
const seller: PlannedSeller = {
  id: "a",
  name: "Tagblatt",
  removed: false,
  sandbox: false,
  capabilities: { tools: ["create_media_buy"], replayTtlSeconds: 86_400 },
  offer: { name: "Tagblatt", capabilities: null, dialect: { protocol: "mcp", version: "3.0" } },
  accounts: [account("1"), account("2", "suspended")],
};
const half: PlannedPackage = { ...completePackage, accountId: "1", budgetMicros: 5_000_000_000n };

function plan(packages: readonly PlannedPackage[], creatives: readonly PlannedCreative[] = [], of = seller) {
  const source = {
    campaign: completeCampaign,
    packages,
    sellers: new Map([[of.id, of]]),
    creatives: new Map([[completePackage.id, creatives]]),
  };
  return planMediaBuys(source, now);
}

describe("planMediaBuys", () => {
  it("makes one media buy of the packages of one agent, account and currency", () => {
    const { mediaBuys, issues } = plan([half, { ...half, id: "k2" }]);
    expect(mediaBuys.map((buy) => [buy.name, buy.totalMicros, buy.packages.length])).toEqual([
      ["Alpenglow · Tagblatt", 10_000_000_000n, 2],
    ]);
    expect(issues.filter((issue) => issue.level === "blocking")).toEqual([]);
  });

  it("keeps currencies and accounts apart, and says so in the name only then", () => {
    const dollars = { ...half, id: "k2", currency: "USD", pricingOptionId: "fixed", bidMicros: null };
    const { mediaBuys, issues } = plan([
      { ...completePackage, accountId: "1" },
      dollars,
      { ...half, id: "k3", accountId: "2" },
    ]);
    expect(mediaBuys.map((buy) => buy.name)).toEqual([
      "Alpenglow · Tagblatt · Account 1 · EUR",
      "Alpenglow · Tagblatt · Account 1 · USD",
      "Alpenglow · Tagblatt · Account 2 · EUR",
    ]);
    expect(issues).toContainEqual({
      level: "blocking",
      path: "packages.k3.accountId",
      message: "The account “Account 2” at Tagblatt is suspended; media buys are made only while it is active",
      packageId: "k3",
    });
  });

  it("starts as soon as possible when the start has passed, and leaves a passed package start to the buy", () => {
    const late = { ...completeCampaign, startAt: "2026-11-01T00:00:00.000Z" };
    const source = { campaign: late, packages: [{ ...half, startAt: "2026-11-02T00:00:00.000Z" }] };
    const { mediaBuys } = planMediaBuys({ ...source, sellers: new Map([["a", seller]]), creatives: new Map() }, now);
    expect(mediaBuys[0]?.intent).toMatchObject({ startAt: "asap", packages: [{ startAt: null }] });
  });

  it("names only creatives that the seller has, and warns about the others", () => {
    const creatives: PlannedCreative[] = [
      { creativeId: "ok", name: "Ok", atSeller: "approved", weight: 60 },
      { creativeId: "new", name: "New", atSeller: null },
      { creativeId: "bad", name: "Bad", atSeller: "rejected" },
      { creativeId: "slow", name: "Slow", atSeller: "pending_review" },
    ];
    const { mediaBuys, issues } = plan([half], creatives);
    expect(mediaBuys[0]?.intent?.packages[0]?.creativeAssignments).toEqual([
      { creativeId: "ok", weight: 60 },
      { creativeId: "slow" },
    ]);
    expect(issues.filter((issue) => issue.path.endsWith(".creatives")).map((issue) => issue.message)).toEqual([
      "News rotation: “New” is not in the seller's library yet and is left out of this request",
      "News rotation: “Bad” is rejected at the seller and is left out of this request",
      "News rotation: “Slow” still waits for the seller's review",
    ]);
  });

  it("says what the seller cannot do or is not known to do", () => {
    const messages = (of: PlannedSeller) =>
      plan([{ ...half, budgetMicros: 10_000_000_000n }], [], of).issues.map((issue) => issue.message);
    expect(messages({ ...seller, capabilities: { tools: ["get_products"], replayTtlSeconds: null } })).toEqual(
      expect.arrayContaining([
        "Tagblatt does not offer create_media_buy",
        "Tagblatt promises no safe repeat: an unclear outcome is looked up there first",
      ]),
    );
    expect(messages({ ...seller, capabilities: null })).toContain(
      "Tagblatt has not answered yet; what it can do is not known",
    );
  });

  it("refuses what the seller lacks, at the package's own field, and keeps the rest to be seen", () => {
    const raw = { media_buy: { execution: { targeting: { geo_countries: false } } } };
    const capabilities = readCapabilities(raw, { tools: ["create_media_buy"], sellerName: null });
    const of: PlannedSeller = { ...seller, offer: { ...seller.offer, capabilities } };
    const { issues, mediaBuys } = plan([{ ...half, targetingOverlay: { geo_countries: ["DE"] } }], [], of);
    expect(issues).toContainEqual({
      level: "blocking",
      path: "packages.k.countries",
      message: "News rotation: Tagblatt does not offer targeting by country",
      packageId: "k",
      rule: "UNSUPPORTED_FEATURE",
    });
    expect(mediaBuys[0]?.losses.map(({ severity, feature }) => `${severity} ${feature}`)).toEqual([
      "blocks geo_countries",
      "notVerifiable readBack",
      "notVerifiable delivery",
    ]);
  });
});
