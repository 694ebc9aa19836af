import { formatMoney, money, ratioBasisPoints } from "../money";
import { flightDays, type Instant, isBefore } from "../time";

/** An edit adding more than this waits for an approver, where the organisation sets no limit: 5,000.00 of any currency. */
export const defaultApprovalLimitMicros = 5_000_000_000n;
/** Raises that went without an approver count together for this long, over all media buys of the campaign. */
export const rollingWindowDays = 30;
const mostRaiseBasisPoints = 2_000;
const mostExtensionDays = 7;

/** What one change set asks of one media buy, as far as the policy looks at it. Money in micros of `currency`. */
export type PolicyCase =
  | { readonly kind: "create" }
  | {
      readonly kind: "edit";
      readonly currency: string;
      readonly beforeMicros: bigint;
      readonly addedMicros: bigint;
      /** What edits without an approver have added to the campaign in the rolling window, this one left out. */
      readonly recentMicros: bigint;
      readonly endBefore: Instant | null;
      readonly endAfter: Instant | null;
      readonly timeZone: string;
    };

export type ApprovalRule = {
  readonly kind: "create" | "amount" | "rolling" | "percent" | "later";
  readonly sentence: string;
};

/**
 * The rule that sends a change to an approver, as a sentence, or null when it may go straight to the seller.
 * Decreases, pausing and resuming never wait (requirements §5, recommended app policy).
 */
export function approvalRule(of: PolicyCase, limitMicros: bigint | null): string | null {
  return namedApprovalRule(of, limitMicros)?.sentence ?? null;
}

/** The same with the rule's name: what waits for the same rule may be signed together. */
export function namedApprovalRule(of: PolicyCase, limitMicros: bigint | null): ApprovalRule | null {
  if (of.kind === "create") return { kind: "create", sentence: "Every new media buy needs an approver" };
  const limit = limitMicros ?? defaultApprovalLimitMicros;
  if (of.addedMicros > limit) {
    const [added, most] = [of.addedMicros, limit].map((micros) => formatMoney(money(micros, of.currency)));
    const sentence = `It adds ${added}, more than the ${most} that may be added without an approver`;
    return { kind: "amount", sentence };
  }
  if (of.addedMicros > 0n && of.recentMicros + of.addedMicros > limit) {
    return { kind: "rolling", sentence: rollingRule(of.currency, limit) };
  }
  const raise = ratioBasisPoints(of.addedMicros, of.beforeMicros);
  if (of.addedMicros > 0n && (raise === null || raise > mostRaiseBasisPoints)) {
    const share = raise === null ? "It is the first money on" : `It adds ${percent(raise)} to`;
    return { kind: "percent", sentence: `${share} the media buy; more than 20 % needs an approver` };
  }
  const later = daysLater(of.endBefore, of.endAfter, of.timeZone);
  if (later <= mostExtensionDays) return null;
  return { kind: "later", sentence: `It ends ${later} days later; more than 7 days needs an approver` };
}

/** Many small raises are one large one (requirements §5, 7). */
export function rollingRule(currency: string, limitMicros: bigint | null): string {
  const most = formatMoney(money(limitMicros ?? defaultApprovalLimitMicros, currency));
  return `With other raises of the campaign in ${rollingWindowDays} days it adds more than ${most}; that needs an approver`;
}

function daysLater(before: Instant | null, after: Instant | null, timeZone: string): number {
  if (before === null || after === null || !isBefore(before, after)) return 0;
  return flightDays({ startAt: before, endAt: after, timeZone });
}

function percent(basisPoints: number): string {
  return `${(basisPoints / 100).toFixed(1).replace(/\.0$/, "")} %`;
}

/** Why this person may not decide on the change set, or null when they may. Who asked never decides. */
export function cannotDecide(of: {
  readonly state: string;
  readonly authorId: string;
  readonly userId: string;
  readonly mayApprove: boolean;
}): string | null {
  if (of.state !== "in_review") return "It has been decided already";
  if (of.authorId === of.userId) return "You asked for this change yourself; somebody else decides";
  if (!of.mayApprove) return "Your role may not approve changes";
  return null;
}
