import type { BoughtProposal } from "../../domain/change/patch";
import type { Instant } from "../../domain/time";
import type { CampaignReview, ReviewedMediaBuy } from "../../workflows/review-campaign";
import type { Named } from "./change-view";
import { type CapCheckView, toCapCheckView } from "./exposure-view";
import { type LossView, toLossView } from "./package-plan-view";
import { pretty } from "./pretty";

/** `path` names the field of the plan: "brandId", "packages.<packageId>.budgetMicros". */
export type ReviewIssue = {
  readonly level: "blocking" | "warning";
  readonly path: string;
  readonly message: string;
  readonly packageId: string | null;
  /** Where one request to the seller settles it: firm terms of the proposal that `path` names. */
  readonly fix?: "ask_terms";
};

export type ReviewPackage = {
  readonly id: string;
  readonly name: string;
  readonly productName: string;
  readonly budgetMicros: bigint;
  readonly bidMicros: bigint | null;
  readonly pricingModel: string | null;
  readonly startAt: Instant | null;
  readonly endAt: Instant | null;
  readonly pacing: string;
  /** "2 of 3 approved", "Nothing assigned". */
  readonly creatives: { readonly ready: boolean; readonly assigned: number; readonly sentence: string };
};

/** One media buy to be: what one seller will be sent. */
export type ReviewSeller = {
  readonly key: string;
  readonly name: string;
  readonly salesAgent: Named;
  readonly sandbox: boolean;
  readonly account: Named | null;
  readonly currency: string;
  readonly totalMicros: bigint;
  readonly startAt: Instant | "asap" | null;
  readonly endAt: Instant | null;
  readonly packages: readonly ReviewPackage[];
  /** The seller's proposal that it is bought by; null: by packages. */
  readonly proposal: {
    readonly name: string;
    readonly proposalId: string;
    readonly expiresAt: Instant | null;
    readonly signed: { readonly ioId: string; readonly signatory: string; readonly at: Instant } | null;
  } | null;
  /** The rule that sends it to an approver; null: it goes straight out. */
  readonly rule: string | null;
  /** Exactly what will be sent, pretty-printed; null while something blocking is missing. */
  readonly request: string | null;
  readonly issues: readonly ReviewIssue[];
  /** What the seller does not get as planned and that blocks nothing: to be known before it is sent. */
  readonly losses: readonly LossView[];
};

export type ReviewView = {
  readonly campaign: Named & {
    readonly state: string;
    readonly revision: number;
    readonly buyerRef: string;
    readonly poNumber: string;
    readonly brand: Named | null;
    readonly startAt: Instant | null;
    readonly endAt: Instant | null;
    readonly timeZone: string;
    readonly currency: string;
  };
  readonly sellers: readonly ReviewSeller[];
  /** One per currency, never added across. `offMicros`: allocated − total; null where there is no total to compare with. */
  readonly totals: readonly {
    readonly currency: string;
    readonly allocatedMicros: bigint;
    readonly totalMicros: bigint | null;
    readonly offMicros: bigint | null;
    readonly packageCount: number;
    /** Play money, apart from every real total. */
    readonly sandbox: boolean;
    /** The most this campaign can come to spend: what is bought or on its way, and this. */
    readonly worstCaseMicros: bigint;
  }[];
  readonly issues: readonly ReviewIssue[];
  /** What it would come to once it was approved, against the campaign's total and every cap. */
  readonly capChecks: readonly CapCheckView[];
  /** People who can decide; the one who submits never can. */
  readonly approvers: readonly Named[];
  /** The newest set of creates: what to follow once it was sent. */
  readonly changeSet: { readonly id: string; readonly state: string } | null;
  readonly lastRejection: { readonly by: string; readonly reason: string; readonly at: Instant } | null;
  /** null: it can be sent; else why not. */
  readonly cannotSubmit: string | null;
};

export function toReviewView(review: CampaignReview, userId: string): ReviewView {
  const { source, decisions } = review;
  const { id, name, state, revision, buyerRef, poNumber, brand, startAt, endAt, timeZone, currency } = source.campaign;
  const committed = new Map(decisions.committed.map((row) => [`${row.currency} ${row.sandbox}`, row.micros]));
  return {
    campaign: {
      id,
      name,
      state,
      revision,
      buyerRef,
      poNumber,
      brand: brand && { id: brand.id, name: brand.name },
      startAt,
      endAt,
      timeZone,
      currency,
    },
    sellers: review.mediaBuys.map((one) => toSeller(review, one)),
    totals: review.totals.map((total) => ({
      ...total,
      worstCaseMicros: total.allocatedMicros + (committed.get(`${total.currency} ${total.sandbox}`) ?? 0n),
    })),
    issues: review.issues,
    capChecks: review.capChecks.map(toCapCheckView),
    approvers: decisions.approvers.filter((approver) => approver.id !== userId),
    changeSet: decisions.changeSet,
    lastRejection: decisions.lastRejection,
    cannotSubmit: whyNot(review, userId),
  };
}

function whyNot({ source, issues, mediaBuys }: CampaignReview, userId: string): string | null {
  const signed = mediaBuys.some(({ mediaBuy }) => mediaBuy.proposal?.acceptance?.byUserId === userId);
  if (signed) return "You signed an insertion order of it: somebody else has to send it";
  if (source.campaign.state !== "draft") return "It was sent already";
  const blocking = issues.filter((issue) => issue.level === "blocking").length;
  if (blocking === 0) return null;
  return blocking === 1 ? "One thing has to be settled first" : `${blocking} things have to be settled first`;
}

function toSeller({ source }: CampaignReview, reviewed: ReviewedMediaBuy): ReviewSeller {
  const { mediaBuy, rule, request, issues } = reviewed;
  const { seller, account, currency, name, totalMicros, packages, intent } = mediaBuy;
  return {
    key: packages[0]?.id ?? seller.id,
    name,
    salesAgent: { id: seller.id, name: seller.name },
    sandbox: mediaBuy.sandbox,
    account: account && { id: account.id, name: account.name },
    currency,
    totalMicros,
    startAt: intent?.startAt ?? source.campaign.startAt,
    endAt: source.campaign.endAt,
    packages: packages.map((planned) => {
      const option = planned.product.pricingOptions.find((one) => one.pricingOptionId === planned.pricingOptionId);
      const { id, name: packageName, budgetMicros, bidMicros, startAt, endAt, pacing } = planned;
      return {
        id,
        name: packageName,
        productName: planned.product.name,
        budgetMicros,
        bidMicros,
        pricingModel: option?.pricingModel ?? null,
        startAt,
        endAt,
        pacing,
        creatives: reviewed.readiness.get(id) ?? { ready: false, assigned: 0, sentence: "Nothing assigned" },
      };
    }),
    proposal: mediaBuy.intent?.proposal ? toProposal(mediaBuy.intent.proposal) : null,
    rule,
    request: request === null ? null : pretty(request.body),
    issues,
    losses: mediaBuy.losses.filter(({ severity }) => severity !== "blocks").map((line) => toLossView(line, packages)),
  };
}

function toProposal({ name, proposalId, expiresAt, acceptance }: BoughtProposal): ReviewSeller["proposal"] {
  const signed = acceptance && { ioId: acceptance.ioId, signatory: acceptance.signatory, at: acceptance.acceptedAt };
  return { name, proposalId, expiresAt, signed };
}
