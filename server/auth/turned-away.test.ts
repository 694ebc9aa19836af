import { expect, test, vi } from "vitest";
import type { Db } from "../db/client";
import { hasPlace, takePlace } from "./hashing-places";
import { noteTurnedAway } from "./turned-away";

test("places end at sixteen, and at eight of one address; given back, they are there again", () => {
  // A key to count by; nothing is asked of it.
  const db = {} as Db;
  const one = Array.from({ length: 8 }, () => takePlace(db, "203.0.113.1"));
  expect(one.every((leave) => leave !== null)).toBe(true);
  expect(takePlace(db, "203.0.113.1")).toBeNull();
  const others = Array.from({ length: 8 }, (_, n) => takePlace(db, `198.51.100.${n}`));
  expect(others.every((leave) => leave !== null)).toBe(true);
  expect([hasPlace(db, "198.51.100.9"), hasPlace(db, null)]).toEqual([false, false]);
  one[0]?.();
  expect(hasPlace(db, "198.51.100.9")).toBe(true);
  expect(hasPlace(db, "203.0.113.1")).toBe(true);
  expect(hasPlace({} as Db, "203.0.113.1")).toBe(true);
});

test("who asks on although told to wait is a line a second, with how often and from where", () => {
  vi.useFakeTimers();
  const lines: unknown[] = [];
  const note = (...line: unknown[]) => void lines.push(line);
  const log = { info: note, warn: note, error: note };
  const flood = (times: number, from: string | null) => {
    for (let n = 0; n < times; n += 1) noteTurnedAway(log, "/sign-in/email", from);
  };
  flood(2, null);
  flood(500, "203.0.113.1");
  for (let n = 0; n < 1_200; n += 1) flood(1, `198.51.${Math.floor(n / 250)}.${n % 250}`);
  expect(lines).toEqual([]);
  vi.advanceTimersByTime(1_000);
  flood(1, "203.0.113.1");
  vi.advanceTimersByTime(1_000);
  vi.useRealTimers();
  const of = (times: number, addresses: number) => ({ path: "/sign-in/email", status: 429, times, addresses });
  expect(lines).toMatchObject([
    [{ ...of(1_702, 1_000), from: { nowhere: 2, "203.0.113.1": 500 } }, "told again to come back later"],
    [{ ...of(1, 1), from: { "203.0.113.1": 1 } }, "told again to come back later"],
  ]);
  expect(Object.keys((lines[0] as [{ from: object }])[0].from)).toHaveLength(20);
});
