import { AdcpError } from "@adcp/sdk/server";
import { requireOpen } from "./accounts";
import { buildPackage } from "./build-package";
import { buyTime, isTerminal, record, releaseBuy, saveBuy, settle, touch } from "./buy-state";
import { packageToWire, validActions } from "./buy-to-wire";
import { changePackage } from "./change-package";
import { iso, parseIso } from "./clock";
import { assignInlineCreatives, storeInlineCreatives } from "./creatives";
import { findElsewhere } from "./elsewhere";
import { refuse } from "./errors";
import type { AccountRecord, BuyRecord, Json, PackageRecord } from "./model";
import { openReview } from "./reviews";
import { nowIso, type Seller } from "./seller";

function findBuy(seller: Seller, account: AccountRecord, id: string): BuyRecord {
  const buy = seller.store.get<BuyRecord>("buy", account.key, id) ?? findElsewhere(seller, id);
  if (buy?.account_key === account.key) return touch(seller, buy);
  throw refuse("MEDIA_BUY_NOT_FOUND", `There is no media buy "${id}" on this account.`, { field: "media_buy_id" });
}

function checkRevision(buy: BuyRecord, args: Json): void {
  if (args.revision === undefined || args.revision === buy.revision) return;
  throw new AdcpError("CONFLICT", {
    message: `The media buy is at revision ${buy.revision}, the request was made for ${String(args.revision)}.`,
    recovery: "transient",
    field: "revision",
    details: { resource_id: buy.media_buy_id, expected_version: args.revision, current_version: buy.revision },
    suggestion: "Read the media buy again and decide anew.",
  });
}

function checkState(buy: BuyRecord, args: Json): void {
  if (!isTerminal(buy.status)) return;
  const code = args.canceled === true ? "NOT_CANCELLABLE" : "INVALID_STATE";
  throw refuse(code, `The media buy is ${buy.status}; nothing more can be changed.`, {
    field: args.canceled === true ? "canceled" : "media_buy_id",
    details: { status: buy.status },
  });
}

function changeDates(seller: Seller, buy: BuyRecord, args: Json): string[] {
  const start = typeof args.start_time === "string" ? args.start_time : undefined;
  const end = args.end_time as string | undefined;
  if (start === undefined && end === undefined) return [];
  const now = buyTime(seller, buy);
  const begun = buy.status === "active" || buy.status === "paused";
  if (start !== undefined && begun) {
    throw refuse("INVALID_STATE", "The flight has begun; its start cannot move.", { field: "start_time" });
  }
  const newStart = start === undefined ? parseIso(buy.start_time) : start === "asap" ? now : parseIso(start);
  const newEnd = end === undefined ? parseIso(buy.end_time) : parseIso(end);
  if (newEnd <= newStart || newEnd <= now) {
    throw refuse("INVALID_REQUEST", `The new end must be after the start and after ${iso(now)} on our clock.`, {
      field: "end_time",
    });
  }
  buy.start_time = iso(newStart);
  buy.end_time = iso(newEnd);
  return [`Flight ${buy.start_time} to ${buy.end_time}.`];
}

function changePaused(buy: BuyRecord, args: Json): string[] {
  if (typeof args.paused !== "boolean") return [];
  if (args.paused) buy.paused = true;
  else releaseBuy(buy);
  if (buy.forced_status === "active" || buy.forced_status === "paused") {
    buy.forced_status = args.paused ? "paused" : "active";
  }
  return [args.paused ? "Paused." : "Resumed."];
}

function changePackages(seller: Seller, buy: BuyRecord, account: AccountRecord, args: Json): PackageRecord[] {
  const requested = (args.packages ?? []) as Json[];
  return requested.map((request, index) => {
    const path = `packages[${index}]`;
    const pack = buy.packages.find((one) => one.package_id === request.package_id);
    if (pack === undefined) {
      const message = `The media buy has no package "${String(request.package_id)}".`;
      throw refuse("PACKAGE_NOT_FOUND", message, { field: `${path}.package_id` });
    }
    // Before the assignments, which may name them.
    storeInlineCreatives(seller, account, request, path);
    const summary = changePackage(seller, buy, pack, request, path);
    assignInlineCreatives(seller, request, pack);
    record(seller, buy, "package_updated", "buyer", summary, pack.package_id);
    return pack;
  });
}

function addPackages(seller: Seller, buy: BuyRecord, account: AccountRecord, args: Json): PackageRecord[] {
  const requested = (args.new_packages ?? []) as Json[];
  if (requested.length > 0) requireOpen(account, "create");
  const flight = { start: parseIso(buy.start_time), end: parseIso(buy.end_time) };
  return requested.map((request, index) => {
    const path = `new_packages[${index}]`;
    storeInlineCreatives(seller, account, request, path);
    const pack = buildPackage(seller, request, flight, path);
    if (pack.currency !== buy.currency) {
      throw refuse("INVALID_REQUEST", `This media buy is in ${buy.currency}.`, { field: `${path}.pricing_option_id` });
    }
    pack.settled_until = buyTime(seller, buy);
    assignInlineCreatives(seller, request, pack);
    buy.packages.push(pack);
    record(
      seller,
      buy,
      "package_added",
      "buyer",
      `Added ${pack.product_id}, ${pack.budget} ${pack.currency}.`,
      pack.package_id,
    );
    return pack;
  });
}

function cancel(seller: Seller, buy: BuyRecord, args: Json): string[] {
  const reason = args.cancellation_reason as string | undefined;
  buy.cancellation = { canceled_at: nowIso(seller), canceled_by: "buyer", ...(reason === undefined ? {} : { reason }) };
  delete buy.forced_status;
  return ["Canceled."];
}

function changeBuy(seller: Seller, buy: BuyRecord, account: AccountRecord, args: Json): PackageRecord[] {
  // Cancelling wins over everything else in the same request (media buy specification, update).
  const canceled = args.canceled === true;
  const notes = canceled ? cancel(seller, buy, args) : [...changePaused(buy, args), ...changeDates(seller, buy, args)];
  for (const note of notes) record(seller, buy, canceled ? "canceled" : "updated", "buyer", note);
  if (canceled) return buy.packages;
  if (args.invoice_recipient !== undefined) buy.echoed.invoice_recipient = args.invoice_recipient;
  const touched = [...changePackages(seller, buy, account, args), ...addPackages(seller, buy, account, args)];
  return notes.length > 0 ? buy.packages : touched;
}

/** Applies an update as a whole or not at all, and answers with the success arm. */
export function applyUpdate(seller: Seller, account: AccountRecord, args: Json, actor: string): Json {
  const buy = findBuy(seller, account, args.media_buy_id as string);
  if (actor === "buyer") checkRevision(buy, args);
  checkState(buy, args);
  settle(seller, buy);
  buy.revision += 1;
  const affected = changeBuy(seller, buy, account, args);
  buy.updated_at = nowIso(seller);
  saveBuy(seller, buy);
  touch(seller, buy);
  return {
    media_buy_id: buy.media_buy_id,
    status: buy.status,
    revision: buy.revision,
    implementation_date: nowIso(seller),
    affected_packages: affected.map((pack) => packageToWire(buy, pack)),
    valid_actions: validActions(buy.status),
    ...(account.sandbox ? { sandbox: true } : {}),
  };
}

const BIG_AMOUNT = 10_000;
const BIG_SHARE = 0.2;

/** Why a person has to look at this update, or nothing. */
function reviewReason(buy: BuyRecord, args: Json): string | undefined {
  if (args.canceled === true) return undefined;
  if (args.end_time !== undefined && parseIso(args.end_time as string) !== parseIso(buy.end_time))
    return "a new end date";
  if (args.new_packages !== undefined) return "new packages";
  const big = ((args.packages ?? []) as Json[]).some((request) => {
    const pack = buy.packages.find((one) => one.package_id === request.package_id);
    if (pack === undefined || typeof request.budget !== "number") return false;
    const more = request.budget - pack.budget;
    return more > BIG_AMOUNT || more > pack.budget * BIG_SHARE;
  });
  return big ? "a big budget increase" : undefined;
}

/** update_media_buy: PATCH, atomic; big changes of a reviewing seller answer `submitted`. */
export function updateMediaBuy(seller: Seller, account: AccountRecord, args: Json): Json {
  requireOpen(account, "update");
  const buy = findBuy(seller, account, args.media_buy_id as string);
  const reason = seller.profile.reviewsBuys && !account.sandbox ? reviewReason(buy, args) : undefined;
  // Tried out in full first: an update that cannot work is refused now, not after a person has looked at it.
  if (reason !== undefined) seller.store.rehearse(() => applyUpdate(seller, account, args, "buyer"));
  if (reason === undefined) return seller.store.atomically(() => applyUpdate(seller, account, args, "buyer"));
  return openReview(seller, account, {
    task_type: "update_media_buy",
    request: { ...args, po_number: buy.po_number },
    media_buy_id: buy.media_buy_id,
    summary: `Change of ${buy.media_buy_id}: ${reason}`,
    message: `Our ad operations team looks at ${reason} before it takes effect.`,
  });
}
