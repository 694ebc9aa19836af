/** Our own error code of an edit that was not sent: what it was based on has moved at the seller. */
export const staleEdit = "STALE_EDIT";

/** Our own error code of a change that was not sent: the seller no longer offers what it asks for. */
export const noLongerOffered = "NOT_OFFERED_ANY_MORE";

/** Held back in the last look: nothing of it left the house. */
export function isHeldBack(errorCode: string | null): boolean {
  return errorCode === staleEdit || errorCode === noLongerOffered;
}
