/** Our own error code of an edit that was not sent: what it was based on has moved at the seller. */
export const staleEdit = "STALE_EDIT";
