/**
 * One table of the words that older documents use for what AdCP 3.0.6 calls otherwise, and what becomes of each at our edges.
 * `docs/vocabulary.md` is this table, and a test holds the two together. Sources: S0–S4 as in the requirements.
 */
export type Edge = "request" | "reply" | "error";
export type VocabularyRow = {
  readonly word: string;
  readonly edge: Edge;
  readonly source: string;
  /** What we make of it. */
  readonly becomes: string;
};

const request = (word: string, source: string, becomes: string): VocabularyRow => ({
  word,
  edge: "request",
  source,
  becomes,
});
const reply = (word: string, source: string, becomes: string): VocabularyRow => ({
  word,
  edge: "reply",
  source,
  becomes,
});
const error = (word: string, source: string, becomes: string): VocabularyRow => ({
  word,
  edge: "error",
  source,
  becomes,
});

export const vocabulary: readonly VocabularyRow[] = [
  request("active", "S2:16,22", "`paused`, turned round (C7), of the buy or of a package"),
  request(
    "flight_start_date / flight_end_date",
    "S0:12, S2:17",
    "calendar days in the campaign's zone; the end is inclusive and becomes the exclusive start of the day after (C6)",
  ),
  request("start_time / end_time", "S1:15, S4:11", "exact instants; an end such as 23:59:59Z is kept to the second"),
  request(
    "total_budget / new_total_budget / budget (of a buy)",
    "S0:13,52, S1:17, S2:18",
    "a new total, shared over the live packages; budgets of single packages are kept (C3, requirements 1.7)",
  ),
  request(
    "targeting_overlay / new_targeting_overlay (of a buy)",
    "S0:14,53, S2:141",
    "the whole overlay of every live package (C4)",
  ),
  request("pacing (of a buy)", "S2:142", "the pacing of every live package (C4)"),
  request("optimization_goals (of a buy)", "S3:24", "the goals of every live package (C4)"),
  request("device_platform: ctv", "S1:84", "`device_type: ctv`"),
  request(
    "creative_ids",
    "S1:29, S2:26, S3:47",
    "the whole list of assignments; `[]` clears; an id that is not known refuses the whole entry",
  ),
  request(
    "assignments (by product)",
    "S0:30-43",
    "the whole list of assignments of every live package of that product",
  ),
  request(
    "buyer_ref",
    "S1:12,25, S4:10,17",
    "looked up: the campaign's reference, or a package's own name or id; sent only over REST and in AdCP 2.5, as our own (C12)",
  ),
  request("packageIds", "S3:43", "with `action: cancel`: only these packages"),
  request("action: update / cancel", "S3:39,40", "an edit; a cancellation that goes alone"),
  request("action: delete", "S3:41", "refused here: archiving is ours alone and never a request (C16)"),
  request("cpm", "S2:119", "`bid_price` at an auction; at a fixed price it is not a buyer's to set (C17)"),
  request("daily_budget / daily_impressions", "S2:25,126", "a planner's figure: not sent, and said so (C17)"),
  request("null", "S2:111", "clears where the wire can (`{}`, `[]`); else refused with the reason (C11)"),
  request("context_id", "S2:14,42", "belongs to the session, not to the change (C19)"),
  request("push_notification_config", "S4:16,26", "ours to give: the address of this app, where webhooks are on"),
  request("currency (of a package)", "S1:27", "must be the pricing option's: one buy has one currency (C5)"),
  request(
    "product_ids, initial_creatives",
    "S0:10,15",
    "one package per product; creatives sent to the seller's library first",
  ),
  request("brand: name, industry", "S1:13", "a brand of the organisation, by its domain"),
  reply("created", "S0:19", "the status that was shown before, else PENDING_APPROVAL, until a read says more"),
  reply("accepted", "S2:39,165", "the change was taken; whether it holds is read back"),
  reply(
    "pending_activation",
    "S1:43, v2",
    "PENDING_CREATIVES while a package lacks an approved creative, else PENDING_START (C13)",
  ),
  reply("pending_manual", "S2:165", "waits for a person at the seller; never an error"),
  reply("pending_permission", "S2:165", "waits for a permission at the seller; never an error"),
  reply("pending_approval", "S2:39,178", "waits for the seller's approval; never an error"),
  reply("detail / reason", "S2:33,168", "the seller's words, where it sends no `message`"),
  reply("affected_packages as ids", "S2:35", "as packages of that id (C9)"),
  error("AdCPValidationError", "S1:65", "VALIDATION_ERROR"),
  error("AdCPNotFoundError", "S1:66", "REFERENCE_NOT_FOUND"),
  error("AdCPConflictError", "S1:67", "INVALID_REQUEST"),
  error("AdCPAuthorizationError", "S1:68", "PERMISSION_DENIED"),
  error("AUTHENTICATION_REQUIRED", "S2:185", "AUTH_REQUIRED"),
  error("INVALID_PARAMETER", "S2:186", "INVALID_REQUEST"),
  error("NOT_FOUND", "S2:187", "REFERENCE_NOT_FOUND"),
  error("UPDATE_NOT_ALLOWED", "S4:85", "UNSUPPORTED_FEATURE"),
  error("BUDGET_INSUFFICIENT", "S4:86", "BUDGET_TOO_LOW"),
  error("CREATIVE_ID_EXISTS", "S4:89", "INVALID_REQUEST"),
];

const codes = new Map(vocabulary.filter((row) => row.edge === "error").map((row) => [row.word, row.becomes]));

/** AdCP's code for an older document's; any other is its own. */
export function standardCode(code: string): string {
  return codes.get(code) ?? code;
}

const waiting = new Set(["pending_manual", "pending_permission", "pending_approval"]);

/** An update's or a create's `status` that means "a person at the seller looks at it" in older documents. */
export function isWaitingWord(status: string): boolean {
  return waiting.has(status.toLowerCase());
}

const headings: Readonly<Record<Edge, string>> = {
  request: "Requests that are brought in",
  reply: "What sellers answer",
  error: "Error codes",
};

/** The table as docs/vocabulary.md has it. */
export function vocabularyPage(): string {
  const parts = (["request", "reply", "error"] as const).map((edge) => {
    const rows = vocabulary.filter((row) => row.edge === edge);
    const lines = rows.map(({ word, source, becomes }) => `| ${word} | ${source} | ${becomes} |`);
    return [`## ${headings[edge]}`, "", "| Word | Source | Here |", "|---|---|---|", ...lines].join("\n");
  });
  const intro =
    "Words of older documents that are accepted at the edges and translated once. Written from `server/domain/dialect/vocabulary.ts`; a test keeps the two equal.";
  return `${["# Vocabulary", intro, ...parts].join("\n\n")}\n`;
}
