import { describe, expect, it } from "vitest";
import { authProblem } from "./auth-words";

describe("authProblem", () => {
  it("says the same for an unknown address and a wrong password", () => {
    expect(authProblem("sign-in", 401, null)).toBe(authProblem("sign-in", 404, null));
    expect(authProblem("sign-in", 400, null)).toBe("Email or password is not right.");
  });

  it("says what a disabled person and one with a used recovery code can do", () => {
    expect(authProblem("sign-in", 403, null, "ACCOUNT_DISABLED")).toContain("administrator");
    expect(authProblem("recovery", 401, null, "INVALID_BACKUP_CODE")).toContain("used already");
  });

  it("says how long to wait after too many attempts", () => {
    expect(authProblem("sign-in", 429, "42")).toBe("Too many attempts. Try again in 42 s.");
    expect(authProblem("sign-in", 429, "soon")).toBe("Too many attempts. Try again in a minute.");
  });

  it("does not blame the person when the server is gone", () => {
    expect(authProblem("sign-in", 0, null)).toContain("did not answer");
    expect(authProblem("sign-in", 503, null)).toContain("did not answer");
  });
});
