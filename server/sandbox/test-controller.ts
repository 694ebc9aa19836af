import {
  isLegalCreativeTransition,
  isLegalMediaBuyTransition,
  TestControllerError,
  type TestControllerStore,
} from "@adcp/sdk/server";
import { setAccountStatus } from "./accounts";
import { addDay, spentOf } from "./accrual";
import { buyTime, record, saveBuy, settle, touch } from "./buy-state";
import { iso } from "./clock";
import { creativeStatus } from "./creative-review";
import { forceCompletion } from "./decide-reviews";
import { setForcedArm } from "./forced-arm";
import type { BuyRecord, CreativeRecord, Json } from "./model";
import { seeds } from "./seeds";
import { nowIso, type Seller } from "./seller";

type Store = Required<Pick<TestControllerStore, "forceMediaBuyStatus" | "simulateDelivery" | "simulateBudgetSpend">>;

const moved = (previous_state: string, current_state: string) =>
  ({ success: true, previous_state, current_state }) as const;

function findBuy(seller: Seller, id: string | undefined): BuyRecord {
  const buy = seller.store.find<BuyRecord>("buy", id ?? "");
  if (buy === undefined) throw new TestControllerError("NOT_FOUND", `Media buy ${id ?? ""} not found`);
  return touch(seller, buy);
}

type CreativeStatus = Parameters<typeof isLegalCreativeTransition>[0];

function forceCreative(seller: Seller, id: string, status: CreativeStatus, reason: string | undefined) {
  const creative = seller.store.find<CreativeRecord>("creative", id);
  if (creative === undefined) throw new TestControllerError("NOT_FOUND", `Creative ${id} not found`);
  const before = creativeStatus(seller, creative) as CreativeStatus;
  // Forcing the review's outcome may skip the "processing" stage that precedes it.
  const skips = before === "processing" && status === "approved";
  if (before !== status && !skips && !isLegalCreativeTransition(before, status)) {
    throw new TestControllerError("INVALID_TRANSITION", `A creative cannot move from ${before} to ${status}`, before);
  }
  const rejection = reason === undefined ? {} : { rejection_reason: reason };
  const submitted_ms = Math.min(creative.submitted_ms, seller.now() - seller.reviewSeconds * 1000);
  const next: CreativeRecord = { ...creative, submitted_ms, forced_status: status, ...rejection };
  seller.store.put("creative", creative.account_key, id, next);
  return moved(before, status);
}

function buyScenarios(seller: Seller): Store {
  return {
    async forceMediaBuyStatus(id, status, reason) {
      const buy = findBuy(seller, id);
      const before = buy.status as Parameters<typeof isLegalMediaBuyTransition>[0];
      if (before !== status && !isLegalMediaBuyTransition(before, status)) {
        throw new TestControllerError(
          "INVALID_TRANSITION",
          `A media buy cannot move from ${before} to ${status}`,
          before,
        );
      }
      settle(seller, buy);
      if (reason !== undefined) buy.rejection_reason = reason;
      if (status === "canceled") buy.cancellation = { canceled_at: nowIso(seller), canceled_by: "seller" };
      buy.forced_status = status;
      buy.paused = status === "paused";
      buy.status = status;
      buy.revision += 1;
      record(seller, buy, "status_forced", "seller", `Status set from ${before} to ${status} by the test controller.`);
      saveBuy(seller, buy);
      return moved(before, status);
    },
    async simulateDelivery(id, { impressions = 0, clicks = 0, reported_spend }) {
      const buy = findBuy(seller, id);
      settle(seller, buy);
      const pack = buy.packages[0];
      const day = iso(buyTime(seller, buy)).slice(0, 10);
      const spend = reported_spend?.amount ?? 0;
      if (pack !== undefined) addDay(pack.days, day, { impressions, clicks, completed_views: 0, spend });
      saveBuy(seller, buy);
      return { success: true, simulated: { impressions, clicks, spend }, message: "Delivery added." };
    },
    async simulateBudgetSpend({ media_buy_id, spend_percentage }) {
      const buy = findBuy(seller, media_buy_id);
      settle(seller, buy);
      for (const pack of buy.packages) {
        const spend = Math.max(0, (pack.budget * spend_percentage) / 100 - spentOf(pack.days));
        const impressions = (spend / Math.max(pack.rate, 0.01)) * 1000;
        addDay(pack.days, iso(buyTime(seller, buy)).slice(0, 10), {
          impressions,
          clicks: 0,
          completed_views: 0,
          spend,
        });
      }
      saveBuy(seller, buy);
      return { success: true, simulated: { spend_percentage }, message: "Spend set." };
    },
  };
}

/** comply_test_controller: deterministic state changes for compliance runs. */
export function controllerStore(seller: Seller, request: Json): TestControllerStore {
  return {
    ...seeds(seller, request),
    ...buyScenarios(seller),
    async forceCreativeStatus(id, status, reason) {
      return forceCreative(seller, id, status, reason);
    },
    async forceAccountStatus(id, status) {
      const before = setAccountStatus(seller, id, status);
      if (before === undefined) throw new TestControllerError("NOT_FOUND", `Account ${id} not found`);
      return moved(before, status);
    },
    async forceCreateMediaBuyArm({ arm, task_id, message }) {
      const forced = {
        arm,
        ...(task_id === undefined ? {} : { task_id }),
        ...(message === undefined ? {} : { message }),
      };
      if (arm !== "submitted") {
        throw new TestControllerError("INVALID_PARAMS", "Only the submitted arm can be forced here");
      }
      setForcedArm(seller, forced);
      return { success: true, forced: { arm, ...(task_id === undefined ? {} : { task_id }) } };
    },
    async forceTaskCompletion(taskId, result) {
      const task = forceCompletion(seller, taskId, result);
      if (task === undefined) throw new TestControllerError("NOT_FOUND", `Task ${taskId} not found`);
      return moved(task.status, "completed");
    },
  };
}
