import { expect, test } from "vitest";
import { type AssignQuestion, decideAssign, readinessOf } from "./readiness";
import { isUnderReview, standingOf, stateFromSyncReply, whyNotSend } from "./review-state";

const at = (libraryStatus: string, packageStatus: string | null = null) => ({ libraryStatus, packageStatus });

test.each([
  ["nothing", [], "none", "Nothing assigned"],
  ["one approved of two", [at("approved"), at("pending_review")], "ready", "1 of 2 approved"],
  ["only waiting", [at("processing"), at("rejected")], "waiting", "1 in review at Tagblatt"],
  ["nothing sent", [at("missing")], "waiting", "1 not yet sent to Tagblatt"],
  ["everything rejected", [at("rejected"), at("rejected")], "none", "Tagblatt rejected all 2: assign another"],
  [
    "approved in the library, rejected on the package",
    [at("approved", "rejected")],
    "none",
    "Tagblatt rejected all 1: assign another",
  ],
  ["a word of the seller's own", [at("manual_qa")], "waiting", "1 in review at Tagblatt"],
])("a package with %s", (_, assigned, state, sentence) => {
  expect(readinessOf(assigned, "Tagblatt")).toEqual({ state, sentence });
});

const question: AssignQuestion = {
  fitReason: null,
  creative: at("approved"),
  rejectionReason: null,
  archived: false,
  bought: false,
  seller: "Tagblatt",
};

test("an approved creative that fits may be assigned without a word", () => {
  expect(decideAssign(question)).toEqual({ kind: "allowed", warning: null });
});

test.each([
  ["pending", at("pending_review"), "Tagblatt has not approved it yet"],
  ["unsent", at("missing"), "It has not been sent to Tagblatt yet"],
])("a %s creative may be assigned with a warning", (_, creative, warning) => {
  expect(decideAssign({ ...question, creative })).toEqual({ kind: "allowed", warning });
});

test.each([
  [{ creative: at("rejected"), rejectionReason: "No date" }, "Rejected by Tagblatt: “No date”"],
  [{ creative: at("approved", "rejected") }, "Rejected by Tagblatt"],
  [{ fitReason: "needs 300×250" }, "needs 300×250"],
  [{ archived: true }, "The creative is archived"],
  [{ bought: true }, "The package was bought: change its creatives on the media buy"],
])("is refused with the rule %#", (over, reason) => {
  expect(decideAssign({ ...question, ...over })).toEqual({ kind: "refused", reason });
});

test("approved in a sync reply unlocks nothing", () => {
  expect(stateFromSyncReply("created", "approved")).toBe("pending_review");
  expect(standingOf(stateFromSyncReply("created", "approved"))).toBe("waiting");
});

test.each([
  ["failed", "processing", "failed"],
  ["deleted", "approved", "archived"],
  ["updated", "rejected", "rejected"],
  ["created", "", "processing"],
])("a reply of %s / %s is recorded as %s", (action, status, state) => {
  expect(stateFromSyncReply(action, status)).toBe(state);
});

test("what a seller has and has not changed is not sent again", () => {
  const changedAt = "2026-03-01T10:00:00.000Z";
  const later = "2026-03-01T11:00:00.000Z";
  expect(whyNotSend(null, changedAt)).toBeNull();
  expect(whyNotSend({ status: "rejected", syncedAt: later }, changedAt)).toBeNull();
  expect(whyNotSend({ status: "failed", syncedAt: later }, changedAt)).toBeNull();
  expect(whyNotSend({ status: "approved", syncedAt: later }, changedAt)).toContain("approved there");
  expect(whyNotSend({ status: "pending_review", syncedAt: later }, changedAt)).toContain("in review there");
  expect(whyNotSend({ status: "queued", syncedAt: null }, changedAt)).toContain("on its way");
  expect(whyNotSend({ status: "approved", syncedAt: changedAt }, later)).toBeNull();
});

test("a seller is asked again only about what it has not decided", () => {
  expect(["processing", "pending_review", "manual_qa"].map(isUnderReview)).toEqual([true, true, true]);
  expect(["queued", "approved", "rejected", "missing", "failed"].map(isUnderReview)).not.toContain(true);
});
