/** Refusals, one closed union. The API maps each to a transport code; a new code does not compile unmapped. */
export const refusalCodes = [
  "NOT_FOUND",
  "INVALID_INPUT",
  "UNSUPPORTED_FEATURE",
  "INVALID_TRANSITION",
  "SELF_APPROVAL",
  "STALE_REVISION",
  "STALE_APPROVAL",
  "DUPLICATE",
  "NOT_ALLOWED",
  "BUDGET_EXCEEDED",
  "OVER_CAP",
  "REQUEST_ID_REUSED",
  "SELLER_LIMIT",
  "SELLER_FAILED",
] as const;
export type RefusalCode = (typeof refusalCodes)[number];

/** One thing wrong at one field; `path` as the form spells it ("packages.2.budget"). */
export type FieldIssue = { readonly path: string; readonly message: string };

/** A rule refused. `message` is shown to the person; it names the rule and never a secret. */
export class DomainError extends Error {
  readonly code: RefusalCode;
  readonly issues: readonly FieldIssue[];

  constructor(code: RefusalCode, message: string, issues: readonly FieldIssue[] = []) {
    super(message);
    this.name = "DomainError";
    this.code = code;
    this.issues = issues;
  }
}

export function notFound(what: string): DomainError {
  return new DomainError("NOT_FOUND", `${what} was not found`);
}
