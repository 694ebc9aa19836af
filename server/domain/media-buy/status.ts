/** The twelve values people see (requirements §1.6), a pure function of the three axes. */
export const mediaBuyStatuses = [
  "DRAFT",
  "PENDING_APPROVAL",
  "INPUT_REQUIRED",
  "PENDING_CREATIVES",
  "PENDING_START",
  "ACTIVE",
  "PAUSED",
  "COMPLETED",
  "CANCELED",
  "FAILED",
  "REJECTED",
  "ARCHIVED",
] as const;
export type MediaBuyStatus = (typeof mediaBuyStatuses)[number];

/** Task axis as AdCP names it (requirements §4.5); an unknown word is kept beside it as text. */
export const taskStatuses = [
  "submitted",
  "working",
  "input-required",
  "auth-required",
  "completed",
  "failed",
  "rejected",
  "canceled",
  "unknown",
] as const;
export type TaskStatus = (typeof taskStatuses)[number];

/** What the create of a buy has come to on our side; decides the status until the seller knows the buy. */
export type OurState =
  | "draft"
  | "in_review"
  | "sending"
  | "needs_access"
  | "refused"
  | "rejected"
  | "discarded"
  | "failed";

export type StatusAxes = {
  readonly ours: OurState;
  /** The seller's own word as last seen; null before it knows the buy. */
  readonly sellerStatus: string | null;
  /** The create's task while there is one. */
  readonly taskStatus: string | null;
  readonly archived: boolean;
  /** Any package without an approved creative; decides the old "pending_activation". */
  readonly lacksCreatives: boolean;
  /** What was shown before: kept when the seller says a word we do not know. */
  readonly previous: MediaBuyStatus | null;
};

/** A map, not an object: a seller may well say "constructor". */
function wordTable(words: Readonly<Record<string, MediaBuyStatus>>): ReadonlyMap<string, MediaBuyStatus> {
  return new Map(Object.entries(words));
}

const bySellerWord = wordTable({
  pending_creatives: "PENDING_CREATIVES",
  pending_start: "PENDING_START",
  pending: "PENDING_START",
  active: "ACTIVE",
  paused: "PAUSED",
  completed: "COMPLETED",
  canceled: "CANCELED",
  cancelled: "CANCELED",
  rejected: "REJECTED",
  pending_approval: "PENDING_APPROVAL",
  pending_manual: "PENDING_APPROVAL",
  pending_permission: "PENDING_APPROVAL",
});

const byTask = wordTable({
  submitted: "PENDING_APPROVAL",
  working: "PENDING_APPROVAL",
  // The result is still being looked for; the buy itself decides once it is found.
  completed: "PENDING_APPROVAL",
  "input-required": "INPUT_REQUIRED",
  input_required: "INPUT_REQUIRED",
  "auth-required": "INPUT_REQUIRED",
  failed: "FAILED",
  rejected: "REJECTED",
  canceled: "CANCELED",
  cancelled: "CANCELED",
});

const byOurs: Record<OurState, MediaBuyStatus> = {
  draft: "DRAFT",
  in_review: "PENDING_APPROVAL",
  sending: "PENDING_APPROVAL",
  needs_access: "INPUT_REQUIRED",
  refused: "FAILED",
  failed: "FAILED",
  rejected: "REJECTED",
  discarded: "CANCELED",
};

/** What people see (requirements §1.6): archived, else the seller's word, else the create's task, else our own state. */
export function deriveStatus(axes: StatusAxes): MediaBuyStatus {
  if (axes.archived) return "ARCHIVED";
  if (axes.sellerStatus !== null) return fromSellerWord(axes.sellerStatus, axes);
  const task = axes.taskStatus === null ? undefined : byTask.get(axes.taskStatus);
  if (task) return task;
  if (axes.taskStatus !== null) return axes.previous ?? "PENDING_APPROVAL";
  return byOurs[axes.ours];
}

function fromSellerWord(word: string, axes: StatusAxes): MediaBuyStatus {
  const known = bySellerWord.get(word.toLowerCase());
  if (known) return known;
  if (word === "pending_activation") return axes.lacksCreatives ? "PENDING_CREATIVES" : "PENDING_START";
  return axes.previous ?? "PENDING_APPROVAL";
}

/** The seller's lifecycle has ended: no update, poll or delivery will change it. */
export function isTerminalSellerStatus(word: string | null): boolean {
  return word !== null && ["completed", "rejected", "canceled", "cancelled"].includes(word.toLowerCase());
}

const restrictiveness: readonly MediaBuyStatus[] = [
  "INPUT_REQUIRED",
  "FAILED",
  "REJECTED",
  "PENDING_APPROVAL",
  "PENDING_CREATIVES",
  "PENDING_START",
  "DRAFT",
  "PAUSED",
  "ACTIVE",
  "COMPLETED",
  "CANCELED",
];

/** The status a campaign shows (requirements §1.6): the most restrictive of its unarchived buys; null for none at all. */
export function mostRestrictive(statuses: readonly MediaBuyStatus[]): MediaBuyStatus | null {
  if (statuses.length === 0) return null;
  return restrictiveness.find((status) => statuses.includes(status)) ?? "ARCHIVED";
}
