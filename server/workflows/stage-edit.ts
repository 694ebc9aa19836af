import { crashPoint } from "../crash-point";
import type { Tx } from "../db/client";
import { describeEdit } from "../domain/approval/describe-edit";
import { describeField, patchFields, splitField } from "../domain/approval/patch-fields";
import { type EditPlan, type MediaBuyEdit, planEdit } from "../domain/approval/plan-edit";
import { approvalRule, rollingWindowDays } from "../domain/approval/policy";
import { decodePatch } from "../domain/change/stored-json";
import { DomainError } from "../domain/errors";
import { isTerminalSellerStatus } from "../domain/media-buy/status";
import { type Actor, can } from "../domain/permissions";
import { addMillis, type Instant } from "../domain/time";
import type { Ports } from "../ports";
import { recordAudit } from "../repositories/audit";
import {
  approvalLimitOf,
  changeSetState,
  insertChangeSet,
  listOpenEdits,
  raisedWithoutApproval,
} from "../repositories/change-sets";
import { hasOpenChange } from "../repositories/changes";
import { saveMediaBuy } from "../repositories/media-buys";
import { notifyChange } from "../seller-calls/progress";
import { releaseChange } from "../seller-calls/release-change";
import { type LoadedMediaBuy, loadEditable } from "./editable-media-buy";
import { freezeEdit } from "./freeze-edit";
import type { ChangeSetOutcome } from "./submit-campaign";

/** `revision`: the media buy as shown. */
export type StagedEdit = MediaBuyEdit & {
  readonly mediaBuyId: string;
  readonly revision: number;
  readonly reason: string;
};

/**
 * Stages an edit of one media buy: only the fields that differ, frozen with the seller's ids. It goes straight to
 * the seller unless policy wants an approver. INVALID_INPUT with every issue at its field, STALE_REVISION, NOT_ALLOWED.
 */
export async function stageEdit(ports: Ports, actor: Actor, edit: StagedEdit): Promise<ChangeSetOutcome> {
  const outcome = await ports.inTransaction((tx) => stage(tx, ports, actor, edit));
  crashPoint("after-commit-before-send");
  if (outcome.state !== "in_review") ports.wakeWorker();
  notifyChange(outcome.changeSetId);
  return outcome;
}

async function stage(tx: Tx, ports: Ports, actor: Actor, edit: StagedEdit): Promise<ChangeSetOutcome> {
  const at = ports.clock();
  const { organisationId, userId, role } = actor;
  const wanted = Object.values(edit.packages).flatMap((one) => one.creativeIds ?? []);
  const loaded = await loadEditable(tx, organisationId, edit.mediaBuyId, wanted);
  refuseIfNotEditable(loaded, edit);
  const plan = planEdit(loaded.editable, edit, at);
  const first = plan.issues[0];
  if (first) throw new DomainError("INVALID_INPUT", first.message, plan.issues);
  if (Object.keys(plan.patch).length === 0)
    throw new DomainError("INVALID_INPUT", "Nothing differs from what it is now");
  if (!plan.onlyPause && !can(role, "media_buy:edit")) {
    throw new DomainError("NOT_ALLOWED", `Your role (${role}) may pause and resume, not edit`);
  }
  await refuseSameFieldTwice(tx, organisationId, edit.mediaBuyId, plan, loaded);

  const rule = await ruleFor(tx, loaded, plan, at);
  const revision = await revisionFor(tx, loaded, plan, rule);
  const { request, change } = await freezeEdit(tx, ports, loaded, plan, revision);
  const [changeSetId, changeId] = [ports.newId(), ports.newId()];
  const { row } = loaded;
  const set = {
    id: changeSetId,
    organisationId,
    campaignId: row.campaignId,
    title: describeEdit(row.name, loaded.editable, plan.patch),
    kind: "edit",
    state: rule === null ? "approved" : "in_review",
    reason: edit.reason,
    authorId: userId,
    at,
  } as const;
  await insertChangeSet(tx, set, [{ ...change, id: changeId, request }]);
  await recordAudit(tx, ports.newId(), {
    at,
    by: actor,
    action: rule === null ? "change_set.staged" : "change_set.submitted",
    subjectType: "media_buy",
    subjectId: row.id,
    campaignId: row.campaignId,
    mediaBuyId: row.id,
    summary: rule === null ? set.title : `${set.title}: ${rule}`,
    before: plan.inverse,
    after: plan.patch,
  });
  if (rule === null) await releaseChange(tx, ports, changeId);
  else await saveMediaBuy(tx, { organisationId, mediaBuyId: row.id, at }, {});
  crashPoint("before-stage-commit");
  return { changeSetId, state: await changeSetState(tx, organisationId, changeSetId) };
}

function refuseIfNotEditable({ row }: LoadedMediaBuy, edit: StagedEdit): void {
  if (row.revision !== edit.revision) {
    throw new DomainError("STALE_REVISION", "This media buy changed since it was shown; look at it again");
  }
  if (row.sellerMediaBuyId === null) {
    throw new DomainError("INVALID_TRANSITION", "The seller does not know this media buy yet");
  }
  if (row.archivedAt !== null || isTerminalSellerStatus(row.sellerStatus)) {
    throw new DomainError("INVALID_TRANSITION", "This media buy is over; nothing of it can change");
  }
}

/** A field that still waits, or is on its way, cannot be asked for a second time: the two would overwrite each other. */
async function refuseSameFieldTwice(
  tx: Tx,
  organisationId: string,
  mediaBuyId: string,
  plan: EditPlan,
  { editable }: LoadedMediaBuy,
): Promise<void> {
  const wanted = new Set(patchFields(plan.patch).map((one) => one.field));
  for (const open of await listOpenEdits(tx, organisationId, mediaBuyId)) {
    const twice = patchFields(decodePatch(open.patch)).find((one) => wanted.has(one.field));
    if (!twice) continue;
    const { packageId, name } = splitField(twice.field);
    const { label } = describeField(name);
    const owner = packageId === null ? "" : ` of ${editable.packages.get(packageId)?.name ?? "a package"}`;
    const where = open.state === "in_review" ? "waits for an approver" : "is on its way to the seller";
    const message = `${label}${owner} is already part of “${open.title}”, which ${where}`;
    throw new DomainError("INVALID_TRANSITION", message, [{ path: twice.field, message }]);
  }
}

/** The seller's revision, unless a change of ours that is under way may move it first (an approval waits for those). */
async function revisionFor(tx: Tx, { row }: LoadedMediaBuy, plan: EditPlan, rule: string | null) {
  if (plan.onlyPause) return null;
  const underWay = rule === null && (await hasOpenChange(tx, row.organisationId, row.id));
  return underWay ? null : row.sellerRevision;
}

async function ruleFor(tx: Tx, { row, editable }: LoadedMediaBuy, plan: EditPlan, at: Instant) {
  const { organisationId, campaignId, currency } = row;
  const live = row.packages.filter((one) => one.canceledAt === null);
  const limit = await approvalLimitOf(tx, organisationId);
  const since = addMillis(at, -rollingWindowDays * 86_400_000);
  return approvalRule(
    {
      kind: "edit",
      currency,
      beforeMicros: live.reduce((total, one) => total + one.budgetMicros, 0n),
      addedMicros: plan.deltaMicros,
      recentMicros: await raisedWithoutApproval(tx, organisationId, { campaignId, currency, since }),
      endBefore: editable.values.endAt,
      endAfter: plan.patch.endAt ?? null,
      timeZone: editable.timeZone,
    },
    limit,
  );
}
