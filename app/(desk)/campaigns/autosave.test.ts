import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Autosave, type Fields, type SaveOutcome } from "./autosave";

const saved: SaveOutcome = { kind: "saved" };

function memory() {
  const kept = new Map<string, string>();
  return {
    kept,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
}

/** An autosave whose server gives `outcomes` in turn and then always saves. */
function given(outcomes: SaveOutcome[] = [], storage = memory()) {
  const sent: Fields[] = [];
  const autosave = new Autosave({ storage, key: "k", groups: [["startDay", "endDay"]] });
  autosave.connect(async (edits) => {
    sent.push(edits);
    return outcomes.shift() ?? saved;
  });
  return { autosave, sent, storage };
}

describe("saving what is typed", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("waits for a pause, sends once, and then has nothing left to lose", async () => {
    const { autosave, sent, storage } = given();
    for (const name of ["A", "Al", "Alp"]) autosave.edit("name", name, "");
    expect(storage.kept.get("k")).toContain("Alp");
    await vi.advanceTimersByTimeAsync(600);
    expect(sent).toEqual([{ name: "Alp" }]);
    expect(autosave.snapshot()).toMatchObject({ phase: "saved", edits: {}, errors: {} });
    expect(storage.kept.size).toBe(0);
  });

  it("keeps what is typed while a save is under way and sends it next", async () => {
    const { autosave, sent } = given();
    autosave.edit("name", "A", "");
    const first = autosave.flush();
    autosave.edit("name", "B", "");
    await first;
    expect(sent).toEqual([{ name: "A" }, { name: "B" }]);
    expect(autosave.snapshot().edits).toEqual({});
  });

  it("saves the other fields when one is refused, and asks again once that one is corrected", async () => {
    const refused: SaveOutcome = { kind: "refused", fields: { buyerRef: "Taken" }, message: "Taken" };
    const { autosave, sent } = given([refused]);
    autosave.edit("buyerRef", "X", "");
    autosave.edit("name", "A", "");
    await autosave.flush();
    expect(sent).toEqual([{ buyerRef: "X", name: "A" }, { name: "A" }]);
    expect(autosave.snapshot()).toMatchObject({
      edits: { buyerRef: "X" },
      errors: { buyerRef: "Taken" },
      phase: "failed",
    });
    autosave.edit("buyerRef", "Y", "");
    expect(autosave.snapshot().errors).toEqual({});
    await autosave.flush();
    expect(sent.at(-1)).toEqual({ buyerRef: "Y" });
    expect(autosave.snapshot().phase).toBe("saved");
  });

  it("holds fields that are only right together, together", async () => {
    const refused: SaveOutcome = { kind: "refused", fields: { endDay: "Before the first" }, message: "" };
    const { autosave, sent } = given([refused]);
    autosave.edit("startDay", "2026-12-24", "2026-11-24");
    await autosave.flush();
    expect(sent).toHaveLength(1);
    expect(autosave.snapshot().errors).toEqual({ endDay: "Before the first" });
    autosave.edit("endDay", "2026-12-30", "2026-12-23");
    await autosave.flush();
    expect(sent.at(-1)).toEqual({ startDay: "2026-12-24", endDay: "2026-12-30" });
  });

  it("survives a reload: what was not saved is there again and is sent", async () => {
    const { storage, autosave } = given([{ kind: "failed", message: "offline" }]);
    autosave.edit("brief", "half a sen", "");
    await autosave.flush();
    expect(autosave.snapshot()).toMatchObject({ phase: "failed", message: "offline" });
    const after = given([], storage);
    await vi.advanceTimersByTimeAsync(0);
    expect(after.sent).toEqual([{ brief: "half a sen" }]);
  });

  it("opens although the kept text is damaged", () => {
    const storage = memory();
    storage.setItem("k", "{not json");
    expect(given([], storage).autosave.snapshot().edits).toEqual({});
  });
});

describe("two people at one plan", () => {
  it("saves over a newer revision when the other changed something else", async () => {
    const stale: SaveOutcome = { kind: "stale", current: { name: "Mine before", brief: "theirs" } };
    const { autosave, sent } = given([stale]);
    autosave.edit("name", "Mine", "Mine before");
    await autosave.flush();
    expect(sent).toEqual([{ name: "Mine" }, { name: "Mine" }]);
    expect(autosave.snapshot().phase).toBe("saved");
  });

  it("shows both when they changed the same field, and writes nothing until asked", async () => {
    const stale: SaveOutcome = { kind: "stale", current: { name: "Theirs" } };
    const { autosave, sent } = given([stale]);
    autosave.edit("name", "Mine", "Before");
    await autosave.flush();
    await autosave.flush();
    expect(sent).toHaveLength(1);
    expect(autosave.snapshot()).toMatchObject({
      phase: "conflict",
      conflicts: [{ field: "name", theirs: "Theirs", mine: "Mine" }],
    });
    autosave.resolve(true);
    await autosave.flush();
    expect(sent.at(-1)).toEqual({ name: "Mine" });
  });

  it("lets theirs stand and still saves the rest", async () => {
    const stale: SaveOutcome = { kind: "stale", current: { name: "Theirs", brief: "old" } };
    const { autosave, sent } = given([stale]);
    autosave.edit("name", "Mine", "Before");
    autosave.edit("brief", "new", "old");
    await autosave.flush();
    autosave.resolve(false);
    await autosave.flush();
    expect(sent.at(-1)).toEqual({ brief: "new" });
    expect(autosave.snapshot()).toMatchObject({ edits: {}, phase: "saved" });
  });
});
