import type { Db } from "../db/client";
import { DomainError } from "../domain/errors";
import type { Ports } from "../ports";
import { adoptCandidate, allowNewKey, confirmHappened, unknownChoices } from "../seller-calls/resolve-unknown";
import { retryChange } from "../seller-calls/retry-call";
import { rejectChangeSet } from "../workflows/reject-change-set";
import { approver } from "./desk";
import type { SimulatedSeller } from "./simulated-seller";

type OpenChange = Awaited<ReturnType<typeof openChanges>>[number];

function openChanges(db: Db) {
  const open = ["unknown", "verifying", "failed", "in_review"];
  return db.change.findMany({ where: { state: { in: open } }, include: { mediaBuy: true } });
}

/** Somebody looks through what needs a person, asks the seller where the app says so, and decides as the app lets them. */
export async function attend(ports: Ports, sellerOf: (id: string) => SimulatedSeller): Promise<void> {
  for (const change of await openChanges(ports.db)) {
    await decide(ports, change, sellerOf).catch((error: unknown) => {
      if (!(error instanceof DomainError)) throw error;
    });
  }
}

async function decide(ports: Ports, change: OpenChange, sellerOf: (id: string) => SimulatedSeller): Promise<void> {
  if (change.state === "failed") return retryFailed(ports, change);
  if (change.state !== "in_review") return decideUnknown(ports, change, sellerOf);
  // What was let out once and has come back: the approver lets it go.
  if (change.errorCode !== null) {
    await rejectChangeSet(ports, approver, { changeSetId: change.changeSetId, reason: "It has moved at the seller" });
  }
}

async function retryFailed(ports: Ports, change: OpenChange): Promise<void> {
  await ports.inTransaction((tx) => retryChange(tx, ports, change.id));
}

async function decideUnknown(
  ports: Ports,
  change: OpenChange,
  sellerOf: (id: string) => SimulatedSeller,
): Promise<void> {
  const choices = await unknownChoices(ports.db, ports, change.id);
  const seller = sellerOf(change.salesAgentId);
  const theirs = choices.candidates.find(({ mediaBuyId }) => isOurs(change, seller, mediaBuyId));
  await ports.inTransaction(async (tx) => {
    if (choices.adopt === null && theirs) return adoptCandidate(tx, ports, change.id, theirs.mediaBuyId);
    if (choices.confirm === null && wasApplied(change, seller)) return confirmHappened(tx, ports, change.id);
    if (choices.sendAnew === null && !isWithThem(change, seller)) return allowNewKey(tx, ports, change.id);
  });
}

/** Asked before it goes out under another key: have you got this order, booked or in your tray? */
function isWithThem(change: OpenChange, seller: SimulatedSeller): boolean {
  const { buyerRef } = JSON.parse(change.patch) as { readonly buyerRef?: string };
  if (buyerRef === undefined) return false;
  return seller.inTray.has(buyerRef) || [...seller.buys.values()].some((buy) => buy.ref === buyerRef);
}

/** What a person at the seller reads out of the order's papers. */
function isOurs(change: OpenChange, seller: SimulatedSeller, mediaBuyId: string): boolean {
  const { buyerRef } = JSON.parse(change.patch) as { readonly buyerRef?: string };
  return seller.buys.get(mediaBuyId)?.ref === buyerRef;
}

function wasApplied(change: OpenChange, seller: SimulatedSeller): boolean {
  if (change.state !== "unknown") return false;
  return [...seller.applied.values()].some((body) => (body as { nonce?: string }).nonce === change.changeSetId);
}
