import type { Instant } from "../time";

/** What an agent says of an account beside its name and status (requirements §3.2). Seller text is data, length-bounded. */
export type AccountDetails = {
  /** listed: the agent named it; synced: we asked for it; implicit: the agent has no account tools, brand and operator are enough. */
  readonly source: AccountSource;
  /** The form in which the agent wants it named in requests; never both (requirements §3.2). */
  readonly reference: AccountReference;
  /** Whether the seller gave it an id of its own; without one it can be named by brand and operator alone. */
  readonly hasSellerId: boolean;
  /** operator | agent | advertiser, or the seller's own word: who is invoiced. */
  readonly billing: string | null;
  readonly paymentTerms: string | null;
  readonly creditLimit: { readonly limitMicros: bigint; readonly currency: string } | null;
  readonly rateCard: string | null;
  readonly scope: string | null;
  readonly advertiser: string | null;
  readonly billingProxy: string | null;
  /** What a person has to do before the account opens; null: nothing that we know of. */
  readonly setup: AccountSetup | null;
  /** The seller's reasons and remarks on the last request for it. */
  readonly remarks: readonly string[];
  readonly financials: AccountFinancials | null;
};

export type AccountSource = "listed" | "synced" | "implicit";
export type AccountReference = "id" | "natural";

/** `url` is opened by a person and never fetched by us (requirements §5). */
export type AccountSetup = {
  readonly message: string;
  readonly url: string | null;
  readonly expiresAt: Instant | null;
};

/** get_account_financials as last read; days are calendar days in the seller's billing zone. */
export type AccountFinancials = {
  readonly at: Instant;
  readonly currency: string;
  readonly timeZone: string | null;
  readonly from: string | null;
  readonly until: string | null;
  readonly spentMicros: bigint | null;
  readonly creditLimitMicros: bigint | null;
  readonly availableCreditMicros: bigint | null;
  readonly balanceMicros: bigint | null;
  /** current | past_due | suspended, or the seller's own word. */
  readonly paymentStatus: string | null;
  readonly invoices: readonly Invoice[];
};

export type Invoice = {
  readonly invoiceId: string;
  readonly amountMicros: bigint | null;
  readonly status: string;
  readonly dueDay: string | null;
};

/** An account of which nothing but the columns is known: rows of before, and what tests need no more of. */
export const plainDetails: AccountDetails = {
  source: "listed",
  reference: "id",
  hasSellerId: true,
  billing: null,
  paymentTerms: null,
  creditLimit: null,
  rateCard: null,
  scope: null,
  advertiser: null,
  billingProxy: null,
  setup: null,
  remarks: [],
  financials: null,
};

/** What only we know stays when the seller says the rest anew. */
export function refreshedDetails(known: AccountDetails | null, said: AccountDetails): AccountDetails {
  if (known === null) return said;
  return {
    ...said,
    // How it is named was decided when it was opened, or by an administrator since.
    source: known.source,
    reference: said.hasSellerId || known.hasSellerId ? known.reference : "natural",
    hasSellerId: said.hasSellerId || known.hasSellerId,
    financials: said.financials ?? known.financials,
    remarks: said.remarks.length === 0 && said.setup !== null ? known.remarks : said.remarks,
  };
}
