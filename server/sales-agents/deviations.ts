import { taskStatuses } from "../domain/media-buy/status";
import type {
  Capabilities,
  CreateReply,
  MediaBuySnapshot,
  Read,
  SalesAgent,
  TaskState,
  WriteReply,
} from "./sales-agent";

/** A reply that AdCP does not allow. `detail` may hold the seller's own words: untrusted text. */
export type Deviation = { readonly code: string; readonly detail: string };

type Answer = Read<unknown> | WriteReply<unknown>;

const buyStatuses = ["pending_creatives", "pending_start", "active", "paused", "completed", "rejected", "canceled"];

/** What of an answer departs from the standard (requirements §3, §4.1), by the call that it answers. */
export function deviationsOf(method: keyof SalesAgent, answer: Answer): readonly Deviation[] {
  return [...inFailure(answer), ...inContent(method, answer)];
}

function inFailure(answer: Answer): readonly Deviation[] {
  if (!("problem" in answer)) return [];
  const { code, message } = answer.problem;
  if (code === "BAD_REPLY") return [{ code: "unreadable_reply", detail: message }];
  if (code === "SELLER_ERROR") return [{ code: "error_without_code", detail: message }];
  return [];
}

function inContent(method: keyof SalesAgent, answer: Answer): readonly Deviation[] {
  if (answer.kind === "submitted" && answer.taskId === null) {
    return [{ code: "submitted_without_task", detail: "A submitted reply names no task" }];
  }
  if (answer.kind !== "ok" && answer.kind !== "accepted") return [];
  switch (method) {
    case "getCapabilities":
      return inCapabilities(answer.value as Capabilities);
    case "getMediaBuys":
      return (answer.value as readonly MediaBuySnapshot[]).flatMap(inMediaBuy);
    case "getTask":
      return inTask(answer.value as TaskState);
    case "sendCreate":
      return inCreate(answer.value as CreateReply);
    default:
      return [];
  }
}

function inCapabilities({ majorVersions, raw }: Capabilities): readonly Deviation[] {
  const { adcp } = raw;
  const declares = typeof adcp === "object" && adcp !== null && "idempotency" in adcp;
  if (declares || !majorVersions.includes(3)) return [];
  return [{ code: "idempotency_not_declared", detail: "adcp.idempotency is required and missing" }];
}

function inMediaBuy({ mediaBuyId, status }: MediaBuySnapshot): readonly Deviation[] {
  if (buyStatuses.includes(status)) return [];
  return [{ code: "unknown_media_buy_status", detail: `${mediaBuyId}: ${status}` }];
}

function inTask({ status, rawStatus }: TaskState): readonly Deviation[] {
  const known = taskStatuses.some((one) => one === rawStatus);
  return known || status !== "unknown" ? [] : [{ code: "unknown_task_status", detail: rawStatus }];
}

function inCreate({ mediaBuyId, packages }: CreateReply): readonly Deviation[] {
  return packages.length > 0
    ? []
    : [{ code: "create_without_packages", detail: `${mediaBuyId} came without packages` }];
}
