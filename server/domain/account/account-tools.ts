/** What an agent's capabilities say of opening accounts with it (requirements §3.1, §3.2). */
export type AccountTools = {
  readonly tools: readonly string[];
  readonly requireOperatorAuth: boolean;
  readonly sandboxAccounts: boolean;
  /** get_adcp_capabilities as it came. */
  readonly raw?: Readonly<Record<string, unknown>>;
};

export const billingParties = ["operator", "agent", "advertiser"] as const;
export type BillingParty = (typeof billingParties)[number];

/** Who may be invoiced; a seller that does not say takes any. */
export function supportedBilling({ raw }: Pick<AccountTools, "raw">): readonly BillingParty[] {
  const account = raw?.account;
  const said = isObject(account) && Array.isArray(account.supported_billing) ? account.supported_billing : [];
  const known = billingParties.filter((party) => said.includes(party));
  return known.length === 0 ? billingParties : known;
}

export function offersFinancials({ tools }: Pick<AccountTools, "tools">): boolean {
  return tools.includes("get_account_financials");
}

/** No account tool at all: every request names brand and operator, and that is the account. */
export function isImplicit({ tools }: Pick<AccountTools, "tools">): boolean {
  return !tools.includes("list_accounts") && !tools.includes("sync_accounts");
}

/** Why no account can be opened from here; null: one can. */
export function whyNotOpened(capabilities: AccountTools | null, sellerName: string): string | null {
  if (capabilities === null) return `${sellerName} has not answered yet: test the connection first`;
  if (isImplicit(capabilities)) return null;
  if (capabilities.requireOperatorAuth) {
    return `${sellerName} opens accounts itself, after a login there; those it lists can be bought on`;
  }
  return capabilities.tools.includes("sync_accounts") ? null : `${sellerName} takes no requests for accounts`;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
