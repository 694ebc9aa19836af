/** What this tab has asked of a row and not seen the end of. A press shows at once as sending, never as done. */
export type Mark =
  | { readonly kind: "editing"; readonly text: string; readonly why: string | null }
  | { readonly kind: "sending"; readonly what: string }
  | { readonly kind: "waits" }
  | { readonly kind: "failed"; readonly what: string; readonly why: string };

/** A change set on its way, and the rows that it is about. */
export type Followed = { readonly changeSetId: string; readonly what: string };
