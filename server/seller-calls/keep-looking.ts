import type { Tx } from "../db/client";
import type { Verdict } from "../domain/change/patch";
import { newKeyFrom } from "../domain/change/resend";
import { tally } from "../domain/change/verdict";
import { notAtSeller, takenButNotShown } from "../domain/media-buy/blocked-by";
import { addMillis, isBefore } from "../domain/time";
import type { Ports } from "../ports";
import { rescheduleJob, subjectsWithJob } from "../queue/jobs";
import { type ChangeRecord, getChange, moveChange } from "../repositories/changes";
import { saveMediaBuy } from "../repositories/media-buys";
import type { Judged } from "./judged";

const overdueMs = 24 * 3_600_000;

export async function keepLooking(
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
export async function noteOverdue(tx: Tx, ports: Ports, facts: Judged): Promise<void> {
  const at = ports.clock();
  const sentAt = facts.call?.lastSentAt ?? null;
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
export async function leaveUnknown(tx: Tx, ports: Ports, facts: Judged, verdicts: readonly Verdict[]): Promise<null> {
  const at = ports.clock();
  const { change, call } = facts;
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
  return null;
}
