import type { Instant } from "../time";
import type { ProductForecast } from "./product";

/** What get_products is asked for (AdCP 3.0.6 buying_mode): a seller's choice by brief, all it has, or a change of an answer. */
export const buyingModes = ["brief", "wholesale", "refine"] as const;
export type BuyingMode = (typeof buyingModes)[number];

/** One change asked of an earlier answer; one entry per id (requirements §3.3). */
export type RefineEntry =
  | { readonly scope: "request"; readonly ask: string }
  | {
      readonly scope: "product";
      readonly productId: string;
      readonly action: "include" | "omit" | "more_like_this";
      readonly ask?: string;
    }
  | {
      readonly scope: "proposal";
      readonly proposalId: string;
      readonly action: "include" | "omit" | "finalize";
      readonly ask?: string;
    };

/** What the seller says it did about one entry; `status` is applied, partial, unable or a word we do not know. */
export type RefinementNote = {
  readonly scope: string;
  readonly id: string | null;
  readonly status: string;
  readonly notes: string | null;
};

/** One product's part of a proposal. `percentMicros`: millionths of a percent, 100_000_000 is all of it. */
export type Allocation = {
  readonly productId: string;
  readonly percentMicros: bigint;
  readonly pricingOptionId: string | null;
  readonly rationale: string | null;
  readonly startAt: Instant | null;
  readonly endAt: Instant | null;
  readonly forecast: ProductForecast | null;
};

/** The seller's guidance on the total; a bound it does not give is null. */
export type BudgetGuidance = {
  readonly minMicros: bigint | null;
  readonly recommendedMicros: bigint | null;
  readonly maxMicros: bigint | null;
  /** null: the seller does not say; then it is the products' own. */
  readonly currency: string | null;
};

/** What a person signs before the buy may be made (`core/insertion-order.json`). All texts are the seller's. */
export type InsertionOrder = {
  readonly ioId: string;
  readonly requiresSignature: boolean;
  /** Every term as it is shown, in the seller's order: "payment_terms" → "net_30". */
  readonly terms: readonly { readonly name: string; readonly value: string }[];
  readonly total: { readonly micros: bigint; readonly currency: string } | null;
  readonly flightStart: Instant | null;
  readonly flightEnd: Instant | null;
  readonly termsUrl: string | null;
  readonly signingUrl: string | null;
};

/** A seller's plan for the brief, to be taken as packages or bought as it stands (`core/proposal.json`). */
export type Proposal = {
  readonly proposalId: string;
  readonly name: string;
  readonly description: string | null;
  readonly briefAlignment: string | null;
  readonly allocations: readonly Allocation[];
  /** draft | committed, or the seller's own word; null: ready to buy. */
  readonly status: string | null;
  readonly expiresAt: Instant | null;
  readonly guidance: BudgetGuidance | null;
  readonly forecast: ProductForecast | null;
  readonly insertionOrder: InsertionOrder | null;
  /** The seller's own object as JSON text, unknown fields kept; shown in details only. */
  readonly raw: string;
};

/** Who accepted an insertion order; `termsHash`: of the terms as they were shown. */
export type IoAcceptance = {
  readonly ioId: string;
  readonly signatory: string;
  readonly byUserId: string;
  readonly at: Instant;
  readonly termsHash: string;
  /** Of the seller's signing service, where one was used. */
  readonly signatureId: string | null;
};

export const wholePercentMicros = 100_000_000n;

/** JSON text for a column; amounts as decimal text. `decodeProposal` gives the same value back. */
export function encodeProposal(proposal: Proposal): string {
  return JSON.stringify(proposal, (_, value: unknown) => (typeof value === "bigint" ? value.toString() : value));
}

/** Only of text that `encodeProposal` wrote. */
export function decodeProposal(text: string): Proposal {
  return JSON.parse(text, revive) as Proposal;
}

const counts = ["impressionsLow", "impressionsMid", "impressionsHigh", "micros"];

function revive(name: string, value: unknown): unknown {
  return typeof value === "string" && (name.endsWith("Micros") || counts.includes(name)) ? BigInt(value) : value;
}
