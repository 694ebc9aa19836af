import { crashPoint } from "../crash-point";
import type { Tx } from "../db/client";
import { backOffMs, spread } from "../domain/change/back-off";
import { isTerminalSellerStatus } from "../domain/media-buy/status";
import { addMillis, type Instant } from "../domain/time";
import type { Ports } from "../ports";
import { assertHeld, finishJob, nextInLane, postponeJobs, rescheduleJob } from "../queue/jobs";
import { type BoughtMediaBuy, getBoughtMediaBuy, livingBuysOf } from "../repositories/bought-media-buys";
import { hasOpenChange } from "../repositories/changes";
import type { MediaBuySnapshot, SellerProblem } from "../sales-agents/sales-agent";
import type { JobHandler } from "./job-handler";
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
  const { read } = await readBuys(agent, account, ids, ports.clock());
  crashPoint("after-refresh-read-before-record");
  const nextAt = (wait: number) => addMillis(ports.clock(), wait);
  if (read.kind === "failed") {
    const wait = Math.max(
      options.pollSeconds * 1000,
      backOffMs(job.attempts + 1, ports.random(), read.problem.retryAfterSeconds),
    );
    return ports.inTransaction((tx) => rescheduleJob(tx, job, nextAt(wait), read.problem.code));
  }
  for (const one of together) {
    const snapshot = read.value.find((seen) => seen.mediaBuyId === one.sellerMediaBuyId);
    if (snapshot) await ports.inTransaction((tx) => saveSeen(tx, ports, organisationId, one.id, snapshot));
  }
  const seen = read.value.find((one) => one.mediaBuyId === buy.sellerMediaBuyId);
  await ports.inTransaction(async (tx) => {
    await assertHeld(tx, job);
    const next = nextAt(spread(await refreshWaitMs(tx, options), ports.random()));
    const others = together.filter((one) => one.id !== buy.id).map((one) => one.id);
    await postponeJobs(tx, "refresh_media_buy", others, next);
    if (seen && isTerminalSellerStatus(seen.status)) return finishJob(tx, job);
    return rescheduleJob(tx, job, next);
  });
  crashPoint("after-refresh-record");
};

/** Writes a snapshot; what differs and no change of ours asks for becomes a line in the record. */
async function saveSeen(
  tx: Tx,
  ports: Ports,
  organisationId: string,
  mediaBuyId: string,
  snapshot: MediaBuySnapshot,
): Promise<void> {
  const buy: BoughtMediaBuy = await getBoughtMediaBuy(tx, organisationId, mediaBuyId);
  const { drift } = await saveSnapshot(tx, ports, buy, snapshot);
  if (!(await hasOpenChange(tx, organisationId, mediaBuyId))) await auditDrift(tx, ports, buy, drift);
}
