import type { Tx } from "../db/client";
import { spread } from "../domain/change/back-off";
import { addMillis } from "../domain/time";
import type { Ports } from "../ports";
import { enqueueJob } from "../queue/jobs";
import type { BoughtMediaBuy } from "../repositories/bought-media-buys";
import type { WorkerOptions } from "./job-handler";

/** Reads wait for nobody's writes: lanes of their own. */
export async function enqueueWatch(
  tx: Tx,
  ports: Pick<Ports, "clock" | "newId" | "random">,
  buy: Pick<BoughtMediaBuy, "id" | "organisationId" | "salesAgentId" | "accountId">,
  options: Pick<WorkerOptions, "pollSeconds">,
): Promise<void> {
  const at = ports.clock();
  const { organisationId, id: subjectId } = buy;
  const dueAt = addMillis(at, spread(options.pollSeconds * 1000, ports.random()));
  const lane = `refresh:${buy.salesAgentId}:${buy.accountId ?? ""}`;
  const delivery = { kind: "pull_delivery" as const, lane: `delivery:${subjectId}`, dueAt: at };
  for (const job of [{ kind: "refresh_media_buy" as const, lane, dueAt }, delivery]) {
    await enqueueJob(tx, { id: ports.newId(), organisationId, subjectId, at, ...job });
  }
}
