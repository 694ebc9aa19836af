import type { AccountRequest } from "../sales-agent";

/** sync_accounts for these accounts alone: nothing that is not named here is touched (`delete_missing` is never asked for). */
export function syncAccountsToWire(requests: readonly AccountRequest[]): Record<string, unknown> {
  return {
    accounts: requests.map(({ brandDomain, operator, billing, paymentTerms, sandbox }) => ({
      brand: { domain: brandDomain },
      operator,
      billing,
      ...(paymentTerms === null ? {} : { payment_terms: paymentTerms }),
      ...(sandbox ? { sandbox: true } : {}),
    })),
  };
}
