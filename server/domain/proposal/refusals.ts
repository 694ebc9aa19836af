/** The seller refused the order for where its proposal stands (requirements §4.2): firm terms, or a signature, come first. */
const codes: readonly string[] = ["PROPOSAL_EXPIRED", "PROPOSAL_NOT_COMMITTED", "IO_REQUIRED", "REQUOTE_REQUIRED"];

export function isProposalRefusal(code: string | null): boolean {
  return code !== null && codes.includes(code);
}
