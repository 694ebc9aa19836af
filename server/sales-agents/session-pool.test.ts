import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { makeSessionPool } from "./session-pool";

type Session = { readonly name: string; closed: boolean };

let opened: Session[] = [];
const open = (name: string) => async (): Promise<Session> => {
  const session = { name, closed: false };
  opened.push(session);
  return session;
};
const poolOf = (max = 10) =>
  makeSessionPool<Session>({
    close: async (session) => {
      session.closed = true;
    },
    idleMs: 1_000,
    max,
  });

beforeEach(() => {
  opened = [];
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("a pool of sessions", () => {
  test("opens once for callers that come together and keeps the session for the next", async () => {
    const pool = poolOf();
    await Promise.all([1, 2, 3].map(() => pool.use("a", open("a"), async () => undefined)));
    await pool.use("a", open("a"), async () => undefined);
    expect(opened).toHaveLength(1);
  });

  test("closes a session after it was idle, never while it is used", async () => {
    const pool = poolOf();
    await pool.use("a", open("a"), async (session) => {
      await vi.advanceTimersByTimeAsync(5_000);
      expect(session.closed).toBe(false);
    });
    await vi.advanceTimersByTimeAsync(999);
    expect(opened[0]?.closed).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(opened[0]?.closed).toBe(true);
    expect(pool.size).toBe(0);
  });

  test("makes room by closing the one that was idle longest", async () => {
    const pool = poolOf(2);
    for (const name of ["a", "b", "a", "c"]) await pool.use(name, open(name), async () => undefined);
    await vi.advanceTimersByTimeAsync(0);
    expect(opened.filter((session) => session.closed).map((session) => session.name)).toEqual(["b"]);
    expect(pool.size).toBe(2);
  });

  test("serves beyond its size without closing anybody's call, and keeps no more than its size", async () => {
    const pool = poolOf(1);
    await pool.use("a", open("a"), async (first) => {
      await pool.use("b", open("b"), async () => expect(first.closed).toBe(false));
      expect(pool.size).toBe(1);
    });
    await vi.advanceTimersByTimeAsync(0);
    expect(opened.map((session) => session.closed)).toEqual([false, true]);
  });

  test("does not keep a session that could not be opened", async () => {
    const pool = poolOf();
    const failing = async (): Promise<Session> => {
      throw new Error("no");
    };
    await expect(pool.use("a", failing, async () => undefined)).rejects.toThrow("no");
    await pool.use("a", open("a"), async () => undefined);
    expect(opened).toHaveLength(1);
  });

  test("a discarded session ends with its last caller and is not handed out again", async () => {
    const pool = poolOf();
    await pool.use("a", open("old"), async (old) => {
      pool.discard("a");
      await pool.use("a", open("new"), async (session) => expect(session.name).toBe("new"));
      expect(old.closed).toBe(false);
    });
    await vi.advanceTimersByTimeAsync(0);
    expect(opened.map((session) => session.closed)).toEqual([true, false]);
  });
});
