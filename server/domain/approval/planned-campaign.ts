import type { NamedAccount } from "../account/account-ref";
import type { SellerOffer } from "../capabilities/allowed";
import type { CreativeAssignmentValue } from "../change/patch";

/** A seller as the review needs it: what it can do and the accounts we may buy on. */
export type PlannedSeller = {
  readonly id: string;
  readonly name: string;
  readonly removed: boolean;
  readonly sandbox: boolean;
  /** null: never contacted. */
  readonly capabilities: { readonly tools: readonly string[]; readonly replayTtlSeconds: number | null } | null;
  /** What its requests can say, for the loss report. */
  readonly offer: SellerOffer;
  readonly accounts: readonly PlannedAccount[];
};
export type PlannedAccount = NamedAccount & { readonly id: string; readonly name: string; readonly status: string };

export type PlannedCreative = CreativeAssignmentValue & {
  readonly name: string;
  /** Its status in the library of this package's seller; null: never sent there. */
  readonly atSeller: string | null;
};

/** `path` as the forms spell it: "brandId", "packages.<packageId>.budgetMicros". */
export type PlanIssue = {
  readonly level: "blocking" | "warning";
  readonly path: string;
  readonly message: string;
  readonly packageId: string | null;
  /** The seller, or the words we speak to it in, lack what the plan uses. */
  readonly rule?: "UNSUPPORTED_FEATURE";
  /** What settles it, where that is one request to the seller. */
  readonly fix?: "ask_terms";
};
