import { expect, test } from "vitest";
import { letterToSeller } from "./letter";

const facts = {
  sellerName: "Tagblatt",
  organisationName: "Northwind",
  mediaBuyName: "Spring at Tagblatt",
  sellerMediaBuyId: "mb_1",
  poNumber: "PO-1",
  taskId: null,
  sentAt: "21 Nov 2026, 09:31 Europe/Berlin",
  question: "missed",
  code: null,
  fields: [
    { label: "Budget", packageName: "News", sellerPackageId: "pkg_1", asked: "USD 120.00", found: "USD 100.00" },
    { label: "Last day", packageName: null, sellerPackageId: null, asked: "10 Dec 2026", found: "1 Dec 2026" },
  ],
  signature: "Ada Lovelace",
} as const;

test("the letter names the ids, what was asked and what the seller shows", () => {
  const { subject, text } = letterToSeller(facts);
  expect(subject).toBe("Spring at Tagblatt (mb_1)");
  expect(text).toContain("Your media buy id: mb_1\nPO number: PO-1\nSent: 21 Nov 2026");
  expect(text).toContain("Budget of News (pkg_1)\n  asked for: USD 120.00\n  you show: USD 100.00");
  expect(text).toContain("Last day\n  asked for: 10 Dec 2026");
  expect(text).toMatch(/Ada Lovelace\nNorthwind$/);
  expect(text).not.toContain("Task id");
});

test("without an id at the seller the PO number is what both know", () => {
  const { subject, text } = letterToSeller({ ...facts, sellerMediaBuyId: null, question: "unknown", fields: [] });
  expect(subject).toBe("Spring at Tagblatt (PO PO-1)");
  expect(text).toContain("whether it was carried out");
});
