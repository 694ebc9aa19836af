import { DomainError } from "../domain/errors";
import type { Actor } from "../domain/permissions";
import type { Ports } from "../ports";
import { recordAudit } from "../repositories/audit";
import { getCampaign, saveCampaign, staleCampaign } from "../repositories/campaigns";

export type ArchiveCampaign = { readonly campaignId: string; readonly revision: number; readonly archived: boolean };

/** Puts a campaign away, or back. Its media buys go on as they are; one that waits or is being sent stays in sight. */
export function archiveCampaign(
  ports: Ports,
  actor: Actor,
  input: ArchiveCampaign,
): Promise<{ readonly revision: number }> {
  return ports.inTransaction(async (tx) => {
    const at = ports.clock();
    const campaign = await getCampaign(tx, actor.organisationId, input.campaignId);
    if (campaign.revision !== input.revision) throw staleCampaign();
    if (input.archived && ["in_review", "approved", "applying"].includes(campaign.state)) {
      throw new DomainError("INVALID_TRANSITION", "It is on its way to sellers; decide it or wait until it is sent");
    }
    const saved = await saveCampaign(tx, { ...campaign, archivedAt: input.archived ? at : null }, at);
    await recordAudit(tx, ports.newId(), {
      at,
      by: actor,
      action: input.archived ? "campaign.archived" : "campaign.restored",
      subjectType: "campaign",
      subjectId: campaign.id,
      campaignId: campaign.id,
      summary: `${input.archived ? "Archived" : "Restored"} the campaign ${campaign.name}`,
    });
    return { revision: saved.revision };
  });
}
