import { describeField, splitField } from "../domain/approval/patch-fields";
import { isPauseOnly } from "../domain/change/diff-values";
import type { Verdict } from "../domain/change/patch";
import { staleEdit } from "../domain/change/stale-edit";
import { decodePatch, decodeValues } from "../domain/change/stored-json";
import { movedFields } from "../domain/change/verdict";
import { formatMoney, money } from "../domain/money";
import type { Ports } from "../ports";
import { liveSignature } from "../repositories/approvals";
import { getBoughtMediaBuy } from "../repositories/bought-media-buys";
import { boughtPackages } from "../repositories/bought-packages";
import type { ChangeRecord } from "../repositories/changes";
import type { MediaBuySnapshot, SellerProblem } from "../sales-agents/sales-agent";
import { reach } from "./reach";
import { saveSnapshot } from "./save-snapshot";
import type { AnyReply, Sending } from "./settle-reply";

/**
 * The last look before an edit goes out: when a field it touches is no longer at the seller what the edit was based on, it is not
 * sent. null: send it. Stopping spend never waits for this, nor does a repeat whose first send may have happened.
 */
export async function compareBeforeSend(ports: Ports, { change, ambiguous }: Sending): Promise<AnyReply | null> {
  if (change.kind !== "update_media_buy" || change.mediaBuyId === null || ambiguous) return null;
  if (isPauseOnly(decodePatch(change.patch))) return null;
  const buy = await getBoughtMediaBuy(ports.db, change.organisationId, change.mediaBuyId);
  if (buy.sellerMediaBuyId === null) return null;
  const { agent, account } = await reach(ports, buy);
  const read = await agent.getMediaBuys(account, [buy.sellerMediaBuyId]);
  if (read.kind === "failed") return notSent(read.problem);
  const snapshot = read.value.find((one) => one.mediaBuyId === buy.sellerMediaBuyId);
  if (!snapshot) return null;
  const [first] = await movedSince(ports, change, snapshot);
  const problem = first ? staleProblem(first, change.currency) : await movedSinceSigned(ports, change, snapshot);
  if (problem === null) return null;
  // Whoever looks at it next starts from what was just read.
  await ports.inTransaction((tx) => saveSnapshot(tx, ports, buy, snapshot));
  return notSent(problem);
}

/** A signature stands beside the seller's revision; for sellers that count none the fields alone decide. */
async function movedSinceSigned(ports: Ports, change: ChangeRecord, seen: MediaBuySnapshot) {
  const signed = (await liveSignature(ports.db, change.organisationId, change.id))?.sellerRevision ?? null;
  if (signed === null || seen.revision === null || signed === seen.revision) return null;
  return staleBecause(`The media buy moved at the seller (revision ${signed} to ${seen.revision}) since it was signed`);
}

async function movedSince(ports: Ports, change: ChangeRecord, seen: MediaBuySnapshot): Promise<readonly Verdict[]> {
  const packages = await boughtPackages(ports.db, change.organisationId, change.mediaBuyId ?? "");
  const packageIds = new Map(packages.map((pack) => [pack.id, pack.sellerPackageId ?? ""]));
  return movedFields(decodePatch(change.patch), decodeValues(change.base), seen, packageIds);
}

function notSent(problem: SellerProblem): AnyReply {
  const kind = problem.recovery === "transient" ? "unreachable" : "refused";
  return { kind, problem, milliseconds: 0, httpStatus: problem.httpStatus, raw: null };
}

function staleProblem({ field, before, found }: Verdict, currency: string | null): SellerProblem {
  const { name } = splitField(field);
  const { label, format } = describeField(name);
  const said = (value: string | null) => {
    if (value === null) return "nothing";
    return format === "money" && currency !== null ? formatMoney(money(BigInt(value), currency)) : value;
  };
  const message = `${label} is ${said(found)} at the seller now and was ${said(before)} when this was asked for`;
  return staleBecause(message, field);
}

function staleBecause(message: string, field: string | null = null): SellerProblem {
  return {
    code: staleEdit,
    message,
    field,
    suggestion: null,
    recovery: "correctable",
    retryAfterSeconds: null,
    httpStatus: null,
    details: null,
  };
}
