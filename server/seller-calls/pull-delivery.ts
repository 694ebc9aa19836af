import { crashPoint } from "../crash-point";
import type { Tx } from "../db/client";
import { backOffMs, spread } from "../domain/change/back-off";
import { addUp, deliveryRows } from "../domain/delivery/delivery-rows";
import { type DeliveryWindow, deliveryWindow } from "../domain/delivery/delivery-window";
import { isTerminalSellerStatus } from "../domain/media-buy/status";
import { addMillis, type Instant } from "../domain/time";
import type { Ports } from "../ports";
import { assertHeld, type ClaimedJob, finishJob, rescheduleJob } from "../queue/jobs";
import { type BoughtMediaBuy, getBoughtMediaBuy } from "../repositories/bought-media-buys";
import { boughtPackages } from "../repositories/bought-packages";
import { replaceDays, storedDays } from "../repositories/delivery";
import { saveMediaBuy } from "../repositories/media-buys";
import type { DeliveryReport } from "../sales-agents/sales-agent";
import type { JobHandler, WorkerOptions } from "./job-handler";
import { reach } from "./reach";
import { pullWaitMs } from "./watch-media-buy";

/** Asks for everything delivered so far and replaces what is stored; again and again while the buy can deliver. */
export const pullDelivery: JobHandler = async (ports, job, options) => {
  const buy = await getBoughtMediaBuy(ports.db, job.organisationId, job.subjectId);
  const window = windowOf(buy, ports.clock());
  if (buy.sellerMediaBuyId === null || window === null) {
    return ports.inTransaction((tx) => next(tx, ports, job, options, buy));
  }
  const { agent, account } = await reach(ports, buy);
  const read = await agent.getDelivery(account, [buy.sellerMediaBuyId], window.startDay, window.endDayExclusive);
  crashPoint("after-delivery-read-before-record");
  await ports.inTransaction(async (tx) => {
    await assertHeld(tx, job);
    if (read.kind === "failed") {
      const own = backOffMs(job.attempts + 1, ports.random(), read.problem.retryAfterSeconds);
      const wait = Math.max(options.deliverySeconds * 1000, own);
      return rescheduleJob(tx, job, addMillis(ports.clock(), wait), `${read.problem.code}: ${read.problem.message}`);
    }
    const report = read.value.find((one) => one.mediaBuyId === buy.sellerMediaBuyId);
    if (report) await saveDelivery(tx, ports, buy, report);
    return next(tx, ports, job, options, buy);
  });
};

/** null: nothing can have been delivered yet. */
function windowOf(buy: BoughtMediaBuy, now: Instant): DeliveryWindow | null {
  if (buy.startAt === null || buy.endAt === null || !hasRun(buy.sellerStatus)) return null;
  return deliveryWindow({ startAt: buy.startAt, endAt: buy.endAt, timeZone: buy.timeZone }, now);
}

function hasRun(sellerStatus: string | null): boolean {
  return sellerStatus !== null && !sellerStatus.startsWith("pending") && sellerStatus !== "rejected";
}

async function next(tx: Tx, ports: Ports, job: ClaimedJob, options: WorkerOptions, buy: BoughtMediaBuy): Promise<void> {
  if (isTerminalSellerStatus(buy.sellerStatus)) return finishJob(tx, job);
  const wait = spread(await pullWaitMs(tx, options), ports.random());
  await rescheduleJob(tx, job, addMillis(ports.clock(), wait));
}

async function saveDelivery(tx: Tx, ports: Ports, buy: BoughtMediaBuy, report: DeliveryReport): Promise<void> {
  const { organisationId, id: mediaBuyId, currency } = buy;
  if (report.currency !== currency) {
    ports.log.warn({ mediaBuyId, reported: report.currency, currency }, "delivery in another currency is left out");
    return;
  }
  const packages = await boughtPackages(tx, organisationId, mediaBuyId);
  for (const part of report.packages) {
    const pack = packages.find((one) => one.sellerPackageId === part.packageId);
    if (!pack) continue;
    const rows = deliveryRows(part, report.asOf, await storedDays(tx, organisationId, pack.id));
    const target = { organisationId, mediaBuyId, packageId: pack.id, currency, asOf: report.asOf };
    await replaceDays(tx, target, rows, ports.newId);
  }
  const { impressions, spendMicros } = addUp(report.packages);
  const at = ports.clock();
  await saveMediaBuy(tx, { organisationId, mediaBuyId, at }, { impressions, spendMicros, deliveryAt: report.asOf });
}
