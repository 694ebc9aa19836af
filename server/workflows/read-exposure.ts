import type { CapCheck } from "../domain/exposure/caps";
import type { Actor } from "../domain/permissions";
import type { Ports } from "../ports";
import { type DecidedRow, type ExposureRow, exposureIn, type Ledger, readLedger } from "../repositories/exposure";
import { listSpendCaps, type SpendCap } from "../repositories/spend-caps";
import {
  type CampaignPlan,
  campaignPlan,
  campaignPlans,
  type LimitChange,
  limitHistory,
  type OrganisationLimits,
  readOrganisationLimits,
  waitingChangeIds,
} from "../repositories/spend-limits";
import { capChecks, kindsOf } from "../seller-calls/refuse-over-cap";

type Reader = Pick<Ports, "db" | "clock">;
type Seen = { readonly caps: readonly SpendCap[]; readonly history: readonly LimitChange[] };

export type CampaignExposure = Seen & { readonly campaign: CampaignPlan; readonly rows: readonly ExposureRow[] };
export type OrganisationExposure = Seen & {
  readonly limits: OrganisationLimits;
  readonly rows: readonly ExposureRow[];
  /** The campaigns that have caps of their own. */
  readonly campaigns: readonly CampaignPlan[];
};

/** What a campaign may come to spend, per currency, and its caps. NOT_FOUND. */
export async function readCampaignExposure(
  { db, clock }: Reader,
  { organisationId }: Actor,
  campaignId: string,
): Promise<CampaignExposure> {
  const campaign = await campaignPlan(db, organisationId, campaignId);
  const { rows } = await readLedger(db, organisationId, clock(), { campaignIds: [campaignId] });
  return {
    campaign,
    rows: rows.filter((row) => row.campaignId === campaignId),
    caps: (await listSpendCaps(db, organisationId)).filter((cap) => cap.campaignId === campaignId),
    history: await limitHistory(db, organisationId, campaignId),
  };
}

/** What the organisation may come to spend, per currency, and every cap. */
export async function readOrganisationExposure(
  { db, clock }: Reader,
  { organisationId }: Actor,
): Promise<OrganisationExposure> {
  const limits = await readOrganisationLimits(db, organisationId);
  const caps = await listSpendCaps(db, organisationId);
  const ids = caps.flatMap(({ campaignId }) => (campaignId === null ? [] : [campaignId]));
  const { rows } = await readLedger(db, organisationId, clock(), { campaignIds: ids });
  return {
    limits,
    rows,
    caps,
    campaigns: await campaignPlans(db, organisationId, ids),
    history: await limitHistory(db, organisationId, null),
  };
}

/** What approving the waiting changes of a set would come to, against every limit. NOT_FOUND. */
export async function checkChangeSet(
  { db, clock }: Reader,
  { organisationId }: Actor,
  changeSetId: string,
): Promise<readonly CapCheck[]> {
  const changeIds = await waitingChangeIds(db, organisationId, changeSetId);
  const ledger = await readLedger(db, organisationId, clock(), { deciding: changeIds });
  return againstLimits({ db, clock }, organisationId, ledger);
}

/** What a plan would come to once it was approved. `deciding`: a row for each media buy to be. */
export async function checkPlan(
  { db, clock }: Reader,
  organisationId: string,
  deciding: readonly DecidedRow[],
): Promise<readonly CapCheck[]> {
  const campaignIds = [...new Set(deciding.map(({ campaignId }) => campaignId))];
  const { rows } = await readLedger(db, organisationId, clock(), { campaignIds });
  return againstLimits({ db, clock }, organisationId, { rows, deciding });
}

async function againstLimits({ db }: Reader, organisationId: string, ledger: Ledger): Promise<readonly CapCheck[]> {
  const caps = await listSpendCaps(db, organisationId);
  const ids = [...new Set(ledger.deciding.map(({ campaignId }) => campaignId))];
  const plans = await campaignPlans(db, organisationId, ids);
  return [...plans.flatMap((plan) => totalChecks(ledger, plan)), ...capChecks(ledger, caps)];
}

function totalChecks({ rows, deciding }: Ledger, plan: CampaignPlan): readonly CapCheck[] {
  const { id: campaignId, currency, totalMicros: limitMicros } = plan;
  if (limitMicros === null) return [];
  const mine = deciding.filter((one) => one.campaignId === campaignId && one.currency === currency);
  return kindsOf(mine).map(({ sandbox }) => ({
    scope: "campaign_total" as const,
    currency,
    sandbox,
    limitMicros,
    parts: exposureIn(rows, { campaignId, currency, sandbox }),
    addedMicros: mine.filter((one) => one.sandbox === sandbox).reduce((sum, one) => sum + one.addedMicros, 0n),
  }));
}
