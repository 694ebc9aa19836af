import { describe, expect, it } from "vitest";
import type { MediaBuyRow } from "@/server/api/views/media-buy-view";
import { type Asked, hasMoved, nothingHeld, withPage, withRows } from "./held-order";

const at = (minute: number) => `2026-11-22T08:${String(minute).padStart(2, "0")}:00.000Z`;

function row(id: string, minute: number, more: Partial<MediaBuyRow> = {}): MediaBuyRow {
  const named = { id: "agent", name: "Tagblatt" };
  const money = { currency: "EUR", totalMicros: 1_000_000n, spendMicros: 0n, impressions: 0n };
  const times = {
    startAt: null,
    endAt: null,
    timeZone: "UTC",
    startsLater: false,
    seenAt: null,
    deliveryAt: null,
    updatedAt: at(minute),
  };
  const state = { status: "ACTIVE" as const, sellerStatus: "active", blockedBy: null, sandbox: false };
  return { id, name: id, salesAgent: named, campaign: named, poNumber: "", ...money, ...times, ...state, ...more };
}

const newestFirst: Asked = { status: [], sort: "updatedAt", descending: true };
const byName: Asked = { status: [], sort: "name", descending: false };
const ids = (rows: readonly MediaBuyRow[]) => rows.map(({ id }) => id);
const held = withPage(withPage(nothingHeld, { rows: [row("a", 9), row("b", 8)], nextCursor: "2" }), {
  rows: [row("c", 7), row("d", 6)],
  nextCursor: null,
});

describe("a list that is held in its order", () => {
  it("keeps a row in its place when it is paused, and shows it as it is now", () => {
    const paused = row("c", 10, { status: "PAUSED" });
    const now = withRows(held, [paused]);
    expect(ids(now.rows)).toEqual(["a", "b", "c", "d"]);
    expect(now.rows[2]).toEqual(paused);
    expect(now.rows[0]).toBe(held.rows[0]);
    expect(hasMoved(now, [paused], newestFirst)).toBe(true);
    expect(hasMoved(now, [paused], byName)).toBe(false);
  });

  it("is the same while nothing changed, and takes no older answer for a newer one", () => {
    expect(withRows(held, [row("c", 7), row("b", 8)])).toBe(held);
    expect(withRows(held, [row("c", 5, { status: "PAUSED" })])).toBe(held);
    expect(hasMoved(held, [row("a", 9), row("b", 8)], newestFirst)).toBe(false);
  });

  it("tells of another's new row and does not push it in", () => {
    const theirs = row("e", 10);
    expect(withRows(held, [theirs])).toBe(held);
    expect(hasMoved(held, [theirs], newestFirst)).toBe(true);
    expect(hasMoved(held, [theirs], byName)).toBe(true);
    // In another order it may belong beyond what was loaded.
    const more = { ...held, nextCursor: "3" };
    expect(hasMoved(more, [theirs], byName)).toBe(false);
  });

  it("tells when a row out of view was updated, but not of the first that stays the first", () => {
    expect(hasMoved(held, [row("d", 10)], newestFirst)).toBe(true);
    expect(hasMoved(withRows(held, [row("a", 10)]), [row("a", 10)], newestFirst)).toBe(false);
  });

  it("keeps what no longer fits the filter until the order is asked for anew", () => {
    const active: Asked = { ...byName, status: ["ACTIVE"] };
    const now = withRows(held, [row("b", 10, { status: "PAUSED" })]);
    expect(ids(now.rows)).toEqual(["a", "b", "c", "d"]);
    expect(hasMoved(now, [], active)).toBe(true);
  });

  it("shows a row that moved to the next page while that was read once, in its first place", () => {
    const more = withPage(held, { rows: [row("a", 10), row("e", 5)], nextCursor: null });
    expect(ids(more.rows)).toEqual(["a", "b", "c", "d", "e"]);
    expect(more.places.get("e")).toBe(4);
  });
});
