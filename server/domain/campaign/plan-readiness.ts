import type { FieldIssue } from "../errors";
import type { Instant } from "../time";
import { type Campaign, draftOf } from "./campaign";
import { draftIssues } from "./draft-issues";
import { offSentence } from "./off-sentence";
import { type PackageIssue, packageIssues } from "./package-issues";
import type { PlannedPackage } from "./package-plan";

/** What is planned in one currency. `totalMicros`: the plan's total where it is in this currency, else null. Never added across. */
export type CurrencyTotal = {
  readonly currency: string;
  readonly allocatedMicros: bigint;
  readonly totalMicros: bigint | null;
  /** allocated − total: 0 is as planned, negative is left to place. null where there is no total to compare with. */
  readonly offMicros: bigint | null;
  readonly packageCount: number;
  /** Play money, which no real total holds; a plan of play money alone has nothing but this. */
  readonly sandbox: boolean;
};

export type PlanReadiness = {
  /** Nothing is missing: the plan can be sent for approval. */
  readonly ready: boolean;
  /** By field of the plan form; `packages` for what is wrong with them together. */
  readonly plan: readonly FieldIssue[];
  readonly packages: readonly { readonly packageId: string; readonly issues: readonly PackageIssue[] }[];
  readonly totals: readonly CurrencyTotal[];
};

/** What is missing or wrong before anything can be sent: the pages show it, the submit refuses by it. */
export function planReadiness(campaign: Campaign, planned: readonly PlannedPackage[], now: Instant): PlanReadiness {
  const totals = currencyTotals(campaign, planned);
  const packages = planned
    .map((row) => ({ packageId: row.id, issues: packageIssues(row, campaign, now) }))
    .filter((row) => row.issues.length > 0);
  const plan = [...missingFields(campaign), ...draftIssues(draftOf(campaign), now), ...totalIssues(totals, planned)];
  return { ready: plan.length === 0 && packages.length === 0, plan, packages, totals };
}

function missingFields(campaign: Campaign): FieldIssue[] {
  const missing: FieldIssue[] = [];
  if (!campaign.brand) missing.push({ path: "brandId", message: "Choose the brand" });
  if (campaign.brief.trim() === "") missing.push({ path: "brief", message: "Write a brief for the sellers" });
  if (campaign.startAt === null) missing.push({ path: "startDay", message: "Choose the first day" });
  if (campaign.endAt === null) missing.push({ path: "endDay", message: "Choose the last day" });
  if (campaign.totalMicros === null) missing.push({ path: "totalMicros", message: "Enter the total" });
  if (campaign.poNumber.trim() === "") missing.push({ path: "poNumber", message: "Enter the PO number" });
  return missing;
}

function totalIssues(totals: readonly CurrencyTotal[], planned: readonly PlannedPackage[]): FieldIssue[] {
  if (planned.length === 0) return [{ path: "packages", message: "Choose products and add them as packages" }];
  const main = totals[0];
  if (!main?.offMicros) return [];
  return [{ path: "packages", message: offSentence(main) }];
}

type Budgeted = Pick<PlannedPackage, "currency" | "budgetMicros" | "sandbox">;

/**
 * The plan's currency first, then the others in the order of the alphabet. Play money stands behind, apart and held against no total;
 * a plan of play money alone is a rehearsal and is held against its total like a real one.
 */
export function currencyTotals(
  campaign: Pick<Campaign, "currency" | "totalMicros">,
  planned: readonly Budgeted[],
): CurrencyTotal[] {
  const real = planned.filter((row) => row.sandbox !== true);
  if (real.length === 0) return totalsOf(campaign, planned, planned.length > 0);
  const play = planned.filter((row) => row.sandbox === true);
  const aside = totalsOf({ ...campaign, totalMicros: null }, play, true).filter((total) => total.packageCount > 0);
  return [...totalsOf(campaign, real, false), ...aside];
}

function totalsOf(
  campaign: Pick<Campaign, "currency" | "totalMicros">,
  planned: readonly Budgeted[],
  sandbox: boolean,
): CurrencyTotal[] {
  const others = [...new Set(planned.map((row) => row.currency))].filter((currency) => currency !== campaign.currency);
  return [campaign.currency, ...others.sort()].map((currency) => {
    const rows = planned.filter((row) => row.currency === currency);
    const allocatedMicros = rows.reduce((total, row) => total + row.budgetMicros, 0n);
    const totalMicros = currency === campaign.currency ? campaign.totalMicros : null;
    const offMicros = totalMicros === null ? null : allocatedMicros - totalMicros;
    return { currency, allocatedMicros, totalMicros, offMicros, packageCount: rows.length, sandbox };
  });
}
