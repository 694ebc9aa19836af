import type { Tx } from "../db/client";
import type { RefineEntry } from "../domain/media-buy/proposal";
import type { Instant } from "../domain/time";
import type { Ports } from "../ports";
import { moveProposals, saveAnsweredProposals } from "../repositories/proposals";
import type { ProductAnswer, ProductQuery, Read } from "../sales-agents/sales-agent";

type Asked = {
  readonly organisationId: string;
  readonly answerId: string;
  readonly salesAgentId: string;
  readonly query: Pick<ProductQuery, "refine">;
};

/** The seller's proposals as its answer has them now, and what the answer means for those that it was asked about. */
export async function recordProposals(
  tx: Tx,
  ports: Pick<Ports, "newId">,
  question: Asked,
  reply: Read<ProductAnswer>,
  at: Instant,
): Promise<void> {
  const { organisationId, salesAgentId, answerId } = question;
  const entries = (question.query.refine ?? []).filter((entry) => entry.scope === "proposal");
  const proposals = reply.kind === "ok" ? (reply.value.proposals ?? []) : [];
  if (entries.length === 0 && proposals.length === 0) return;
  const { search } = await tx.productSearchAnswer.findUniqueOrThrow({
    where: { id: answerId },
    select: { search: { select: { campaignId: true } } },
  });
  const scope = { organisationId, campaignId: search.campaignId, salesAgentId };
  if (reply.kind === "failed") {
    // The seller's people are at it: the proposal stays with them and can be asked for again.
    if (reply.problem.code === "STILL_WORKING") return;
    return moveProposals(tx, scope, finalized(entries), { from: "finalizing", to: "offered", at });
  }
  await saveAnsweredProposals(tx, ports.newId, { ...scope, answerId, proposals, at });
  const came = new Set(proposals.map(({ proposalId }) => proposalId));
  const absent = entries.filter(({ proposalId }) => !came.has(proposalId));
  await moveProposals(tx, scope, finalized(absent), { from: "finalizing", to: "offered", at });
  await moveProposals(tx, scope, replaced(absent, came.size > 0), { from: null, to: "withdrawn", at });
}

type ProposalEntry = Extract<RefineEntry, { readonly scope: "proposal" }>;

function finalized(entries: readonly ProposalEntry[]): string[] {
  return entries.filter(({ action }) => action === "finalize").map(({ proposalId }) => proposalId);
}

/** Left out as asked, or given back under another id. */
function replaced(absent: readonly ProposalEntry[], others: boolean): string[] {
  return absent
    .filter(({ action }) => action === "omit" || (action === "include" && others))
    .map(({ proposalId }) => proposalId);
}
