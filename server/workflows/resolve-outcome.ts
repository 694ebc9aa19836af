import type { Tx } from "../db/client";
import { DomainError } from "../domain/errors";
import type { Actor } from "../domain/permissions";
import type { Ports } from "../ports";
import { recordAudit } from "../repositories/audit";
import { claimedSellerIds, getBoughtMediaBuy } from "../repositories/bought-media-buys";
import type { ChangeRecord } from "../repositories/changes";
import { latestCall } from "../repositories/seller-calls";
import { adopt } from "../seller-calls/adopt-buy";
import { readCandidates } from "../seller-calls/candidates";
import { enqueueVerify } from "../seller-calls/enqueue-verify";
import { notifyChange } from "../seller-calls/progress";
import { reach } from "../seller-calls/reach";
import { readBuys } from "../seller-calls/read-buys";
import { adoptCandidate, allowNewKey, confirmHappened, giveUpUnknown } from "../seller-calls/resolve-unknown";
import { changeFor, type Resolved, recordResolution, settledHere } from "./resolve-record";

/** send_anew: under a new key, the seller does not have it. give_up: never again. confirm: a person at the seller says it happened. */
export type OutcomeDecision = {
  readonly changeId: string;
  readonly how: "send_anew" | "give_up" | "confirm";
  readonly note: string;
};

/** A person settles an open outcome; the engine's rules decide whether it may be yet (INVALID_TRANSITION with the rule). */
export async function resolveOutcome(ports: Ports, actor: Actor, decision: OutcomeDecision): Promise<Resolved> {
  const { changeId, how, note } = decision;
  const changeSetId = await ports.inTransaction(async (tx) => {
    const change = await changeFor(tx, actor, changeId);
    if (how === "send_anew") await allowNewKey(tx, ports, changeId);
    else if (how === "confirm") await confirmHappened(tx, ports, changeId);
    else await giveUpUnknown(tx, ports, changeId);
    if (how === "give_up") await recordResolution(tx, ports, actor, change, { ...deeds.give_up, note });
    else await recordDecision(tx, ports, actor, change, { ...deeds[how], note });
    return change.changeSetId;
  });
  ports.wakeWorker();
  notifyChange(changeSetId);
  return settledHere(changeId);
}

const deeds = {
  send_anew: { kind: "sent_again", summary: "Let it be sent again under a new key: the seller does not have it" },
  confirm: { kind: "adopted", summary: "Confirmed with the seller that it happened" },
  give_up: { kind: "given_up", summary: "Gave it up: it is not sent again" },
} as const;

export type Adoption = { readonly changeId: string; readonly sellerMediaBuyId: string; readonly note: string };

/**
 * The media buy at the seller that a create made, as a person knows it: one of the candidates, or one that the seller completed
 * out of band, after a look that it exists. Nothing is sent. INVALID_INPUT when the seller does not show it or it cannot be it,
 * INVALID_TRANSITION when it already is another media buy of ours.
 */
export async function adoptMediaBuy(ports: Ports, actor: Actor, adoption: Adoption): Promise<Resolved> {
  const { changeId, sellerMediaBuyId, note } = adoption;
  const sellerName = await lookUp(ports, actor, adoption);
  const changeSetId = await ports.inTransaction(async (tx) => {
    const change = await changeFor(tx, actor, changeId);
    if (change.state === "unknown" && isCandidate(change, sellerMediaBuyId)) {
      await adoptCandidate(tx, ports, changeId, sellerMediaBuyId);
    } else {
      await adoptByHand(tx, ports, change, { sellerName, sellerMediaBuyId });
    }
    const summary = `Took ${sellerMediaBuyId} of ${sellerName} over as this media buy`;
    await recordDecision(tx, ports, actor, change, { kind: "adopted", summary, note });
    return change.changeSetId;
  });
  ports.wakeWorker();
  notifyChange(changeSetId);
  return settledHere(changeId);
}

function isCandidate(change: ChangeRecord, sellerMediaBuyId: string): boolean {
  return readCandidates(change.candidates).some((one) => one.mediaBuyId === sellerMediaBuyId);
}

/** What the seller itself shows under that id, before anything is written; its name. */
async function lookUp(ports: Ports, actor: Actor, { changeId, sellerMediaBuyId }: Adoption): Promise<string> {
  const change = await changeFor(ports.db, actor, changeId);
  refuseIfNotAdoptable(change);
  const buy = await getBoughtMediaBuy(ports.db, change.organisationId, change.mediaBuyId ?? "");
  if (buy.sellerMediaBuyId !== null) throw new DomainError("INVALID_TRANSITION", "It is known at the seller already");
  const { agent, account, name } = await reach(ports, buy);
  const { read, listed } = await readBuys(agent, account, [sellerMediaBuyId], ports.clock());
  if (read.kind === "failed")
    throw new DomainError("SELLER_FAILED", `${name} could not be asked: ${read.problem.code}`);
  const found = read.value.find((one) => one.mediaBuyId === sellerMediaBuyId);
  // One that cannot be read back need not have delivered yet: whoever asked the seller is believed.
  if (!found && !listed) return name;
  const wrong = found ? whyNot(found.currency, buy.currency) : `${name} shows no media buy under this id`;
  if (wrong !== null) throw new DomainError("INVALID_INPUT", wrong, [{ path: "sellerMediaBuyId", message: wrong }]);
  return name;
}

function whyNot(found: string, wanted: string): string | null {
  return found === wanted ? null : `That media buy is in ${found}, this one in ${wanted}`;
}

const openStates = ["submitted", "working", "input_required", "unknown", "verifying"];

function refuseIfNotAdoptable(change: ChangeRecord): void {
  if (change.kind === "create_media_buy" && openStates.includes(change.state)) return;
  throw new DomainError("INVALID_TRANSITION", "Its outcome at the seller is not open: there is nothing to take over");
}

async function adoptByHand(
  tx: Tx,
  ports: Ports,
  change: ChangeRecord,
  found: { readonly sellerName: string; readonly sellerMediaBuyId: string },
): Promise<void> {
  refuseIfNotAdoptable(change);
  const { sellerName, sellerMediaBuyId } = found;
  if ((await claimedSellerIds(tx, change.salesAgentId)).has(sellerMediaBuyId)) {
    throw new DomainError("INVALID_TRANSITION", `${sellerMediaBuyId} already is another media buy of ours`);
  }
  const call = await latestCall(tx, change.organisationId, change.id);
  if (!call) throw new DomainError("INVALID_TRANSITION", "It was never sent");
  const moved = await adopt(tx, ports, change, call, { sellerName, sellerMediaBuyId, by: "taken over by hand" });
  await enqueueVerify(tx, ports, moved);
}

/** A line in the record; the change goes on by itself, so that nothing is left to settle. */
async function recordDecision(
  tx: Tx,
  ports: Ports,
  actor: Actor,
  change: ChangeRecord,
  deed: { readonly kind: "sent_again" | "adopted"; readonly summary: string; readonly note: string },
): Promise<void> {
  const { kind, summary, note } = deed;
  await recordAudit(tx, ports.newId(), {
    at: ports.clock(),
    by: actor,
    action: `change.${kind}`,
    subjectType: "media_buy",
    subjectId: change.mediaBuyId ?? "",
    campaignId: change.campaignId,
    mediaBuyId: change.mediaBuyId,
    summary: note === "" ? summary : `${summary}: ${note}`,
    after: { change: change.id },
  });
}
