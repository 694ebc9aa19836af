import type { Tx } from "../db/client";
import {
  type Campaign,
  type CampaignDraft,
  type CampaignPatch,
  draftOf,
  isEditable,
  patchDraft,
  withDraft,
} from "../domain/campaign/campaign";
import { patchIssues } from "../domain/campaign/draft-issues";
import { moveFlight } from "../domain/campaign/package-plan";
import { DomainError } from "../domain/errors";
import type { Actor } from "../domain/permissions";
import type { Ports } from "../ports";
import { recordAudit } from "../repositories/audit";
import { getBrand } from "../repositories/brands";
import { getCampaign, refuseTakenBuyerRef, saveCampaign, staleCampaign } from "../repositories/campaigns";
import { listPackages, savePackages } from "../repositories/packages";
import { refuseUnknownAgents } from "../repositories/product-searches";
import { followBrand } from "./campaign-accounts";

export type SaveDraft = { readonly campaignId: string; readonly revision: number; readonly patch: CampaignPatch };
export type SavedDraft = { readonly revision: number; readonly updatedAt: string };

/**
 * Saves the edited fields of a plan. Fields may still be missing; what is given must be usable (INVALID_INPUT with an issue per
 * field, nothing written). STALE_REVISION when somebody else saved first.
 */
export function saveCampaignDraft(ports: Ports, actor: Actor, input: SaveDraft): Promise<SavedDraft> {
  return ports.inTransaction(async (tx) => {
    const at = ports.clock();
    const campaign = await getCampaign(tx, actor.organisationId, input.campaignId);
    refuseLocked(campaign);
    if (campaign.revision !== input.revision) throw staleCampaign();
    const before = draftOf(campaign);
    const draft = patchDraft(before, input.patch);
    const issues = patchIssues(draft, input.patch, at);
    if (issues.length > 0) throw new DomainError("INVALID_INPUT", issues[0]?.message ?? "Not usable", issues);
    const changed = changedFields(before, draft);
    if (changed.length === 0) return { revision: campaign.revision, updatedAt: campaign.updatedAt };
    const saved = await write(tx, ports, campaign, draft, at);
    await recordAudit(tx, ports.newId(), {
      at,
      by: actor,
      action: "campaign.edited",
      subjectType: "campaign",
      subjectId: campaign.id,
      campaignId: campaign.id,
      summary: `Edited the plan of ${saved.name}`,
      before: pick(before, changed),
      after: pick(draft, changed),
    });
    return { revision: saved.revision, updatedAt: at };
  });
}

async function write(
  tx: Tx,
  ports: Pick<Ports, "clock" | "newId">,
  campaign: Campaign,
  draft: CampaignDraft,
  at: string,
): Promise<Campaign> {
  const { organisationId } = campaign;
  const kept = draft.brandId === (campaign.brand?.id ?? null);
  const brand = kept || draft.brandId === null ? campaign.brand : await getBrand(tx, organisationId, draft.brandId);
  const next = withDraft(campaign, draft, draft.brandId === null ? null : brand);
  if (next.buyerRef !== campaign.buyerRef) await refuseTakenBuyerRef(tx, next);
  if (draft.salesAgentIds !== null) await refuseUnknownAgents(tx, organisationId, draft.salesAgentIds);
  if (next.timeZone !== campaign.timeZone) await keepPackageDays(tx, campaign, next.timeZone, at);
  if (next.brand?.id !== campaign.brand?.id) await followBrand(tx, ports, next);
  return saveCampaign(tx, next, at);
}

/** The days people typed stay the same days in another zone; the instants move. */
async function keepPackageDays(tx: Tx, campaign: Campaign, timeZone: string, at: string): Promise<void> {
  const planned = await listPackages(tx, campaign.organisationId, campaign.id);
  const own = planned.filter((row) => row.mediaBuyId === null && (row.startAt !== null || row.endAt !== null));
  await savePackages(
    tx,
    campaign.organisationId,
    own.map((row) => moveFlight(row, campaign.timeZone, timeZone)),
    at,
  );
}

/** INVALID_TRANSITION once the plan has been sent: from then on its media buys are edited. */
export function refuseLocked(campaign: Campaign): void {
  if (isEditable(campaign)) return;
  throw new DomainError("INVALID_TRANSITION", "This plan was sent; edit its media buys instead");
}

function changedFields(before: CampaignDraft, after: CampaignDraft): (keyof CampaignDraft)[] {
  const fields = Object.keys(after) as (keyof CampaignDraft)[];
  return fields.filter((field) => String(before[field]) !== String(after[field]));
}

function pick(draft: CampaignDraft, fields: readonly (keyof CampaignDraft)[]): Record<string, unknown> {
  return Object.fromEntries(fields.map((field) => [field, draft[field]]));
}
