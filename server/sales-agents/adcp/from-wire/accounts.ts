import { z } from "zod";
import { type AccountDetails, plainDetails } from "@/server/domain/account/account-details";
import { naturalId } from "@/server/domain/account/account-ref";
import type { ReadFinancials, SellerAccount, SyncedAccount } from "../../sales-agent";
import { isObject, type Json, problem, problemsIn } from "../seller-problem";
import {
  instantOr,
  optionalFlag,
  optionalNumber,
  optionalText,
  readableIn,
  statedMicros,
  tolerantList,
} from "./scalars";

/** Seller text goes into a row and onto a page: no longer than this. */
const mostText = 500;
const bounded = optionalText.transform((text) => text?.trim().slice(0, mostText) || undefined);

const setup = z.looseObject({ message: bounded, url: bounded, expires_at: optionalText }).optional().catch(undefined);
const creditLimit = z.looseObject({ amount: z.number(), currency: z.string() }).optional().catch(undefined);
const brand = z.looseObject({ domain: bounded }).optional().catch(undefined);

const account = z.looseObject({
  account_id: bounded,
  name: bounded,
  status: bounded,
  brand,
  operator: bounded,
  sandbox: optionalFlag,
  billing: bounded,
  payment_terms: bounded,
  credit_limit: creditLimit,
  rate_card: bounded,
  account_scope: bounded,
  advertiser: bounded,
  billing_proxy: bounded,
  setup,
});
type Item = z.infer<typeof account>;

/** `accounts` of list_accounts (requirements §3.2); null: unreadable. One without an id cannot be named and is left out. */
export function accountsFromWire(payload: Json): readonly SellerAccount[] | null {
  if (!Array.isArray(payload.accounts)) return null;
  return readableIn(payload.accounts, account).flatMap((item) => accountOf(item, "listed") ?? []);
}

const synced = account.extend({ action: bounded, warnings: tolerantList(z.string()) });

/** `accounts` of sync_accounts: what became of each request. null: unreadable. */
export function syncedFromWire(payload: Json): readonly SyncedAccount[] | null {
  if (!Array.isArray(payload.accounts)) return null;
  return payload.accounts.flatMap((raw: unknown) => {
    const parsed = synced.safeParse(raw);
    if (!parsed.success) return [];
    const known = accountOf(parsed.data, "synced");
    if (known === null) return [];
    const { action = "unknown", warnings = [] } = parsed.data;
    const refused = isObject(raw) ? (problemsIn(raw, null)[0] ?? null) : null;
    const text = "The seller did not open the account and gave no reason";
    const failed = action === "failed" ? (refused ?? problem("SELLER_ERROR", text, "terminal")) : null;
    const remarks = [...(failed === null ? [] : [failed.message]), ...warnings]
      .map((one) => one.slice(0, mostText))
      .slice(0, 5);
    return [{ action, problem: failed, account: { ...known, details: { ...known.details, remarks } } }];
  });
}

function accountOf(item: Item, source: "listed" | "synced"): SellerAccount | null {
  const brandDomain = item.brand?.domain?.toLowerCase() ?? null;
  const operator = item.operator?.toLowerCase() ?? null;
  const sandbox = item.sandbox ?? false;
  const accountId = item.account_id ?? idOf(brandDomain, operator, sandbox);
  if (accountId === null) return null;
  return {
    accountId,
    name: item.name ?? (item.account_id === undefined ? `${brandDomain} by ${operator}` : accountId),
    status: item.status ?? "unknown",
    brandDomain,
    operator,
    sandbox,
    details: detailsOf(item, source),
  };
}

function idOf(brandDomain: string | null, operator: string | null, sandbox: boolean): string | null {
  return brandDomain === null || operator === null ? null : naturalId({ brandDomain, operator, sandbox });
}

function detailsOf(item: Item, source: "listed" | "synced"): AccountDetails {
  const hasSellerId = item.account_id !== undefined;
  return {
    ...plainDetails,
    source,
    reference: source === "synced" || !hasSellerId ? "natural" : "id",
    hasSellerId,
    billing: item.billing ?? null,
    paymentTerms: item.payment_terms ?? null,
    creditLimit: creditLimitOf(item),
    rateCard: item.rate_card ?? null,
    scope: item.account_scope ?? null,
    advertiser: item.advertiser ?? null,
    billingProxy: item.billing_proxy ?? null,
    setup: setupOf(item),
  };
}

function creditLimitOf({ credit_limit: limit }: Item): AccountDetails["creditLimit"] {
  if (limit === undefined) return null;
  const limitMicros = statedMicros(limit.amount, limit.currency);
  return limitMicros === undefined ? null : { limitMicros, currency: limit.currency.slice(0, 3) };
}

function setupOf({ setup: steps }: Item): AccountDetails["setup"] {
  if (steps === undefined) return null;
  return {
    message: steps.message ?? "The seller wants something done before the account opens",
    url: webAddress(steps.url),
    expiresAt: instantOr(steps.expires_at) ?? null,
  };
}

/** Only what a browser may be sent to; anything else of a seller's is no link. */
function webAddress(text: string | undefined): string | null {
  if (text === undefined || !URL.canParse(text)) return null;
  const url = new URL(text);
  return url.protocol === "https:" || url.protocol === "http:" ? url.href : null;
}

const period = z.looseObject({ start: bounded, end: bounded }).optional().catch(undefined);
const amounts = (names: readonly string[]) =>
  z
    .looseObject(Object.fromEntries(names.map((name) => [name, optionalNumber])))
    .optional()
    .catch(undefined);

const financials = z.looseObject({
  currency: z.string().regex(/^[A-Z]{3}$/),
  timezone: bounded,
  period,
  spend: amounts(["total_spend"]),
  credit: amounts(["credit_limit", "available_credit"]),
  balance: amounts(["available"]),
  payment_status: bounded,
  invoices: tolerantList(
    z.looseObject({
      invoice_id: z.string().max(200),
      amount: optionalNumber,
      status: z.string().max(40),
      due_date: bounded,
    }),
  ),
});

/** get_account_financials; null: unreadable. */
export function financialsFromWire(payload: Json): ReadFinancials | null {
  const parsed = financials.safeParse(payload);
  if (!parsed.success) return null;
  const { currency, spend, credit, balance, invoices = [] } = parsed.data;
  const micros = (value: unknown) => statedMicros(typeof value === "number" ? value : undefined, currency) ?? null;
  return {
    currency,
    timeZone: parsed.data.timezone ?? null,
    from: parsed.data.period?.start ?? null,
    until: parsed.data.period?.end ?? null,
    spentMicros: micros(spend?.total_spend),
    creditLimitMicros: micros(credit?.credit_limit),
    availableCreditMicros: micros(credit?.available_credit),
    balanceMicros: micros(balance?.available),
    paymentStatus: parsed.data.payment_status ?? null,
    invoices: invoices.slice(0, 24).map((invoice) => ({
      invoiceId: invoice.invoice_id,
      amountMicros: micros(invoice.amount),
      status: invoice.status,
      dueDay: invoice.due_date ?? null,
    })),
  };
}
