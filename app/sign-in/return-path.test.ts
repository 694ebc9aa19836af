import { describe, expect, it } from "vitest";
import { homePath, safeReturnPath } from "./return-path";

describe("safeReturnPath", () => {
  it("keeps a path of this app with its query", () => {
    expect(safeReturnPath("/media-buys/1?tab=history#x")).toBe("/media-buys/1?tab=history#x");
    expect(safeReturnPath("/a//b")).toBe("/a//b");
  });

  it("goes home instead of to another origin", () => {
    const evil = [
      "https://evil.example",
      "//evil.example",
      "/\\evil.example",
      "/\t/evil.example",
      "/..//evil.example",
      "/.//evil.example",
      "javascript:alert(1)",
      "evil",
      "",
    ];
    for (const path of evil) expect(safeReturnPath(path), JSON.stringify(path)).toBe(homePath);
  });

  it("goes home instead of back to sign-in, to the API, or to what is no text", () => {
    for (const path of ["/sign-in?from=/x", "/api/auth/sign-out", undefined, ["/today"], null]) {
      expect(safeReturnPath(path)).toBe(homePath);
    }
  });
});
