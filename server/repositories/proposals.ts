import { createHash } from "node:crypto";
import type { Db, Tx } from "../db/client";
import type { Prisma } from "../db/generated/client";
import { DomainError, notFound } from "../domain/errors";
import { decodeProposal, encodeProposal, type IoAcceptance, type Proposal } from "../domain/media-buy/proposal";
import { type ProposalState, proposalStates, stateAnswered } from "../domain/proposal/standing";
import { termsText } from "../domain/proposal/terms";
import type { Instant } from "../domain/time";

export type StoredProposal = {
  readonly id: string;
  readonly campaignId: string;
  readonly salesAgentId: string;
  readonly state: ProposalState;
  readonly proposal: Proposal;
  readonly acceptance: IoAcceptance | null;
  /** SHA-256 of what a signature stands for now; null: there is no insertion order. */
  readonly termsHash: string | null;
  readonly revision: number;
};

type Row = Prisma.ProposalGetPayload<object>;

function toStored(row: Row): StoredProposal {
  const { id, campaignId, salesAgentId, revision } = row;
  const proposal = decodeProposal(row.proposal);
  const text = termsText(proposal);
  return {
    id,
    campaignId,
    salesAgentId,
    state: proposalStates.find((state) => state === row.state) ?? "offered",
    proposal,
    acceptance: row.acceptance === null ? null : (JSON.parse(row.acceptance) as IoAcceptance),
    termsHash: text === null ? null : createHash("sha256").update(text).digest("hex"),
    revision,
  };
}

/** Those that still stand, in the order in which they first came. */
export async function proposalsOfAnswers(
  db: Db | Tx,
  organisationId: string,
  campaignId: string,
  answerIds: readonly string[],
): Promise<StoredProposal[]> {
  const rows = await db.proposal.findMany({
    where: { organisationId, campaignId, answerId: { in: [...answerIds] }, state: { not: "withdrawn" } },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
  });
  return rows.map(toStored);
}

/** NOT_FOUND for another organisation's. */
export async function getProposal(db: Db | Tx, organisationId: string, id: string): Promise<StoredProposal> {
  const row = await db.proposal.findFirst({ where: { id, organisationId } });
  if (!row) throw notFound("The proposal");
  return toStored(row);
}

/** By id; the ones that packages of the campaign were made from, whatever became of them. */
export async function proposalsOfCampaign(
  db: Db | Tx,
  organisationId: string,
  campaignId: string,
): Promise<ReadonlyMap<string, StoredProposal>> {
  const rows = await db.proposal.findMany({ where: { organisationId, campaignId }, orderBy: { id: "asc" } });
  return new Map(rows.map((row) => [row.id, toStored(row)]));
}

export type AnsweredProposals = {
  readonly organisationId: string;
  readonly campaignId: string;
  readonly salesAgentId: string;
  readonly answerId: string;
  readonly proposals: readonly Proposal[];
  readonly at: Instant;
};

/** A proposal keeps its row through every refinement, so that packages made from it stay tied to it. */
export async function saveAnsweredProposals(tx: Tx, newId: () => string, answered: AnsweredProposals): Promise<void> {
  const { organisationId, campaignId, salesAgentId, answerId, proposals, at } = answered;
  const scope = { organisationId, campaignId, salesAgentId };
  for (const proposal of proposals) {
    const data = { ...columnsOf(proposal), answerId, updatedAt: new Date(at) };
    const { count } = await tx.proposal.updateMany({
      where: { ...scope, proposalId: proposal.proposalId },
      data: { ...data, revision: { increment: 1 } },
    });
    if (count > 0) continue;
    await tx.proposal.create({
      data: { ...scope, ...data, id: newId(), proposalId: proposal.proposalId, createdAt: new Date(at) },
    });
  }
}

function columnsOf(proposal: Proposal) {
  return {
    name: proposal.name,
    state: stateAnswered(proposal),
    sellerStatus: proposal.status,
    proposal: encodeProposal(proposal),
    expiresAt: proposal.expiresAt === null ? null : new Date(proposal.expiresAt),
  };
}

/** Moves the seller's proposals of a campaign, by the seller's ids. */
export async function moveProposals(
  tx: Tx,
  scope: { readonly organisationId: string; readonly campaignId: string; readonly salesAgentId: string },
  proposalIds: readonly string[],
  move: { readonly from: ProposalState | null; readonly to: ProposalState; readonly at: Instant },
): Promise<void> {
  if (proposalIds.length === 0) return;
  await tx.proposal.updateMany({
    where: { ...scope, proposalId: { in: [...proposalIds] }, ...(move.from === null ? {} : { state: move.from }) },
    data: { state: move.to, updatedAt: new Date(move.at), revision: { increment: 1 } },
  });
}

/** Only while the terms are the ones that were read: STALE_REVISION otherwise. */
export async function saveAcceptance(
  tx: Tx,
  organisationId: string,
  stored: StoredProposal,
  acceptance: IoAcceptance,
): Promise<void> {
  const { count } = await tx.proposal.updateMany({
    where: { id: stored.id, organisationId, revision: stored.revision },
    data: {
      acceptance: JSON.stringify(acceptance),
      updatedAt: new Date(acceptance.at),
      revision: { increment: 1 },
    },
  });
  if (count === 0) throw new DomainError("STALE_REVISION", "The seller has changed this proposal meanwhile");
}
