import { describe, expect, it } from "vitest";
import { accountFor } from "./account-choice";
import { type AccountDetails, plainDetails, refreshedDetails } from "./account-details";
import { accountRef, naturalId } from "./account-ref";
import { isImplicit, supportedBilling, whyNotOpened } from "./account-tools";
import { decodeDetails, encodeDetails } from "./details-codec";
import { type AccountOperation, actionRefusal, allows, closedSentence, gateRefusal } from "./status-gate";

describe("the operations gate (requirements §2.4)", () => {
  const rows: readonly (readonly [AccountOperation, readonly string[]])[] = [
    ["discover", ["active", "payment_required"]],
    ["create", ["active"]],
    ["update", ["active", "payment_required"]],
    ["add_packages", ["active"]],
    ["pause", ["active", "payment_required"]],
    ["cancel", ["active", "payment_required"]],
    ["sync_creatives", ["active", "payment_required"]],
    ["read", ["active", "payment_required", "suspended"]],
    ["report", ["active", "payment_required", "suspended"]],
    ["list", ["active", "pending_approval", "rejected", "payment_required", "suspended", "closed"]],
  ];
  const statuses = ["active", "pending_approval", "rejected", "payment_required", "suspended", "closed"];

  it.each(rows)("%s", (operation, open) => {
    expect(statuses.filter((status) => allows(status, operation))).toEqual(
      statuses.filter((one) => open.includes(one)),
    );
  });

  it("says the rule and leaves what it does not know to the seller", () => {
    expect(gateRefusal({ name: "Main", status: "payment_required" }, "Tagblatt", "create")).toBe(
      "The account “Main” at Tagblatt is in want of a payment; media buys are made only while it is active",
    );
    expect(gateRefusal({ name: "Main", status: "on_hold" }, "Tagblatt", "create")).toBeNull();
    expect(actionRefusal({ name: "Main", status: "suspended" }, "Tagblatt", "pause")).toMatch(
      /paused and resumed only/,
    );
    expect(actionRefusal({ name: "Main", status: "payment_required" }, "Tagblatt", "update_budget")).toBeNull();
    expect(closedSentence("active")).toBeNull();
    expect(closedSentence("payment_required")).toBe("Not now: new media buys, new packages");
    expect(closedSentence("closed")).toBe("Nothing can be done under it");
  });
});

describe("how an account is named", () => {
  const account = { sellerAccountId: "acc-1", brandDomain: "acme.example", operator: "agency.example", sandbox: true };

  it("is by the seller's id, unless it was opened by brand and operator", () => {
    expect(accountRef(account)).toEqual({ kind: "id", accountId: "acc-1" });
    const details = { reference: "natural", hasSellerId: true } as const;
    expect(accountRef({ ...account, details })).toEqual({
      kind: "natural",
      brandDomain: "acme.example",
      operator: "agency.example",
      sandbox: true,
    });
    expect(accountRef({ sellerAccountId: "acc-1", details })).toEqual({ kind: "id", accountId: "acc-1" });
    expect(naturalId(account)).toBe("acme.example · agency.example · sandbox");
  });

  it("stays what it was when the seller says the rest anew", () => {
    const ours: AccountDetails = { ...plainDetails, source: "synced", reference: "natural", hasSellerId: false };
    const listed = { ...plainDetails, paymentTerms: "net_30" };
    expect(refreshedDetails(ours, listed)).toMatchObject({
      source: "synced",
      reference: "natural",
      hasSellerId: true,
      paymentTerms: "net_30",
    });
  });
});

it("keeps every amount and word of an account's details in its column", () => {
  const details: AccountDetails = {
    ...plainDetails,
    billing: "agent",
    creditLimit: { limitMicros: 9_007_199_254_740_993_000n, currency: "EUR" },
    setup: { message: "Sign", url: "https://seller.example/onboard", expiresAt: "2026-12-01T00:00:00.000Z" },
    financials: {
      at: "2026-11-21T10:00:00.000Z",
      currency: "EUR",
      timeZone: "Europe/Berlin",
      from: "2026-11-01",
      until: "2026-11-30",
      spentMicros: 1_000_001n,
      creditLimitMicros: null,
      availableCreditMicros: null,
      balanceMicros: 5n,
      paymentStatus: "current",
      invoices: [{ invoiceId: "123456", amountMicros: 7n, status: "paid", dueDay: null }],
    },
  };
  expect(decodeDetails(encodeDetails(details))).toEqual(details);
  expect(decodeDetails(null)).toEqual(plainDetails);
});

describe("the account a campaign buys on", () => {
  const listed = { status: "active", isDefault: false, brandDomain: null, details: { source: "listed" as const } };
  const implicit = { ...listed, details: { source: "implicit" as const } };

  it("is its choice, else the default, else the first open one, else its brand's implicit one", () => {
    const accounts = [
      { ...listed, id: "closed", status: "closed" },
      { ...listed, id: "open" },
      { ...listed, id: "default", isDefault: true },
      { ...implicit, id: "acme", brandDomain: "acme.example" },
    ];
    const pick = (of: readonly (typeof accounts)[number][], chosenAccountId: string | null = null) =>
      accountFor(of, { brandDomain: "acme.example", chosenAccountId })?.id;
    expect(pick(accounts, "closed")).toBe("closed");
    expect(pick(accounts)).toBe("default");
    expect(pick(accounts.slice(0, 2))).toBe("open");
    expect(pick(accounts.slice(3))).toBe("acme");
    expect(accountFor(accounts.slice(3), { brandDomain: "other.example", chosenAccountId: null })).toBeUndefined();
  });
});

it("reads from the capabilities how accounts are opened", () => {
  const open = { tools: ["sync_accounts"], requireOperatorAuth: false, sandboxAccounts: true };
  expect(whyNotOpened(open, "Tagblatt")).toBeNull();
  expect(whyNotOpened(null, "Tagblatt")).toMatch(/not answered yet/);
  expect(whyNotOpened({ ...open, requireOperatorAuth: true }, "Tagblatt")).toMatch(/opens accounts itself/);
  expect(whyNotOpened({ ...open, tools: ["list_accounts"] }, "Tagblatt")).toMatch(/takes no requests/);
  expect(isImplicit({ tools: ["get_products"] })).toBe(true);
  expect(supportedBilling({ raw: { account: { supported_billing: ["agent", "barter"] } } })).toEqual(["agent"]);
  expect(supportedBilling({ raw: {} })).toEqual(["operator", "agent", "advertiser"]);
});
