import { z } from "zod";
import { type TaskStatus, taskStatuses } from "@/server/domain/media-buy/status";
import type { SyncReply } from "../../creative-exchange";
import { matchPackages } from "../../match-packages";
import { redactSecrets } from "../../redact";
import type { CreateReply, PackageSnapshot, TaskState, UpdateReply } from "../../sales-agent";
import { adcpProblem, isObject, type Json, problemsIn } from "../seller-problem";
import { noCurrency, packagesFromWire } from "./media-buys";
import { present } from "./present";
import { instantOr, optionalNumber, optionalText, readableIn, statedMicros } from "./scalars";

/**
 * Words of `status` in a create or update reply that can only be the buy's. The others are also task statuses
 * (requirements §0, 3), so they say nothing about the buy.
 */
const buyWords = ["pending_creatives", "pending_start", "pending_activation", "active", "paused"];

/** A create's packages as they were sent. */
const sentPackage = z.looseObject({
  product_id: z.string(),
  budget: z.number(),
  context: z.looseObject({ package_id: z.string() }),
});

/** A create's success. A package that can be tied to one of ours carries `context.package_id`, sent back or not. */
export function createFromWire(payload: Json, sent: Json | null): CreateReply | null {
  const mediaBuyId = optionalText.parse(payload.media_buy_id);
  if (mediaBuyId === undefined || mediaBuyId === "") return null;
  const status = optionalText.parse(payload.status);
  const told = status !== undefined && buyWords.includes(status) ? status : null;
  return {
    mediaBuyId,
    status: ownStatus(payload) ?? told,
    packages: tied(packagesFromWire(payload.packages, replyCurrency(payload)), sent),
    revision: optionalNumber.parse(payload.revision) ?? null,
  };
}

function replyCurrency(payload: Json): string {
  return optionalText.parse(payload.currency) ?? noCurrency;
}

function tied(found: readonly PackageSnapshot[], sent: Json | null): readonly PackageSnapshot[] {
  const wanted = readableIn(sent?.packages, sentPackage).map((line) => ({
    packageId: line.context.package_id,
    productId: line.product_id,
    budgetMicros: statedMicros(line.budget, noCurrency) ?? 0n,
  }));
  const mine = new Map([...matchPackages(wanted, found)].map(([packageId, theirs]) => [theirs, packageId]));
  return found.map((theirs) => {
    const packageId = mine.get(theirs);
    return packageId === undefined ? theirs : { ...theirs, context: { ...theirs.context, package_id: packageId } };
  });
}

/** An update's success, or null where nothing in the payload says that it is one. */
export function updateFromWire(payload: Json, sent: Json | null): UpdateReply | null {
  const mediaBuyId = optionalText.parse(payload.media_buy_id) ?? optionalText.parse(sent?.media_buy_id);
  const speaks = ["media_buy_id", "affected_packages", "implementation_date", "revision"].some((key) => key in payload);
  if (mediaBuyId === undefined || (!speaks && typeof payload.status !== "string")) return null;
  return {
    mediaBuyId,
    status: statusAfter(payload),
    ...present({ implementationAt: implementationAt(payload.implementation_date) }),
    revision: optionalNumber.parse(payload.revision) ?? null,
    affectedPackages: packagesFromWire(payload.affected_packages, replyCurrency(payload)),
  };
}

/** 3.1 gives the buy's status a field of its own, so that any word in it is the buy's. */
function ownStatus(payload: Json): string | null {
  const status = optionalText.parse(payload.media_buy_status);
  return status === undefined || status === "" ? null : status;
}

/** Beside the buy's id `canceled` is the buy's word: a canceled task would not name what it made. */
function statusAfter(payload: Json): string | null {
  const status = optionalText.parse(payload.status);
  const named = optionalText.parse(payload.media_buy_id) !== undefined;
  const own = ownStatus(payload);
  if (own !== null || status === undefined) return own;
  return buyWords.includes(status) || (named && status === "canceled") ? status : null;
}

function implementationAt(value: unknown): string | null | undefined {
  return value === null ? null : instantOr(optionalText.parse(value));
}

const syncedCreative = z.looseObject({
  creative_id: z.string().min(1),
  action: z.string(),
  status: optionalText,
  rejection_reason: optionalText,
  errors: z.array(z.unknown()).optional().catch(undefined),
});

export function syncFromWire(payload: Json): SyncReply | null {
  if (!Array.isArray(payload.creatives)) return null;
  const creatives = readableIn(payload.creatives, syncedCreative).map((item) => ({
    creativeId: item.creative_id,
    action: item.action,
    status: item.status ?? "unknown",
    rejectionReason: item.rejection_reason ?? null,
    errors: (item.errors ?? []).map(errorText),
  }));
  return { creatives };
}

function errorText(value: unknown): string {
  if (typeof value === "string") return value;
  return adcpProblem(value, null)?.message ?? "The agent reported an error without a text";
}

/** AdCP's spelling of a task status; MCP and A2A spell some of them otherwise (requirements §4.5). */
export function taskStatusOf(raw: string): TaskStatus {
  const word = raw.toLowerCase().replaceAll("_", "-").replace("task-state-", "").replace("cancelled", "canceled");
  return taskStatuses.find((status) => status === word) ?? "unknown";
}

export function taskFromWire(payload: Json): TaskState | null {
  const rawStatus = optionalText.parse(payload.status);
  if (rawStatus === undefined) return null;
  const result = isObject(payload.result) ? payload.result : null;
  const said = adcpProblem(payload.error, null) ?? adcpProblem(result?.adcp_error, null);
  return {
    status: taskStatusOf(rawStatus),
    rawStatus,
    message: optionalText.parse(payload.message) ?? optionalText.parse(result?.message) ?? null,
    problem: said ?? (result === null ? null : (problemsIn(result, null)[0] ?? null)),
    create: result === null ? null : createFromWire(result, null),
    raw: redactSecrets(payload),
  };
}
