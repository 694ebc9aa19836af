import { STANDARD_ERROR_CODES } from "@adcp/sdk";
import { describe, expect, test } from "vitest";
import { afterError } from "../../domain/change/after-error";
import { recoveryOf } from "./error-codes";

/** Requirements §4.2: everything that is not named here is for a person. */
const special: Readonly<Record<string, unknown>> = {
  RATE_LIMITED: { kind: "retry", attempts: 5 },
  SERVICE_UNAVAILABLE: { kind: "retry", attempts: 3 },
  IDEMPOTENCY_CONFLICT: { kind: "look_up" },
  IDEMPOTENCY_EXPIRED: { kind: "look_up" },
  AUTH_REQUIRED: { kind: "stop_agent" },
};

describe("what is done after an error", () => {
  test.each(Object.keys(STANDARD_ERROR_CODES))("%s", (code) => {
    expect(afterError(code, recoveryOf(code, undefined))).toEqual(special[code] ?? { kind: "person" });
  });

  test("follows the seller's word for a code of its own, three times in all", () => {
    expect(afterError("X_ACME_BUSY", "transient")).toEqual({ kind: "retry", attempts: 3 });
    expect(afterError("X_ACME_NO", "correctable")).toEqual({ kind: "person" });
    expect(afterError("X_ACME_NO", recoveryOf("X_ACME_NO", "perhaps"))).toEqual({ kind: "person" });
  });

  test("a seller cannot have money sent again by calling it transient", () => {
    expect(afterError("CONFLICT", "transient")).toEqual({ kind: "person" });
    expect(afterError("CAMPAIGN_SUSPENDED", "transient")).toEqual({ kind: "person" });
  });
});
