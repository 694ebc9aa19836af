import type { Actor } from "../domain/permissions";
import type { Ports } from "../ports";
import { recordAudit } from "../repositories/audit";
import { getCampaign, touchCampaign } from "../repositories/campaigns";
import { deletePackages } from "../repositories/packages";
import type { PackagesChanged } from "./add-packages";
import type { PackageChoice } from "./duplicate-package";
import { refuseLocked } from "./save-campaign-draft";
import { auditValues, chosenPackages } from "./update-packages";

export type RemovePackages = { readonly campaignId: string; readonly rows: readonly PackageChoice[] };

/** Takes planned packages out of the plan, their creative assignments with them. What they were stays in the audit. */
export function removePackages(ports: Ports, actor: Actor, input: RemovePackages): Promise<PackagesChanged> {
  return ports.inTransaction(async (tx) => {
    const at = ports.clock();
    const { organisationId } = actor;
    const campaign = await getCampaign(tx, organisationId, input.campaignId);
    refuseLocked(campaign);
    const rows = await chosenPackages(tx, organisationId, campaign.id, input.rows);
    const packageIds = rows.map((row) => row.id);
    await deletePackages(tx, organisationId, campaign.id, packageIds);
    const campaignRevision = await touchCampaign(tx, campaign, at);
    await recordAudit(tx, ports.newId(), {
      at,
      by: actor,
      action: "campaign.packages_removed",
      subjectType: "campaign",
      subjectId: campaign.id,
      campaignId: campaign.id,
      summary: `Removed ${rows.map((row) => row.name).join(", ")} from ${campaign.name}`.slice(0, 500),
      before: rows.map(auditValues),
    });
    return { packageIds, campaignRevision };
  });
}
