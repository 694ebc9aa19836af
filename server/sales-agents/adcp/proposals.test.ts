import { TOOL_REQUEST_SCHEMAS } from "@adcp/sdk/schemas";
import { describe, expect, test } from "vitest";
import { DomainError } from "@/server/domain/errors";
import { decodeProposal, encodeProposal, type RefineEntry } from "@/server/domain/media-buy/proposal";
import type { ProductQuery, SellerProblem } from "../sales-agent";
import { proposalsFromWire, refinementFromWire } from "./from-wire/proposals";
import { productQueryToWire } from "./to-wire";

const query: ProductQuery = {
  brief: "Outdoor jackets",
  brandDomain: "acme.example",
  account: { kind: "id", accountId: "acc-1" },
  startDay: "2026-12-01",
  endDay: "2026-12-30",
  currency: "USD",
  countries: ["US"],
};

function sent(more: Partial<ProductQuery>) {
  const body = productQueryToWire({ ...query, ...more });
  expect(TOOL_REQUEST_SCHEMAS.get_products?.safeParse(body).error?.issues ?? []).toEqual([]);
  return body;
}

describe("what is asked of get_products", () => {
  test("the brief goes with mode brief alone", () => {
    expect(sent({})).toMatchObject({ buying_mode: "brief", brief: "Outdoor jackets" });
    expect(sent({ mode: "wholesale" })).not.toHaveProperty("brief");
    expect(sent({ mode: "wholesale" })).toMatchObject({ buying_mode: "wholesale" });
    expect(sent({ brief: " " })).toMatchObject({ buying_mode: "wholesale" });
  });

  test("a refinement has one entry per ask, without empty ones", () => {
    const refine: readonly RefineEntry[] = [
      { scope: "request", ask: "More video" },
      { scope: "product", productId: "p1", action: "omit" },
      { scope: "product", productId: "p2", action: "more_like_this", ask: " " },
      { scope: "proposal", proposalId: "pr1", action: "finalize", ask: "For USD 60,000.00" },
    ];
    const body = sent({ mode: "refine", refine });
    expect(body).not.toHaveProperty("brief");
    expect(body).toMatchObject({ buying_mode: "refine", filters: { countries: ["US"] } });
    expect(body.refine).toEqual([
      { scope: "request", ask: "More video" },
      { scope: "product", product_id: "p1", action: "omit" },
      { scope: "product", product_id: "p2", action: "more_like_this" },
      { scope: "proposal", proposal_id: "pr1", action: "finalize", ask: "For USD 60,000.00" },
    ]);
    expect(() => productQueryToWire({ ...query, mode: "refine", refine: [] })).toThrow(DomainError);
  });
});

const wire = {
  proposal_id: "pr1",
  name: "Balanced",
  description: "Half and half",
  allocations: [
    { product_id: "a", allocation_percentage: 66.666667, pricing_option_id: "o1", rationale: "Reach" },
    { product_id: "b", allocation_percentage: 33.333333, start_time: "2026-12-01T00:00:00Z" },
  ],
  proposal_status: "committed",
  expires_at: "2026-12-01T10:00:00Z",
  total_budget_guidance: { min: 20_000, recommended: 60_000.5, currency: "USD" },
  insertion_order: {
    io_id: "io-1",
    requires_signature: true,
    terms: { advertiser: "Acme", total_budget: { amount: 60_000, currency: "USD" }, cancellation: { days: 7 } },
    terms_url: "https://seller.example/io-1",
    signing_url: "javascript:alert(1)",
  },
  forecast: { method: "modeled", currency: "USD", points: [{ budget: 1, metrics: { impressions: { mid: 5 } } }] },
  novelty: 1,
};

function read(...proposals: unknown[]) {
  const warnings: SellerProblem[] = [];
  return { proposals: proposalsFromWire({ proposals }, warnings), fields: warnings.map(({ field }) => field) };
}

describe("proposals", () => {
  test("are read with shares, guidance, terms and what we do not know", () => {
    const [proposal] = read(wire).proposals;
    expect(proposal).toMatchObject({
      status: "committed",
      expiresAt: "2026-12-01T10:00:00.000Z",
      guidance: { minMicros: 20_000_000_000n, recommendedMicros: 60_000_500_000n, maxMicros: null, currency: "USD" },
      forecast: { impressionsMid: 5n },
      insertionOrder: {
        ioId: "io-1",
        requiresSignature: true,
        termsUrl: "https://seller.example/io-1",
        signingUrl: null,
        total: { micros: 60_000_000_000n, currency: "USD" },
        terms: [
          { name: "advertiser", value: "Acme" },
          { name: "total_budget", value: "USD 60,000.00" },
          { name: "cancellation", value: '{"days":7}' },
        ],
      },
    });
    expect(proposal?.allocations.map(({ percentMicros }) => percentMicros)).toEqual([66_666_667n, 33_333_333n]);
    expect(proposal?.raw).toContain("novelty");
    expect(proposal && decodeProposal(encodeProposal(proposal))).toEqual(proposal);
  });

  test("with amounts instead of percentages have the shares of their amounts", () => {
    const lines = [10, 20, 30].map((amount, index) => ({ product_id: `p${index}`, amount }));
    const [proposal] = read({ proposal_id: "x", budget_allocations: lines }).proposals;
    const shares = proposal?.allocations.map(({ percentMicros }) => percentMicros) ?? [];
    expect(shares).toEqual([16_666_667n, 33_333_333n, 50_000_000n]);
  });

  test("that cannot be read are named and do not lose the others", () => {
    const broken = [
      { proposal_id: "no-lines", name: "x" },
      { ...wire, allocations: [{ product_id: "a", allocation_percentage: 140 }] },
      { ...wire, allocations: [{ product_id: "a", allocation_percentage: 60 }, { product_id: "b" }] },
      "nonsense",
    ];
    const { proposals, fields } = read(...broken, wire);
    expect(proposals.map(({ proposalId }) => proposalId)).toEqual(["pr1"]);
    expect(fields).toEqual(["proposals[0]", "proposals[1]", "proposals[2]", "proposals[3]"]);
  });

  test("an order of which the seller does not say whether it wants a signature wants one", () => {
    const [proposal] = read({ ...wire, insertion_order: { io_id: "io-2" }, proposal_status: "reserved" }).proposals;
    expect(proposal).toMatchObject({ status: "reserved", insertionOrder: { requiresSignature: true, terms: [] } });
  });
});

test("notes on a refinement keep order, ids and words we do not know", () => {
  const notes = [
    { scope: "request", status: "partial", notes: "Only one more" },
    { scope: "product", product_id: "p1", status: "deferred" },
    { status: "applied" },
  ];
  expect(refinementFromWire({ refinement_applied: notes })).toEqual([
    { scope: "request", id: null, status: "partial", notes: "Only one more" },
    { scope: "product", id: "p1", status: "deferred", notes: null },
  ]);
  expect(refinementFromWire({})).toEqual([]);
});
