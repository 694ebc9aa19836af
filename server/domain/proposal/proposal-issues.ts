import type { PlanIssue } from "../approval/planned-campaign";
import type { Campaign } from "../campaign/campaign";
import type { PlannedPackage } from "../campaign/package-plan";
import type { CreateMediaBuyIntent } from "../change/patch";
import { dayIn, formatDay, type Instant } from "../time";
import { flightMismatch, orderMismatch, type PlannedProposal, whyNotAsProposed } from "./as-proposed";
import { standingOf } from "./standing";
import { signatureState } from "./terms";

type Plan = Pick<Campaign, "startAt" | "endAt" | "timeZone" | "targetingOverlay" | "optimizationGoals">;

/** By package id: the proposals that their packages still are as the seller made them. */
export function intactProposals(
  packages: readonly PlannedPackage[],
  proposals: ReadonlyMap<string, PlannedProposal>,
): ReadonlyMap<string, PlannedProposal> {
  const intact = new Map<string, PlannedProposal>();
  for (const proposal of proposals.values()) {
    const own = packages.filter((one) => one.proposalId === proposal.id);
    if (own.length === 0 || whyNotAsProposed(proposal, own) !== null) continue;
    for (const { id } of own) intact.set(id, proposal);
  }
  return intact;
}

/** What keeps a proposal from being bought as it stands, at its card; and what its request has no place for. */
export function proposalIssues(
  planned: PlannedProposal,
  packages: readonly PlannedPackage[],
  campaign: Plan,
  now: Instant,
): PlanIssue[] {
  const askTerms = [standingIssue(planned, campaign, now), orderIssue(planned, packages)];
  const notes = [flightMismatch(planned.proposal, campaign), ownTargeting(planned, campaign)];
  const isOffered = planned.state !== "withdrawn";
  return [
    ...issuesOf("blocking", planned, packages, askTerms).map((issue) =>
      isOffered ? { ...issue, fix: "ask_terms" as const } : issue,
    ),
    ...issuesOf("blocking", planned, packages, [signatureIssue(planned)]),
    ...issuesOf("warning", planned, packages, notes),
  ];
}

/** Packages that were made from a proposal and are bought one by one all the same: once for each proposal. */
export function changedProposalNotes(
  packages: readonly PlannedPackage[],
  all: readonly PlannedPackage[],
  proposals: ReadonlyMap<string, PlannedProposal>,
): PlanIssue[] {
  const ids = new Set(packages.flatMap(({ proposalId }) => proposalId ?? []));
  return [...ids].flatMap((id) => {
    const planned = proposals.get(id);
    const own = all.filter((one) => one.proposalId === id);
    const why = planned ? whyNotAsProposed(planned, own) : null;
    if (!planned || why === null) return [];
    const message = `Bought as packages and not under the proposal “${planned.proposal.name}”: ${why}`;
    return issuesOf(
      "warning",
      planned,
      packages.filter((one) => one.proposalId === id),
      [message],
    );
  });
}

function issuesOf(
  level: PlanIssue["level"],
  { id }: PlannedProposal,
  packages: readonly PlannedPackage[],
  messages: readonly (string | null)[],
): PlanIssue[] {
  const packageId = packages[0]?.id ?? null;
  return messages.flatMap((message) =>
    message === null ? [] : [{ level, path: `proposals.${id}`, message, packageId }],
  );
}

function standingIssue(planned: PlannedProposal, { timeZone }: Plan, now: Instant): string | null {
  const { name, expiresAt } = planned.proposal;
  switch (standingOf(planned, now)) {
    case "draft":
      return `The prices of “${name}” are indicative: ask the seller for firm terms first`;
    case "finalizing":
      return `The seller has not given firm terms for “${name}” yet`;
    case "expired": {
      const day = expiresAt === null ? "" : ` on ${formatDay(dayIn(expiresAt, timeZone))}`;
      return `“${name}” has expired${day}: ask the seller for firm terms again`;
    }
    case "withdrawn":
      return `The seller has replaced “${name}”: take its new proposal, or keep the packages without it`;
    default:
      return null;
  }
}

function signatureIssue({ proposal, acceptance, termsHash }: PlannedProposal): string | null {
  switch (signatureState(proposal, acceptance, termsHash)) {
    case "missing":
      return `The insertion order of “${proposal.name}” has to be signed by an approver first`;
    case "void":
      return `The terms of “${proposal.name}” have changed since ${acceptance?.signatory ?? "somebody"} signed them: they have to be signed again`;
    default:
      return null;
  }
}

function orderIssue({ proposal }: PlannedProposal, packages: readonly PlannedPackage[]): string | null {
  const [first] = packages;
  if (first === undefined) return null;
  const micros = packages.reduce((sum, one) => sum + one.budgetMicros, 0n);
  const mismatch = orderMismatch(proposal, { micros, currency: first.currency });
  return mismatch && `${mismatch}: ask the seller for firm terms for what is planned`;
}

/** Countries are part of the question that the proposal answers; the rest the seller never saw. */
function ownTargeting({ proposal }: PlannedProposal, { targetingOverlay, optimizationGoals }: Plan): string | null {
  const more = Object.keys(targetingOverlay).filter((key) => key !== "geo_countries");
  const goals = (optimizationGoals ?? []).length > 0 ? ["optimization goals"] : [];
  const lost = [...more.map((key) => key.replaceAll("_", " ")), ...goals];
  if (lost.length === 0) return null;
  return `“${proposal.name}” is bought as the seller made it: ${lost.join(", ")} of the campaign are set afterwards`;
}

/** What a create by proposal sends instead of packages; they stay in the intent, as what the seller is expected to make of it. */
export function asBoughtProposal(
  intent: CreateMediaBuyIntent,
  { id, proposal, acceptance }: PlannedProposal,
): CreateMediaBuyIntent {
  const { proposalId, name, expiresAt, insertionOrder } = proposal;
  const signed = insertionOrder?.requiresSignature ? acceptance : null;
  return {
    ...intent,
    proposal: {
      id,
      proposalId,
      name,
      expiresAt,
      acceptance: signed && {
        ioId: signed.ioId,
        acceptedAt: signed.at,
        signatory: signed.signatory,
        signatureId: signed.signatureId,
      },
    },
    packages: intent.packages.map((line) => ({
      ...line,
      targetingOverlay: {},
      creativeAssignments: [],
      optimizationGoals: [],
    })),
  };
}
