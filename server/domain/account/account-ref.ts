import type { AccountDetails } from "./account-details";

/** Exactly one of the two forms AdCP allows (requirements §3.2). */
export type AccountRef =
  | { readonly kind: "id"; readonly accountId: string }
  | { readonly kind: "natural"; readonly brandDomain: string; readonly operator: string; readonly sandbox: boolean };

export type NamedAccount = {
  readonly sellerAccountId: string;
  readonly brandDomain?: string | null;
  readonly operator?: string | null;
  readonly sandbox?: boolean;
  readonly details?: Pick<AccountDetails, "reference" | "hasSellerId"> | null;
};

/** The account as its agent wants it named: by id, or by brand and operator where it was opened so; never both at once. */
export function accountRef(account: NamedAccount): AccountRef {
  const { brandDomain, operator, details } = account;
  const natural = details?.reference === "natural" || details?.hasSellerId === false;
  if (natural && brandDomain && operator) {
    return { kind: "natural", brandDomain, operator, sandbox: account.sandbox === true };
  }
  return { kind: "id", accountId: account.sellerAccountId };
}

/** What stands for the seller's id on a row that has none: one per brand, operator and kind of money. */
export function naturalId(key: {
  readonly brandDomain: string;
  readonly operator: string;
  readonly sandbox: boolean;
}): string {
  return `${key.brandDomain} · ${key.operator}${key.sandbox ? " · sandbox" : ""}`;
}
