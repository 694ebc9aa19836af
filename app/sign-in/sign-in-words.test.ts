import { describe, expect, it } from "vitest";
import { signInProblem } from "./sign-in-words";

describe("signInProblem", () => {
  it("says the same for an unknown address and a wrong password", () => {
    expect(signInProblem(401, null)).toBe(signInProblem(404, null));
    expect(signInProblem(400, null)).toBe("Email or password is not right.");
  });

  it("says how long to wait after too many attempts", () => {
    expect(signInProblem(429, "42")).toBe("Too many attempts. Try again in 42 s.");
    expect(signInProblem(429, "soon")).toBe("Too many attempts. Try again in a minute.");
  });

  it("does not blame the person when the server is gone", () => {
    expect(signInProblem(0, null)).toContain("did not answer");
    expect(signInProblem(503, null)).toContain("did not answer");
  });
});
