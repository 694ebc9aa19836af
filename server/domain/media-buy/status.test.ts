import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { allowedActions, mediaBuyActions, whyNotAllowed } from "./allowed-actions";
import { type BlockingChange, blockedBy } from "./blocked-by";
import { type PackageFacts, packageState } from "./package-state";
import {
  deriveStatus,
  isTerminalSellerStatus,
  type MediaBuyStatus,
  mediaBuyStatuses,
  mostRestrictive,
  type OurState,
  type StatusAxes,
} from "./status";

const axes = (more: Partial<StatusAxes>): StatusAxes => ({
  ours: "draft",
  sellerStatus: null,
  taskStatus: null,
  archived: false,
  lacksCreatives: false,
  previous: null,
  ...more,
});

const ours: readonly (readonly [OurState, MediaBuyStatus])[] = [
  ["draft", "DRAFT"],
  ["in_review", "PENDING_APPROVAL"],
  ["sending", "PENDING_APPROVAL"],
  ["needs_access", "INPUT_REQUIRED"],
  ["refused", "FAILED"],
  ["failed", "FAILED"],
  ["rejected", "REJECTED"],
  ["discarded", "CANCELED"],
];
const tasks: readonly (readonly [string, MediaBuyStatus])[] = [
  ["submitted", "PENDING_APPROVAL"],
  ["working", "PENDING_APPROVAL"],
  ["completed", "PENDING_APPROVAL"],
  ["input-required", "INPUT_REQUIRED"],
  ["input_required", "INPUT_REQUIRED"],
  ["auth-required", "INPUT_REQUIRED"],
  ["failed", "FAILED"],
  ["rejected", "REJECTED"],
  ["canceled", "CANCELED"],
];
const words: readonly (readonly [string, MediaBuyStatus])[] = [
  ["pending_creatives", "PENDING_CREATIVES"],
  ["pending_start", "PENDING_START"],
  ["pending", "PENDING_START"],
  ["active", "ACTIVE"],
  ["paused", "PAUSED"],
  ["completed", "COMPLETED"],
  ["canceled", "CANCELED"],
  ["cancelled", "CANCELED"],
  ["rejected", "REJECTED"],
  ["pending_approval", "PENDING_APPROVAL"],
  ["pending_manual", "PENDING_APPROVAL"],
  ["pending_permission", "PENDING_APPROVAL"],
];

describe("the status people see", () => {
  test.each(ours)("is ours while nothing else is known: %s", (own, status) => {
    expect(deriveStatus(axes({ ours: own }))).toBe(status);
  });

  test.each(tasks)("is the create's task while the seller has no buy: %s", (taskStatus, status) => {
    for (const [own] of ours) expect(deriveStatus(axes({ ours: own, taskStatus }))).toBe(status);
  });

  test.each(words)("is the seller's word once there is one, whatever the task says: %s", (sellerStatus, status) => {
    for (const [taskStatus] of tasks)
      expect(deriveStatus(axes({ sellerStatus, taskStatus, ours: "failed" }))).toBe(status);
  });

  test("pending_activation depends on the creatives", () => {
    expect(deriveStatus(axes({ sellerStatus: "pending_activation", lacksCreatives: true }))).toBe("PENDING_CREATIVES");
    expect(deriveStatus(axes({ sellerStatus: "pending_activation" }))).toBe("PENDING_START");
  });

  test("any other word keeps the last known status and crashes nothing", () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom(...mediaBuyStatuses), (word, previous) => {
        const known = words.some(([one]) => one === word.toLowerCase()) || word === "pending_activation";
        if (!known) expect(deriveStatus(axes({ sellerStatus: word, previous }))).toBe(previous);
      }),
    );
    for (const word of ["constructor", "__proto__", "toString"]) {
      expect(deriveStatus(axes({ sellerStatus: word, previous: "ACTIVE" }))).toBe("ACTIVE");
      expect(deriveStatus(axes({ taskStatus: word, previous: "PENDING_APPROVAL" }))).toBe("PENDING_APPROVAL");
    }
  });

  test("archived hides everything", () => {
    for (const [sellerStatus] of words) expect(deriveStatus(axes({ sellerStatus, archived: true }))).toBe("ARCHIVED");
  });
});

describe("the status of a campaign", () => {
  test("is the most restrictive of its buys", () => {
    expect(mostRestrictive(["ACTIVE", "PENDING_APPROVAL"])).toBe("PENDING_APPROVAL");
    expect(mostRestrictive(["COMPLETED", "CANCELED"])).toBe("COMPLETED");
    expect(mostRestrictive(["ACTIVE", "REJECTED", "FAILED", "INPUT_REQUIRED"])).toBe("INPUT_REQUIRED");
    expect(mostRestrictive(["ARCHIVED", "ACTIVE"])).toBe("ACTIVE");
    expect(mostRestrictive(["ARCHIVED", "ARCHIVED"])).toBe("ARCHIVED");
    expect(mostRestrictive([])).toBeNull();
  });

  test("of any two buys is the more restrictive one, in the one order there is (all pairs)", () => {
    const order = ["INPUT_REQUIRED", "FAILED", "REJECTED", "PENDING_APPROVAL", "PENDING_CREATIVES", "PENDING_START"];
    const all = [...order, "DRAFT", "PAUSED", "ACTIVE", "COMPLETED", "CANCELED", "ARCHIVED"];
    expect([...all].sort()).toEqual([...mediaBuyStatuses].sort());
    for (const a of mediaBuyStatuses) {
      for (const b of mediaBuyStatuses) {
        expect(mostRestrictive([a, b])).toBe(all.indexOf(a) <= all.indexOf(b) ? a : b);
      }
    }
  });

  test("does not depend on the order and is one of them", () => {
    const list = fc.array(fc.constantFrom(...mediaBuyStatuses), { minLength: 1 });
    fc.assert(
      fc.property(list, (statuses) => {
        const status = mostRestrictive(statuses);
        expect(statuses).toContain(status);
        expect(mostRestrictive([...statuses].reverse())).toBe(status);
        expect(mostRestrictive([...statuses, ...statuses])).toBe(status);
      }),
    );
  });
});

describe("allowed actions", () => {
  test("the seller's own list decides; words of later versions are left out", () => {
    expect(allowedActions(["pause", "increase_budget", "update_dates"], "active")).toEqual(["pause", "update_dates"]);
    expect(allowedActions([], "active")).toEqual([]);
  });

  test("without a list the state table decides", () => {
    expect(allowedActions(null, "pending_start")).toEqual(["cancel", "sync_creatives"]);
    expect(allowedActions(null, "active")).toContain("pause");
    expect(allowedActions(null, "active")).not.toContain("resume");
    expect(allowedActions(null, "paused")).toContain("resume");
    expect(allowedActions(null, "some_new_state")).toEqual(mediaBuyActions);
  });

  test("nothing is allowed before the seller knows the buy, nor after its end", () => {
    for (const status of [null, "completed", "rejected", "canceled"]) {
      expect(allowedActions(["pause"], status)).toEqual([]);
      expect(whyNotAllowed("pause", null, status)).toMatch(/seller does not know|nothing can change/);
    }
    expect(isTerminalSellerStatus("Cancelled")).toBe(true);
    expect(whyNotAllowed("pause", ["resume"], "active")).toBe(
      "The seller does not allow it to be paused while it is active",
    );
    expect(whyNotAllowed("pause", null, "active")).toBeNull();
  });
});

describe("what blocks a buy", () => {
  const change: BlockingChange = {
    kind: "create_media_buy",
    state: "submitted",
    since: "2026-11-01T00:00:00.000Z",
    errorCode: null,
    message: null,
    overdue: false,
  };
  const facts = { status: "PENDING_APPROVAL" as const, sellerName: "Tagblatt", taskStatus: null, taskMessage: null };

  test("names who has to act", () => {
    expect(blockedBy({ ...facts, change: { ...change, state: "in_review" } })?.owner).toBe("approver");
    expect(blockedBy({ ...facts, change })).toEqual({
      owner: "seller",
      text: "Tagblatt is reviewing the buy",
      since: change.since,
    });
    expect(blockedBy({ ...facts, change: { ...change, overdue: true } })?.text).toContain("24 hours");
    expect(blockedBy({ ...facts, change: { ...change, state: "unknown" } })?.owner).toBe("us");
    expect(blockedBy({ ...facts, change: { ...change, state: "refused", errorCode: "AUTH_REQUIRED" } })?.owner).toBe(
      "admin",
    );
    expect(blockedBy({ ...facts, status: "PENDING_CREATIVES", change: null })?.owner).toBe("us");
  });

  test("is nothing while it runs, and a change under way while one is", () => {
    expect(blockedBy({ ...facts, status: "ACTIVE", change: null })).toBeNull();
    expect(blockedBy({ ...facts, status: "ACTIVE", change: { ...change, kind: "update_media_buy" } })?.text).toBe(
      "Tagblatt is reviewing a change",
    );
    expect(
      blockedBy({ ...facts, status: "ACTIVE", change: { ...change, kind: "update_media_buy", state: "refused" } }),
    ).toBeNull();
    expect(blockedBy({ ...facts, status: "COMPLETED", change })).toBeNull();
  });

  test("quotes the seller in one line of bounded length", () => {
    const text = blockedBy({
      ...facts,
      change: { ...change, state: "input_required", message: `please\n${"x".repeat(900)}` },
    })?.text;
    expect(text).toMatch(/^Tagblatt asks: please x+…$/);
    expect(text?.length).toBeLessThan(330);
  });
});

describe("the state of a package", () => {
  const now = "2026-11-15T00:00:00.000Z";
  const running: PackageFacts = {
    canceled: false,
    startAt: "2026-11-01T00:00:00.000Z",
    endAt: "2026-12-01T00:00:00.000Z",
    paused: false,
    buyStatus: "active",
    formatsPending: false,
    approvedCreatives: 1,
    deliveryStatus: "delivering",
  };
  test.each<readonly [string, Partial<PackageFacts>]>([
    ["Delivering", {}],
    ["Canceled", { canceled: true, paused: true, buyStatus: "paused" }],
    ["Not bought yet", { buyStatus: null }],
    ["Not started", { startAt: "2026-11-20T00:00:00.000Z" }],
    ["Not started", { startAt: "2026-11-20T00:00:00.000Z", buyStatus: "pending_start" }],
    ["Paused, not started", { startAt: "2026-11-20T00:00:00.000Z", paused: true }],
    ["Paused with the buy, not started", { startAt: "2026-11-20T00:00:00.000Z", buyStatus: "paused" }],
    ["Ended", { endAt: now, paused: true }],
    ["Paused", { paused: true, buyStatus: "paused" }],
    ["Paused with the buy", { buyStatus: "paused", approvedCreatives: 0 }],
    ["Waiting for creatives", { approvedCreatives: 0 }],
    ["Waiting for creatives", { formatsPending: true }],
    ["Not delivering", { deliveryStatus: "not_delivering" }],
    ["Budget used up", { deliveryStatus: "budget_exhausted" }],
    ["some new word", { deliveryStatus: "some_new_word" }],
    ["Running", { deliveryStatus: null }],
  ])("%s", (state, more) => {
    expect(packageState({ ...running, ...more }, now)).toBe(state);
  });
});
