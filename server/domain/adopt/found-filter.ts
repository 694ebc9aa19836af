/** Which of the media buys that an account lists are meant. */
export type FoundFilter = {
  /** In name, the seller's id, PO number or brand. */
  readonly text: string;
  /** The seller's words; empty: any. */
  readonly statuses: readonly string[];
  readonly origin: FoundOrigin;
};

/** elsewhere: not known here. here: bought here or taken over. */
export const foundOrigins = ["all", "elsewhere", "here"] as const;
export type FoundOrigin = (typeof foundOrigins)[number];

/** What a person chose: rows by id, or all that match, evaluated where the rows are. */
export type FoundChoice =
  | { readonly kind: "ids"; readonly ids: readonly string[] }
  | { readonly kind: "matching"; readonly filter: FoundFilter; readonly except: readonly string[] };
