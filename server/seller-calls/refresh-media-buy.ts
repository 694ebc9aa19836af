import { crashPoint } from "../crash-point";
import type { Tx } from "../db/client";
import { backOffMs, spread } from "../domain/change/back-off";
import { isTerminalSellerStatus } from "../domain/media-buy/status";
import { addMillis, type Instant } from "../domain/time";
import type { Ports } from "../ports";
import { assertHeld, finishJob, nextInLane, postponeJobs, rescheduleJob } from "../queue/jobs";
import { type BoughtMediaBuy, getBoughtMediaBuy, livingBuysOf } from "../repositories/bought-media-buys";
import { digestOf, digestsOfBuys, noteSeenAgain } from "../repositories/buy-digests";
import { hasOpenChange } from "../repositories/changes";
import type { MediaBuySnapshot, SellerProblem } from "../sales-agents/sales-agent";
import type { JobHandler } from "./job-handler";
import { isWritten, type Look, noteWritten } from "./known-looks";
import { reach } from "./reach";
import { readBuys } from "./read-buys";
import { auditDrift, saveSnapshot } from "./save-snapshot";
import { buysPerLook, refreshWaitMs } from "./watch-media-buy";

export type Refreshed =
  | { readonly kind: "ok"; readonly seenAt: Instant }
  /** The seller does not know the buy yet, no longer lists it, or has nothing to report of it where it cannot list. */
  | { readonly kind: "not_listed" }
  | { readonly kind: "failed"; readonly problem: SellerProblem };

/** Asks the seller about one buy now and writes what it shows. For a person who presses refresh. */
export async function refreshMediaBuy(ports: Ports, organisationId: string, mediaBuyId: string): Promise<Refreshed> {
  const buy = await getBoughtMediaBuy(ports.db, organisationId, mediaBuyId);
  if (buy.sellerMediaBuyId === null) return { kind: "not_listed" };
  const { agent, account } = await reach(ports, buy);
  const { read } = await readBuys(agent, account, [buy.sellerMediaBuyId], ports.clock());
  if (read.kind === "failed") return { kind: "failed", problem: read.problem };
  const snapshot = read.value.find((one) => one.mediaBuyId === buy.sellerMediaBuyId);
  if (!snapshot) return { kind: "not_listed" };
  await ports.inTransaction((tx) => saveSeen(tx, ports, buy.organisationId, buy.id, snapshot));
  return { kind: "ok", seenAt: ports.clock() };
}

/** The periodic look: one read for the living buys of the account whose turn is next, and their own looks then move back. */
export const refreshMediaBuyJob: JobHandler = async (ports, job, options) => {
  const buy = await getBoughtMediaBuy(ports.db, job.organisationId, job.subjectId);
  const { organisationId, salesAgentId, accountId } = buy;
  const others = await nextInLane(ports.db, job, buysPerLook - 1);
  const place = { organisationId, salesAgentId, accountId };
  const living = await livingBuysOf(ports.db, place, [buy.id, ...others]);
  if (!living.some((one) => one.id === buy.id)) return ports.inTransaction((tx) => finishJob(tx, job));
  const together = [buy, ...living.filter((one) => one.id !== buy.id)];
  const { agent, account } = await reach(ports, buy);
  const ids = together.flatMap((one) => (one.sellerMediaBuyId === null ? [] : [one.sellerMediaBuyId]));
  crashPoint("before-refresh-read");
  const { read, listed } = await readBuys(agent, account, ids, ports.clock());
  crashPoint("after-refresh-read-before-record");
  const nextAt = (wait: number) => addMillis(ports.clock(), wait);
  if (read.kind === "failed") {
    const wait = Math.max(
      options.pollSeconds * 1000,
      backOffMs(job.attempts + 1, ports.random(), read.problem.retryAfterSeconds),
    );
    return ports.inTransaction((tx) => rescheduleJob(tx, job, nextAt(wait), read.problem.code));
  }
  const asBefore = await saveNews(ports, organisationId, seenOf(together, read.value), listed);
  const seen = read.value.find((one) => one.mediaBuyId === buy.sellerMediaBuyId);
  await ports.inTransaction(async (tx) => {
    await assertHeld(tx, job);
    await noteSeenAgain(tx, organisationId, asBefore, ports.clock());
    const next = nextAt(spread(await refreshWaitMs(tx, options), ports.random()));
    const others = together.filter((one) => one.id !== buy.id).map((one) => one.id);
    await postponeJobs(tx, "refresh_media_buy", others, next);
    if (seen && isTerminalSellerStatus(seen.status)) return finishJob(tx, job);
    return rescheduleJob(tx, job, next);
  });
  crashPoint("after-refresh-record");
};

type Seen = { readonly mediaBuyId: string; readonly snapshot: MediaBuySnapshot };

function seenOf(buys: readonly BoughtMediaBuy[], shown: readonly MediaBuySnapshot[]): Seen[] {
  const bySellerId = new Map(shown.map((snapshot) => [snapshot.mediaBuyId, snapshot]));
  return buys.flatMap(({ id: mediaBuyId, sellerMediaBuyId }) => {
    const snapshot = bySellerId.get(sellerMediaBuyId ?? "");
    return snapshot ? [{ mediaBuyId, snapshot }] : [];
  });
}

/** Snapshots that one transaction writes: people who edit wait for it. */
const savedTogether = 2;

/** Writes what is news, a few at a time; answers the ids of the buys that look as they did when they were last written whole. */
async function saveNews(
  ports: Ports,
  organisationId: string,
  seen: readonly Seen[],
  listed: boolean,
): Promise<readonly string[]> {
  const ids = seen.map(({ mediaBuyId }) => mediaBuyId);
  const stored = await digestsOfBuys(ports.db, organisationId, ids);
  const at = ports.clock();
  const looks = seen.map((one) => ({ ...one, mark: `${stored.get(one.mediaBuyId)} ${digestOf(one.snapshot)}` }));
  const asBefore = new Set<Look>(looks.filter((look) => listed && isWritten(ports.db, look, at)));
  const news = looks.filter((look) => !asBefore.has(look));
  for (let from = 0; from < news.length; from += savedTogether) {
    const some = news.slice(from, from + savedTogether);
    const written = await ports.inTransaction(async (tx) => {
      const kept: Look[] = [];
      for (const one of some) {
        const isFresh = await saveSeen(tx, ports, organisationId, one.mediaBuyId, one.snapshot);
        if (isFresh) kept.push(one);
      }
      return kept;
    });
    for (const look of written) noteWritten(ports.db, look, at);
  }
  return [...asBefore].map(({ mediaBuyId }) => mediaBuyId);
}

/** Writes a snapshot; what differs and no change of ours asks for becomes a line in the record. False: it is older than what we have. */
async function saveSeen(
  tx: Tx,
  ports: Ports,
  organisationId: string,
  mediaBuyId: string,
  snapshot: MediaBuySnapshot,
): Promise<boolean> {
  const buy: BoughtMediaBuy = await getBoughtMediaBuy(tx, organisationId, mediaBuyId);
  const { drift, stale } = await saveSnapshot(tx, ports, buy, snapshot);
  if (drift.length > 0 && !(await hasOpenChange(tx, organisationId, mediaBuyId))) {
    await auditDrift(tx, ports, buy, drift);
  }
  return !stale;
}
