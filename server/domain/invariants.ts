/** What must hold whatever happened in between (quality goals, reliability). */
export const invariants = {
  I1: "Each create has made at most one living media buy at its seller",
  I2: "Every living media buy that we caused is known here",
  I3: "What is confirmed here is what the seller last showed, and its revision never goes back",
  I4: "Package budgets add up to their media buy, in whole minor units of one currency, and media buys to the totals kept of them",
  I5: "Every change of state is recorded once, and the record is unbroken",
  I6: "Nothing is under way without a next step that is due",
  I7: "Every request to a seller is waiting, done, or ended with a reason, and holds the bytes that were decided",
  I8: "Everything that needed an approver carries the signature of one who is not its author",
} as const;
export type Invariant = keyof typeof invariants;
