import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { iso } from "./clock";
import { refuse } from "./errors";
import { escapeHtml, sendHtml } from "./http";
import type { AccountRecord, Json, PricingOption } from "./model";
import type { Seller } from "./seller";
import { impressionsFor } from "./unit-rates";

interface Share {
  product_id: string;
  pricing_option_id: string;
  percent: number;
  rationale: string;
}

/** A plan of this seller's for a brief. Prices are indicative until it is finalized; then they are held for a while. */
export interface ProposalRecord {
  proposal_id: string;
  account_key: string;
  advertiser: string;
  /** Sandbox accounts buy at once: no hold and nothing to sign. */
  sandbox: boolean;
  name: string;
  currency: string;
  shares: Share[];
  status: "draft" | "committed";
  expires_ms: number;
  /** What was agreed when it was finalized. */
  total?: number;
  version: number;
}

const HOUR_MS = 3_600_000;
const DRAFT_MS = 72 * HOUR_MS;
const HOLD_MS = 48 * HOUR_MS;
/** `[short hold]` in an ask, to see terms expire. */
const SHORT_HOLD_MS = 1_500;
const MIN_TOTAL = 5_000;
const MAX_TOTAL = 500_000;
const RECOMMENDED = 60_000;

const save = (seller: Seller, record: ProposalRecord): ProposalRecord => {
  seller.store.put("proposal", "", record.proposal_id, record);
  return record;
};

/** Another buyer's proposal is not there. */
export function findProposal(seller: Seller, id: string, accountKey: string): ProposalRecord | undefined {
  const record = seller.store.get<ProposalRecord>("proposal", "", id);
  return record === undefined || (record.account_key !== "" && record.account_key !== accountKey) ? undefined : record;
}

const EURO_COUNTRIES = ["DE", "FR", "AT", "IT", "ES", "NL", "BE", "IE", "FI", "PT"];

/** Proposals come in the currency that the brief or all its countries speak of; dollars otherwise. */
function currencyFor(args: Json): string {
  const countries = ((args.filters ?? {}) as { countries?: string[] }).countries ?? [];
  const euro = countries.length > 0 && countries.every((country) => EURO_COUNTRIES.includes(country));
  return euro || /\beur\b|euro|€/i.test(String(args.brief ?? "")) ? "EUR" : "USD";
}

/** The seller's price of a product in the currency, at a minimum that a share of a usual total reaches. */
function optionIn(product: Json, currency: string): PricingOption | undefined {
  const options = product.pricing_options as PricingOption[];
  return options.find((option) => option.currency === currency && (option.min_spend_per_package ?? 0) <= 5_000);
}

const SPLITS: Record<number, number[]> = { 1: [100], 2: [60, 40], 3: [50, 30, 20] };

/** One plan over the best three products of the answer; the same brief gets the same plan. */
export function offerProposals(
  seller: Seller,
  account: AccountRecord | undefined,
  args: Json,
  products: Json[],
): Json[] {
  if (!seller.profile.offersProposals) return [];
  const currency = currencyFor(args);
  const priced = products.flatMap((product) => {
    const option = optionIn(product, currency);
    return option === undefined ? [] : [{ product, option }];
  });
  const best = priced.slice(0, 3);
  const split = SPLITS[best.length];
  if (split === undefined) return [];
  const key = account?.key ?? "";
  const question = JSON.stringify([seller.profile.id, key, args.brief, args.filters ?? {}]);
  const id = `prop_${createHash("sha256").update(question).digest("hex").slice(0, 12)}`;
  const known = findProposal(seller, id, key);
  if (known !== undefined && known.expires_ms > seller.now()) return [proposalToWire(seller, known)];
  const shares = best.map(({ product, option }, index) => ({
    product_id: String(product.product_id),
    pricing_option_id: option.pricing_option_id,
    percent: split[index] ?? 0,
    rationale: String(product.brief_relevance ?? `${String(product.name)} carries ${split[index]} % of the plan.`),
  }));
  return [
    proposalToWire(
      seller,
      save(seller, {
        proposal_id: id,
        account_key: key,
        advertiser: account?.brand.domain ?? "the advertiser",
        sandbox: account?.sandbox === true,
        name: "Balanced reach",
        currency,
        shares,
        status: "draft",
        expires_ms: seller.now() + DRAFT_MS,
        version: (known?.version ?? 0) + 1,
      }),
    ),
  ];
}

const ioId = (record: ProposalRecord): string => `io_${record.proposal_id.slice(5)}_${record.version}`;

const needsSignature = (record: ProposalRecord): boolean => record.status === "committed" && !record.sandbox;

function insertionOrder(seller: Seller, record: ProposalRecord): Json {
  const terms_url = new URL(`/${seller.profile.id}/terms/${ioId(record)}`, seller.url).href;
  return {
    io_id: ioId(record),
    requires_signature: true,
    terms: {
      advertiser: record.advertiser,
      publisher: seller.profile.name,
      total_budget: { amount: record.total ?? RECOMMENDED, currency: record.currency },
      payment_terms: "net_30",
      cancellation: "Seven days' notice; a quarter of what is left is due.",
    },
    terms_url,
  };
}

/** What the share of the agreed or recommended total would bring. */
function forecastOf(
  seller: Seller,
  record: ProposalRecord,
  { product_id, pricing_option_id, percent }: Share,
): Json | null {
  const product = seller.profile.products.find((one) => one.product_id === product_id);
  const option = product?.pricing.find((one) => one.pricing_option_id === pricing_option_id);
  if (option?.fixed_price === undefined) return null;
  const budget = Math.round((record.total ?? RECOMMENDED) * percent) / 100;
  const mid = Math.round(impressionsFor(option.pricing_model, option.fixed_price, budget));
  const impressions = { low: Math.round(mid * 0.85), mid, high: Math.round(mid * 1.1) };
  return { points: [{ budget, metrics: { impressions } }], method: "modeled", currency: record.currency };
}

/** As `core/proposal.json`. On a sandbox account it is ready to buy without a status until somebody finalizes it. */
export function proposalToWire(seller: Seller, record: ProposalRecord): Json {
  const ready = record.sandbox && record.status === "draft";
  return {
    proposal_id: record.proposal_id,
    name: record.name,
    description: "Reach first, then frequency, with one seller and one report.",
    brief_alignment: "Built from the products that match your brief best.",
    ...(ready ? {} : { proposal_status: record.status }),
    expires_at: iso(record.expires_ms),
    allocations: record.shares.map((share, index) => {
      const { percent, ...own } = share;
      const forecast = forecastOf(seller, record, share);
      return { ...own, allocation_percentage: percent, sequence: index + 1, ...(forecast ? { forecast } : {}) };
    }),
    total_budget_guidance: { min: MIN_TOTAL, recommended: RECOMMENDED, max: MAX_TOTAL, currency: record.currency },
    ...(needsSignature(record) ? { insertion_order: insertionOrder(seller, record) } : {}),
  };
}

/** "Total budget 60000.00 USD" in the buyer's words. */
function totalIn(ask: string, currency: string): number | undefined {
  const found = /total (?:budget )?(?:of )?(\d+(?:\.\d{1,2})?)\s*([A-Z]{3})?/i.exec(ask);
  if (found === null || (found[2] !== undefined && found[2].toUpperCase() !== currency)) return undefined;
  const total = Number(found[1]);
  return total >= MIN_TOTAL && total <= MAX_TOTAL ? total : undefined;
}

/** Firm prices and a hold, for a sum that the buyer names. */
export function commitProposal(seller: Seller, record: ProposalRecord, ask: string): ProposalRecord {
  const hold = ask.includes("[short hold]") ? SHORT_HOLD_MS : HOLD_MS;
  const total = totalIn(ask, record.currency) ?? record.total ?? RECOMMENDED;
  const renewed = record.status === "committed" ? record.version + 1 : record.version;
  return save(seller, { ...record, status: "committed", total, version: renewed, expires_ms: seller.now() + hold });
}

/** Takes other shares; what was firm is a draft again. */
export function reshapeProposal(seller: Seller, record: ProposalRecord, shares: Share[]): ProposalRecord {
  const version = record.version + 1;
  return save(seller, { ...record, shares, status: "draft", version, expires_ms: seller.now() + DRAFT_MS });
}

/** Cents by share, the odd ones to the largest remainders: the parts sum to the total. */
function amountsOf(total: number, shares: readonly Share[]): number[] {
  const cents = BigInt(Math.round(total * 100));
  const weights = shares.map(({ percent }) => BigInt(Math.round(percent * 1_000_000)));
  const sum = weights.reduce((a, b) => a + b, 0n);
  const parts = weights.map((weight) => (cents * weight) / sum);
  const order = weights
    .map((weight, index) => ({ index, rest: (cents * weight) % sum }))
    .sort((a, b) => (a.rest === b.rest ? a.index - b.index : a.rest < b.rest ? 1 : -1));
  let left = cents - parts.reduce((a, b) => a + b, 0n);
  for (const { index } of order) {
    if (left === 0n) break;
    parts[index] = (parts[index] ?? 0n) + 1n;
    left -= 1n;
  }
  return parts.map((part) => Number(part) / 100);
}

function checkBuyable(seller: Seller, record: ProposalRecord): void {
  const field = "proposal_id";
  if (record.expires_ms <= seller.now()) {
    throw refuse("PROPOSAL_EXPIRED", "This proposal has expired; finalize it again.", { field });
  }
  if (record.status === "draft" && !record.sandbox) {
    throw refuse("PROPOSAL_NOT_COMMITTED", "Finalize this proposal before you buy it.", { field });
  }
}

function checkAcceptance(record: ProposalRecord, args: Json): void {
  if (!needsSignature(record)) return;
  const acceptance = args.io_acceptance as { io_id?: string } | undefined;
  if (acceptance?.io_id === ioId(record)) return;
  const said = acceptance === undefined ? "has not been accepted" : `is not ${String(acceptance.io_id)}`;
  throw refuse("IO_REQUIRED", `The insertion order ${ioId(record)} ${said}.`, { field: "io_acceptance.io_id" });
}

function totalOf(record: ProposalRecord, args: Json): number {
  const { amount = 0, currency } = (args.total_budget ?? {}) as { amount?: number; currency?: string };
  if (currency !== record.currency) {
    throw refuse("INVALID_REQUEST", `This proposal is in ${record.currency}.`, { field: "total_budget.currency" });
  }
  if (needsSignature(record) && amount !== record.total) {
    const message = `Firm terms are for ${record.total} ${record.currency}; finalize it again for another sum.`;
    const details = { envelope_field: "total_budget" };
    throw refuse("REQUOTE_REQUIRED", message, { field: "total_budget.amount", details });
  }
  return amount;
}

/** create_media_buy by proposal: the request with the packages that the proposal means. Any other request stays as it is. */
export function expandProposal(seller: Seller, account: AccountRecord, args: Json): Json {
  if (typeof args.proposal_id !== "string") return args;
  const record = findProposal(seller, args.proposal_id, account.key);
  if (record === undefined) {
    const message = `There is no proposal "${args.proposal_id}".`;
    throw refuse("REFERENCE_NOT_FOUND", message, { field: "proposal_id" });
  }
  checkBuyable(seller, record);
  checkAcceptance(record, args);
  const amounts = amountsOf(totalOf(record, args), record.shares);
  const packages = record.shares.map(({ product_id, pricing_option_id }, index) => {
    return { product_id, pricing_option_id, budget: amounts[index] };
  });
  return { ...args, packages };
}

/** The terms as a person reads them: where `terms_url` leads. */
export function handleTerms(seller: Seller, path: string, req: IncomingMessage, res: ServerResponse): boolean {
  const prefix = `/${seller.profile.id}/terms/`;
  if (req.method !== "GET" || !path.startsWith(prefix)) return false;
  const records = seller.store.list<ProposalRecord>("proposal", "");
  const record = records.find((one) => ioId(one) === decodeURIComponent(path.slice(prefix.length)));
  if (record === undefined) return false;
  const { terms } = insertionOrder(seller, record) as { terms: Json };
  const rows = Object.entries(terms).map(([name, value]) => {
    const text = typeof value === "string" ? value : JSON.stringify(value);
    return `<tr><th scope="row">${escapeHtml(name.replaceAll("_", " "))}</th><td>${escapeHtml(text)}</td></tr>`;
  });
  sendHtml(res, ioId(record), `<h1>Insertion order ${escapeHtml(ioId(record))}</h1><table>${rows.join("")}</table>`);
  return true;
}
