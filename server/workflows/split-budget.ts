import { type PlannedPackage, pricingOptionOf } from "../domain/campaign/package-plan";
import { type SplitMode, splitBudget } from "../domain/campaign/split-budget";
import { DomainError } from "../domain/errors";
import type { Actor } from "../domain/permissions";
import type { Ports } from "../ports";
import { recordAudit } from "../repositories/audit";
import { getCampaign, touchCampaign } from "../repositories/campaigns";
import { savePackages } from "../repositories/packages";
import type { PackagesChanged } from "./add-packages";
import type { PackageChoice } from "./duplicate-package";
import { refuseLocked } from "./save-campaign-draft";
import { chosenPackages } from "./update-packages";

export type SplitPackages = {
  readonly campaignId: string;
  readonly mode: SplitMode;
  /** null: the plan's total, for packages in the plan's currency. */
  readonly totalMicros: bigint | null;
  readonly rows: readonly PackageChoice[];
};

/** Splits a total over packages of one currency, to the smallest unit; every budget changes or none does. */
export function splitPackages(ports: Ports, actor: Actor, input: SplitPackages): Promise<PackagesChanged> {
  return ports.inTransaction(async (tx) => {
    const at = ports.clock();
    const { organisationId } = actor;
    const campaign = await getCampaign(tx, organisationId, input.campaignId);
    refuseLocked(campaign);
    const before = await chosenPackages(tx, organisationId, campaign.id, input.rows);
    const currency = oneCurrency(before);
    const micros = input.totalMicros ?? (currency === campaign.currency ? campaign.totalMicros : null);
    if (micros === null) throw new DomainError("INVALID_INPUT", "Enter the total to split first");
    const parts = splitBudget({ micros, currency }, before.map(toPart), input.mode);
    const after = before.map((row, index) => ({ ...row, budgetMicros: parts[index]?.micros ?? row.budgetMicros }));
    await savePackages(tx, organisationId, after, at);
    const campaignRevision = await touchCampaign(tx, campaign, at);
    await recordAudit(tx, ports.newId(), {
      at,
      by: actor,
      action: "campaign.budget_split",
      subjectType: "campaign",
      subjectId: campaign.id,
      campaignId: campaign.id,
      summary: `Split the budget of ${campaign.name} over ${after.length} packages (${input.mode})`,
      before: before.map(budgetOf),
      after: after.map(budgetOf),
    });
    return { packageIds: after.map((row) => row.id), campaignRevision };
  });
}

function oneCurrency(rows: readonly PlannedPackage[]): string {
  const currencies = [...new Set(rows.map((row) => row.currency))];
  const [currency] = currencies;
  if (currency === undefined) throw new DomainError("INVALID_INPUT", "There are no packages to split the total over");
  if (currencies.length > 1) {
    throw new DomainError("INVALID_INPUT", `${currencies.join(" and ")} cannot be split together`);
  }
  return currency;
}

function toPart(row: PlannedPackage) {
  const { forecast } = row.product;
  return {
    minimumMicros: pricingOptionOf(row)?.minSpendPerPackageMicros ?? null,
    forecastImpressions: forecast?.impressionsMid ?? forecast?.impressionsLow ?? forecast?.impressionsHigh ?? null,
    currentMicros: row.budgetMicros,
  };
}

function budgetOf({ id, currency, budgetMicros }: PlannedPackage) {
  return { id, currency, budgetMicros };
}
