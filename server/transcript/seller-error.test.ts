import { expect, test } from "vitest";
import { sellerErrorIn } from "./seller-error";

const adcp = { adcp_error: { code: "BUDGET_TOO_LOW", message: "At least 100" } };
const known = { code: "BUDGET_TOO_LOW", message: "At least 100" };

test.each([
  ["structured content", { result: { isError: true, structuredContent: adcp } }, known],
  ["JSON in a text", { result: { isError: true, content: [{ type: "text", text: JSON.stringify(adcp) }] } }, known],
  ["an A2A artifact", { result: { artifacts: [{ parts: [{ kind: "data", data: adcp }] }] } }, known],
  ["JSON-RPC", { error: { code: -32602, message: "No such tool" } }, { code: "RPC_-32602", message: "No such tool" }],
  [
    "words only",
    { result: { isError: true, content: [{ type: "text", text: "No" }] } },
    { code: "SELLER_ERROR", message: "No" },
  ],
  ["an answer in order", { result: { structuredContent: { products: [], note: "no error" } } }, null],
  ["warnings next to data", { result: { structuredContent: { errors: [{ code: "X", message: "y" }], a: 1 } } }, null],
])("a refusal is found in %s", (_where, answer, error) => {
  expect(sellerErrorIn(JSON.stringify(answer))).toEqual(error);
});

test("what is no JSON, or was cut, holds none", () => {
  expect(sellerErrorIn(null)).toBeNull();
  expect(sellerErrorIn('{"result":{"isError":true… (cut: 90000 characters in all)')).toBeNull();
});
