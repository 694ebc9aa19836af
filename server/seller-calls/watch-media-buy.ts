import type { Db, Tx } from "../db/client";
import { spread } from "../domain/change/back-off";
import { isTerminalSellerStatus } from "../domain/media-buy/status";
import { addMillis } from "../domain/time";
import type { Ports } from "../ports";
import { enqueueJobs } from "../queue/held-jobs";
import { countJobs, enqueueJob, enqueueNewJobs, type NewJob } from "../queue/jobs";
import type { BoughtMediaBuy } from "../repositories/bought-media-buys";
import type { WorkerOptions } from "./job-handler";

/** Buys that one periodic read asks for together. */
export const buysPerLook = 50;
/** Milliseconds between two reads however many buys there are: looks must leave room for what people do. */
const lookMs = 1_000;
const pullMs = 100;

/** Milliseconds until the next look at a buy: as asked for, longer where there are too many to look at all that often. */
export async function refreshWaitMs(db: Db | Tx, options: Pick<WorkerOptions, "pollSeconds">): Promise<number> {
  const looks = Math.ceil((await countJobs(db, "refresh_media_buy")) / buysPerLook);
  return Math.max(options.pollSeconds * 1000, looks * lookMs);
}

/** The same between two pulls of a buy's delivery. */
export async function pullWaitMs(db: Db | Tx, options: Pick<WorkerOptions, "deliverySeconds">): Promise<number> {
  return Math.max(options.deliverySeconds * 1000, (await countJobs(db, "pull_delivery")) * pullMs);
}

type Watched = Pick<BoughtMediaBuy, "id" | "organisationId" | "salesAgentId" | "accountId">;

/** A look at the seller now: after an error nothing is assumed about what it did (requirements C8). */
export async function lookNow(tx: Tx, ports: Pick<Ports, "clock" | "newId">, buy: Watched): Promise<void> {
  const at = ports.clock();
  const lane = laneOf(buy);
  const job = { id: ports.newId(), organisationId: buy.organisationId, subjectId: buy.id, lane, dueAt: at, at };
  await enqueueJob(tx, { ...job, kind: "refresh_media_buy" });
}

function laneOf(buy: Watched): string {
  return `refresh:${buy.salesAgentId}:${buy.accountId ?? ""}`;
}

/** The next looks at these buys of one organisation, and the pulls of their delivery: at once where a buy is new, else in their own time. */
export async function enqueueWatches(
  tx: Tx,
  ports: Pick<Ports, "clock" | "newId" | "random">,
  buys: readonly (Watched & { readonly isNew: boolean })[],
  options: Pick<WorkerOptions, "pollSeconds" | "deliverySeconds">,
): Promise<void> {
  const jobs = buys.flatMap((buy) => watchOf(ports, buy, options));
  await enqueueJobs(
    tx,
    jobs.filter((job) => job.kind === "refresh_media_buy"),
  );
  await enqueueJobs(
    tx,
    jobs.filter((job) => job.kind === "pull_delivery"),
  );
}

/** Reads wait for nobody's writes: lanes of their own. */
function watchOf(
  ports: Pick<Ports, "clock" | "newId" | "random">,
  buy: Watched & { readonly isNew: boolean },
  options: Pick<WorkerOptions, "pollSeconds" | "deliverySeconds">,
): readonly NewJob[] {
  const at = ports.clock();
  const { organisationId, id: subjectId } = buy;
  const dueAt = addMillis(at, spread(options.pollSeconds * 1000, ports.random()));
  const lane = laneOf(buy);
  // An edit has delivered nothing: the pull that is due already stays, or one comes in its turn.
  const pullAt = buy.isNew ? at : addMillis(at, spread(options.deliverySeconds * 1000, ports.random()));
  const delivery = { kind: "pull_delivery" as const, lane: `delivery:${subjectId}`, dueAt: pullAt };
  return [{ kind: "refresh_media_buy" as const, lane, dueAt }, delivery].map((job) => {
    return { id: ports.newId(), organisationId, subjectId, at, ...job };
  });
}

type AdoptedWatch = Pick<Watched, "organisationId" | "salesAgentId" | "accountId"> & {
  /** How many of the same taking over were enqueued before. */
  readonly offset: number;
};

/**
 * The looks at buys that were taken over just now, one after the other instead of all at once. One that has ended is looked at no
 * more, but what it delivered is asked for once.
 */
export async function enqueueAdoptedWatch(
  tx: Tx,
  ports: Pick<Ports, "clock" | "newId">,
  { organisationId, salesAgentId, accountId, offset }: AdoptedWatch,
  buys: readonly { readonly id: string; readonly sellerStatus: string }[],
  options: Pick<WorkerOptions, "pollSeconds">,
): Promise<void> {
  const at = ports.clock();
  const jobs = buys.flatMap(({ id: subjectId, sellerStatus }, index) => {
    const turn = offset + index;
    const fixed = { organisationId, subjectId, at };
    const looked = addMillis(at, options.pollSeconds * 1000 + Math.floor(turn / buysPerLook) * lookMs);
    const lane = laneOf({ id: subjectId, organisationId, salesAgentId, accountId });
    const refresh = { ...fixed, id: ports.newId(), kind: "refresh_media_buy" as const, lane, dueAt: looked };
    const pulled = addMillis(at, turn * pullMs);
    const pull = { kind: "pull_delivery" as const, lane: `delivery:${subjectId}`, dueAt: pulled };
    const delivery = { ...fixed, id: ports.newId(), ...pull };
    if (sellerStatus === "rejected") return [];
    return isTerminalSellerStatus(sellerStatus) ? [delivery] : [refresh, delivery];
  });
  await enqueueNewJobs(tx, jobs);
}
