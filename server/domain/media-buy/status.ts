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
