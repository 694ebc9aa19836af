import { describe, expect, it } from "vitest";
import { places } from "./places";
import { type KeyPress, shortcutFor } from "./shortcut-keys";

const press = (key: string, rest: Partial<KeyPress> = {}): KeyPress => ({
  key,
  isCommand: false,
  isAlt: false,
  isTyping: false,
  ...rest,
});

describe("shortcutFor", () => {
  it("goes to a place after g, and nowhere without it", () => {
    for (const place of places) expect(shortcutFor(press(place.key), true)).toEqual({ kind: "go", href: place.href });
    expect(shortcutFor(press("g"), false)).toEqual({ kind: "wait" });
    expect(shortcutFor(press("c"), false)).toEqual({ kind: "none" });
    expect(shortcutFor(press("z"), true)).toEqual({ kind: "none" });
  });

  it("never fires while somebody types, except the palette's Ctrl-K", () => {
    for (const key of ["g", "?", "/", "n", "c"]) {
      expect(shortcutFor(press(key, { isTyping: true }), false)).toEqual({ kind: "none" });
      expect(shortcutFor(press(key, { isTyping: true }), true)).toEqual({ kind: "none" });
    }
    expect(shortcutFor(press("k", { isTyping: true, isCommand: true }), false)).toEqual({ kind: "palette" });
  });

  it("leaves the browser's own chords alone", () => {
    expect(shortcutFor(press("c", { isCommand: true }), true)).toEqual({ kind: "none" });
    expect(shortcutFor(press("?", { isAlt: true }), false)).toEqual({ kind: "none" });
  });

  it("gives every place a key of its own", () => {
    expect(new Set(places.map((place) => place.key)).size).toBe(places.length);
  });
});
