import type { AccountSource } from "./account-details";

export type ChoosableAccount = {
  readonly id: string;
  readonly status: string;
  readonly isDefault: boolean;
  readonly brandDomain: string | null;
  readonly details: { readonly source: AccountSource };
};

/**
 * The account a campaign buys on at one agent: its own choice, else the agent's default, else the first active one, else the implicit
 * account of its brand; another brand's implicit account is not its to buy on.
 */
export function accountFor<A extends ChoosableAccount>(
  accounts: readonly A[],
  campaign: { readonly brandDomain: string | null; readonly chosenAccountId: string | null },
): A | undefined {
  const chosen = accounts.find((account) => account.id === campaign.chosenAccountId);
  if (chosen) return chosen;
  const others = accounts.filter((account) => account.details.source !== "implicit");
  return (
    others.find((account) => account.isDefault) ??
    others.find((account) => account.status === "active") ??
    accounts.find(({ details, brandDomain }) => details.source === "implicit" && brandDomain === campaign.brandDomain)
  );
}
