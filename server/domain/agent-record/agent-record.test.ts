import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type AgentRecord, callRecord, quantile } from "./agent-record";
import { scoreOf } from "./score";

const clean: AgentRecord = {
  days: 30,
  calls: { count: 100, unanswered: 0, errors: [], medianMs: 80, p95Ms: 300 },
  writes: { verified: 20, missed: 0, unknown: 0 },
  approvals: { finished: 4, medianMinutes: 30, longestMinutes: 90, waiting: 0, overdue: 0 },
  signatureFailures: 0,
  deviations: [],
};

describe("calls", () => {
  test("no answer, a server's failure and a refusal are told apart", () => {
    const record = callRecord([
      { milliseconds: 100, status: 200, errorCode: null },
      { milliseconds: 300, status: 404, errorCode: null },
      { milliseconds: 9_000, status: 503, errorCode: null },
      { milliseconds: 30_000, status: null, errorCode: "TIMEOUT" },
      { milliseconds: 30_000, status: null, errorCode: "TIMEOUT" },
    ]);
    expect(record).toMatchObject({ count: 5, unanswered: 3, medianMs: 100, p95Ms: 300 });
    expect(record.errors).toEqual([
      { code: "TIMEOUT", count: 2 },
      { code: "HTTP_404", count: 1 },
      { code: "HTTP_503", count: 1 },
    ]);
  });

  test("a quantile is one of the values", () => {
    expect(quantile([], 0.5)).toBeNull();
    fc.assert(
      fc.property(fc.array(fc.nat(), { minLength: 1 }), fc.double({ min: 0, max: 1, noNaN: true }), (values, share) => {
        expect(values).toContain(
          quantile(
            [...values].sort((a, b) => a - b),
            share,
          ),
        );
      }),
    );
  });
});

describe("score", () => {
  test("nothing known, nothing said", () => {
    const nothing = {
      ...clean,
      calls: { ...clean.calls, count: 2 },
      writes: { verified: 1, missed: 1, unknown: 0 },
    };
    expect(scoreOf(nothing)).toEqual({ score: null, grade: "unknown", deductions: [] });
  });

  test("a clean record is whole", () => {
    expect(scoreOf(clean)).toEqual({ score: 100, grade: "reliable", deductions: [] });
  });

  test("one write in four ignored is worth a warning", () => {
    const { score, grade, deductions } = scoreOf({ ...clean, writes: { verified: 20, missed: 5, unknown: 0 } });
    expect({ score, grade }).toEqual({ score: 62, grade: "mind" });
    expect(deductions[0]?.says).toBe("5 of 20 accepted writes changed nothing or something else");
  });

  test("an unknown outcome counts, however little else is known", () => {
    const fresh = { ...clean, calls: { ...clean.calls, count: 1 }, writes: { verified: 0, missed: 0, unknown: 1 } };
    expect(scoreOf(fresh)).toMatchObject({ score: 95, grade: "reliable" });
  });

  const counts = fc.record({
    verified: fc.nat(50),
    missed: fc.nat(50),
    unknown: fc.nat(20),
    overdue: fc.nat(20),
    signatureFailures: fc.nat(50),
    calls: fc.nat(500),
    unanswered: fc.nat(500),
  });
  const recordOf = (it: typeof counts extends fc.Arbitrary<infer C> ? C : never): AgentRecord => ({
    ...clean,
    calls: { ...clean.calls, count: Math.max(it.calls, it.unanswered), unanswered: it.unanswered },
    writes: { verified: Math.max(it.verified, it.missed), missed: it.missed, unknown: it.unknown },
    approvals: { ...clean.approvals, overdue: it.overdue },
    signatureFailures: it.signatureFailures,
  });

  test("it stays within 0 and 100, and what is missing is accounted for", () => {
    fc.assert(
      fc.property(counts, (it) => {
        const { score, deductions } = scoreOf(recordOf(it));
        if (score === null) return;
        const missing = deductions.reduce((sum, one) => sum + one.points, 0);
        expect(score).toBe(Math.max(0, 100 - missing));
        for (const one of deductions) expect(one.says).not.toBe("");
      }),
    );
  });

  test("worse is never scored better", () => {
    fc.assert(
      fc.property(counts, (it) => {
        const judged = { ...it, verified: Math.max(it.verified, it.missed + 1, 3), calls: Math.max(it.calls, 10) };
        const worse = {
          ...judged,
          missed: judged.missed + 1,
          unknown: judged.unknown + 1,
          overdue: judged.overdue + 1,
        };
        expect(scoreOf(recordOf(worse)).score).toBeLessThanOrEqual(scoreOf(recordOf(judged)).score ?? 100);
      }),
    );
  });
});
