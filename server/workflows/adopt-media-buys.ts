import type { Tx } from "../db/client";
import type { FoundChoice } from "../domain/adopt/found-filter";
import { type Grouping, mostPerCampaign } from "../domain/adopt/grouping";
import { DomainError, notFound } from "../domain/errors";
import type { Actor } from "../domain/permissions";
import type { Ports } from "../ports";
import { enqueueJob } from "../queue/jobs";
import { latestScan } from "../repositories/account-scans";
import { insertAdoption, latestAdoption } from "../repositories/adoptions";
import { recordAudit } from "../repositories/audit";
import { getCampaign } from "../repositories/campaigns";
import { markChosen } from "../repositories/found-lists";

export type TakeOver = {
  readonly accountId: string;
  readonly choice: FoundChoice;
  readonly grouping: Grouping;
};

/**
 * Chooses media buys made elsewhere and begins to take them over, in chunks by jobs. What matches is decided here, once, on the rows
 * themselves. INVALID_TRANSITION while the account is read or others are taken over; INVALID_INPUT when nothing is left to take.
 */
export async function takeOverMediaBuys(
  ports: Ports,
  actor: Actor,
  { accountId, choice, grouping }: TakeOver,
): Promise<{ readonly adoptionId: string }> {
  const { organisationId, userId: startedById, name: startedByName } = actor;
  const outcome = await ports.inTransaction(async (tx) => {
    const at = ports.clock();
    const account = await tx.account.findFirst({
      where: { id: accountId, organisationId, salesAgent: { removedAt: null } },
      include: { salesAgent: { select: { name: true } } },
    });
    if (!account) throw notFound("The account");
    await refuseWhileBusy(tx, organisationId, accountId);
    if (grouping.kind === "campaign") await refusePutAway(tx, organisationId, grouping.campaignId);
    const id = ports.newId();
    const chosen = await markChosen(tx, { organisationId, accountId }, choice, id);
    if (grouping.kind === "campaign") await refuseTooMany(tx, organisationId, grouping.campaignId, chosen);
    if (chosen === 0) throw new DomainError("INVALID_INPUT", "None of the chosen media buys can be taken over");
    const counts = { chosen, done: 0, skipped: 0, campaigns: 0, errorMessage: null };
    const { salesAgentId } = account;
    const place = { organisationId, salesAgentId, accountId };
    const by = { startedById, startedByName, startedAt: at, finishedAt: null };
    await insertAdoption(tx, { id, ...place, state: "running", grouping, ...counts, ...by });
    await recordAudit(tx, ports.newId(), {
      at,
      by: actor,
      action: "account.take_over_started",
      subjectType: "account",
      subjectId: accountId,
      summary: `Chose ${chosen} ${chosen === 1 ? "media buy" : "media buys"} made elsewhere at ${account.salesAgent.name} to take over`,
      after: { adoption: id, chosen, grouping: grouping.kind },
    });
    const lane = `adopt:${salesAgentId}`;
    await enqueueJob(tx, {
      id: ports.newId(),
      organisationId,
      kind: "adopt_media_buys",
      subjectId: id,
      lane,
      dueAt: at,
      at,
    });
    return { adoptionId: id };
  });
  ports.wakeWorker();
  return outcome;
}

async function refuseWhileBusy(tx: Tx, organisationId: string, accountId: string): Promise<void> {
  if ((await latestScan(tx, organisationId, accountId))?.state === "running") {
    throw new DomainError("INVALID_TRANSITION", "The account is still being read; take over after that or stop it");
  }
  if ((await latestAdoption(tx, organisationId, accountId))?.state === "running") {
    throw new DomainError("INVALID_TRANSITION", "Media buys of this account are being taken over already");
  }
}

async function refusePutAway(tx: Tx, organisationId: string, campaignId: string): Promise<void> {
  const campaign = await getCampaign(tx, organisationId, campaignId);
  if (campaign.archivedAt !== null) throw new DomainError("INVALID_TRANSITION", "This campaign was put away");
}

async function refuseTooMany(tx: Tx, organisationId: string, campaignId: string, chosen: number): Promise<void> {
  const there = await tx.mediaBuy.count({ where: { organisationId, campaignId } });
  if (there + chosen <= mostPerCampaign) return;
  const room = Math.max(0, mostPerCampaign - there);
  const message = `A campaign holds at most ${mostPerCampaign} media buys and this one has room for ${room} more; group them by PO number or brand`;
  throw new DomainError("INVALID_INPUT", message);
}
