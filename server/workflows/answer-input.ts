import type { Tx } from "../db/client";
import { describeEdit } from "../domain/approval/describe-edit";
import { budgetIssue } from "../domain/approval/edit-amounts";
import type { EditableMediaBuy } from "../domain/approval/plan-edit";
import type { CreateMediaBuyIntent, MediaBuyPatch } from "../domain/change/patch";
import { decodeIntent, decodePatch } from "../domain/change/stored-json";
import { DomainError, type FieldIssue } from "../domain/errors";
import { planAgain } from "../domain/inbox/merge";
import { type Actor, can } from "../domain/permissions";
import { type Day, endOfInclusiveDay, type Instant, isBefore } from "../domain/time";
import type { Ports } from "../ports";
import { savePackage } from "../repositories/bought-packages";
import { type ChangeRecord, moveChange } from "../repositories/changes";
import { saveMediaBuy } from "../repositories/media-buys";
import { latestCall, updateSellerCall } from "../repositories/seller-calls";
import { notifyChange } from "../seller-calls/progress";
import { type LoadedMediaBuy, loadEditable } from "./editable-media-buy";
import { changeFor, type Resolved, recordResolution, settledHere } from "./resolve-record";
import { stageChangeSet } from "./stage-change-set";
import { stageCreateAnew } from "./stage-create-anew";
import type { ChangeSetOutcome } from "./submit-campaign";

/** What a person corrects of a request that the seller asks about. Amounts in micros; `endDay`: the last day, inclusive. */
export type Answer = {
  readonly changeId: string;
  readonly budgets: Readonly<Record<string, bigint>>;
  readonly endDay: Day | null;
  /** Only of a create. */
  readonly poNumber: string | null;
  readonly note: string;
};

/**
 * Answers a seller that asks for input: the corrected data as a new request under a new key (requirements §4.5), on the same path
 * as any other, a create to an approver. The old request is closed; should the seller complete it all the same, that is noticed.
 * INVALID_INPUT with every issue at its field, INVALID_TRANSITION when it is not asked (any more), NOT_ALLOWED.
 */
export async function answerInput(ports: Ports, actor: Actor, answer: Answer): Promise<Resolved> {
  const outcome = await ports.inTransaction(async (tx) => {
    const change = await changeFor(tx, actor, answer.changeId);
    const loaded = await loadEditable(tx, actor.organisationId, change.mediaBuyId ?? "", []);
    const closed = await closeRequest(
      tx,
      ports,
      change,
      "change.answered",
      "Answered: the corrected request replaces it",
    );
    const staged =
      change.kind === "create_media_buy"
        ? await createAnew(tx, ports, actor, closed, loaded, answer)
        : await editAnew(tx, ports, actor, closed, loaded, answer);
    const summary = `Answered the seller's question about ${loaded.row.name}`;
    const deed = { kind: "answered", note: answer.note, leadsTo: staged.changeSetId, summary } as const;
    await recordResolution(tx, ports, actor, closed, deed);
    return { ...staged, closed: closed.changeSetId };
  });
  if (outcome.state !== "in_review") ports.wakeWorker();
  notifyChange(outcome.closed);
  notifyChange(outcome.changeSetId);
  return { changeId: answer.changeId, changeSetId: outcome.changeSetId, state: outcome.state };
}

/** Withdraws a request that the seller asks about: nothing is sent any more, and a late completion is noticed. */
export async function withdrawRequest(
  ports: Ports,
  actor: Actor,
  { changeId, note }: { readonly changeId: string; readonly note: string },
): Promise<Resolved> {
  const changeSetId = await ports.inTransaction(async (tx) => {
    const change = await changeFor(tx, actor, changeId);
    refuseUnlessMayEdit(actor, change);
    const closed = await closeRequest(tx, ports, change, "change.withdrawn", "Withdrawn: nothing more is sent");
    await recordResolution(tx, ports, actor, closed, {
      kind: "given_up",
      note,
      summary: "Withdrew what the seller asks about",
    });
    await saveBuy(tx, ports, closed);
    return closed.changeSetId;
  });
  notifyChange(changeSetId);
  return settledHere(changeId);
}

/** Ends the request on our side; its task is still asked, so that a late completion does not go unnoticed. */
async function closeRequest(
  tx: Tx,
  ports: Pick<Ports, "clock" | "newId">,
  change: ChangeRecord,
  action: string,
  summary: string,
): Promise<ChangeRecord> {
  if (change.state !== "input_required") {
    throw new DomainError("INVALID_TRANSITION", "The seller does not ask for anything any more");
  }
  const at = ports.clock();
  const call = await latestCall(tx, change.organisationId, change.id);
  if (call) await updateSellerCall(tx, call, { state: "dead", settledAt: at, idempotencyKeySealed: "" });
  return moveChange(tx, change, { at, auditId: ports.newId(), to: "rejected", action, summary });
}

/** A create's task no longer speaks for the buy. */
async function saveBuy(tx: Tx, ports: Pick<Ports, "clock">, change: ChangeRecord): Promise<void> {
  if (change.mediaBuyId === null) return;
  const key = { organisationId: change.organisationId, mediaBuyId: change.mediaBuyId, at: ports.clock() };
  await saveMediaBuy(tx, key, change.kind === "create_media_buy" ? { taskStatus: null, taskMessage: null } : {});
}

function refuseUnlessMayEdit(actor: Actor, change: ChangeRecord): void {
  if (change.kind === "create_media_buy" || can(actor.role, "media_buy:edit")) return;
  throw new DomainError("NOT_ALLOWED", `Your role (${actor.role}) may not edit a running media buy`);
}

async function editAnew(
  tx: Tx,
  ports: Ports,
  actor: Actor,
  change: ChangeRecord,
  loaded: LoadedMediaBuy,
  answer: Answer,
): Promise<ChangeSetOutcome> {
  const plan = planAgain(corrected(decodePatch(change.patch), loaded.editable, answer), loaded.editable, ports.clock());
  return stageChangeSet(tx, ports, actor, {
    campaignId: loaded.row.campaignId,
    title: `Answer: ${describeEdit(loaded.row.name, loaded.editable, plan.patch)}`,
    reason: answer.note,
    changes: [{ loaded, plan }],
  });
}

function corrected(patch: MediaBuyPatch, { timeZone }: EditableMediaBuy, { budgets, endDay }: Answer): MediaBuyPatch {
  const raised = Object.entries(budgets).map(([id, budgetMicros]) => [id, { ...patch.packages?.[id], budgetMicros }]);
  return {
    ...patch,
    ...(endDay === null ? {} : { endAt: endOfInclusiveDay(endDay, timeZone) }),
    ...(raised.length === 0 ? {} : { packages: { ...patch.packages, ...Object.fromEntries(raised) } }),
  };
}

/** The same media buy with a corrected request. */
async function createAnew(
  tx: Tx,
  ports: Ports,
  actor: Actor,
  change: ChangeRecord,
  { row, editable }: LoadedMediaBuy,
  answer: Answer,
): Promise<ChangeSetOutcome> {
  const at = ports.clock();
  const intent = correctedIntent(decodeIntent(change.patch), editable.timeZone, answer, at);
  const issues = intentIssues(intent, editable, answer, at);
  const [first] = issues;
  if (first) throw new DomainError("INVALID_INPUT", first.message, issues);
  for (const { packageId: id, budgetMicros } of intent.packages) {
    await savePackage(tx, { id, organisationId: actor.organisationId }, { budgetMicros }, { at, moved: true });
  }
  const title = `Answer: buy ${row.name} with what the seller asked for`;
  return stageCreateAnew(tx, ports, actor, row, { intent, title, reason: answer.note });
}

function correctedIntent(
  intent: CreateMediaBuyIntent,
  timeZone: string,
  { budgets, endDay, poNumber }: Answer,
  now: Instant,
): CreateMediaBuyIntent {
  const hasStarted = intent.startAt !== "asap" && !isBefore(now, intent.startAt);
  return {
    ...intent,
    ...(poNumber === null ? {} : { poNumber }),
    ...(endDay === null ? {} : { endAt: endOfInclusiveDay(endDay, timeZone) }),
    ...(hasStarted ? { startAt: "asap" as const } : {}),
    packages: intent.packages.map((pack) => ({
      ...pack,
      budgetMicros: budgets[pack.packageId] ?? pack.budgetMicros,
    })),
  };
}

function intentIssues(
  intent: CreateMediaBuyIntent,
  { packages, currency }: EditableMediaBuy,
  answer: Answer,
  now: Instant,
): FieldIssue[] {
  const starts = intent.startAt === "asap" ? now : intent.startAt;
  const late = isBefore(starts, intent.endAt)
    ? []
    : [{ path: "endDay", message: "The last day must be in the future" }];
  const budgets = Object.entries(answer.budgets).flatMap(([id, micros]) => {
    const pack = packages.get(id);
    const message = pack ? budgetIssue(micros, currency, pack) : "This package is not part of the media buy";
    return message === null ? [] : [{ path: `budgets.${id}`, message }];
  });
  return [...late, ...budgets];
}
