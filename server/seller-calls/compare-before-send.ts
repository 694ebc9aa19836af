import { describeField, splitField } from "../domain/approval/patch-fields";
import { isPauseOnly } from "../domain/change/diff-values";
import type { Verdict } from "../domain/change/patch";
import { noLongerOffered, staleEdit } from "../domain/change/stale-edit";
import { decodePatch, decodeValues } from "../domain/change/stored-json";
import { movedFields } from "../domain/change/verdict";
import { formatMoney, money } from "../domain/money";
import type { Ports } from "../ports";
import { liveSignatures } from "../repositories/approvals";
import type { BoughtMediaBuy } from "../repositories/bought-media-buys";
import { boughtPackages } from "../repositories/bought-packages";
import type { ChangeRecord } from "../repositories/changes";
import { firstSendInDoubt } from "../repositories/seller-calls";
import type { MediaBuySnapshot, SellerProblem } from "../sales-agents/sales-agent";
import { readCandidates } from "./candidates";
import { lookForBuy } from "./find-created-buy";
import type { Gathering, Work } from "./gather";
import { type PlaceToRead, placesToRead } from "./places-to-read";
import { reach } from "./reach";
import { readBuys } from "./read-buys";
import { saveSnapshot } from "./save-snapshot";
import type { AnyReply, Sending } from "./settle-reply";
import { whyNoLongerOffered } from "./still-offered";

/** What the last look says: send it, do not, or look for what an earlier request has made meanwhile. */
export type LastLook =
  | { readonly kind: "send" }
  | { readonly kind: "not_sent"; readonly reply: AnyReply }
  | { readonly kind: "found" };

const send: LastLook = { kind: "send" };

/**
 * The last look before something goes out. What the seller no longer offers is not sent. An edit: when a field it touches is no longer
 * at the seller what the edit was based on, it is not sent; a repeat whose first send may have happened is left to be looked up then. A
 * create under a second key: when a buy like it has turned up at the seller, it is not sent. Stopping spend never waits for this. Edits
 * that look at the same moment find out together whom to ask, and share what they read (`reads-together.ts`).
 */
export async function compareBeforeSend(ports: Ports, sending: Sending, gather: Gathering): Promise<LastLook> {
  const gone = sending.ambiguous ? null : await whyNoLongerOffered(ports, sending.change);
  return gone === null
    ? lookAtSeller(ports, sending, gather)
    : notSent({ ...staleBecause(gone), code: noLongerOffered });
}

async function lookAtSeller(ports: Ports, sending: Sending, gather: Gathering): Promise<LastLook> {
  const { change, ambiguous } = sending;
  if (change.kind === "create_media_buy") return ambiguous ? send : lookForEarlier(ports, sending);
  if (change.kind !== "update_media_buy" || isPauseOnly(decodePatch(change.patch))) return send;
  const { buy, endpoint, account } = await gather(whomToAsk, ports, change.organisationId, change);
  if (buy.sellerMediaBuyId === null) return send;
  const { read } = await readBuys(ports.salesAgents(endpoint), account, [buy.sellerMediaBuyId], ports.clock());
  // A repeat that may have happened is never called refused because of a read.
  if (read.kind === "failed") return notSent(ambiguous ? { ...read.problem, recovery: "transient" } : read.problem);
  const snapshot = read.value.find((one) => one.mediaBuyId === buy.sellerMediaBuyId);
  return snapshot ? compared(ports, sending, { buy, snapshot }, gather) : send;
}

async function compared(
  ports: Ports,
  { change, ambiguous }: Sending,
  { buy, snapshot }: { readonly buy: BoughtMediaBuy; readonly snapshot: MediaBuySnapshot },
  gather: Gathering,
): Promise<LastLook> {
  const [first] = await movedSince(ports, change, snapshot);
  // The first send may be what has moved it: it is neither repeated over somebody else's value nor called not sent.
  if (ambiguous) return first ? { kind: "found" } : send;
  const problem = first
    ? staleProblem(first, change.currency)
    : await movedSinceSigned(ports, change, snapshot, gather);
  if (problem === null) return send;
  // Whoever looks at it next starts from what was just read.
  await ports.inTransaction((tx) => saveSnapshot(tx, ports, buy, snapshot));
  return notSent(problem);
}

async function lookForEarlier(ports: Ports, { change, call }: Sending): Promise<LastLook> {
  const firstSentAt = await firstSendInDoubt(ports.db, change.organisationId, change.id);
  if (firstSentAt === null || firstSentAt === call.firstSentAt) return send;
  const { agent, account } = await reach(ports, change);
  const { read, listed } = await readBuys(agent, account, null, ports.clock());
  // Nothing can be looked up there: whoever let it go under a second key has asked the seller.
  if (!listed) return send;
  if (read.kind === "failed") return notSent(read.problem);
  const found = await lookForBuy(ports.db, change, read.value, firstSentAt);
  // What a person has looked at and said no to does not hold it back again.
  const refused = readCandidates(change.candidates).map((one) => one.mediaBuyId);
  const ids = found.kind === "none" ? [] : found.kind === "one" ? [found.mediaBuyId] : found.mediaBuyIds;
  return ids.every((id) => refused.includes(id)) ? send : { kind: "found" };
}

/** A signature stands beside the seller's revision; for sellers that count none the fields alone decide. */
async function movedSinceSigned(ports: Ports, change: ChangeRecord, seen: MediaBuySnapshot, gather: Gathering) {
  if (seen.revision === null) return null;
  const signed = await gather(signedRevision, ports, change.organisationId, change);
  if (signed === null || signed === seen.revision) return null;
  return staleBecause(`The media buy moved at the seller (revision ${signed} to ${seen.revision}) since it was signed`);
}

async function movedSince(ports: Ports, change: ChangeRecord, seen: MediaBuySnapshot): Promise<readonly Verdict[]> {
  const patch = decodePatch(change.patch);
  const packages = patch.packages ? await boughtPackages(ports.db, change.organisationId, change.mediaBuyId ?? "") : [];
  const packageIds = new Map(packages.map((pack) => [pack.id, pack.sellerPackageId ?? ""]));
  return movedFields(patch, decodeValues(change.base), seen, packageIds);
}

const many = { most: 256 };

const whomToAsk: Work<ChangeRecord, PlaceToRead> = Object.assign(
  async (ports: Ports, changes: readonly ChangeRecord[]) => {
    const ids = changes.map(({ mediaBuyId }) => mediaBuyId ?? "");
    const placeOf = await placesToRead(ports, changes[0]?.organisationId ?? "", ids);
    return ids.map(placeOf);
  },
  many,
);

/** The seller's revision beside which a change was signed; null: none was, or nobody signed. */
const signedRevision: Work<ChangeRecord, number | null> = Object.assign(
  async ({ db }: Ports, changes: readonly ChangeRecord[]) => {
    const ids = changes.map(({ id }) => id);
    const signed = await liveSignatures(db, changes[0]?.organisationId ?? "", ids);
    return ids.map((id) => ({ answer: signed.get(id)?.sellerRevision ?? null }));
  },
  many,
);

function notSent(problem: SellerProblem): LastLook {
  const kind = problem.recovery === "transient" ? "unreachable" : "refused";
  return {
    kind: "not_sent",
    reply: { kind, problem, milliseconds: 0, httpStatus: problem.httpStatus, raw: null },
  };
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
