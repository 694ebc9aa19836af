import type { Db, Tx } from "../db/client";
import { planOfPatch } from "../domain/approval/plan-patch";
import { DomainError } from "../domain/errors";
import type { Actor } from "../domain/permissions";
import { type CampaignWish, planWish, type SteeredBuy, type WishPlan } from "../domain/steering/campaign-wish";
import type { Ports } from "../ports";
import { getCampaign } from "../repositories/campaigns";
import { notifyChange } from "../seller-calls/progress";
import { type LoadedMediaBuy, loadEditables } from "./editable-media-buy";
import { signatureOfShown } from "./shown-signature";
import { type PlannedChange, ruleFor, stageChangeSet, whyNotEditable } from "./stage-change-set";
import type { ChangeSetOutcome } from "./submit-campaign";

export type CampaignEditPreview = {
  readonly plan: WishPlan;
  readonly buys: readonly LoadedMediaBuy[];
  readonly changes: readonly PlannedChange[];
  /** Why an approver is asked first, or null. */
  readonly rule: string | null;
  /** Of everything shown; staging refuses when it is no longer the same. */
  readonly signature: string;
  readonly title: string;
};

/** What a wish does to the campaign's media buys now, buy by buy. NOT_FOUND, also for another organisation's campaign. */
export async function previewCampaignEdit(
  db: Db | Tx,
  ports: Pick<Ports, "clock">,
  organisationId: string,
  asked: { readonly campaignId: string; readonly wish: CampaignWish },
): Promise<CampaignEditPreview> {
  const { campaignId, wish } = asked;
  const campaign = await getCampaign(db, organisationId, campaignId);
  const now = ports.clock();
  const buys = (await loadEditables(db, organisationId, { campaignId })).filter(({ row }) => row.archivedAt === null);
  const byId = new Map(buys.map((one) => [one.row.id, one]));
  const plan = planWish(buys.map(steered), wish, now);
  const changes = plan.changes.flatMap(({ mediaBuyId, patch }) => {
    const loaded = byId.get(mediaBuyId);
    return loaded ? [{ loaded, plan: planOfPatch(patch, loaded.editable.values) }] : [];
  });
  return {
    plan,
    buys,
    changes,
    rule: await ruleFor(db, organisationId, changes, now),
    signature: signatureOf(changes),
    title: titleOf(wish, campaign.name),
  };
}

export function steered(loaded: LoadedMediaBuy): SteeredBuy {
  const { row, editable } = loaded;
  return { id: row.id, name: row.name, buy: editable, over: whyNotEditable(loaded), sandbox: row.sandbox };
}

/** `signature`: of the preview as shown. */
export type CampaignEdit = {
  readonly campaignId: string;
  readonly wish: CampaignWish;
  readonly signature: string;
  readonly reason: string;
};

/**
 * One change set over every media buy that the wish touches; each is sent, verified and retried on its own. INVALID_INPUT with every
 * issue at its field, STALE_REVISION when it would do something else than was shown.
 */
export async function stageCampaignEdit(ports: Ports, actor: Actor, edit: CampaignEdit): Promise<ChangeSetOutcome> {
  const outcome = await ports.inTransaction(async (tx) => {
    const preview = await previewCampaignEdit(tx, ports, actor.organisationId, edit);
    const { issues } = preview.plan;
    if (issues[0]) throw new DomainError("INVALID_INPUT", issues[0].message, issues);
    if (preview.changes.length === 0) throw new DomainError("INVALID_INPUT", "No media buy would change");
    if (preview.signature !== edit.signature) {
      throw new DomainError("STALE_REVISION", "The media buys changed since this was shown; look at it again");
    }
    const { campaignId, reason } = edit;
    return stageChangeSet(tx, ports, actor, { campaignId, title: preview.title, reason, changes: preview.changes });
  });
  if (outcome.state !== "in_review") ports.wakeWorker();
  notifyChange(outcome.changeSetId);
  return outcome;
}

/** Of what is sent and what it was based on. */
function signatureOf(changes: readonly PlannedChange[]): string {
  const shown = changes.map(({ loaded, plan }) => [loaded.row.id, plan.patch, plan.inverse]);
  return signatureOfShown(shown);
}

function titleOf(wish: CampaignWish, name: string): string {
  if (wish.kind === "total") return `New budget of ${name}`;
  if (wish.kind === "move") return `Move budget within ${name}`;
  return wish.kind === "pause" ? `Pause ${name}` : `Resume ${name}`;
}
