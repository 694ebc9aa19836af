import { describe, expect, it } from "vitest";
import { readBudget, shareHint, toPackageEdit } from "./package-fields";

const plan = {
  name: "Plan",
  brandId: null,
  brief: "",
  buyerRef: "r",
  poNumber: "",
  startDay: null,
  endDay: null,
  timeZone: "UTC",
  totalMicros: 120_000_000_000n,
  currency: "EUR",
  countries: [],
  deviceTypes: [],
  salesAgentIds: null,
};

describe("a budget cell", () => {
  it("takes an amount or a share of the plan", () => {
    expect(readBudget("1,250.50", "EUR", plan).micros).toBe(1_250_500_000n);
    expect(readBudget("30%", "EUR", plan).micros).toBe(36_000_000_000n);
    expect(shareHint("12.5 %", "EUR", plan)).toBe("= EUR 15,000.00");
    expect(shareHint("12.5", "EUR", plan)).toBeNull();
  });

  it("says why a share cannot be taken", () => {
    expect(readBudget("30%", "USD", plan).problem).toBe("A share needs a total in USD");
    expect(readBudget("30%", "EUR", { ...plan, totalMicros: null }).problem).toBe("The plan has no total yet");
    expect(readBudget("101%", "EUR", plan).problem).toBe("More than 100 %");
  });

  it("sends what is readable and names what is not", () => {
    const edits = { budgetMicros: "12.345", bidMicros: "", pacing: "asap", countries: null };
    expect(toPackageEdit(edits, "EUR", plan)).toEqual({
      edit: { bidMicros: null, pacing: "asap", countries: null },
      fields: { budgetMicros: "EUR has at most 2 decimals" },
    });
  });
});
