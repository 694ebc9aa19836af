import { describe, expect, it } from "vitest";
import { adviceFor } from "./advice";
import { approvalRule, cannotDecide, type PolicyCase } from "./policy";

const edit = (of: Partial<Extract<PolicyCase, { kind: "edit" }>>): PolicyCase => ({
  kind: "edit",
  currency: "USD",
  beforeMicros: 100_000_000_000n,
  addedMicros: 0n,
  recentMicros: 0n,
  endBefore: "2026-12-01T05:00:00.000Z",
  endAfter: "2026-12-01T05:00:00.000Z",
  timeZone: "America/New_York",
  ...of,
});

describe("approvalRule", () => {
  it("sends every create to an approver", () => {
    expect(approvalRule({ kind: "create" }, null)).toBe("Every new media buy needs an approver");
  });

  it("lets a raise up to the limit and up to a fifth through", () => {
    expect(approvalRule(edit({ addedMicros: 5_000_000_000n }), null)).toBeNull();
    expect(approvalRule(edit({ beforeMicros: 10_000_000n, addedMicros: 2_000_000n }), null)).toBeNull();
  });

  it("stops a raise above the limit and names both amounts", () => {
    expect(approvalRule(edit({ addedMicros: 5_000_010_000n }), null)).toBe(
      "It adds USD 5,000.01, more than the USD 5,000.00 that may be added without an approver",
    );
    expect(approvalRule(edit({ addedMicros: 200_000_000n }), 100_000_000n)).toContain("USD 100.00");
  });

  it("stops a raise of more than a fifth, and the first money on a buy", () => {
    expect(approvalRule(edit({ beforeMicros: 10_000_000n, addedMicros: 2_010_000n }), null)).toContain("20.1 %");
    expect(approvalRule(edit({ beforeMicros: 0n, addedMicros: 1_000_000n }), null)).toContain("first money");
  });

  it("adds up the raises of the campaign that went without an approver", () => {
    const small = { addedMicros: 2_000_000_000n };
    expect(approvalRule(edit({ ...small, recentMicros: 3_000_000_000n }), null)).toBeNull();
    expect(approvalRule(edit({ ...small, recentMicros: 3_000_000_001n }), null)).toBe(
      "With other raises of the campaign in 30 days it adds more than USD 5,000.00; that needs an approver",
    );
    expect(approvalRule(edit({ addedMicros: -1n, recentMicros: 9_000_000_000n }), null)).toBeNull();
    expect(approvalRule(edit({ recentMicros: 9_000_000_000n }), null)).toBeNull();
  });

  it("counts the days of a later end in the buy's zone, across the clock change", () => {
    const over = { endBefore: "2026-10-28T04:00:00.000Z" };
    expect(approvalRule(edit({ ...over, endAfter: "2026-11-04T05:00:00.000Z" }), null)).toBeNull();
    expect(approvalRule(edit({ ...over, endAfter: "2026-11-05T05:00:00.000Z" }), null)).toContain("8 days later");
  });

  it("never stops a decrease, an earlier end or a pause", () => {
    expect(approvalRule(edit({ addedMicros: -90_000_000_000n }), 0n)).toBeNull();
    expect(approvalRule(edit({ endAfter: "2026-11-01T04:00:00.000Z" }), 0n)).toBeNull();
    expect(approvalRule(edit({}), 0n)).toBeNull();
  });
});

describe("cannotDecide", () => {
  const set = { state: "in_review", authorId: "a", userId: "b", mayApprove: true };
  it("refuses the submitter, whatever the role", () => {
    expect(cannotDecide({ ...set, userId: "a" })).toContain("yourself");
    expect(cannotDecide(set)).toBeNull();
    expect(cannotDecide({ ...set, mayApprove: false })).toContain("role");
    expect(cannotDecide({ ...set, state: "applied" })).toContain("already");
  });
});

describe("adviceFor", () => {
  it("knows the code, then the recovery, and treats the unknown as final", () => {
    expect(adviceFor("BUDGET_TOO_LOW", "correctable")).toContain("minimum");
    expect(adviceFor("X_ACME_ODD", "transient")).toContain("Try again");
    expect(adviceFor("X_ACME_ODD", "whatever")).toContain("Talk to the seller");
    expect(adviceFor("X_ACME_ODD", null)).toContain("Talk to the seller");
  });
});
