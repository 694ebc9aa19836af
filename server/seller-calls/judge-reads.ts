import { crashPoint } from "../crash-point";
import type { Tx } from "../db/client";
import { backOffMs, spread } from "../domain/change/back-off";
import type { MediaBuyPatch, PackagePatch, Verdict } from "../domain/change/patch";
import { decodeIntent, decodePatch, decodeValues, readStored } from "../domain/change/stored-json";
import { requestedBy, verdictsOf } from "../domain/change/verdict";
import { addMillis, type Instant, isBefore } from "../domain/time";
import type { Ports } from "../ports";
import { type ClaimedJob, rescheduleJob } from "../queue/jobs";
import { recordAudits } from "../repositories/audit";
import type { BoughtMediaBuy } from "../repositories/bought-media-buys";
import {
  type BoughtPackage,
  boughtPackages,
  packagesOfBuys,
  packageWrites,
  type SavePackage,
} from "../repositories/bought-packages";
import { type ChangeRecord, readAgain } from "../repositories/changes";
import { saveMediaBuy } from "../repositories/media-buys";
import { latestCalls, type SellerCallRecord } from "../repositories/seller-calls";
import type { CreateReply, MediaBuySnapshot, Read, UpdateReply } from "../sales-agents/sales-agent";
import { adoptBuy } from "./adopt-buy";
import type { Work } from "./gather";
import type { WorkerOptions } from "./job-handler";
import type { About, Judged, Shown } from "./judged";
import { keepLooking, leaveUnknown, noteOverdue } from "./keep-looking";
import { type KnownReply, noReadBackOf, withReply } from "./no-read-back";
import { unseenBuy } from "./read-buys";
import { type AcceptedOfBuy, saveAccepted, type TakenSnapshot, takeSnapshot } from "./save-snapshot";
import { type Settled, settleVerified } from "./settle-verified";
import { tieNewPackages } from "./tie-new-packages";
import { tieSellerPackages } from "./tie-packages";
import { whileHeld } from "./while-held";

/** A second look comes this soon: many sellers need a moment until their reads show a write. */
const secondLookMs = 2_000;
/** There are sellers whose list stays empty: one that took a buy and then does not show it so often cannot be read back. */
const looksForUnlisted = 4;

/** What a seller showed of one change's media buy. */
export type Reading = {
  readonly about: About;
  readonly buy: BoughtMediaBuy;
  readonly read: Read<readonly MediaBuySnapshot[]>;
  readonly listed: boolean;
  /** The seller's ids of what a create has made, where it cannot list; null: it can. */
  readonly named: Read<readonly string[] | null> | null;
};

/** Judges one read-back or many that have come in, in one transaction, each only while its job is still ours. */
export const judgeReads: Work<Reading, void> = whileHeld(
  ({ about }) => about.job,
  async (tx, ports, ours) => {
    const shown = await shownOf(tx, ports, ours);
    const settled: Settled[] = [];
    for (const judged of await withRecords(tx, shown)) {
      const done = await judge(tx, ports, judged);
      if (done) settled.push(done);
    }
    await settleVerified(tx, ports, settled);
    crashPoint("before-verify-commit");
  },
);

async function shownOf(tx: Tx, ports: Ports, readings: readonly Reading[]): Promise<readonly Shown[]> {
  const shown: Shown[] = [];
  for (const reading of readings) {
    const snapshot = await snapshotOf(tx, ports, reading);
    if (snapshot) shown.push({ ...reading.about, buy: reading.buy, snapshot });
  }
  return shown;
}

/** null: it shows nothing to judge, and what is next is written. */
async function snapshotOf(tx: Tx, ports: Ports, reading: Reading): Promise<MediaBuySnapshot | null> {
  const { about, buy, read, listed, named } = reading;
  const { job, options, sellerName } = about;
  const sellerId = buy.sellerMediaBuyId;
  if (named !== null) await adoptNamed(tx, ports, about, named);
  else if (read.kind === "failed") {
    await lookLater(tx, ports, job, options, `${read.problem.code}: ${read.problem.message}`);
  } else if (sellerId === null) await adoptBuy(tx, ports, { ...about, listed: read.value });
  else {
    const found = read.value.find((one) => one.mediaBuyId === sellerId);
    const mayStillCome = listed && job.attempts < looksForUnlisted;
    if (found || !mayStillCome) return found ?? unseenBuy(sellerId, buy.currency);
    await lookAgain(tx, ports, job, options, `${sellerName} does not list ${sellerId}`);
  }
  return null;
}

async function adoptNamed(tx: Tx, ports: Ports, search: About, named: Read<readonly string[] | null>): Promise<void> {
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

/** With the change, its last call and the packages as they are now, read together. */
async function withRecords(tx: Tx, shown: readonly Shown[]): Promise<readonly Judged[]> {
  const [first] = shown;
  if (!first) return [];
  const { organisationId } = first.job;
  const ids = shown.map((one) => one.changeId);
  const now = await readAgain(
    tx,
    shown.map((one) => one.asked),
  );
  const changes = new Map(now.map((change) => [change.id, change]));
  const calls = await latestCalls(tx, organisationId, ids);
  const buyIds = shown.map((one) => one.buy.id);
  const packages = await packagesOfBuys(tx, organisationId, buyIds);
  return shown.flatMap((one) => {
    const change = changes.get(one.changeId);
    if (!change) return [];
    return [{ ...one, change, call: calls.get(change.id) ?? null, packages: packages.get(one.buy.id) ?? [] }];
  });
}

/** null: it is not settled yet, and what is next is written. */
async function judge(tx: Tx, ports: Ports, judged: Judged): Promise<Settled | null> {
  const { job, options, buy, snapshot, sellerName, change, call } = judged;
  const reply = replyOf(call);
  const requested = requestedPatch(change);
  const isCreate = change.kind === "create_media_buy";
  const writes = packageWrites(tx);
  const packages = await tiedPackages(tx, ports, judged, requested, reply, writes.save);
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
  const taken = await takeSnapshot(tx, ports, buy, withReply(snapshot, buy, reply, noReadBack), packages, writes.save);
  const notYet = change.state === "unknown" && !isCreate && !verdicts.some((verdict) => verdict.kind === "applied");
  const pending = !notYet && verdicts.some((verdict) => verdict.kind === "pending");
  if (notYet || pending || noReadBack) {
    await writes.flush();
    await keepTaken(tx, ports, buy, taken);
  }
  if (notYet) return leaveUnknown(tx, ports, judged, verdicts);
  if (pending) {
    await keepLooking(tx, ports, change, verdicts, sellerName);
    await noteOverdue(tx, ports, judged);
    const wait =
      change.verdicts === null ? Math.min(secondLookMs, options.pollSeconds * 1000) : options.pollSeconds * 1000;
    await rescheduleJob(tx, job, addMillis(ports.clock(), spread(wait, ports.random())));
    return null;
  }
  const unseen = { packages: unseenFields(requested, verdicts), reports: requested.reportingWebhook };
  const accepted = noReadBack ? { ...unseen, buy: unseenOfBuy(requested, verdicts) } : unseen;
  await saveAccepted(tx, ports, buy, accepted, packages, writes);
  return { judged, verdicts, taken: noReadBack ? null : taken };
}

/** Those that have no seller's id yet get the one that is shown. */
async function tiedPackages(
  tx: Tx,
  ports: Ports,
  { buy, snapshot, change, packages }: Judged,
  requested: MediaBuyPatch,
  reply: KnownReply,
  save: SavePackage,
): Promise<readonly BoughtPackage[]> {
  const shown = [...reply.packages, ...snapshot.packages];
  if (change.kind === "create_media_buy") {
    if (packages.every((pack) => pack.sellerPackageId !== null)) return packages;
    return tieSellerPackages(ports, packages, decodeIntent(change.patch), shown, save);
  }
  if (!requested.newPackages?.length) return packages;
  await tieNewPackages(tx, ports, buy, requested, shown);
  return boughtPackages(tx, buy.organisationId, buy.id);
}

/** What a snapshot leaves to be written, at once: nothing else of the buy is written with it. */
async function keepTaken(tx: Tx, ports: Ports, buy: BoughtMediaBuy, taken: TakenSnapshot | null): Promise<void> {
  if (taken === null) return;
  await saveMediaBuy(tx, { organisationId: buy.organisationId, mediaBuyId: buy.id, at: ports.clock() }, taken.columns);
  await recordAudits(tx, taken.audits);
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
