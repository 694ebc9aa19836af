import type { Actor } from "../domain/permissions";
import type { Ports } from "../ports";
import { recordAudit } from "../repositories/audit";
import { getCampaign, touchCampaign } from "../repositories/campaigns";
import { insertPackages } from "../repositories/packages";
import type { PackagesChanged } from "./add-packages";
import { refuseLocked } from "./save-campaign-draft";
import { auditValues, chosenPackages } from "./update-packages";

export type PackageChoice = { readonly packageId: string; readonly revision: number };
export type DuplicatePackage = PackageChoice & { readonly campaignId: string };

/** A second package of the same product right below the first, with the same values and no money yet. */
export function duplicatePackage(ports: Ports, actor: Actor, input: DuplicatePackage): Promise<PackagesChanged> {
  return ports.inTransaction(async (tx) => {
    const at = ports.clock();
    const { organisationId } = actor;
    const campaign = await getCampaign(tx, organisationId, input.campaignId);
    refuseLocked(campaign);
    const [source] = await chosenPackages(tx, organisationId, campaign.id, [input]);
    if (!source) return { packageIds: [], campaignRevision: campaign.revision };
    // The same position and a younger id: it sorts right behind its source.
    // A copy is nobody's proposal: the one it was copied from stays as its seller proposed it.
    const own = { id: ports.newId(), name: copyName(source.name), budgetMicros: 0n, proposalId: null, revision: 1 };
    const copy = { ...source, ...own };
    await insertPackages(tx, organisationId, [copy], at);
    const campaignRevision = await touchCampaign(tx, campaign, at);
    await recordAudit(tx, ports.newId(), {
      at,
      by: actor,
      action: "campaign.packages_added",
      subjectType: "campaign",
      subjectId: campaign.id,
      campaignId: campaign.id,
      summary: `Duplicated the package ${source.name} of ${campaign.name}`,
      after: auditValues(copy),
    });
    return { packageIds: [copy.id], campaignRevision };
  });
}

/** "Prime time" → "Prime time, 2", "Prime time, 2" → "Prime time, 3". */
function copyName(name: string): string {
  const match = /^(.*), (\d{1,4})$/.exec(name);
  return match ? `${match[1]}, ${Number(match[2]) + 1}` : `${name.slice(0, 190)}, 2`;
}
