import type { Tx } from "../db/client";
import { obstacleTo } from "../domain/adopt/obstacle";
import { isHopeless, mostScanFailures, type ScanStep, scanStep } from "../domain/adopt/scan-step";
import { flightOf, nameOf, oneLine } from "../domain/adopt/seen-media-buy";
import { backOffMs } from "../domain/change/back-off";
import { DomainError } from "../domain/errors";
import { addMillis } from "../domain/time";
import type { Ports } from "../ports";
import { assertHeld, type ClaimedJob, finishJob, rescheduleJob } from "../queue/jobs";
import { type AccountScan, getScan, type ScanChange, saveScan } from "../repositories/account-scans";
import { forgetUnlisted, savePage } from "../repositories/found-media-buys";
import type { MediaBuyPage, PagedMediaBuy, SellerProblem } from "../sales-agents/sales-agent";
import type { JobHandler } from "./job-handler";
import { type Reached, reach } from "./reach";

/**
 * Reads one page of an account's media buys. Its rows and the cursor of the next one are written together, so that a look goes on
 * where it was whoever dies.
 */
export const scanAccount: JobHandler = async (ports, job) => {
  const scan = await getScan(ports.db, job.organisationId, job.subjectId);
  if (scan.state !== "running") return ports.inTransaction((tx) => finishJob(tx, job));
  const reached = await reachOrNull(ports, scan);
  if (reached === null) {
    const message = "The agent or its account is no longer here";
    return ports.inTransaction((tx) => end(tx, ports, job, scan, failedWith("NOT_FOUND", message)));
  }
  const read = await reached.agent.listMediaBuyPage(reached.account, scan.cursor);
  await ports.inTransaction(async (tx) => {
    await assertHeld(tx, job);
    const now = await getScan(tx, job.organisationId, job.subjectId);
    // Somebody stopped it meanwhile: the page is not wanted any more.
    if (now.state !== "running") return finishJob(tx, job);
    if (read.kind === "failed") return retryOrFail(tx, ports, job, now, read.problem);
    return keepPage(tx, ports, job, now, read.value);
  });
};

async function reachOrNull(ports: Ports, scan: AccountScan): Promise<Reached | null> {
  try {
    return await reach(ports, scan);
  } catch (error) {
    if (error instanceof DomainError && error.code === "NOT_FOUND") return null;
    throw error;
  }
}

async function keepPage(tx: Tx, ports: Ports, job: ClaimedJob, scan: AccountScan, page: MediaBuyPage): Promise<void> {
  const { organisationId, salesAgentId, accountId, id: scanId, pages, found, unreadable, barren, cursor } = scan;
  const place = { organisationId, salesAgentId, accountId, scanId };
  const at = ports.clock();
  const fresh = await savePage(tx, place, page.buys.map(toFound), { at, newId: ports.newId });
  const seen = {
    pages: pages + 1,
    found: found + fresh,
    total: page.total,
    unreadable: unreadable + page.unreadable,
    failures: 0,
    errorCode: null,
    errorMessage: null,
  };
  const step: ScanStep = scanStep({ ...page, asked: cursor, fresh, barren });
  switch (step.kind) {
    case "go_on":
      await saveScan(tx, scan, { ...seen, cursor: step.cursor, barren: step.barren });
      return rescheduleJob(tx, job, at);
    case "done":
      if (seen.unreadable === 0) await forgetUnlisted(tx, place);
      return end(tx, ports, job, scan, { ...seen, state: "done", cursor: null, barren: 0 });
    case "stopped":
      return end(tx, ports, job, scan, { ...seen, ...failedWith(step.code, step.message) });
  }
}

async function retryOrFail(tx: Tx, ports: Ports, job: ClaimedJob, scan: AccountScan, problem: SellerProblem) {
  const failures = scan.failures + 1;
  const error = { errorCode: problem.code, errorMessage: oneLine(problem.message, 500) };
  if (isHopeless(problem) || failures >= mostScanFailures) {
    return end(tx, ports, job, scan, { state: "failed", failures, ...error });
  }
  await saveScan(tx, scan, { failures, ...error });
  const wait = backOffMs(failures, ports.random(), problem.retryAfterSeconds);
  return rescheduleJob(tx, job, addMillis(ports.clock(), wait), problem.code);
}

function failedWith(errorCode: string, errorMessage: string): ScanChange {
  return { state: "failed", errorCode, errorMessage };
}

async function end(tx: Tx, ports: Ports, job: ClaimedJob, scan: AccountScan, change: ScanChange): Promise<void> {
  await saveScan(tx, scan, { ...change, finishedAt: ports.clock() });
  await finishJob(tx, job);
}

function toFound({ snapshot, name, brandDomain }: PagedMediaBuy) {
  return {
    sellerMediaBuyId: snapshot.mediaBuyId,
    name: nameOf(name, snapshot),
    sellerStatus: oneLine(snapshot.status, 60),
    currency: oneLine(snapshot.currency, 8),
    totalMicros: snapshot.totalMicros,
    ...flightOf(snapshot),
    packageCount: snapshot.packages.length,
    poNumber: oneLine(snapshot.poNumber ?? "", 100),
    brandDomain: brandDomain === null ? null : oneLine(brandDomain, 253),
    obstacle: obstacleTo(snapshot),
    seen: snapshot,
  };
}
