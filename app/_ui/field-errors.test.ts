import { describe, expect, it } from "vitest";
import { fieldsUnder, refusalOf } from "./field-errors";

describe("refusalOf", () => {
  it("gives rule, words, id and the first message of each field", () => {
    const error = Object.assign(new Error("Two packages are not ready"), {
      data: {
        code: "BAD_REQUEST",
        refusal: "INVALID_INPUT",
        requestId: "r-1",
        issues: [
          { path: "packages.2.budget", message: "At least 2,500.00 EUR" },
          { path: "packages.2.budget", message: "second" },
          { path: "name", message: "Enter a name" },
        ],
      },
    });
    const refusal = refusalOf(error);
    expect(refusal).toMatchObject({ code: "INVALID_INPUT", message: "Two packages are not ready", requestId: "r-1" });
    expect(refusal?.fields).toEqual({ "packages.2.budget": "At least 2,500.00 EUR", name: "Enter a name" });
    expect(fieldsUnder(refusal?.fields ?? {}, "packages.2")).toEqual({ budget: "At least 2,500.00 EUR" });
  });

  it("says that the server did not answer when there is no answer to read", () => {
    expect(refusalOf(new TypeError("fetch failed"))?.message).toContain("did not answer");
  });

  it("is quiet without an error and survives any shape", () => {
    expect(refusalOf(null)).toBeNull();
    for (const odd of ["x", 1, { data: null }, { data: { issues: [null, 1, { path: 1 }] } }]) {
      expect(refusalOf(odd)?.fields).toEqual({});
    }
  });
});
