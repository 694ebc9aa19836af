import { createHash } from "node:crypto";
import type { Db } from "../db/client";
import { defaultApprovalLimitMicros } from "../domain/approval/policy";
import { inFlightStates } from "../domain/change/change-state";
import { isHeldBack } from "../domain/change/stale-edit";
import type { Invariant } from "../domain/invariants";
import { isTerminalSellerStatus } from "../domain/media-buy/status";
import { formatMoney, isWholeMinor, money } from "../domain/money";
import { verifyAuditChain } from "../repositories/audit-reads";
import { signatureHashOf } from "../repositories/change-sets";
import { strayCommitments, strayTotals } from "../repositories/committed-totals";
import type { Finding } from "./finding";
import { type ChangeRow, grouped, type Records } from "./records";

/** I4: what the packages of a buy cost is what the buy costs. */
export function addsUp(records: Records): Finding[] {
  const packagesOf = grouped(records.packages, (pack) => pack.mediaBuyId);
  return records.mediaBuys.flatMap((buy) => {
    const packages = packagesOf.get(buy.id) ?? [];
    const found = (sentence: string): Finding => ({
      invariant: "I4",
      subject: { type: "media_buy", id: buy.id },
      sentence: `${buy.name}: ${sentence}`,
    });
    const foreign = packages.find((pack) => pack.currency !== buy.currency || pack.campaignId !== buy.campaignId);
    if (foreign) return [found(`${foreign.name} is of another currency or campaign`)];
    const live = packages.filter((pack) => pack.canceledAt === null);
    const total = live.reduce((sum, pack) => sum + pack.budgetMicros, 0n);
    const odd = live.find((pack) => !isWholeMinor(money(pack.budgetMicros, pack.currency)));
    const say = (micros: bigint) => formatMoney(money(micros, buy.currency));
    return [
      ...(total === buy.totalMicros || isTerminalSellerStatus(buy.sellerStatus)
        ? []
        : [found(`its packages add up to ${say(total)}, its total is ${say(buy.totalMicros)}`)]),
      ...(odd ? [found(`the budget of ${odd.name} has more digits than ${odd.currency} has`)] : []),
    ];
  });
}

/** I4: what caps are held against is what the media buys add up to. */
export async function totalsHold(db: Db, records: Records): Promise<Finding[]> {
  const { id } = records.organisation;
  const names = new Map(records.mediaBuys.map((buy) => [buy.id, buy.name]));
  const buys = (await strayCommitments(db, id)).map((buy): Finding => {
    const sentence = `${names.get(buy) ?? buy}: what is kept as committed is not what its rows come to`;
    return { invariant: "I4", subject: { type: "media_buy", id: buy }, sentence };
  });
  const totals = (await strayTotals(db, id)).map(({ scopeId, currency, kept, summed }): Finding => {
    const say = (total: typeof kept) => formatMoney(money(total?.micros ?? 0n, currency));
    const of = scopeId === "" ? "the organisation" : `campaign ${scopeId}`;
    const sentence = `The committed budgets of ${of} add up to ${say(summed)}, ${say(kept)} is kept`;
    return { invariant: "I4", subject: { type: "organisation", id }, sentence };
  });
  return [...buys, ...totals];
}

const pageSize = 500;

/** I5: the chain holds, and the recorded moves of every change lead without a gap to the state it is in. */
export async function recorded(db: Db, records: Records): Promise<Finding[]> {
  const organisationId = records.organisation.id;
  const chain = await verifyAuditChain(db, organisationId);
  if (chain.kind === "broken") {
    const sentence = `The record is broken at row ${chain.seq}: ${chain.what}`;
    return [{ invariant: "I5", subject: { type: "organisation", id: organisationId }, sentence }];
  }
  const { lastStates, gaps } = await movesOf(db, organisationId, chain.rows);
  const ends = records.changes.flatMap((change) => {
    const last = lastStates.get(change.id);
    // A line that waits again is decided by its set's row.
    if (last === undefined || last === "in_review" || last === change.state) return [];
    return [aboutChange("I5", change, `is ${change.state}, and the last recorded move led to ${last}`)];
  });
  const broken = records.changes.filter((change) => gaps.has(change.id));
  return [...ends, ...broken.map((change) => aboutChange("I5", change, "moved without a line in the record"))];
}

async function movesOf(db: Db, organisationId: string, upTo: number) {
  const lastStates = new Map<string, string>();
  const gaps = new Set<string>();
  for (let seq = 0; seq < upTo; seq += pageSize) {
    const rows = await db.auditRow.findMany({
      where: { organisationId, seq: { gt: seq, lte: Math.min(seq + pageSize, upTo) } },
      select: { before: true, after: true },
      orderBy: { seq: "asc" },
    });
    for (const row of rows) {
      const [from, to] = [moveIn(row.before), moveIn(row.after)];
      if (from === null || to === null || from.change !== to.change) continue;
      const known = lastStates.get(to.change);
      if (known !== undefined && known !== "in_review" && known !== from.state) gaps.add(to.change);
      lastStates.set(to.change, to.state);
    }
  }
  return { lastStates, gaps };
}

function moveIn(json: string | null): { readonly change: string; readonly state: string } | null {
  if (json === null) return null;
  const value: unknown = JSON.parse(json);
  if (typeof value !== "object" || value === null || !("change" in value) || !("state" in value)) return null;
  const { change, state } = value;
  return typeof change === "string" && typeof state === "string" ? { change, state } : null;
}

/** I6: whoever waits is woken, also after a crash, because the waking is a row. */
export function hasNextStep(records: Records): Finding[] {
  const subjects = new Map<string, Set<string>>();
  for (const { kind, subjectId } of records.jobs) subjects.set(kind, (subjects.get(kind) ?? new Set()).add(subjectId));
  const isDue = (kind: string, id: string) => subjects.get(kind)?.has(id) === true;
  const callsOf = grouped(records.calls, (call) => call.changeId);
  const tasksOf = grouped(records.tasks, (task) => task.sellerCallId);
  const isCared = (change: ChangeRow): boolean => {
    if (isDue("verify_change", change.id)) return true;
    if (isDue("refresh_creatives", `${change.salesAgentId}:${change.accountId}`))
      return change.kind === "sync_creatives";
    return (callsOf.get(change.id) ?? []).some(
      ({ id }) =>
        isDue("send_seller_call", id) ||
        (tasksOf.get(id) ?? []).some((task) => task.settledAt === null && isDue("poll_seller_task", task.id)),
    );
  };
  const stuck = records.changes.filter(({ state }) => (inFlightStates as readonly string[]).includes(state));
  const unwatched = records.mediaBuys.filter(
    (buy) =>
      buy.sellerStatus !== null &&
      !isTerminalSellerStatus(buy.sellerStatus) &&
      buy.archivedAt === null &&
      !isDue("refresh_media_buy", buy.id),
  );
  return [
    ...stuck
      .filter((change) => !isCared(change))
      .map((change) => aboutChange("I6", change, `is ${change.state} and nothing is due for it`)),
    ...unwatched.flatMap((buy) => {
      // Until its create is settled the read-back looks after it.
      if (stuck.some((change) => change.mediaBuyId === buy.id)) return [];
      const subject = { type: "media_buy" as const, id: buy.id };
      return [{ invariant: "I6" as const, subject, sentence: `Nobody looks after ${buy.name} at its seller` }];
    }),
    ...records.jobs.filter((job) => job.leaseUntil === null && job.dueAt.getUTCFullYear() > 9000).map(neverDue),
  ];
}

function neverDue(job: Records["jobs"][number]): Finding {
  const sentence = `A job (${job.kind}) is held by nobody and never due`;
  return { invariant: "I6", subject: { type: "job", id: job.id }, sentence };
}

/** I7: the outbox forgets nothing, and holds what was decided, to the byte. */
export function outboxHolds(records: Records): Finding[] {
  const changes = new Map(records.changes.map((change) => [change.id, change]));
  const callsOf = grouped(records.calls, (call) => call.changeId);
  const lost = records.changes.filter(
    ({ id, state }) => ["settled", "refused", "failed", ...inFlightStates].includes(state) && !callsOf.has(id),
  );
  const gone = lost.map((change) => aboutChange("I7", change, `is ${change.state} and no request of it is left`));
  const wrong = records.calls.flatMap((call) => {
    const change = changes.get(call.changeId ?? "");
    // Held back in the last look: its line is based anew and signed again, the old bytes stay as the record.
    if (isHeldBack(call.errorCode)) return [];
    return change ? wrongsOf(records, call, change) : [];
  });
  return [...gone, ...wrong];
}

function wrongsOf(records: Records, call: Records["calls"][number], change: ChangeRow): Finding[] {
  const hash = createHash("sha256").update(call.request, "utf8").digest("hex");
  const isDecided = hash === call.requestHash && hash === change.payloadHash && call.request === change.request;
  const bytes = isDecided ? [] : ["would send other bytes than were decided"];
  return [...bytes, ...endsOf(records, call)].map((what) => aboutChange("I7", change, what));
}

function endsOf(records: Records, call: Records["calls"][number]): string[] {
  if (!["done", "refused", "dead"].includes(call.state)) return [];
  const hasReason = call.state === "done" || call.errorCode !== null || call.errorMessage !== null;
  const dated = call.settledAt === null ? [`ended (${call.state}) at no time`] : [];
  return hasReason || hasTask(records, call.id) ? dated : [...dated, `ended (${call.state}) without a reason`];
}

/** A request that a seller's task ended has its reason there and on its change. */
function hasTask(records: Records, callId: string): boolean {
  return records.tasks.some((task) => task.sellerCallId === callId);
}

/** I8: four eyes, on the bytes that went out. */
export function isSigned(records: Records): Finding[] {
  const limit = records.organisation.approvalLimitMicros ?? defaultApprovalLimitMicros;
  const changesOf = grouped(records.changes, (change) => change.changeSetId);
  const sent = new Set(records.calls.filter((call) => !isHeldBack(call.errorCode)).map((call) => call.changeId));
  return records.changeSets.flatMap((set) => {
    const changes = changesOf.get(set.id) ?? [];
    const signatures = set.approvals.filter((one) => one.decision === "approved");
    const whole = signatureHashOf(changes);
    const needs = set.kind === "create" || set.submittedAt !== null || set.rule !== null;
    const subject = { type: "change_set" as const, id: set.id };
    const own = signatures.some((one) => one.byUserId === set.authorId);
    const unsigned = changes.filter((change) => {
      if (!sent.has(change.id) || !(needs || change.deltaMicros > limit)) return false;
      return !signatures.some(
        (one) =>
          one.payloadHash === whole ||
          one.lines.some((line) => line.changeId === change.id && line.payloadHash === change.payloadHash),
      );
    });
    const say = (sentence: string): Finding => ({ invariant: "I8", subject, sentence: `“${set.title}” ${sentence}` });
    return [
      ...(own ? [say("was approved by its own author")] : []),
      ...(unsigned.length === 0 ? [] : [say("went out without the signature that it needed")]),
    ];
  });
}

function aboutChange(invariant: Invariant, change: ChangeRow, what: string): Finding {
  const subject = { type: "change_set" as const, id: change.changeSetId };
  return { invariant, subject, sentence: `${words[change.kind] ?? "A change"} ${what}` };
}

const words: Readonly<Record<string, string>> = {
  create_media_buy: "A create",
  update_media_buy: "An edit",
  sync_creatives: "A sync of creatives",
};
