import type { Tx } from "../db/client";
import { editPackage, type PackageEdit } from "../domain/campaign/edit-package";
import { unsavableIssues } from "../domain/campaign/package-issues";
import type { PlannedPackage } from "../domain/campaign/package-plan";
import { DomainError, type FieldIssue, notFound } from "../domain/errors";
import type { Actor } from "../domain/permissions";
import type { Ports } from "../ports";
import { recordAudit } from "../repositories/audit";
import { getCampaign, touchCampaign } from "../repositories/campaigns";
import { listPackages, refuseUnknownAccounts, savePackages, stalePackage } from "../repositories/packages";
import type { PackagesChanged } from "./add-packages";
import { refuseLocked } from "./save-campaign-draft";

export type PackageRowEdit = PackageEdit & { readonly packageId: string; readonly revision: number };
export type UpdatePackages = { readonly campaignId: string; readonly rows: readonly PackageRowEdit[] };

/**
 * Saves edited cells, all rows or none. Unfinished values are kept (the plan says what is missing), nonsense is refused at
 * "<packageId>.<field>". STALE_REVISION when somebody else saved one of the rows first.
 */
export function updatePackages(ports: Ports, actor: Actor, input: UpdatePackages): Promise<PackagesChanged> {
  return ports.inTransaction(async (tx) => {
    const at = ports.clock();
    const { organisationId } = actor;
    const campaign = await getCampaign(tx, organisationId, input.campaignId);
    refuseLocked(campaign);
    const before = await chosenPackages(tx, organisationId, campaign.id, input.rows);
    const after = before.map((row, index) => editPackage(row, input.rows[index] ?? {}, campaign.timeZone));
    refuseUnsavable(after);
    await refuseUnknownAccounts(tx, organisationId, after);
    await savePackages(tx, organisationId, after, at);
    const campaignRevision = await touchCampaign(tx, campaign, at);
    await recordAudit(tx, ports.newId(), {
      at,
      by: actor,
      action: "campaign.packages_edited",
      subjectType: "campaign",
      subjectId: campaign.id,
      campaignId: campaign.id,
      summary: editedSentence(after, campaign.name),
      before: before.map(auditValues),
      after: after.map(auditValues),
    });
    return { packageIds: after.map((row) => row.id), campaignRevision };
  });
}

/** The planned packages that `rows` name, in that order; the revisions must be those that were shown. */
export async function chosenPackages(
  tx: Tx,
  organisationId: string,
  campaignId: string,
  rows: readonly { readonly packageId: string; readonly revision: number }[],
): Promise<PlannedPackage[]> {
  const planned = new Map((await listPackages(tx, organisationId, campaignId)).map((row) => [row.id, row]));
  return rows.map(({ packageId, revision }) => {
    const row = planned.get(packageId);
    if (!row || row.mediaBuyId !== null) throw notFound("The package");
    if (row.revision !== revision) throw stalePackage();
    return row;
  });
}

function refuseUnsavable(rows: readonly PlannedPackage[]): void {
  const issues: FieldIssue[] = rows.flatMap((row) =>
    unsavableIssues(row).map(({ path, message }) => ({ path: `${row.id}.${path}`, message })),
  );
  if (issues.length > 0) throw new DomainError("INVALID_INPUT", issues[0]?.message ?? "Not usable", issues);
}

function editedSentence(rows: readonly PlannedPackage[], campaignName: string): string {
  const [first] = rows;
  return rows.length === 1 && first
    ? `Edited the package ${first.name} of ${campaignName}`
    : `Edited ${rows.length} packages of ${campaignName}`;
}

/** What the audit keeps of a package: its values, not the whole product. */
export function auditValues(row: PlannedPackage): Record<string, unknown> {
  const { product: _, revision: __, campaignId: ___, mediaBuyId: ____, position: _____, ...values } = row;
  return values;
}
