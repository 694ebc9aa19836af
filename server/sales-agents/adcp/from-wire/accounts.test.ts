import { describe, expect, it } from "vitest";
import { plainDetails } from "@/server/domain/account/account-details";
import { syncAccountsToWire } from "../accounts-to-wire";
import { accountsFromWire, financialsFromWire, syncedFromWire } from "./accounts";

describe("accounts on the wire", () => {
  it("keeps what the seller says, and nothing a browser should not open", () => {
    const [full, hostile] =
      accountsFromWire({
        accounts: [
          {
            account_id: "acc-1",
            name: "Acme c/o Pinnacle",
            status: "pending_approval",
            brand: { domain: "Acme.example" },
            operator: "pinnacle.example",
            billing: "operator",
            payment_terms: "net_60",
            credit_limit: { amount: 12_500.5, currency: "EUR" },
            rate_card: "2026",
            account_scope: "operator_brand",
            setup: { message: "Sign", url: "https://seller.example/sign", expires_at: "2026-12-01T00:00:00+01:00" },
            sandbox: false,
            billing_entity: { bank: { iban: "DE00" } },
          },
          { account_id: "acc-2", setup: { url: "javascript:alert(1)", message: "x".repeat(5_000) }, billing: 7 },
          { status: "active" },
          "nonsense",
        ],
      }) ?? [];
    expect(full).toEqual({
      accountId: "acc-1",
      name: "Acme c/o Pinnacle",
      status: "pending_approval",
      brandDomain: "acme.example",
      operator: "pinnacle.example",
      sandbox: false,
      details: {
        ...plainDetails,
        billing: "operator",
        paymentTerms: "net_60",
        creditLimit: { limitMicros: 12_500_500_000n, currency: "EUR" },
        rateCard: "2026",
        scope: "operator_brand",
        setup: { message: "Sign", url: "https://seller.example/sign", expiresAt: "2026-11-30T23:00:00.000Z" },
      },
    });
    expect(JSON.stringify(full, (_, value) => (typeof value === "bigint" ? "" : value))).not.toContain("DE00");
    expect(hostile?.details.setup?.url).toBeNull();
    expect(hostile?.details.setup?.message).toHaveLength(500);
    expect(accountsFromWire({ accounts: "none" })).toBeNull();
  });

  it("reads what became of each request, by brand and operator where there is no id", () => {
    const place = { brand: { domain: "acme.example" }, operator: "agency.example" };
    const error = { code: "BILLING_NOT_SUPPORTED", message: "Only agent billing" };
    const [made, refused] =
      syncedFromWire({
        accounts: [
          { ...place, action: "created", status: "active", sandbox: true, warnings: ["Net 30 applies"] },
          { ...place, action: "failed", status: "rejected", errors: [error] },
        ],
      }) ?? [];
    expect(made?.account).toMatchObject({ accountId: "acme.example · agency.example · sandbox", status: "active" });
    expect(made?.account.details).toMatchObject({
      reference: "natural",
      hasSellerId: false,
      remarks: ["Net 30 applies"],
    });
    expect(made?.problem).toBeNull();
    expect(refused?.problem).toMatchObject(error);
    const one = { brandDomain: "acme.example", operator: "agency.example", billing: "agent", paymentTerms: null };
    expect(syncAccountsToWire([{ ...one, sandbox: true }])).toEqual({
      accounts: [{ ...place, billing: "agent", sandbox: true }],
    });
  });

  it("reads money in the seller's currency exactly, or not at all", () => {
    const read = financialsFromWire({
      currency: "JPY",
      timezone: "Asia/Tokyo",
      period: { start: "2026-11-01", end: "2026-11-30" },
      spend: { total_spend: 120_000 },
      balance: { available: "a lot" },
      payment_status: "past_due",
      invoices: [{ invoice_id: "1", amount: 5, status: "issued", due_date: "2026-12-01" }, { amount: 1 }],
    });
    expect(read).toMatchObject({ spentMicros: 120_000_000_000n, balanceMicros: null, paymentStatus: "past_due" });
    expect(read?.invoices).toEqual([
      { invoiceId: "1", amountMicros: 5_000_000n, status: "issued", dueDay: "2026-12-01" },
    ]);
    expect(financialsFromWire({ currency: "dollars" })).toBeNull();
  });
});
