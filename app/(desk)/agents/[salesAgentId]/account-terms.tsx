import { Age } from "@/app/_ui/date";
import { Amount } from "@/app/_ui/money";
import type { AccountDetails, AccountFinancials } from "@/server/domain/account/account-details";
import { billingSentence, paymentWords } from "./account-words";

/** What was agreed on the account: who is invoiced, when it is paid, how far credit goes. */
export function AccountTerms({ details }: { readonly details: AccountDetails }) {
  const sentence = billingSentence(details);
  const { creditLimit, rateCard, advertiser, billingProxy } = details;
  const others = [
    rateCard === null ? null : `rate card ${rateCard}`,
    advertiser === null ? null : `advertiser ${advertiser}`,
    billingProxy === null ? null : `billed through ${billingProxy}`,
  ].filter((one) => one !== null);
  if (sentence === null && creditLimit === null && others.length === 0) return <span className="dim">not said</span>;
  return (
    <div className="sm">
      {sentence}
      {creditLimit && (
        <div>
          credit up to <Amount micros={creditLimit.limitMicros} currency={creditLimit.currency} />
        </div>
      )}
      {others.length > 0 && <div className="dim">{others.join(", ")}</div>}
    </div>
  );
}

/** How the account stands with money, as the seller last said, with its age. */
export function AccountMoney({ financials }: { readonly financials: AccountFinancials | null }) {
  if (financials === null) return <span className="dim">–</span>;
  const { currency, at, paymentStatus, invoices } = financials;
  const overdue = invoices.filter((invoice) => invoice.status === "past_due").length;
  const lines: readonly (readonly [string, bigint | null])[] = [
    ["spent", financials.spentMicros],
    ["credit left", financials.availableCreditMicros],
    ["credit limit", financials.creditLimitMicros],
    ["balance", financials.balanceMicros],
  ];
  return (
    <div className="sm">
      {lines.map(
        ([label, micros]) =>
          micros !== null && (
            <div key={label} className="nowrap">
              <Amount micros={micros} currency={currency} /> <span className="dim">{label}</span>
            </div>
          ),
      )}
      <div className="dim">
        {[
          paymentStatus === null ? null : paymentWords(paymentStatus),
          overdue > 0 ? `${overdue} invoices overdue` : null,
        ]
          .filter((one) => one !== null)
          .join(", ")}
        {" · "}
        <Age instant={at} />
      </div>
    </div>
  );
}
