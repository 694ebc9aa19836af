import { describe, expect, it } from "vitest";
import { brandIssues, normaliseDomain } from "./brand";
import { type CampaignDraft, draftOf, patchDraft, suggestBuyerRef, withDraft } from "./campaign";
import { campaignStatus } from "./campaign-status";
import { draftIssues, patchIssues } from "./draft-issues";
import { completeCampaign, now } from "./test-plan";

const complete = draftOf(completeCampaign);
const refused = (patch: Partial<CampaignDraft>) =>
  patchIssues(patchDraft(complete, patch), patch, now).map(({ path, message }) => `${path}: ${message}`);

describe("a draft", () => {
  it("shows a half-open flight as days, the last one inclusive, and takes them back", () => {
    expect([complete.startDay, complete.endDay]).toEqual(["2026-11-24", "2026-12-23"]);
    expect(withDraft(completeCampaign, complete, completeCampaign.brand)).toEqual(completeCampaign);
  });

  it("keeps its days when the zone changes, across a change of the clocks", () => {
    const moved = patchDraft(complete, { timeZone: "America/New_York", endDay: "2027-03-31" });
    const { startAt, endAt } = withDraft(completeCampaign, moved, null);
    expect([startAt, endAt]).toEqual(["2026-11-24T05:00:00.000Z", "2027-04-01T04:00:00.000Z"]);
  });

  it.each<[string, Partial<CampaignDraft>, string]>([
    ["an empty name", { name: " " }, "name: Give the campaign a name"],
    ["a name that is too long", { name: "x".repeat(201) }, "name: At most 200 characters"],
    [
      "a reference with spaces",
      { buyerRef: "a b" },
      "buyerRef: Letters, digits and . _ / - only, starting with a letter or digit",
    ],
    ["no reference", { buyerRef: "" }, "buyerRef: A campaign needs a reference"],
    ["a past first day", { startDay: "2026-11-20" }, "startDay: The first day has already passed"],
    ["a last day before the first", { endDay: "2026-11-23" }, "endDay: The last day is before the first"],
    ["a first day after the last", { startDay: "2026-12-24" }, "endDay: The last day is before the first"],
    ["a day that does not exist", { endDay: "2026-02-30" }, "endDay: That is not a day"],
    ["an unknown zone", { timeZone: "Europe/Atlantis" }, 'timeZone: "Europe/Atlantis" is not a time zone'],
    ["an unknown currency", { currency: "XXX" }, 'currency: "XXX" is not a currency we plan in'],
    ["a total of nothing", { totalMicros: 0n }, "totalMicros: The total must be above zero"],
    ["a negative total", { totalMicros: -1_000_000n }, "totalMicros: The total must be above zero"],
    ["fractions of a cent", { totalMicros: 1n }, "totalMicros: EUR has at most 2 decimals"],
    ["an unknown country", { countries: ["DE", "ZZ"] }, 'countries: "ZZ" is not a country code'],
    ["an unknown device", { deviceTypes: ["toaster"] }, 'deviceTypes: "toaster" is not a device type'],
  ])("refuses %s", (_, patch, issue) => {
    expect(refused(patch)).toContain(issue);
  });

  it("refuses a currency that the total does not fit, and today as a first day never", () => {
    expect(
      patchIssues(patchDraft({ ...complete, totalMicros: 10_500_000n }, { currency: "JPY" }), { currency: "JPY" }, now),
    ).toEqual([{ path: "totalMicros", message: "JPY has no decimals" }]);
    expect(refused({ startDay: "2026-11-21" })).toEqual([]);
  });

  it("does not refuse an edit for what was wrong before it", () => {
    const late = "2026-11-30T00:00:00.000Z";
    expect(draftIssues(complete, late).map((issue) => issue.path)).toEqual(["startDay"]);
    expect(patchIssues(patchDraft(complete, { name: "New" }), { name: "New" }, late)).toEqual([]);
  });
});

describe("brands and references", () => {
  it("takes a domain the way people paste it", () => {
    expect(normaliseDomain(" https://Shop.Example.com/autumn?x=1 ")).toBe("shop.example.com");
    expect(brandIssues({ name: "A", domain: "localhost" }).map((issue) => issue.path)).toEqual(["domain"]);
    expect(brandIssues({ name: "A", domain: "alpenglow.example" })).toEqual([]);
  });

  it("suggests a reference that the form accepts", () => {
    const buyerRef = suggestBuyerRef("2026-11-21", () => 0.999_999);
    expect(buyerRef).toBe("FD-261121-ZZZZZZ");
    expect(refused({ buyerRef })).toEqual([]);
  });
});

describe("what a campaign shows", () => {
  const buys = [
    { status: "ACTIVE", archived: false },
    { status: "PENDING_APPROVAL", archived: false },
    { status: "INPUT_REQUIRED", archived: true },
  ];
  it("is its own state until it was sent, then the most restrictive of its media buys", () => {
    expect(campaignStatus({ state: "in_review", archivedAt: null }, buys)).toBe("in_review");
    expect(campaignStatus({ state: "applied", archivedAt: null }, buys)).toBe("PENDING_APPROVAL");
    expect(campaignStatus({ state: "approved", archivedAt: null }, [])).toBe("approved");
    expect(campaignStatus({ state: "applied", archivedAt: now }, buys)).toBe("archived");
  });
});
