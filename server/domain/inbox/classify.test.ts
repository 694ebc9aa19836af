import { describe, expect, test } from "vitest";
import { can } from "../permissions";
import { type InboxFacts, inboxKindOf, inboxSentence, lateCompletion, neededFor, whoWords } from "./classify";
import { decodeResolution, encodeResolution, isClosing, type Resolution, resolutionWords } from "./resolution";

const facts = (over: Partial<InboxFacts>): InboxFacts => ({
  state: "settled",
  kind: "update_media_buy",
  endedHere: false,
  errorCode: null,
  taskStatus: null,
  overdue: false,
  verdicts: [],
  resolution: null,
  dropped: false,
  ...over,
});
const resolution = (kind: Resolution["kind"]): Resolution => {
  return { kind, by: { id: "u", name: "Ada" }, at: "2026-11-21T09:00:00.000Z", note: "", leadsTo: null };
};

describe("why a change waits on a person", () => {
  test.each<readonly [Partial<InboxFacts>, ReturnType<typeof inboxKindOf>]>([
    [{ state: "input_required" }, "input"],
    [{ state: "input_required", taskStatus: "auth-required" }, "access"],
    [{ state: "input_required", errorCode: "AUTH_REQUIRED" }, "access"],
    [{ state: "unknown", errorCode: "TIMEOUT" }, "checking"],
    [{ state: "unknown", errorCode: "AMBIGUOUS_MATCH" }, "candidates"],
    [{ state: "unknown", errorCode: "NOT_AT_SELLER" }, "not_found"],
    [{ state: "submitted" }, null],
    [{ state: "submitted", errorCode: "AMBIGUOUS_MATCH" }, "candidates"],
    [{ state: "submitted", overdue: true }, "overdue"],
    [{ state: "working", overdue: true }, "overdue"],
    [{ state: "refused", errorCode: "STALE_EDIT" }, "conflict"],
    [{ state: "refused", errorCode: "CONFLICT" }, "conflict"],
    [{ state: "refused", errorCode: "BUDGET_TOO_LOW" }, "refused"],
    [{ state: "refused", errorCode: "AUTH_REQUIRED" }, "access"],
    [{ state: "rejected", errorCode: "POLICY_VIOLATION" }, "refused"],
    [{ state: "rejected", endedHere: true }, null],
    [{ state: "failed", errorCode: "UNREACHABLE" }, "not_reached"],
    [{ verdicts: ["applied", "ignored", "changed"] }, "ignored"],
    [{ verdicts: ["applied", "changed"] }, "changed"],
    [{ verdicts: ["applied", "unknown", "pending"] }, null],
    [{ state: "rejected", errorCode: lateCompletion }, "duplicate"],
    [{ state: "sending" }, null],
    [{ state: "in_review" }, null],
  ])("%o is %s", (over, kind) => expect(inboxKindOf(facts(over))).toBe(kind));

  test("what somebody decided is gone, what was asked of the seller is still open, what was dropped is over", () => {
    const ignored = facts({ verdicts: ["ignored"] });
    expect(inboxKindOf({ ...ignored, resolution: resolution("accepted_seller_value") })).toBeNull();
    expect(inboxKindOf({ ...ignored, resolution: resolution("asked_seller") })).toBe("ignored");
    expect(inboxKindOf({ ...ignored, dropped: true })).toBeNull();
    expect(isClosing("asked_seller")).toBe(false);
    expect(isClosing("merged")).toBe(true);
  });

  test("says who can act and what happened", () => {
    expect(whoWords(neededFor("access", "create_media_buy"), can)).toBe("an administrator");
    expect(whoWords(neededFor("ignored", "update_media_buy"), can)).toBe("a manager");
    expect(whoWords(neededFor("candidates", "create_media_buy"), can)).toBe("an approver");
    expect(whoWords(neededFor("input", "create_media_buy"), can)).toBe("a planner or a manager");
    const sentence = { of: "update_media_buy", sellerName: "Tagblatt", missed: 2 } as const;
    expect(inboxSentence({ ...sentence, kind: "ignored" })).toBe(
      "Tagblatt accepted the change, but 2 fields are as before",
    );
  });
});

test("a resolution is kept and read back; anything else is none", () => {
  const kept = resolution("asked_seller");
  expect(decodeResolution(encodeResolution(kept))).toEqual(kept);
  expect(decodeResolution('{"kind":"eaten"}')).toBeNull();
  expect(decodeResolution(null)).toBeNull();
  expect(resolutionWords(kept)).toBe("Ada asked the seller");
});
