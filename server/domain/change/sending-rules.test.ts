import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addMillis } from "../time";
import { backOffMs, spread, turnWaitMs } from "./back-off";
import { type ChangeState, canMove, changeSetStateOf, changeStates, hasEnded, inFlightStates } from "./change-state";
import { maySendAgain, newKeyFrom } from "./resend";

const random = fc.double({ min: 0, max: 0.999999, noNaN: true });

describe("back-off", () => {
  test("starts at 2 s, doubles to 60 s, and jitters by a quarter", () => {
    expect([1, 2, 3, 4, 5, 6, 20].map((failures) => backOffMs(failures, 0.5))).toEqual([
      2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000,
    ]);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), random, (failures, x) => {
        const middle = backOffMs(failures, 0.5);
        expect(backOffMs(failures, x)).toBeGreaterThanOrEqual(middle * 0.75 - 1);
        expect(backOffMs(failures, x)).toBeLessThanOrEqual(middle * 1.25 + 1);
      }),
    );
  });

  test("never undercuts what the seller asks, clamped to an hour", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), random, fc.double({ noNaN: false }), (failures, x, asked) => {
        const wait = backOffMs(failures, x, asked);
        expect(Number.isFinite(wait)).toBe(true);
        if (Number.isFinite(asked)) expect(wait).toBeGreaterThanOrEqual(Math.min(3600, Math.max(1, asked)) * 1000 - 1);
        expect(wait).toBeLessThanOrEqual(3600 * 1050);
      }),
    );
  });

  test("timers spread by a tenth", () => {
    expect([spread(1000, 0), spread(1000, 0.5)]).toEqual([900, 1000]);
  });
});

describe("sending again", () => {
  const sentAt = "2026-11-01T00:00:00.000Z";
  const open = { firstSentAt: sentAt, lastSentAt: sentAt, ambiguous: true };

  test("what the seller certainly has not seen may always go again", () => {
    expect(maySendAgain({ ...open, ambiguous: false }, null, addMillis(sentAt, 10 ** 9))).toBe(true);
    expect(maySendAgain({ firstSentAt: null, lastSentAt: null, ambiguous: true }, null, sentAt)).toBe(true);
  });

  test("what it may have seen goes again inside its replay window only, less a minute of skew", () => {
    expect(maySendAgain(open, 3600, addMillis(sentAt, 3_539_999))).toBe(true);
    expect(maySendAgain(open, 3600, addMillis(sentAt, 3_540_000))).toBe(false);
    expect(maySendAgain(open, null, sentAt)).toBe(false);
  });

  test("a new key waits until a late copy of the last send cannot land any more", () => {
    expect(newKeyFrom(open)).toBe(addMillis(sentAt, 300_000));
    expect(newKeyFrom({ lastSentAt: null })).toBeNull();
  });
});

function reachableFrom(start: ChangeState): ChangeState[] {
  const reached = new Set([start]);
  // A set that grows while it is walked: each state is visited once.
  for (const state of reached) {
    for (const to of changeStates.filter((next) => canMove(state, next))) reached.add(to);
  }
  return [...reached];
}

describe("change states", () => {
  test("a settled or rejected change never moves again, and every state under way can end", () => {
    for (const to of changeStates) expect([canMove("settled", to), canMove("rejected", to)]).toEqual([false, false]);
    for (const from of inFlightStates) expect(reachableFrom(from).some(hasEnded)).toBe(true);
  });

  test("a set is applied only when every change is settled and nothing was missed", () => {
    const settled = { state: "settled" as const, verdicts: [] };
    const verdict = {
      field: "paused",
      before: null,
      requested: "true",
      found: "false",
      evidence: "read_back" as const,
    };
    expect(changeSetStateOf([settled, { state: "sending", verdicts: null }])).toBe("applying");
    expect(changeSetStateOf([settled, { state: "unknown", verdicts: null }])).toBe("applying");
    expect(changeSetStateOf([settled, settled])).toBe("applied");
    expect(changeSetStateOf([settled, { state: "settled", verdicts: [{ ...verdict, kind: "unknown" }] }])).toBe(
      "applied",
    );
    expect(changeSetStateOf([settled, { state: "settled", verdicts: [{ ...verdict, kind: "ignored" }] }])).toBe(
      "partly_applied",
    );
    expect(changeSetStateOf([{ state: "settled", verdicts: [{ ...verdict, kind: "ignored" }] }])).toBe("not_applied");
    expect(changeSetStateOf([{ state: "settled", verdicts: [{ ...verdict, kind: "changed" }] }])).toBe(
      "partly_applied",
    );
    const nothing = (["refused", "failed", "rejected"] as const).map((state) => ({ state, verdicts: null }));
    expect(changeSetStateOf(nothing)).toBe("not_applied");
    expect(changeSetStateOf([settled, { state: "refused", verdicts: null }])).toBe("partly_applied");
  });
});

test("who waits for a turn looks again soon, and less often the longer it has waited", () => {
  expect([-5, 0, 10_000, 20_000, 600_000, 3_600_000].map((waited) => turnWaitMs(1_000, waited))).toEqual([
    1_000, 1_000, 1_000, 2_000, 60_000, 60_000,
  ]);
  expect(turnWaitMs(5_000, 20_000)).toBe(5_000);
});
