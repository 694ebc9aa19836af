import type { AccountSource } from "./account-details";

export type ChoosableAccount = {
  readonly id: string;
  readonly status: string;
  readonly isDefault: boolean;
  readonly brandDomain: string | null;
  readonly details: { readonly source: AccountSource };
};

/**
 * The account a campaign buys on at one agent: its own choice, else the implicit account of its brand, else the agent's default,
 * else the first active one.
 */
export function accountFor<A extends ChoosableAccount>(
  accounts: readonly A[],
  campaign: { readonly brandDomain: string | null; readonly chosenAccountId: string | null },
): A | undefined {
  const chosen = accounts.find((account) => account.id === campaign.chosenAccountId);
  if (chosen) return chosen;
  const implicit = accounts.find(
    (account) => account.details.source === "implicit" && account.brandDomain === campaign.brandDomain,
  );
  const others = accounts.filter((account) => account.details.source !== "implicit");
  return (
    implicit ??
    others.find((account) => account.isDefault) ??
    others.find((account) => account.status === "active") ??
    // Another brand's implicit account is not ours to buy on.
    undefined
  );
}
