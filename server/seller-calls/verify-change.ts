import { crashPoint } from "../crash-point";
import type { Tx } from "../db/client";
import { backOffMs, spread } from "../domain/change/back-off";
import type { MediaBuyPatch, PackagePatch, Verdict } from "../domain/change/patch";
import { newKeyFrom } from "../domain/change/resend";
import { decodeIntent, decodePatch, decodeValues, readStored } from "../domain/change/stored-json";
import { requestedBy, tally, verdictsOf } from "../domain/change/verdict";
import { notAtSeller, takenButNotShown } from "../domain/media-buy/blocked-by";
import { addMillis, type Instant, isBefore } from "../domain/time";
import type { Ports } from "../ports";
import { assertHeld, type ClaimedJob, finishJob, rescheduleJob, subjectsWithJob } from "../queue/jobs";
import { type BoughtMediaBuy, getBoughtMediaBuy } from "../repositories/bought-media-buys";
import { boughtPackages } from "../repositories/bought-packages";
import { type ChangeRecord, getChange, moveChange } from "../repositories/changes";
import { saveMediaBuy } from "../repositories/media-buys";
import { latestCall, type SellerCallRecord, updateSellerCall } from "../repositories/seller-calls";
import { settleTasksOf } from "../repositories/seller-tasks";
import type { CreateReply, MediaBuySnapshot, Read, UpdateReply } from "../sales-agents/sales-agent";
import { adoptBuy } from "./adopt-buy";
import type { JobHandler, WorkerOptions } from "./job-handler";
import { askByReference, type KnownReply, noReadBackOf, withReply } from "./no-read-back";
import { notifyChange } from "./progress";
import { reach } from "./reach";
import { readBuys, unseenBuy } from "./read-buys";
import { type AcceptedOfBuy, saveAccepted, saveSnapshot } from "./save-snapshot";
import { tieNewPackages } from "./tie-new-packages";
import { tieSellerPackages } from "./tie-packages";
import { enqueueWatch } from "./watch-media-buy";

/** A second look comes this soon: many sellers need a moment until their reads show a write. */
const secondLookMs = 2_000;
/** There are sellers whose list stays empty: one that took a buy and then does not show it so often cannot be read back. */
const looksForUnlisted = 4;
const overdueMs = 24 * 3_600_000;

/** Reads the buy back and gives every requested field its verdict; looks for the buy first where no reply named it. */
export const verifyChange: JobHandler = async (ports, job, options) => {
  const change = await getChange(ports.db, job.subjectId);
  if (
    change.mediaBuyId === null ||
    !["verifying", "submitted", "working", "input_required", "unknown"].includes(change.state)
  ) {
    return ports.inTransaction((tx) => finishJob(tx, job));
  }
  const buy = await getBoughtMediaBuy(ports.db, change.organisationId, change.mediaBuyId);
  const { agent, account, name } = await reach(ports, buy);
  crashPoint("before-verify-read");
  const { sellerMediaBuyId } = buy;
  const ids = sellerMediaBuyId === null ? null : [sellerMediaBuyId];
  const { read, listed } = await readBuys(agent, account, ids, ports.clock());
  const named = ids === null && !listed ? await askByReference(agent, account, change) : null;
  crashPoint("after-verify-read-before-record");
  await ports.inTransaction(async (tx) => {
    await assertHeld(tx, job);
    const search = { job, options, changeId: change.id, sellerName: name };
    if (named !== null) return adoptNamed(tx, ports, search, named);
    if (read.kind === "failed")
      return lookLater(tx, ports, job, options, `${read.problem.code}: ${read.problem.message}`);
    if (sellerMediaBuyId === null) return adoptBuy(tx, ports, { ...search, listed: read.value });
    const found = read.value.find((one) => one.mediaBuyId === sellerMediaBuyId);
    const mayStillCome = listed && job.attempts < looksForUnlisted;
    const snapshot = found ?? (mayStillCome ? null : unseenBuy(sellerMediaBuyId, buy.currency));
    if (!snapshot) return lookAgain(tx, ports, job, options, `${name} does not list ${sellerMediaBuyId}`);
    return judge(tx, ports, { ...search, buy, snapshot });
  });
  crashPoint("after-verify-record");
  notifyChange(change.changeSetId);
};

async function adoptNamed(
  tx: Tx,
  ports: Ports,
  search: Omit<Judged, "buy" | "snapshot">,
  named: Read<readonly string[] | null>,
): Promise<void> {
  if (named.kind === "ok") return adoptBuy(tx, ports, { ...search, listed: [], byReference: named.value });
  return lookLater(tx, ports, search.job, search.options, `${named.problem.code}: ${named.problem.message}`);
}

async function lookLater(tx: Tx, ports: Ports, job: ClaimedJob, options: WorkerOptions, error: string): Promise<void> {
  const wait = Math.max(options.pollSeconds * 1000, backOffMs(job.attempts + 1, ports.random()));
  await rescheduleJob(tx, job, addMillis(ports.clock(), wait), error);
}

/** The seller answers and does not show it yet: no reason to leave it alone for longer and longer. */
async function lookAgain(tx: Tx, ports: Ports, job: ClaimedJob, options: WorkerOptions, error: string): Promise<void> {
  await rescheduleJob(tx, job, addMillis(ports.clock(), options.pollSeconds * 1000), error);
}

type Judged = {
  readonly job: ClaimedJob;
  readonly options: WorkerOptions;
  readonly changeId: string;
  readonly buy: BoughtMediaBuy;
  readonly snapshot: MediaBuySnapshot;
  readonly sellerName: string;
};

async function judge(tx: Tx, ports: Ports, facts: Judged): Promise<void> {
  const { job, options, snapshot, sellerName } = facts;
  const change = await getChange(tx, facts.changeId);
  const call = await latestCall(tx, change.organisationId, change.id);
  const reply = replyOf(call);
  const requested = requestedPatch(change);
  const isCreate = change.kind === "create_media_buy";
  if (isCreate)
    await tieSellerPackages(tx, ports, facts.buy, decodeIntent(change.patch), [
      ...reply.packages,
      ...snapshot.packages,
    ]);
  else await tieNewPackages(tx, ports, facts.buy, requested, [...reply.packages, ...snapshot.packages]);
  const packages = await boughtPackages(tx, change.organisationId, facts.buy.id);
  const noReadBack = noReadBackOf(snapshot, change, reply, ports.clock());
  const verdicts = verdictsOf({
    requested,
    before: isCreate ? null : decodeValues(change.base),
    seen: snapshot,
    replied: reply.packages,
    packageIds: new Map(
      packages.flatMap((pack) => (pack.sellerPackageId === null ? [] : [[pack.id, pack.sellerPackageId]])),
    ),
    settling: isSettling(change, reply.implementationAt, ports.clock()),
    noReadBack,
  });
  await saveSnapshot(tx, ports, facts.buy, withReply(snapshot, facts.buy, reply, noReadBack));
  const notYet = change.state === "unknown" && !isCreate && !verdicts.some((verdict) => verdict.kind === "applied");
  if (notYet) return leaveUnknown(tx, ports, facts, change, verdicts);
  const pending = verdicts.some((verdict) => verdict.kind === "pending");
  if (pending) {
    await keepLooking(tx, ports, change, verdicts, sellerName);
    await noteOverdue(tx, ports, facts, call);
    const wait =
      change.verdicts === null ? Math.min(secondLookMs, options.pollSeconds * 1000) : options.pollSeconds * 1000;
    return rescheduleJob(tx, job, addMillis(ports.clock(), spread(wait, ports.random())));
  }
  const unseen = { packages: unseenFields(requested, verdicts), reports: requested.reportingWebhook };
  await saveAccepted(tx, ports, facts.buy, noReadBack ? { ...unseen, buy: unseenOfBuy(requested, verdicts) } : unseen);
  await settleVerified(tx, ports, facts, change, call, verdicts);
  await finishJob(tx, job);
  crashPoint("before-verify-commit");
}

function requestedPatch(change: ChangeRecord): MediaBuyPatch {
  return change.kind === "create_media_buy" ? requestedBy(decodeIntent(change.patch)) : decodePatch(change.patch);
}

function replyOf(call: SellerCallRecord | null): KnownReply {
  const stored = call?.reply
    ? readStored<{ value: Partial<CreateReply & UpdateReply> | null }>(call.reply).value
    : null;
  return {
    status: stored?.status ?? null,
    packages: stored?.packages ?? stored?.affectedPackages ?? [],
    implementationAt: stored?.implementationAt,
  };
}

/**
 * A field that is not there yet may still come: the seller said so (implementation date null or ahead, requirements §3.5), it is
 * still reviewing, or this is the first look.
 */
function isSettling(change: ChangeRecord, implementationAt: Instant | null | undefined, now: Instant): boolean {
  if (change.verdicts === null || change.state === "submitted" || change.state === "working") return true;
  if (implementationAt === undefined) return false;
  return implementationAt === null || isBefore(now, addMillis(implementationAt, secondLookMs));
}

/** Fields that the seller took and that no read shows: we stay the record of them. */
function unseenFields(requested: MediaBuyPatch, verdicts: readonly Verdict[]): Readonly<Record<string, PackagePatch>> {
  const unseen = new Set(
    verdicts.filter((one) => one.kind === "unknown" || one.kind === "applied").map((one) => one.field),
  );
  const entries = Object.entries(requested.packages ?? {}).map(([id, patch]) => {
    const kept = Object.entries(patch).filter(([field]) => unseen.has(`packages.${id}.${field}`));
    return [id, Object.fromEntries(kept) as PackagePatch] as const;
  });
  return Object.fromEntries(entries);
}

/** The same of the buy itself, where it cannot be read back. */
function unseenOfBuy(requested: MediaBuyPatch, verdicts: readonly Verdict[]): AcceptedOfBuy {
  const isUnseen = (field: string) => verdicts.some((one) => one.field === field && one.kind === "unknown");
  const { paused, startAt, endAt } = requested;
  return {
    ...(paused !== undefined && isUnseen("paused") ? { paused } : {}),
    ...(startAt !== undefined && isUnseen("startAt") ? { startAt } : {}),
    ...(endAt !== undefined && isUnseen("endAt") ? { endAt } : {}),
  };
}

async function keepLooking(
  tx: Tx,
  ports: Ports,
  change: ChangeRecord,
  verdicts: readonly Verdict[],
  sellerName: string,
) {
  if (JSON.stringify(verdicts) === JSON.stringify(change.verdicts)) return;
  const { applied, all } = tally(verdicts);
  const summary = `${sellerName} shows ${applied} of ${all} fields; the rest is pending there`;
  const move = {
    at: ports.clock(),
    auditId: ports.newId(),
    to: change.state,
    action: "change.pending",
    summary,
    verdicts,
  };
  await moveChange(tx, change, move);
}

/** Said once, when the seller has had it for more than a day; it is looked for as before. */
async function noteOverdue(tx: Tx, ports: Ports, facts: Judged, call: SellerCallRecord | null): Promise<void> {
  const at = ports.clock();
  const sentAt = call?.lastSentAt ?? null;
  if (sentAt === null || isBefore(at, addMillis(sentAt, overdueMs))) return;
  const change = await getChange(tx, facts.changeId);
  if (change.errorCode !== null) return;
  const message = `${facts.sellerName} took it more than 24 hours ago and does not show it yet`;
  const error = { code: takenButNotShown, message, recovery: "correctable", field: null, suggestion: null };
  const move = { at, auditId: ports.newId(), to: change.state, action: "change.overdue", summary: message, error };
  await moveChange(tx, change, move);
  await saveMediaBuy(tx, { organisationId: change.organisationId, mediaBuyId: facts.buy.id, at }, {});
}

/**
 * An update with an open outcome of which a read shows nothing: sent again by its own job, or left to a person once no late copy
 * of it can land any more.
 */
async function leaveUnknown(
  tx: Tx,
  ports: Ports,
  facts: Judged,
  change: ChangeRecord,
  verdicts: readonly Verdict[],
): Promise<void> {
  const at = ports.clock();
  const call = await latestCall(tx, change.organisationId, change.id);
  const from = call === null ? null : newKeyFrom(call);
  const mayStillLand = from !== null && isBefore(at, from);
  const resending = call !== null && (await subjectsWithJob(tx, "send_seller_call", [call.id])).length > 0;
  if (!resending && !mayStillLand && change.errorCode !== notAtSeller) {
    const unseen = verdicts.length > 0 && verdicts.every((verdict) => verdict.kind === "unknown");
    const cannot = verdicts.some((verdict) => verdict.noReadBack)
      ? "cannot be read back"
      : "does not show these fields";
    const summary = unseen
      ? `${facts.sellerName} ${cannot}: only the seller can say whether it happened`
      : `${facts.sellerName} shows nothing of it`;
    const error = { code: notAtSeller, message: summary, recovery: "correctable", field: null, suggestion: null };
    const move = { at, auditId: ports.newId(), to: "unknown" as const, action: "change.not_found", summary, error };
    await moveChange(tx, change, { ...move, lookedAt: at });
    await saveMediaBuy(tx, { organisationId: change.organisationId, mediaBuyId: facts.buy.id, at }, {});
  }
  await rescheduleJob(tx, facts.job, addMillis(at, facts.options.pollSeconds * 1000));
}

async function settleVerified(
  tx: Tx,
  ports: Ports,
  facts: Judged,
  change: ChangeRecord,
  call: SellerCallRecord | null,
  verdicts: readonly Verdict[],
): Promise<void> {
  const at = ports.clock();
  await moveChange(tx, change, {
    at,
    auditId: ports.newId(),
    to: "settled",
    action: "media_buy.verified",
    summary: outcomeSentence(facts.sellerName, verdicts),
    error: null,
    verdicts,
  });
  if (call && call.state !== "done") {
    await updateSellerCall(tx, call, { state: "done", settledAt: at, idempotencyKeySealed: "" });
    await settleTasksOf(tx, change.organisationId, call.id, at);
  }
  await saveMediaBuy(tx, { organisationId: change.organisationId, mediaBuyId: facts.buy.id, at }, {});
  await enqueueWatch(tx, ports, facts.buy, facts.options);
}

function outcomeSentence(sellerName: string, verdicts: readonly Verdict[]): string {
  const { applied, missed, all } = tally(verdicts);
  const rest = missed === 0 ? "" : `, ${missed} not as asked`;
  if (!verdicts.some((verdict) => verdict.noReadBack)) {
    return `Read back at ${sellerName}: ${applied} of ${all} fields confirmed${rest}`;
  }
  const replied = verdicts.filter((one) => one.kind === "unknown" && one.evidence === "reply").length;
  return `${sellerName} cannot be read back: of ${all} fields ${applied} as its delivery report shows, ${replied} as its reply says${rest}`;
}
