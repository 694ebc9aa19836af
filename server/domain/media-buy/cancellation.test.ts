import { expect, test } from "vitest";
import { cancellationTerms } from "./cancellation";

const of = { currency: "EUR", budgetMicros: 1_000_000_000n, deliveredMicros: 200_000_000n };
const terms = (notice_period: unknown, cancellation_fee: unknown) =>
  cancellationTerms({ cancellation_policy: { notice_period, cancellation_fee } }, of);

test.each([
  [
    { interval: 7, unit: "days" },
    { type: "percent_remaining", rate: 0.25 },
    "7 days of notice",
    "a fee of about EUR 200.00 (25 % of what is left)",
  ],
  [{ interval: 1, unit: "days" }, { type: "none" }, "1 day of notice", "no fee"],
  [{ interval: 0, unit: "days" }, { type: "full_commitment" }, "no notice", "the whole budget stays due, EUR 1,000.00"],
  [null, { type: "fixed_fee", amount: 12.5 }, null, "a fee of EUR 12.50"],
  ["soon", { type: "sliding_scale" }, null, "sliding scale"],
])("%j and %j are said in words", (notice, fee, ...said) => {
  expect(Object.values(terms(notice, fee))).toEqual(said);
});

test("a seller without a policy says nothing", () => {
  expect(cancellationTerms({}, of)).toEqual({ notice: null, fee: null });
});
