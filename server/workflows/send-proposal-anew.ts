import type { Tx } from "../db/client";
import { decodeIntent } from "../domain/change/stored-json";
import { DomainError } from "../domain/errors";
import type { Actor } from "../domain/permissions";
import { whyNotAsProposed } from "../domain/proposal/as-proposed";
import { asBoughtProposal, proposalIssues } from "../domain/proposal/proposal-issues";
import { isProposalRefusal } from "../domain/proposal/refusals";
import { isBefore } from "../domain/time";
import type { Ports } from "../ports";
import { getCampaign } from "../repositories/campaigns";
import type { ChangeRecord } from "../repositories/changes";
import { getWholeMediaBuy } from "../repositories/media-buy-reads";
import { listPackages } from "../repositories/packages";
import { getProposal, type StoredProposal } from "../repositories/proposals";
import { notifyChange } from "../seller-calls/progress";
import { changeFor, type Resolved, recordResolution } from "./resolve-record";
import { stageCreateAnew } from "./stage-create-anew";

/**
 * Sends a create by proposal again after its seller refused it for the proposal's standing: with the terms and the signature as they
 * are by now, to an approver. INVALID_TRANSITION with the rule while the terms are not firm and signed, SELF_APPROVAL for who signed.
 */
export async function sendProposalAnew(
  ports: Ports,
  actor: Actor,
  { changeId, note }: { readonly changeId: string; readonly note: string },
): Promise<Resolved> {
  const outcome = await ports.inTransaction(async (tx) => {
    const change = await changeFor(tx, actor, changeId);
    const { row, intent, stored } = await refusedOrder(tx, actor, change);
    const at = ports.clock();
    if (stored.acceptance?.byUserId === actor.userId) {
      throw new DomainError("SELF_APPROVAL", "You signed the insertion order; somebody else has to send it");
    }
    await refuseUnlessBuyable(tx, actor, stored, at);
    const hasStarted = intent.startAt !== "asap" && !isBefore(at, intent.startAt);
    const current = asBoughtProposal({ ...intent, ...(hasStarted ? { startAt: "asap" as const } : {}) }, stored);
    const title = `Again: buy ${row.name} on the seller's terms as they are now`;
    const staged = await stageCreateAnew(tx, ports, actor, row, { intent: current, title, reason: note });
    const summary = `Sent ${row.name} again with the proposal's terms as they are now`;
    await recordResolution(tx, ports, actor, change, {
      kind: "sent_again",
      note,
      leadsTo: staged.changeSetId,
      summary,
    });
    return { ...staged, before: change.changeSetId };
  });
  notifyChange(outcome.before);
  notifyChange(outcome.changeSetId);
  return { changeId, changeSetId: outcome.changeSetId, state: outcome.state };
}

async function refusedOrder(tx: Tx, { organisationId }: Actor, change: ChangeRecord) {
  const intent = change.kind === "create_media_buy" ? decodeIntent(change.patch) : null;
  const isRefused = change.state === "refused" && isProposalRefusal(change.errorCode);
  if (!intent?.proposal || !isRefused || change.mediaBuyId === null) {
    throw new DomainError("INVALID_TRANSITION", "Its seller did not refuse it for its proposal");
  }
  const row = await getWholeMediaBuy(tx, organisationId, change.mediaBuyId);
  if (row.archivedAt !== null) throw new DomainError("INVALID_TRANSITION", "Its media buy was dropped: plan it anew");
  return { row, intent, stored: await getProposal(tx, organisationId, intent.proposal.id) };
}

async function refuseUnlessBuyable(tx: Tx, { organisationId }: Actor, stored: StoredProposal, at: string) {
  const campaign = await getCampaign(tx, organisationId, stored.campaignId);
  const all = await listPackages(tx, organisationId, stored.campaignId);
  const packages = all.filter(({ proposalId }) => proposalId === stored.id);
  const changed = whyNotAsProposed(stored, packages);
  if (changed !== null)
    throw new DomainError("INVALID_TRANSITION", `It is no longer the seller's proposal: ${changed}`);
  const held = proposalIssues(stored, packages, campaign, at).find(({ level }) => level === "blocking");
  if (held) throw new DomainError("INVALID_TRANSITION", held.message);
}
