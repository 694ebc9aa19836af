import type { Tx } from "../db/client";
import { spread } from "../domain/change/back-off";
import { addMillis } from "../domain/time";
import type { Ports } from "../ports";
import { enqueueJob } from "../queue/jobs";
import type { BoughtMediaBuy } from "../repositories/bought-media-buys";
import type { WorkerOptions } from "./job-handler";

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

/** Reads wait for nobody's writes: lanes of their own. */
export async function enqueueWatch(
  tx: Tx,
  ports: Pick<Ports, "clock" | "newId" | "random">,
  buy: Watched,
  options: Pick<WorkerOptions, "pollSeconds">,
): Promise<void> {
  const at = ports.clock();
  const { organisationId, id: subjectId } = buy;
  const dueAt = addMillis(at, spread(options.pollSeconds * 1000, ports.random()));
  const lane = laneOf(buy);
  const delivery = { kind: "pull_delivery" as const, lane: `delivery:${subjectId}`, dueAt: at };
  for (const job of [{ kind: "refresh_media_buy" as const, lane, dueAt }, delivery]) {
    await enqueueJob(tx, { id: ports.newId(), organisationId, subjectId, at, ...job });
  }
}
