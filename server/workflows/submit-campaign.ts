import { crashPoint } from "../crash-point";
import type { Tx } from "../db/client";
import { approvalRule } from "../domain/approval/policy";
import { type PlannedMediaBuy, planMediaBuys } from "../domain/campaign/plan-media-buys";
import { DomainError } from "../domain/errors";
import { formatMoney, money } from "../domain/money";
import type { Actor } from "../domain/permissions";
import type { Instant } from "../domain/time";
import type { Ports } from "../ports";
import { recordAudit } from "../repositories/audit";
import { loadPlan } from "../repositories/campaign-plans";
import { saveCampaign, staleCampaign } from "../repositories/campaigns";
import { insertChangeSet, type NewChange } from "../repositories/change-sets";
import { insertMediaBuy, saveMediaBuys } from "../repositories/media-buys";
import type { RequestExtras } from "../sales-agents/update-intent";
import { accountRefOf } from "../seller-calls/endpoints";
import { notifyChange } from "../seller-calls/progress";
import { type Freezer, freezers } from "./freeze-requests";
import { webhookExtras } from "./webhook-extras";

export type Submission = { readonly campaignId: string; readonly revision: number; readonly reason: string };
export type ChangeSetOutcome = { readonly changeSetId: string; readonly state: string };

/**
 * Sends a planned campaign for approval: campaign, media buys and one change set with the frozen request of each, in one
 * transaction; nothing leaves. INVALID_INPUT with every issue, INVALID_TRANSITION when it was sent before, STALE_REVISION when
 * the plan moved since it was shown.
 */
export async function submitCampaign(ports: Ports, actor: Actor, submission: Submission): Promise<ChangeSetOutcome> {
  const outcome = await ports.inTransaction((tx) => submit(tx, ports, actor, submission));
  notifyChange(outcome.changeSetId);
  return outcome;
}

async function submit(tx: Tx, ports: Ports, actor: Actor, submission: Submission): Promise<ChangeSetOutcome> {
  const at = ports.clock();
  const { organisationId, userId } = actor;
  const source = await loadPlan(tx, organisationId, submission.campaignId);
  const { campaign } = source;
  if (campaign.state !== "draft") {
    throw new DomainError("INVALID_TRANSITION", "This campaign was sent for approval already");
  }
  if (campaign.revision !== submission.revision) throw staleCampaign();
  const plan = planMediaBuys(source, at);
  const blocking = plan.issues.filter((issue) => issue.level === "blocking");
  const first = blocking[0];
  if (first) {
    const unsupported = blocking.every((issue) => issue.rule === "UNSUPPORTED_FEATURE");
    throw new DomainError(unsupported ? "UNSUPPORTED_FEATURE" : "INVALID_INPUT", first.message, blocking);
  }

  refuseOwnSignature(plan.mediaBuys, userId);
  const agents = plan.mediaBuys.map((buy) => buy.seller.id);
  const freezer = await freezers(tx, ports, organisationId, agents);
  const ids = plan.mediaBuys.map(() => ports.newId());
  const changeSetId = ports.newId();
  await saveCampaign(tx, { ...campaign, state: "in_review" }, at);
  const changes: NewChange[] = [];
  for (const [index, buy] of plan.mediaBuys.entries()) {
    const mediaBuyId = ids[index] ?? ports.newId();
    await takePackages(tx, actor, campaign, buy, mediaBuyId, at);
    const changeId = ports.newId();
    const { id: salesAgentId } = buy.seller;
    const of = { organisationId, salesAgentId, accountId: buy.account?.id ?? null, mediaBuyId, changeId };
    const reports = buy.intent?.reportingWebhook !== undefined;
    const extras = await webhookExtras(tx, ports, of, reports);
    changes.push(createChange(changeId, mediaBuyId, buy, freezer(salesAgentId), extras));
  }
  const title = `Buy ${campaign.name}`;
  await insertChangeSet(
    tx,
    {
      id: changeSetId,
      organisationId,
      campaignId: campaign.id,
      title,
      kind: "create",
      state: "in_review",
      reason: submission.reason,
      authorId: userId,
      rule: approvalRule({ kind: "create" }, null),
      at,
    },
    changes,
  );
  await saveMediaBuys(
    tx,
    ids.map((mediaBuyId) => ({ key: { organisationId, mediaBuyId, at }, change: {} })),
  );
  await recordAudit(tx, ports.newId(), {
    at,
    by: actor,
    action: "change_set.submitted",
    subjectType: "change_set",
    subjectId: changeSetId,
    campaignId: campaign.id,
    summary: `Sent “${campaign.name}” for approval: ${describe(plan.mediaBuys)}`,
    before: { state: "draft" },
    after: { state: "in_review", reason: submission.reason, mediaBuys: ids },
  });
  crashPoint("before-submit-commit");
  return { changeSetId, state: "in_review" };
}

/** Four eyes: who signed for the terms does not send the order as well. */
function refuseOwnSignature(buys: readonly PlannedMediaBuy[], userId: string): void {
  const own = buys.find((buy) => buy.proposal?.acceptance?.byUserId === userId);
  if (!own) return;
  const message = `You signed the insertion order of ${own.seller.name}; somebody else has to send this campaign`;
  throw new DomainError("SELF_APPROVAL", message);
}

/** The buy takes its planned packages over; one taken meanwhile, or changed, refuses all. */
async function takePackages(
  tx: Tx,
  { organisationId }: Actor,
  campaign: {
    readonly id: string;
    readonly poNumber: string;
    readonly startAt: Instant | null;
    readonly endAt: Instant | null;
  },
  buy: PlannedMediaBuy,
  mediaBuyId: string,
  at: Instant,
): Promise<void> {
  await insertMediaBuy(tx, {
    id: mediaBuyId,
    organisationId,
    campaignId: campaign.id,
    salesAgentId: buy.seller.id,
    accountId: buy.account?.id ?? null,
    currency: buy.currency,
    name: buy.name,
    poNumber: campaign.poNumber,
    startAt: campaign.startAt,
    endAt: campaign.endAt,
    totalMicros: buy.totalMicros,
    sandbox: buy.sandbox,
    at,
  });
  const { count } = await tx.package.updateMany({
    where: { organisationId, id: { in: buy.packages.map((planned) => planned.id) }, mediaBuyId: null },
    data: { mediaBuyId, updatedAt: new Date(at) },
  });
  if (count !== buy.packages.length) throw staleCampaign();
}

function createChange(
  id: string,
  mediaBuyId: string,
  buy: PlannedMediaBuy,
  freezer: Freezer | null,
  extras: RequestExtras,
): NewChange {
  const { intent, account, seller, currency, totalMicros } = buy;
  if (intent === null || account === null || freezer === null) {
    throw new DomainError(
      "INVALID_INPUT",
      `${buy.name} cannot be sent: its seller, account, brand or flight is missing`,
    );
  }
  return {
    id,
    mediaBuyId,
    salesAgentId: seller.id,
    accountId: account.id,
    patch: intent,
    base: {},
    inverse: null,
    request: freezer.freezeCreate(accountRefOf(account), intent, extras),
    baseRevision: null,
    currency,
    deltaMicros: totalMicros,
  };
}

function describe(buys: readonly PlannedMediaBuy[]): string {
  const list = buys.map((buy) => `${buy.seller.name} ${formatMoney(money(buy.totalMicros, buy.currency))}`);
  return `${buys.length} media ${buys.length === 1 ? "buy" : "buys"} (${list.join(", ")})`;
}
