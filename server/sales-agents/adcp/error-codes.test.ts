import { STANDARD_ERROR_CODES } from "@adcp/sdk";
import { describe, expect, test } from "vitest";
import { recoveryOf } from "./error-codes";

describe("what can be done about a seller's error", () => {
  test("agrees with the standard for every one of its codes", () => {
    const standard = Object.entries(STANDARD_ERROR_CODES).map(([code, meaning]) => [code, meaning.recovery]);
    expect(standard.length).toBeGreaterThanOrEqual(45);
    expect(standard.map(([code]) => [code, recoveryOf(code ?? "", undefined)])).toEqual(standard);
  });

  test("follows the seller where it says so", () => {
    expect(recoveryOf("BUDGET_TOO_LOW", "terminal")).toBe("terminal");
    expect(recoveryOf("X_ACME_BUSY", "transient")).toBe("transient");
  });

  test("takes an unknown code or an unknown recovery as final", () => {
    expect(recoveryOf("X_ACME_BUSY", undefined)).toBe("terminal");
    expect(recoveryOf("RATE_LIMITED", "perhaps")).toBe("terminal");
  });
});
