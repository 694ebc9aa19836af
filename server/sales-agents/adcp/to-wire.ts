import type {
  Cancellation,
  CreateMediaBuyIntent,
  CreativeAssignmentValue,
  NewLine,
  ReportingWebhook,
} from "@/server/domain/change/patch";
import { DomainError } from "@/server/domain/errors";
import type { RefineEntry } from "@/server/domain/media-buy/proposal";
import type { OptimizationGoal } from "@/server/domain/optimization/goal";
import type { AccountRef, FrozenRequest, ProductQuery } from "../sales-agent";
import type { RequestExtras, UpdateMediaBuyIntent, UpdatePackageIntent } from "../update-intent";
import { creativeToWire } from "./creatives-to-wire";
import { accountToWire, amount, count, formatToWire, frozen, version } from "./wire-words";

/** Our intents as AdCP 3.0.6 requests: only what is asked for, in the shape in which the protocol replaces or clears it. */
type Json = Record<string, unknown>;

/** All seven: a request without them would show active buys alone (requirements §0, 4). */
export const everyStatus = [
  "pending_creatives",
  "pending_start",
  "active",
  "paused",
  "completed",
  "rejected",
  "canceled",
] as const;

function assignmentToWire(assignment: CreativeAssignmentValue): Json {
  return {
    creative_id: assignment.creativeId,
    weight: assignment.weight,
    placement_ids: assignment.placementIds?.length === 0 ? undefined : assignment.placementIds,
  };
}

export function createToWire(
  account: AccountRef,
  intent: CreateMediaBuyIntent,
  extras: RequestExtras = {},
): FrozenRequest {
  return frozen("create_media_buy", {
    account: accountToWire(account),
    brand: { domain: intent.brandDomain },
    start_time: intent.startAt,
    end_time: intent.endAt,
    po_number: intent.poNumber === "" ? undefined : intent.poNumber,
    context: { buyer_ref: intent.buyerRef, campaign_id: intent.campaignId },
    total_budget: totalOf(intent),
    ...boughtAs(intent, extras),
    ...webhooks(intent.reportingWebhook, extras),
  });
}

/** By proposal the seller derives the packages from its own shares; the schema takes the one or the other. */
function boughtAs({ proposal, packages, currency }: CreateMediaBuyIntent, extras: RequestExtras): Json {
  if (!proposal) return { packages: packages.map((line) => newPackage(line, currency, extras)) };
  const { proposalId, acceptance } = proposal;
  return {
    proposal_id: proposalId,
    io_acceptance: acceptance
      ? {
          io_id: acceptance.ioId,
          accepted_at: acceptance.acceptedAt,
          signatory: acceptance.signatory,
          signature_id: acceptance.signatureId ?? undefined,
        }
      : undefined,
  };
}

/** The standard asks for it beside a proposal only; there are sellers that take no order without, and none that it disturbs. */
function totalOf({ packages, currency }: CreateMediaBuyIntent): Json {
  const micros = packages.reduce((sum, line) => sum + line.budgetMicros, 0n);
  return { amount: amount(micros, currency), currency };
}

function newPackage(line: NewLine, currency: string, extras: RequestExtras): Json {
  const { creativeAssignments: assignments, targetingOverlay: overlay, optimizationGoals: goals } = line;
  return {
    product_id: line.productId,
    pricing_option_id: line.pricingOptionId,
    budget: amount(line.budgetMicros, currency),
    bid_price: line.bidMicros === null ? undefined : amount(line.bidMicros, currency),
    impressions: line.impressions === null ? undefined : count(line.impressions),
    pacing: line.pacing,
    start_time: line.startAt ?? undefined,
    end_time: line.endAt ?? undefined,
    paused: line.paused ? true : undefined,
    format_ids: line.formatIds.length === 0 ? undefined : line.formatIds.map(formatToWire),
    targeting_overlay: Object.keys(overlay).length === 0 ? undefined : overlay,
    optimization_goals: goals.length === 0 ? undefined : goals,
    creative_assignments: assignments.length === 0 ? undefined : assignments.map(assignmentToWire),
    creatives: inlineCreatives(line.newCreatives, extras),
    // Comes back with the seller's package: the only sure tie between its id and ours.
    context: { package_id: line.packageId },
  };
}

/** Only the fields present in the intent: an omitted one stays as it is at the seller. A cancellation goes alone (C11, §2.1). */
export function updateToWire(
  account: AccountRef,
  intent: UpdateMediaBuyIntent,
  extras: RequestExtras = {},
): FrozenRequest {
  const target = {
    account: accountToWire(account),
    media_buy_id: intent.mediaBuyId,
    revision: intent.revision ?? undefined,
  };
  if (intent.cancellation) {
    refuseBesideCancel(intent);
    return frozen("update_media_buy", { ...target, ...canceled(intent.cancellation) });
  }
  const { packages, newPackages = [], currency } = intent;
  return frozen("update_media_buy", {
    ...target,
    paused: intent.paused,
    start_time: intent.startAt,
    end_time: intent.endAt,
    packages: packages.length === 0 ? undefined : packages.map((line) => changedPackage(line, currency, extras)),
    new_packages: newPackages.length === 0 ? undefined : newPackages.map((line) => newPackage(line, currency, extras)),
    ...webhooks(intent.reportingWebhook, extras),
  });
}

function canceled({ reason }: Cancellation): Json {
  return { canceled: true, cancellation_reason: reason === "" ? undefined : reason };
}

const besideCancel = "A cancellation is sent alone: the seller would ignore everything else in the request";

function refuseBesideCancel(intent: UpdateMediaBuyIntent): void {
  const { mediaBuyId: _id, revision: _revision, currency: _currency, cancellation: _why, packages, ...rest } = intent;
  if (packages.length > 0 || Object.keys(rest).length > 0) throw new DomainError("INVALID_INPUT", besideCancel);
}

function changedPackage(line: UpdatePackageIntent, currency: string, extras: RequestExtras): Json {
  if (line.cancellation) {
    if (Object.keys(line).length > 2) throw new DomainError("INVALID_INPUT", besideCancel);
    return { package_id: line.packageId, ...canceled(line.cancellation) };
  }
  return {
    package_id: line.packageId,
    budget: line.budgetMicros === undefined ? undefined : amount(line.budgetMicros, currency),
    bid_price: line.bidMicros === undefined ? undefined : amount(line.bidMicros, currency),
    impressions: line.impressions === undefined ? undefined : count(line.impressions),
    pacing: line.pacing,
    start_time: line.startAt,
    end_time: line.endAt,
    paused: line.paused,
    ...targeting(line),
    optimization_goals: goalsToWire(line.optimizationGoals),
    creative_assignments: line.creativeAssignments?.map(assignmentToWire),
    creatives: inlineCreatives(line.newCreatives, extras),
  };
}

function targeting({ targetingOverlay, keywords }: UpdatePackageIntent): Json {
  if (!keywords) return { targeting_overlay: targetingOverlay };
  if (targetingOverlay) {
    throw new DomainError("INVALID_INPUT", "Keywords and the whole targeting overlay cannot change in one request");
  }
  return {
    keyword_targets_add: keywords.targetsAdd,
    keyword_targets_remove: keywords.targetsRemove,
    negative_keywords_add: keywords.negativesAdd,
    negative_keywords_remove: keywords.negativesRemove,
  };
}

function goalsToWire(goals: readonly OptimizationGoal[] | undefined): readonly OptimizationGoal[] | undefined {
  if (goals?.length === 0) {
    throw new DomainError("INVALID_INPUT", "Optimization goals cannot be cleared: AdCP 3.0 only replaces them (C11)");
  }
  return goals;
}

/** The creatives of a line, whole; one that nobody loaded would silently be missing at the seller. */
function inlineCreatives(ids: readonly string[] | undefined, { creatives = [] }: RequestExtras): Json[] | undefined {
  if (ids === undefined || ids.length === 0) return undefined;
  return ids.map((id) => {
    const found = creatives.find((one) => one.creativeId === id);
    if (!found) throw new DomainError("INVALID_INPUT", `The creative ${id} is not there to be sent`);
    return creativeToWire(found);
  });
}

/** Poll only: neither key. Reports need a receiver; without one nothing is promised to anybody. */
function webhooks(reports: ReportingWebhook | undefined, { pushNotification, reportingReceiver }: RequestExtras): Json {
  if (reports && !reportingReceiver) {
    throw new DomainError("INVALID_INPUT", "Reports can be pushed only where this desk has an address for the seller");
  }
  return {
    push_notification_config: pushNotification,
    reporting_webhook: reports && {
      ...reportingReceiver,
      reporting_frequency: reports.frequency,
      requested_metrics: reports.requestedMetrics?.length === 0 ? undefined : reports.requestedMetrics,
    },
  };
}

export function productQueryToWire(query: ProductQuery): Record<string, unknown> {
  const brief = query.brief.trim();
  const days = query.startDay !== null && query.endDay !== null;
  const filters = {
    ...(days ? { start_date: query.startDay, end_date: query.endDay } : {}),
    ...(query.countries.length === 0 ? {} : { countries: query.countries }),
  };
  return {
    ...version,
    ...buyingMode(query, brief),
    ...(query.brandDomain === null ? {} : { brand: { domain: query.brandDomain } }),
    ...(query.account === null ? {} : { account: accountToWire(query.account) }),
    ...(Object.keys(filters).length === 0 ? {} : { filters }),
  };
}

/** One page of every media buy of an account, in every status. */
export function mediaBuyPageToWire(account: AccountRef, cursor: string | null): Record<string, unknown> {
  return {
    account: accountToWire(account),
    status_filter: everyStatus,
    include_snapshot: true,
    pagination: cursor === null ? { max_results: 100 } : { max_results: 100, cursor },
  };
}

/** `brief` goes with mode brief alone and `refine` with mode refine alone; the schema refuses them elsewhere. */
function buyingMode({ mode, refine = [] }: ProductQuery, brief: string): Json {
  if (mode === "refine") {
    if (refine.length === 0) throw new DomainError("INVALID_INPUT", "There is nothing to refine");
    return { buying_mode: "refine", refine: refine.map(refineToWire) };
  }
  return mode === "wholesale" || brief === "" ? { buying_mode: "wholesale" } : { buying_mode: "brief", brief };
}

/** An entry has no other key than these, and no empty ask. */
function refineToWire(entry: RefineEntry): Json {
  const ask = entry.ask?.trim() ? { ask: entry.ask.trim() } : {};
  switch (entry.scope) {
    case "request":
      return { scope: entry.scope, ...ask };
    case "product":
      return { scope: entry.scope, product_id: entry.productId, action: entry.action, ...ask };
    case "proposal":
      return { scope: entry.scope, proposal_id: entry.proposalId, action: entry.action, ...ask };
  }
}

export function readToWire(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return { ...version, ...fields };
}
