import type { MediaBuyAction } from "../media-buy/allowed-actions";

/** What may be asked of a seller under an account (requirements §2.4: the operations gate of the accounts overview). */
export type AccountOperation =
  | "discover"
  | "create"
  | "update"
  | "add_packages"
  | "pause"
  | "cancel"
  | "sync_creatives"
  | "read"
  | "report"
  | "list";

/** Every status AdCP 3.0.6 has; `rejected` and `closed` are final. */
export type AccountStatus = "active" | "pending_approval" | "rejected" | "payment_required" | "suspended" | "closed";

const whileOwing: readonly AccountStatus[] = ["active", "payment_required"];
const whileHeld: readonly AccountStatus[] = ["active", "payment_required", "suspended"];

const allowedIn: Readonly<Record<AccountOperation, readonly AccountStatus[]>> = {
  discover: whileOwing,
  create: ["active"],
  update: whileOwing,
  add_packages: ["active"],
  pause: whileOwing,
  cancel: whileOwing,
  sync_creatives: whileOwing,
  read: whileHeld,
  report: whileHeld,
  list: ["active", "pending_approval", "rejected", "payment_required", "suspended", "closed"],
};

const doing: Readonly<Record<AccountOperation, string>> = {
  discover: "products are offered",
  create: "media buys are made",
  update: "media buys are changed",
  add_packages: "packages are added",
  pause: "media buys are paused and resumed",
  cancel: "media buys are canceled",
  sync_creatives: "creatives are taken",
  read: "media buys are shown",
  report: "delivery is reported",
  list: "accounts are listed",
};

const statusWords: Readonly<Record<AccountStatus, string>> = {
  active: "active",
  pending_approval: "waiting for its set-up",
  rejected: "rejected by the seller",
  payment_required: "in want of a payment",
  suspended: "suspended",
  closed: "closed",
};

function isKnown(status: string): status is AccountStatus {
  return Object.hasOwn(statusWords, status);
}

/** A word that AdCP 3.0.6 does not have forbids nothing here: what it means, the seller says when asked. */
export function allows(status: string, operation: AccountOperation): boolean {
  return !isKnown(status) || allowedIn[operation].includes(status);
}

/** How a status reads inside a sentence. */
export function accountStatusWords(status: string): string {
  return isKnown(status) ? statusWords[status] : `“${status.slice(0, 40)}”`;
}

/** Why `operation` is not asked for under the account; null: it may be. */
export function gateRefusal(
  account: { readonly name: string; readonly status: string },
  sellerName: string,
  operation: AccountOperation,
): string | null {
  if (allows(account.status, operation)) return null;
  const needed = allowedIn[operation].map((status) => statusWords[status]).join(" or ");
  return `The account “${account.name}” at ${sellerName} is ${accountStatusWords(account.status)}; ${doing[operation]} only while it is ${needed}`;
}

/** What cannot be done under an account now, in the order of the table; empty for an active one. */
export function closedOperations(status: string): readonly AccountOperation[] {
  return (Object.keys(allowedIn) as AccountOperation[]).filter((operation) => !allows(status, operation));
}

const short: Readonly<Record<AccountOperation, string>> = {
  discover: "product search",
  create: "new media buys",
  update: "changes",
  add_packages: "new packages",
  pause: "pausing",
  cancel: "cancellation",
  sync_creatives: "creatives",
  read: "reading buys",
  report: "reports",
  list: "listing",
};

/** "No new media buys, new packages"; null: everything is open. */
export function closedSentence(status: string): string | null {
  const closed = closedOperations(status);
  if (closed.length === 0) return null;
  if (closed.length === Object.keys(allowedIn).length - 1) return "Nothing can be done under it";
  return `Not now: ${closed.map((operation) => short[operation]).join(", ")}`;
}

const operationOf: Readonly<Record<MediaBuyAction, AccountOperation>> = {
  pause: "pause",
  resume: "pause",
  cancel: "cancel",
  update_budget: "update",
  update_dates: "update",
  update_packages: "update",
  add_packages: "add_packages",
  sync_creatives: "sync_creatives",
};

/** Why the account of a media buy keeps `action` from being asked for; null: it does not. */
export function actionRefusal(
  account: { readonly name: string; readonly status: string },
  sellerName: string,
  action: MediaBuyAction,
): string | null {
  return gateRefusal(account, sellerName, operationOf[action]);
}
