import type { Tx } from "../db/client";
import { ambiguousMatch, notAtSeller } from "../domain/media-buy/blocked-by";
import { addMillis } from "../domain/time";
import type { Ports } from "../ports";
import { type ClaimedJob, rescheduleJob, subjectsWithJob } from "../queue/jobs";
import { type ChangeRecord, getChange, moveChange } from "../repositories/changes";
import { saveMediaBuy } from "../repositories/media-buys";
import { latestCall, type SellerCallRecord, updateSellerCall } from "../repositories/seller-calls";
import { settleTasksOf } from "../repositories/seller-tasks";
import type { MediaBuySnapshot } from "../sales-agents/sales-agent";
import { lookForBuy } from "./find-created-buy";
import type { WorkerOptions } from "./job-handler";

type Search = {
  readonly job: ClaimedJob;
  readonly options: WorkerOptions;
  readonly changeId: string;
  readonly sellerName: string;
  /** Every buy of the account. */
  readonly listed: readonly MediaBuySnapshot[];
};

/** A create whose buy no reply named: adopts the one that it must have made, or says what stands in the way. */
export async function adoptBuy(tx: Tx, ports: Ports, search: Search): Promise<void> {
  const change = await getChange(tx, search.changeId);
  const call = await latestCall(tx, change.organisationId, change.id);
  const later = (seconds: number) => rescheduleJob(tx, search.job, addMillis(ports.clock(), seconds * 1000));
  if (!call?.firstSentAt || change.mediaBuyId === null) return later(search.options.pollSeconds);
  const found = await lookForBuy(tx, change, search.listed, call.firstSentAt);
  switch (found.kind) {
    case "one":
      await adopt(tx, ports, search, change, call, found.mediaBuyId);
      return later(0);
    case "unsure":
      await note(
        tx,
        ports,
        change,
        ambiguousMatch,
        `${search.sellerName} has buys that could be this one: ${found.mediaBuyIds.join(", ")}`,
      );
      return later(search.options.pollSeconds * 4);
    case "none": {
      const resending = (await subjectsWithJob(tx, "send_seller_call", [call.id])).length > 0;
      if (change.state === "unknown" && !resending) {
        await note(tx, ports, change, notAtSeller, `${search.sellerName} does not list a buy like this one`);
      }
      return later(search.options.pollSeconds);
    }
  }
}

async function adopt(
  tx: Tx,
  ports: Ports,
  search: Search,
  change: ChangeRecord,
  call: SellerCallRecord,
  sellerMediaBuyId: string,
): Promise<void> {
  const at = ports.clock();
  await updateSellerCall(tx, call, { state: "done", settledAt: at, idempotencyKeySealed: "" });
  await settleTasksOf(tx, change.organisationId, call.id, at);
  await moveChange(tx, change, {
    at,
    auditId: ports.newId(),
    to: "verifying",
    action: "media_buy.adopted",
    summary: `Found at ${search.sellerName} as ${sellerMediaBuyId}: same products, budgets and dates, made since it was sent`,
    error: null,
  });
  await saveMediaBuy(
    tx,
    { organisationId: change.organisationId, mediaBuyId: change.mediaBuyId ?? "", at },
    { sellerMediaBuyId },
  );
}

/** Says once what was found; the same finding again changes nothing. */
async function note(tx: Tx, ports: Ports, change: ChangeRecord, code: string, message: string): Promise<void> {
  if (change.errorCode === code) return;
  const at = ports.clock();
  const error = { code, message, recovery: "correctable", field: null, suggestion: null };
  const move = { at, auditId: ports.newId(), to: change.state, action: "change.looked_up", summary: message, error };
  await moveChange(tx, change, move);
  if (change.mediaBuyId !== null) {
    await saveMediaBuy(tx, { organisationId: change.organisationId, mediaBuyId: change.mediaBuyId, at }, {});
  }
}
