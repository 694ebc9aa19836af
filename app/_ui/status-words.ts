import type { GlyphName } from "./glyph";
import type { Tone } from "./tag";

export type StatusLook = { readonly word: string; readonly tone: Tone; readonly glyph: GlyphName };

function look(word: string, tone: Tone, glyph: GlyphName): StatusLook {
  return { word, tone, glyph };
}

/** One language of state. Keys in lower case: media buys, campaigns, change sets, changes, verdicts, creatives, agents. */
const looks: Readonly<Record<string, StatusLook>> = {
  draft: look("Draft", "plain", "pen"),
  pending_approval: look("Seller review", "wait", "clock"),
  input_required: look("Input required", "stop", "hand"),
  pending_creatives: look("Needs creatives", "wait", "warn"),
  pending_start: look("Pending start", "accent", "clock"),
  active: look("Active", "live", "play"),
  paused: look("Paused", "paused", "pause"),
  completed: look("Completed", "done", "check"),
  canceled: look("Canceled", "done", "ban"),
  failed: look("Failed", "stop", "warn"),
  rejected: look("Rejected", "stop", "cross"),
  archived: look("Archived", "done", "box"),

  staged: look("Staged", "plain", "pen"),
  in_review: look("In review", "wait", "clock"),
  approved: look("Approved", "verified", "check"),
  applying: look("Applying", "accent", "send"),
  partly_applied: look("Partly applied", "changed", "half"),
  not_applied: look("Not applied", "stop", "cross"),
  discarded: look("Discarded", "done", "ban"),

  sending: look("Sending", "accent", "send"),
  working: look("At seller", "wait", "clock"),
  submitted: look("At seller", "wait", "clock"),
  verifying: look("Verifying", "accent", "clock"),
  refused: look("Refused", "stop", "cross"),
  settled: look("Settled", "verified", "check"),

  applied: look("Applied", "verified", "check"),
  pending: look("At seller", "wait", "clock"),
  ignored: look("Ignored", "stop", "warn"),
  changed: look("Changed", "changed", "swap"),
  unknown: look("Unknown", "wait", "question"),
  as_replied: look("As replied", "plain", "check"),

  missing: look("Not at seller", "wait", "warn"),
  queued: look("Queued", "plain", "clock"),
  processing: look("Processing", "wait", "clock"),
  pending_review: look("Seller review", "wait", "clock"),

  payment_required: look("Payment required", "stop", "warn"),
  suspended: look("Suspended", "stop", "pause"),
  closed: look("Closed", "done", "box"),

  healthy: look("Healthy", "verified", "check"),
  degraded: look("Degraded", "wait", "warn"),
  unreachable: look("Unreachable", "stop", "warn"),
  untested: look("Not tested", "plain", "question"),
};

const aliases: Readonly<Record<string, string>> = { cancelled: "canceled", "input-required": "input_required" };

/** How a status is shown, or null for a word we do not know (a seller's own). */
export function statusLook(status: string): StatusLook | null {
  const key = status.toLowerCase();
  const name = Object.hasOwn(aliases, key) ? (aliases[key] ?? key) : key;
  return Object.hasOwn(looks, name) ? (looks[name] ?? null) : null;
}

/** The word alone, for sentences, filters and titles. */
export function statusWord(status: string): string {
  return statusLook(status)?.word ?? status;
}
