import type { AccountDetails } from "@/server/domain/account/account-details";

const billing: Readonly<Record<string, string>> = {
  operator: "Invoices go to the operator",
  agent: "Invoices go to the agent",
  advertiser: "Invoices go to the advertiser",
};

export const billingChoices: Readonly<Record<"operator" | "agent" | "advertiser", string>> = {
  operator: "The operator",
  agent: "The agent (us)",
  advertiser: "The advertiser",
};

const terms: Readonly<Record<string, string>> = { prepay: "paid in advance" };

/** "Invoices go to the operator, net 30"; a seller's own word is shown as it came. */
export function billingSentence({ billing: party, paymentTerms }: AccountDetails): string | null {
  const who = party === null ? null : (billing[party] ?? `Billing: ${party}`);
  const when = paymentTerms === null ? null : (terms[paymentTerms] ?? paymentTerms.replace("_", " "));
  if (who === null) return when;
  return when === null ? who : `${who}, ${when}`;
}

/** The status in an account's own sense, where it differs from a media buy's. */
export function accountStatusLabel(status: string, { setup }: Pick<AccountDetails, "setup">): string | undefined {
  if (status !== "pending_approval") return undefined;
  return setup === null ? "Waits for the seller" : "Set-up needed";
}

const payment: Readonly<Record<string, string>> = {
  current: "paid up",
  past_due: "an invoice is overdue",
  suspended: "suspended for want of payment",
};

export function paymentWords(status: string): string {
  return payment[status] ?? status;
}
