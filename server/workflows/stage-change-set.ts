import type { Db, Tx } from "../db/client";
import { describeField, patchFields, splitField } from "../domain/approval/patch-fields";
import type { EditPlan } from "../domain/approval/plan-edit";
import { approvalRule, rollingWindowDays } from "../domain/approval/policy";
import { decodePatch } from "../domain/change/stored-json";
import { DomainError, type FieldIssue } from "../domain/errors";
import { isTerminalSellerStatus } from "../domain/media-buy/status";
import { type Actor, can } from "../domain/permissions";
import { addMillis, type Instant } from "../domain/time";
import type { Ports } from "../ports";
import { type AuditEntry, recordAudits, systemActor } from "../repositories/audit";
import {
  approvalLimitOf,
  insertChangeSet,
  listOpenEdits,
  type OpenChange,
  raisedWithoutApproval,
} from "../repositories/change-sets";
import { hasOpenChange } from "../repositories/changes";
import { saveMediaBuys } from "../repositories/media-buys";
import { type NewEdit, sendNewEdits } from "../seller-calls/release-change";
import type { LoadedMediaBuy } from "./editable-media-buy";
import { editPlaces, type FrozenEdit, freezeEdit } from "./freeze-edit";
import type { ChangeSetOutcome } from "./submit-campaign";

/** What one media buy of the set is to become. */
export type PlannedChange = { readonly loaded: LoadedMediaBuy; readonly plan: EditPlan };
export type PlannedChangeSet = {
  /** null: over several campaigns. */
  readonly campaignId: string | null;
  readonly title: string;
  readonly reason: string;
  /** The change set that this one takes back. */
  readonly undoesId?: string;
  /** One a media buy. */
  readonly changes: readonly PlannedChange[];
};

/**
 * Every edit of bought media goes this way, one buy or many: checked, frozen with the sellers' ids, written with its inverse and its
 * audit rows; straight to the sellers, or to an approver when policy wants one for any of its changes (then nothing of it goes out).
 * Call `ports.wakeWorker()` after the commit. INVALID_INPUT with every issue at its field, INVALID_TRANSITION, NOT_ALLOWED.
 */
export async function stageChangeSet(
  tx: Tx,
  ports: Ports,
  actor: Actor,
  set: PlannedChangeSet,
): Promise<ChangeSetOutcome> {
  const at = ports.clock();
  const { organisationId } = actor;
  refuseIfNotSendable(set.changes, actor);
  await refuseSameFieldTwice(tx, organisationId, set.changes);
  const rule = await ruleFor(tx, organisationId, set.changes, at);
  const changes = await frozenChanges(tx, ports, organisationId, set.changes, rule);
  const changeSetId = ports.newId();
  const { campaignId, title, reason, undoesId } = set;
  const state = rule === null ? "applying" : "in_review";
  await insertChangeSet(
    tx,
    {
      id: changeSetId,
      organisationId,
      campaignId,
      title,
      kind: "edit",
      state,
      reason,
      authorId: actor.userId,
      rule,
      undoesId: undoesId ?? null,
      at,
    },
    changes.map(({ row: _, ...change }) => change),
  );
  await recordChanges(tx, ports, actor, set, rule === null ? { changeSetId, changes } : { rule });
  if (rule === null) await sendNewEdits(tx, ports, organisationId, changes);
  else {
    const keys = changes.map(({ mediaBuyId }) => ({ organisationId, mediaBuyId, at }));
    await saveMediaBuys(
      tx,
      keys.map((key) => ({ key, change: {} })),
    );
  }
  return { changeSetId, state };
}

/** Each with the exact bytes that will be sent. */
async function frozenChanges(
  tx: Tx,
  ports: Ports,
  organisationId: string,
  planned: readonly PlannedChange[],
  rule: string | null,
): Promise<readonly FrozenChange[]> {
  const placeOf = await editPlaces(
    tx,
    ports,
    organisationId,
    planned.map(({ loaded }) => loaded),
  );
  const changes: FrozenChange[] = [];
  for (const { loaded, plan } of planned) {
    const revision = await revisionFor(tx, loaded, plan, rule);
    const id = ports.newId();
    const { request, change } = await freezeEdit(tx, ports, loaded, plan, revision, id, placeOf(loaded));
    changes.push({ ...change, id, request, row: loaded.row });
  }
  return changes;
}

type FrozenChange = FrozenEdit["change"] & NewEdit;

/** Why nothing of a media buy can change any more or yet, or null. */
export function whyNotEditable({ row }: LoadedMediaBuy): string | null {
  if (row.sellerMediaBuyId === null) return "The seller does not know this media buy yet";
  if (row.archivedAt !== null || isTerminalSellerStatus(row.sellerStatus)) {
    return "This media buy is over; nothing of it can change";
  }
  return null;
}

function refuseIfNotSendable(changes: readonly PlannedChange[], actor: Actor): void {
  for (const { loaded } of changes) {
    const why = whyNotEditable(loaded);
    if (why !== null)
      throw new DomainError("INVALID_TRANSITION", changes.length > 1 ? `${loaded.row.name}: ${why}` : why);
  }
  const issues = changes.flatMap(({ loaded, plan }) => issuesOf(loaded, plan, changes.length > 1));
  const [first] = issues;
  if (first) throw new DomainError("INVALID_INPUT", first.message, issues);
  if (changes.length === 0 || changes.some(({ plan }) => Object.keys(plan.patch).length === 0)) {
    throw new DomainError("INVALID_INPUT", "Nothing differs from what it is now");
  }
  if (!changes.every(({ plan }) => plan.onlyPause) && !can(actor.role, "media_buy:edit")) {
    throw new DomainError("NOT_ALLOWED", `Your role (${actor.role}) may pause and resume, not edit`);
  }
}

/** With several buys an issue of the buy itself is found under `mediaBuys.<id>`; package paths are unique as they are. */
function issuesOf({ row }: LoadedMediaBuy, plan: EditPlan, several: boolean): readonly FieldIssue[] {
  if (!several) return plan.issues;
  return plan.issues.map(({ path, message }) => ({
    path: path.startsWith("packages.") ? path : `mediaBuys.${row.id}.${path}`,
    message: `${row.name}: ${message}`,
  }));
}

/** A field that still waits, or is on its way, cannot be asked for a second time: the two would overwrite each other. */
async function refuseSameFieldTwice(tx: Tx, organisationId: string, changes: readonly PlannedChange[]): Promise<void> {
  const byId = new Map(changes.map((change) => [change.loaded.row.id, change]));
  for (const open of await listOpenEdits(tx, organisationId, [...byId.keys()])) {
    const change = byId.get(open.mediaBuyId);
    if (change) refuseIfTwice(open, change);
  }
}

function refuseIfTwice(open: OpenChange, { loaded: { editable }, plan }: PlannedChange): void {
  const wanted = new Set(patchFields(plan.patch).map((one) => one.field));
  const twice = patchFields(decodePatch(open.patch)).find((one) => wanted.has(one.field));
  if (!twice) return;
  const { packageId, name } = splitField(twice.field);
  const { label } = describeField(name);
  const owner = packageId === null ? "" : ` of ${editable.packages.get(packageId)?.name ?? "a package"}`;
  const where = open.state === "in_review" ? "waits for an approver" : "is on its way to the seller";
  const message = `${label}${owner} is already part of “${open.title}”, which ${where}`;
  throw new DomainError("INVALID_TRANSITION", message, [{ path: twice.field, message }]);
}

/** The seller's revision, unless a change of ours that is under way may move it first (an approval waits for those). */
async function revisionFor(tx: Tx, { row }: LoadedMediaBuy, plan: EditPlan, rule: string | null) {
  if (plan.onlyPause) return null;
  const underWay = rule === null && (await hasOpenChange(tx, row.organisationId, row.id));
  return underWay ? null : row.sellerRevision;
}

/** The first rule that any of the changes meets; raises of one set add up as if they had been sent one after the other. */
export async function ruleFor(
  tx: Db | Tx,
  organisationId: string,
  changes: readonly PlannedChange[],
  at: Instant,
): Promise<string | null> {
  const limit = await approvalLimitOf(tx, organisationId);
  const since = addMillis(at, -rollingWindowDays * 86_400_000);
  const raised = new Map<string, bigint>();
  for (const { loaded, plan } of changes) {
    const { campaignId, currency, packages } = loaded.row;
    const of = `${campaignId} ${currency}`;
    const recent = raised.get(of) ?? (await raisedWithoutApproval(tx, organisationId, { campaignId, currency, since }));
    const live = packages.filter((one) => one.canceledAt === null);
    const rule = approvalRule(
      {
        kind: "edit",
        currency,
        beforeMicros: live.reduce((total, one) => total + one.budgetMicros, 0n),
        addedMicros: plan.deltaMicros,
        recentMicros: recent,
        endBefore: loaded.editable.values.endAt,
        endAfter: plan.patch.endAt ?? null,
        timeZone: loaded.editable.timeZone,
      },
      limit,
    );
    if (rule !== null) return rule;
    raised.set(of, plan.deltaMicros > 0n ? recent + plan.deltaMicros : recent);
  }
  return null;
}

type Released = { readonly changeSetId: string; readonly changes: readonly FrozenChange[] };

/** What each media buy is to become, with its way back; and, once for all of them, that they went out. */
function recordChanges(
  tx: Tx,
  ports: Ports,
  actor: Actor,
  set: PlannedChangeSet,
  next: Released | { readonly rule: string },
) {
  const rule = "rule" in next ? next.rule : null;
  const at = ports.clock();
  const entries = set.changes.map(({ loaded, plan }) => ({
    id: ports.newId(),
    entry: {
      at,
      by: actor,
      action: rule === null ? "change_set.staged" : "change_set.submitted",
      subjectType: "media_buy" as const,
      subjectId: loaded.row.id,
      campaignId: loaded.row.campaignId,
      mediaBuyId: loaded.row.id,
      summary: rule === null ? set.title : `${set.title}: ${rule}`,
      before: plan.inverse,
      after: plan.patch,
    },
  }));
  const released = "rule" in next ? [] : [{ id: ports.newId(), entry: releasedEntry(actor, set, next, at) }];
  return recordAudits(tx, [...entries, ...released]);
}

function releasedEntry(
  { organisationId }: Actor,
  set: PlannedChangeSet,
  { changeSetId, changes }: Released,
  at: Instant,
): AuditEntry {
  const released = { at, by: systemActor(organisationId), action: "change.released" };
  const [first] = changes;
  if (first && changes.length === 1) {
    const { id, mediaBuyId } = first;
    return {
      ...released,
      subjectType: "media_buy",
      subjectId: mediaBuyId,
      campaignId: set.changes[0]?.loaded.row.campaignId ?? null,
      mediaBuyId,
      summary: "Released for sending to the seller",
      before: { change: id, state: "staged" },
      after: { change: id, state: "sending" },
    };
  }
  return {
    ...released,
    subjectType: "change_set",
    subjectId: changeSetId,
    campaignId: set.campaignId,
    summary: `Released ${changes.length} changes for sending to their sellers`,
    before: { state: "staged" },
    after: { state: "sending", changes: changes.map(({ id }) => id) },
  };
}
