import { accountOf } from "./accounts";
import { refuse } from "./errors";
import type { BuyRecord, Json } from "./model";
import { nowIso, type Seller } from "./seller";
import { money } from "./unit-rates";

const CREDIT_LIMIT = 250_000;
const CURRENCY = "USD";

/** get_account_financials: what was spent on credit in dollars, for the month so far. */
export function getFinancials(seller: Seller, args: Json): Json {
  const account = accountOf(seller, args);
  if (account.billing === "agent") {
    throw refuse("UNSUPPORTED_FEATURE", "Accounts billed to the agent have no financials here.", { field: "account" });
  }
  const today = nowIso(seller).slice(0, 10);
  const buys = seller.store.list<BuyRecord>("buy", account.key).filter((buy) => buy.currency === CURRENCY);
  const days = buys.flatMap((buy) => buy.packages.flatMap((one) => Object.values(one.days)));
  const spent = money(
    days.reduce((sum, day) => sum + day.spend, 0),
    CURRENCY,
  );
  const available = money(Math.max(0, CREDIT_LIMIT - spent), CURRENCY);
  return {
    account: args.account,
    currency: CURRENCY,
    timezone: "UTC",
    period: { start: `${today.slice(0, 8)}01`, end: today },
    spend: { total_spend: spent, media_buy_count: buys.length },
    credit: {
      credit_limit: CREDIT_LIMIT,
      available_credit: available,
      utilization_percent: Math.min(100, Math.round((spent / CREDIT_LIMIT) * 10_000) / 100),
    },
    payment_status: account.status === "payment_required" ? "past_due" : "current",
    payment_terms: account.payment_terms ?? "net_30",
    invoices: [],
  };
}
