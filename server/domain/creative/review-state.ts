/**
 * Where a creative stands at one seller (requirements §2.3). `missing` is ours: nothing was sent. `queued` and `failed` are
 * ours too; the rest are the seller's words, and one we do not know is kept as it came.
 */
export const sellerCreativeStates = [
  "missing",
  "queued",
  "processing",
  "pending_review",
  "approved",
  "rejected",
  "archived",
  "failed",
] as const;
export type SellerCreativeState = (typeof sellerCreativeStates)[number];

/** How a state weighs when a creative is put on a package. */
export type Standing = "usable" | "waiting" | "unsent" | "refused";

const standings: Readonly<Record<SellerCreativeState, Standing>> = {
  missing: "unsent",
  queued: "waiting",
  processing: "waiting",
  pending_review: "waiting",
  approved: "usable",
  rejected: "refused",
  archived: "unsent",
  failed: "unsent",
};

/** A word we do not know waits: it unlocks nothing and blocks nothing. */
export function standingOf(status: string): Standing {
  return isKnown(status) ? standings[status] : "waiting";
}

function isKnown(status: string): status is SellerCreativeState {
  return (sellerCreativeStates as readonly string[]).includes(status);
}

/** Worth asking the seller about again: it has the creative and has not decided. */
export function isUnderReview(status: string): boolean {
  return status !== "queued" && standingOf(status) === "waiting";
}

/**
 * The state to record from a sync reply. Its status is advisory (requirements §2.3, item 34): an "approved" there unlocks
 * nothing until list_creatives confirms it, so it is kept as waiting for review.
 */
export function stateFromSyncReply(action: string, status: string): SellerCreativeState {
  if (action === "failed") return "failed";
  if (action === "deleted" || status === "archived") return "archived";
  if (status === "rejected") return "rejected";
  return status === "approved" || status === "pending_review" ? "pending_review" : "processing";
}

/**
 * Null when the creative should go to the seller; else why it stays: sending what is already there would throw away a review
 * (a re-sync resets it). `changedAt` and `syncedAt` compare as ISO instants in UTC.
 */
export function whyNotSend(
  at: { readonly status: string; readonly syncedAt: string | null } | null,
  changedAt: string,
): string | null {
  if (!at || standingOf(at.status) === "unsent" || standingOf(at.status) === "refused") return null;
  if (at.status === "queued") return "It is on its way already";
  if (at.syncedAt === null || at.syncedAt < changedAt) return null;
  return at.status === "approved"
    ? "It is approved there, and nothing has changed since"
    : "It is in review there, and nothing has changed since";
}
