import { DomainError } from "../domain/errors";
import type { IoAcceptance } from "../domain/media-buy/proposal";
import type { Actor } from "../domain/permissions";
import { standingOf } from "../domain/proposal/standing";
import { isOwnName, signatureState } from "../domain/proposal/terms";
import type { Ports } from "../ports";
import { recordAudit } from "../repositories/audit";
import { getCampaign } from "../repositories/campaigns";
import { getProposal, type StoredProposal, saveAcceptance } from "../repositories/proposals";

export type SignProposal = {
  readonly proposalId: string;
  /** Of the terms as they were shown. */
  readonly termsHash: string;
  /** The person's own name, typed. */
  readonly signatory: string;
  /** Of the seller's signing service, where one was used. */
  readonly signatureId: string | null;
};

/**
 * Accepts the insertion order of a proposal in the person's own name (io_acceptance, requirements §2.4). STALE_APPROVAL when the
 * terms are no longer those that were shown; INVALID_INPUT for another name; INVALID_TRANSITION when there is nothing to sign.
 */
export function signProposal(
  ports: Ports,
  actor: Actor,
  input: SignProposal,
): Promise<{ readonly proposalId: string }> {
  return ports.inTransaction(async (tx) => {
    const at = ports.clock();
    const { organisationId } = actor;
    const stored = await getProposal(tx, organisationId, input.proposalId);
    const campaign = await getCampaign(tx, organisationId, stored.campaignId);
    const { ioId, termsHash } = signable(stored, at, input.termsHash);
    if (!isOwnName(input.signatory, actor.name)) {
      const message = `Type your own name as it is on your account: ${actor.name}`;
      throw new DomainError("INVALID_INPUT", message, [{ path: "signatory", message }]);
    }
    const { signatureId } = input;
    const signatory = input.signatory.trim();
    const acceptance: IoAcceptance = { ioId, signatory, byUserId: actor.userId, at, termsHash, signatureId };
    await saveAcceptance(tx, organisationId, stored, acceptance);
    await recordAudit(tx, ports.newId(), {
      at,
      by: actor,
      action: "proposal.insertion_order_signed",
      subjectType: "campaign",
      subjectId: campaign.id,
      campaignId: campaign.id,
      summary: `Signed the insertion order ${ioId} of the proposal “${stored.proposal.name}”`,
      after: {
        proposalId: stored.proposal.proposalId,
        ...acceptance,
        terms: stored.proposal.insertionOrder?.terms ?? [],
      },
    });
    return { proposalId: stored.id };
  });
}

function signable(
  stored: StoredProposal,
  at: string,
  shown: string,
): { readonly ioId: string; readonly termsHash: string } {
  const { proposal, acceptance, termsHash } = stored;
  const order = proposal.insertionOrder;
  const standing = standingOf(stored, at);
  if (standing === "expired")
    throw new DomainError("INVALID_TRANSITION", "The terms have expired; ask for firm terms again");
  if (standing !== "committed" && standing !== "ready") {
    throw new DomainError("INVALID_TRANSITION", "There are no firm terms to sign yet");
  }
  if (order === null || termsHash === null || !order.requiresSignature) {
    throw new DomainError("INVALID_TRANSITION", "This proposal asks for no signature");
  }
  if (termsHash !== shown)
    throw new DomainError("STALE_APPROVAL", "The terms are no longer those you were shown; read them again");
  if (signatureState(proposal, acceptance, termsHash) === "signed") {
    throw new DomainError("INVALID_TRANSITION", "This insertion order is signed already");
  }
  return { ioId: order.ioId, termsHash };
}
