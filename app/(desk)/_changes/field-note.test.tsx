import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import type { ChangeView, FieldChangeView } from "@/server/api/views/change-view";
import { stateWord } from "./change-card";
import { FieldNote } from "./field-note";

const budget: FieldChangeView = {
  field: "packages.a.budgetMicros",
  label: "Budget",
  packageName: "News",
  sellerPackageId: "s1",
  format: "money",
  before: "10000000",
  requested: "12000000",
  verdict: "unknown",
  found: "12000000",
  proposed: null,
  evidence: "reply",
  noReadBack: true,
};

function noteOf(more: Partial<FieldChangeView>): string {
  return renderToStaticMarkup(<FieldNote field={{ ...budget, ...more }} currency="USD" zone="UTC" since={null} />);
}

test("where a media buy cannot be read back, each field says where its verdict comes from", () => {
  expect(noteOf({})).toContain("as the seller&#x27;s reply says; it has no way to read the media buy back");
  expect(noteOf({ evidence: "none", found: null })).toContain("does not name it, and it has no way to read");
  expect(noteOf({ verdict: "applied", evidence: "delivery" })).toContain("as its delivery report shows");
  expect(noteOf({ verdict: "ignored", found: "10000000" })).toContain("the seller&#x27;s reply says");
});

test("where it could have been, nothing is claimed about the seller", () => {
  expect(noteOf({ noReadBack: false })).toContain("the seller&#x27;s read does not show it");
  expect(noteOf({ noReadBack: false, verdict: "applied", evidence: "read_back" })).toBe("");
});

test("a change that only the reply confirms is not called applied there", () => {
  const of = (field: FieldChangeView) => stateWord({ state: "settled", fields: [field] } as unknown as ChangeView);
  expect(of(budget)).toBe("as_replied");
  expect(of({ ...budget, noReadBack: false })).toBe("applied");
  expect(of({ ...budget, verdict: "applied", evidence: "delivery" })).toBe("applied");
  expect(of({ ...budget, verdict: "ignored" })).toBe("ignored");
});
