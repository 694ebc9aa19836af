import { isTerminalSellerStatus } from "./status";

/** AdCP 3.0.6 `valid_actions` (requirements §2.1). */
export const mediaBuyActions = [
  "pause",
  "resume",
  "cancel",
  "update_budget",
  "update_dates",
  "update_packages",
  "add_packages",
  "sync_creatives",
] as const;
export type MediaBuyAction = (typeof mediaBuyActions)[number];

const pending: readonly MediaBuyAction[] = ["cancel", "sync_creatives"];
const running: readonly MediaBuyAction[] = [
  "cancel",
  "update_budget",
  "update_dates",
  "update_packages",
  "add_packages",
  "sync_creatives",
];

const byStatus: ReadonlyMap<string, readonly MediaBuyAction[]> = new Map<string, readonly MediaBuyAction[]>([
  ["pending_creatives", pending],
  ["pending_start", pending],
  ["active", ["pause", ...running]],
  ["paused", ["resume", ...running]],
]);

/**
 * What may be asked of a buy now. The seller's own list decides, words we do not know left out; null (it declares none) falls back
 * to the state table, and a state that we do not know forbids nothing, because the seller decides anyway.
 */
export function allowedActions(
  validActions: readonly string[] | null,
  sellerStatus: string | null,
): readonly MediaBuyAction[] {
  if (sellerStatus === null || isTerminalSellerStatus(sellerStatus)) return [];
  if (validActions) return mediaBuyActions.filter((action) => validActions.includes(action));
  return byStatus.get(sellerStatus) ?? mediaBuyActions;
}

const words: Record<MediaBuyAction, string> = {
  pause: "be paused",
  resume: "be resumed",
  cancel: "be canceled",
  update_budget: "change its budget",
  update_dates: "change its dates",
  update_packages: "change its packages",
  add_packages: "get more packages",
  sync_creatives: "get creatives",
};

/** null: allowed now; else why not, for a tooltip or a refusal. */
export function whyNotAllowed(
  action: MediaBuyAction,
  validActions: readonly string[] | null,
  sellerStatus: string | null,
  sellerName = "The seller",
): string | null {
  if (allowedActions(validActions, sellerStatus).includes(action)) return null;
  if (sellerStatus === null) return `${sellerName} does not know this media buy yet`;
  if (isTerminalSellerStatus(sellerStatus)) return `The media buy is ${sellerStatus}: nothing can change it any more`;
  const state = sellerStatus.replaceAll("_", " ");
  return validActions
    ? `${sellerName} does not allow it to ${words[action]} while it is ${state}`
    : `A media buy that is ${state} cannot ${words[action]}`;
}
