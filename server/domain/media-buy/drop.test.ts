import { expect, test } from "vitest";
import { whyNotDrop } from "./drop";

const refused = { status: "FAILED", sellerMediaBuyId: null, sellerStatus: null, archived: false };

test("a buy that never came to exist, or that is over, may be dropped", () => {
  expect(whyNotDrop(refused)).toBeNull();
  expect(whyNotDrop({ ...refused, status: "REJECTED" })).toBeNull();
  const known = { ...refused, sellerMediaBuyId: "mb-1" };
  for (const sellerStatus of ["completed", "canceled", "rejected"]) {
    expect(whyNotDrop({ ...known, sellerStatus })).toBeNull();
  }
});

test("a buy that the seller has, may have, or that is dropped already, may not", () => {
  expect(whyNotDrop({ ...refused, status: "PENDING_APPROVAL" })).toContain("still open");
  expect(whyNotDrop({ ...refused, status: "INPUT_REQUIRED" })).toContain("still open");
  expect(whyNotDrop({ ...refused, status: "ACTIVE", sellerMediaBuyId: "mb-1", sellerStatus: "active" })).toContain(
    "still has it",
  );
  expect(whyNotDrop({ ...refused, sellerMediaBuyId: "mb-1" })).toContain("still has it");
  expect(whyNotDrop({ ...refused, archived: true })).toContain("already");
});
