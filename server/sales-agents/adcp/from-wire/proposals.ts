import { z } from "zod";
import type {
  Allocation,
  BudgetGuidance,
  InsertionOrder,
  Proposal,
  RefinementNote,
} from "@/server/domain/media-buy/proposal";
import { wholePercentMicros } from "@/server/domain/media-buy/proposal";
import { formatMoney } from "@/server/domain/money";
import type { SellerProblem } from "../../sales-agent";
import { isObject, type Json, problem } from "../seller-problem";
import { forecastFromWire } from "./forecast";
import {
  instantOr,
  optionalFlag,
  optionalNumber,
  optionalObject,
  optionalText,
  readableIn,
  statedMicros,
  tolerantList,
} from "./scalars";

const longest = { name: 500, text: 2_000, raw: 20_000, terms: 100 } as const;
const mostProposals = 50;

/** Percentages of 3.0.6; some sellers send amounts instead, whose ratio says the same. */
const allocation = z.looseObject({
  product_id: z.string().min(1),
  allocation_percentage: optionalNumber,
  amount: optionalNumber,
  budget: optionalNumber,
  pricing_option_id: optionalText,
  rationale: optionalText,
  start_time: optionalText,
  end_time: optionalText,
  forecast: optionalObject,
});

const proposal = z.looseObject({
  proposal_id: z.string().min(1).max(255),
  name: optionalText,
  description: optionalText,
  rationale: optionalText,
  brief_alignment: optionalText,
  allocations: tolerantList(allocation),
  budget_allocations: tolerantList(allocation),
  proposal_status: optionalText,
  expires_at: optionalText,
  insertion_order: optionalObject,
  total_budget_guidance: optionalObject,
  forecast: optionalObject,
});

/** get_products → proposals; one without usable allocations is left out and named in `warnings`. */
export function proposalsFromWire(payload: Json, warnings: SellerProblem[]): Proposal[] {
  const listed: readonly unknown[] = Array.isArray(payload.proposals) ? payload.proposals : [];
  return listed.slice(0, mostProposals).flatMap((value, index) => {
    const parsed = proposal.safeParse(value);
    const allocations = parsed.success ? allocationsFromWire(parsed.data) : [];
    if (parsed.success && allocations.length > 0) return [proposalFromWire(parsed.data, allocations, value)];
    const field = `proposals[${index}]`;
    warnings.push(
      problem("BAD_REPLY", `A proposal could not be read and is left out (${field})`, "terminal", { field }),
    );
    return [];
  });
}

type Wire = z.infer<typeof proposal>;

function proposalFromWire(value: Wire, allocations: Allocation[], raw: unknown): Proposal {
  return {
    proposalId: value.proposal_id,
    name: clipped(value.name, longest.name) ?? value.proposal_id,
    description: clipped(value.description ?? value.rationale),
    briefAlignment: clipped(value.brief_alignment),
    allocations,
    status: clipped(value.proposal_status, 64),
    expiresAt: instantOr(value.expires_at) ?? null,
    guidance: guidanceFromWire(value.total_budget_guidance),
    forecast: forecastFromWire(value.forecast),
    insertionOrder: insertionOrderFromWire(value.insertion_order),
    raw: JSON.stringify(raw, null, 2).slice(0, longest.raw),
  };
}

/** All of them or none: with one line missing, the others' shares would be of another plan. */
function allocationsFromWire(value: Wire): Allocation[] {
  const lines = value.allocations ?? value.budget_allocations ?? [];
  const shares = sharesOf(lines);
  if (shares === null) return [];
  return lines.map((line, index) => ({
    productId: line.product_id,
    percentMicros: shares[index] ?? 0n,
    pricingOptionId: line.pricing_option_id ?? null,
    rationale: clipped(line.rationale),
    startAt: instantOr(line.start_time) ?? null,
    endAt: instantOr(line.end_time) ?? null,
    forecast: forecastFromWire(line.forecast),
  }));
}

function sharesOf(lines: readonly z.infer<typeof allocation>[]): readonly bigint[] | null {
  const stated = lines.flatMap((line) => percentOf(line.allocation_percentage) ?? []);
  if (lines.length > 0 && stated.length === lines.length) return stated;
  const amounts = exactly(lines.map((line) => line.amount ?? line.budget));
  const total = amounts?.reduce((sum, amount) => sum + amount, 0n) ?? 0n;
  if (!amounts || total === 0n) return null;
  const floors = amounts.map((amount) => (amount * wholePercentMicros) / total);
  const left = wholePercentMicros - floors.reduce((sum, share) => sum + share, 0n);
  return floors.map((share, index) => (index === 0 ? share + left : share));
}

/** A share is no money: thirds come with as many places as a float has. */
function percentOf(value: number | undefined): bigint | undefined {
  return value === undefined || !(value >= 0 && value <= 100) ? undefined : BigInt(Math.round(value * 1_000_000));
}

/** Each as micros, or null where one is missing, negative or finer than that. */
function exactly(values: readonly (number | undefined)[]): readonly bigint[] | null {
  const micros = values.flatMap((value) => {
    const exact = statedMicros(value, "USD");
    return exact === undefined || exact < 0n ? [] : [exact];
  });
  return micros.length === values.length && micros.length > 0 ? micros : null;
}

function guidanceFromWire(value: Json | undefined): BudgetGuidance | null {
  if (value === undefined) return null;
  const currency = currencyOf(value.currency);
  const at = (name: string) => statedMicros(optionalNumber.parse(value[name]), currency ?? "USD") ?? null;
  return { minMicros: at("min"), recommendedMicros: at("recommended"), maxMicros: at("max"), currency };
}

function insertionOrderFromWire(value: Json | undefined): InsertionOrder | null {
  if (value === undefined) return null;
  const ioId = optionalText.parse(value.io_id);
  if (ioId === undefined || ioId === "") return null;
  const terms = isObject(value.terms) ? value.terms : {};
  return {
    ioId,
    // A seller that does not say is taken to want one: a signature too many harms nobody.
    requiresSignature: optionalFlag.parse(value.requires_signature) ?? true,
    terms: Object.entries(terms)
      .slice(0, longest.terms)
      .map(([name, term]) => ({ name: name.slice(0, 100), value: termText(term) })),
    total: totalOf(terms.total_budget),
    flightStart: instantOr(optionalText.parse(terms.flight_start)) ?? null,
    flightEnd: instantOr(optionalText.parse(terms.flight_end)) ?? null,
    termsUrl: webAddress(value.terms_url),
    signingUrl: webAddress(value.signing_url),
  };
}

function totalOf(value: unknown): InsertionOrder["total"] {
  if (!isObject(value)) return null;
  const currency = currencyOf(value.currency);
  const micros = currency === null ? undefined : statedMicros(optionalNumber.parse(value.amount), currency);
  return micros === undefined || currency === null ? null : { micros, currency };
}

/** An amount as people write it, any other value as it came. */
function termText(value: unknown): string {
  const total = totalOf(value);
  if (total) return formatMoney(total);
  return (typeof value === "string" ? value : JSON.stringify(value)).slice(0, longest.text);
}

/** Only what a browser may open: no script and no data address of a seller becomes a link. */
function webAddress(value: unknown): string | null {
  const text = optionalText.parse(value);
  if (text === undefined || !URL.canParse(text)) return null;
  const { protocol } = new URL(text);
  return protocol === "https:" || protocol === "http:" ? text : null;
}

function currencyOf(value: unknown): string | null {
  const text = optionalText.parse(value);
  return text !== undefined && /^[A-Z]{3}$/.test(text) ? text : null;
}

function clipped(text: string | undefined, most: number = longest.text): string | null {
  return text === undefined || text === "" ? null : text.slice(0, most);
}

const note = z.looseObject({
  scope: z.string(),
  product_id: optionalText,
  proposal_id: optionalText,
  status: z.string(),
  notes: optionalText,
});

/** get_products → refinement_applied, in the seller's order. */
export function refinementFromWire(payload: Json): RefinementNote[] {
  const notes = readableIn(payload.refinement_applied, note);
  return notes.map((one) => ({
    scope: one.scope.slice(0, 64),
    id: one.product_id ?? one.proposal_id ?? null,
    status: one.status.slice(0, 64),
    notes: clipped(one.notes),
  }));
}
