import { type Campaign, suggestBuyerRef } from "../domain/campaign/campaign";
import { DomainError } from "../domain/errors";
import type { Actor } from "../domain/permissions";
import { emptyOverlay } from "../domain/targeting/overlay";
import { dayIn } from "../domain/time";
import type { Ports } from "../ports";
import { recordAudit } from "../repositories/audit";
import { insertCampaign, planDefaults, refuseTakenBuyerRef } from "../repositories/campaigns";

/** A draft at once, with what this person planned with last (else the organisation's) filled in and a reference of its own. */
export function createCampaign(
  ports: Ports,
  actor: Actor,
  input: { readonly name: string },
): Promise<{ readonly campaignId: string }> {
  const id = ports.newId();
  return ports.inTransaction(async (tx) => {
    const at = ports.clock();
    const { organisationId, userId } = actor;
    const name = input.name.trim();
    if (name === "") {
      throw new DomainError("INVALID_INPUT", "Give the campaign a name", [{ path: "name", message: "Give it a name" }]);
    }
    const { brand, timeZone, currency } = await planDefaults(tx, organisationId, userId);
    const campaign: Campaign = {
      id,
      organisationId,
      state: "draft",
      name,
      brand,
      brief: "",
      buyerRef: suggestBuyerRef(dayIn(at, timeZone), ports.random),
      poNumber: "",
      startAt: null,
      endAt: null,
      timeZone,
      totalMicros: null,
      currency,
      targetingOverlay: emptyOverlay,
      salesAgentIds: null,
      createdById: userId,
      createdAt: at,
      updatedAt: at,
      archivedAt: null,
      revision: 1,
    };
    await refuseTakenBuyerRef(tx, campaign);
    await insertCampaign(tx, campaign);
    await recordAudit(tx, ports.newId(), {
      at,
      by: actor,
      action: "campaign.created",
      subjectType: "campaign",
      subjectId: id,
      campaignId: id,
      summary: `Started the campaign ${name}`,
      after: { name, buyerRef: campaign.buyerRef, currency, timeZone },
    });
    return { campaignId: id };
  });
}
