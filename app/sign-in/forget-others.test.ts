import { expect, test } from "vitest";
import { forgetOthers } from "./forget-others";

test("somebody who signs in finds their own drafts in this browser, and nobody else's", () => {
  const mine = ["flightdeck:plan:me:1", "flightdeck:package:me:2", "flightdeck-recent-me"];
  const others = ["flightdeck:plan:them:1", "flightdeck:package:them:2", "flightdeck-recent-them"];
  const kept = new Set([...others, "mantine-color-scheme-value", ...mine]);
  const storage = {
    get length() {
      return kept.size;
    },
    key: (index: number) => [...kept][index] ?? null,
    removeItem: (key: string) => void kept.delete(key),
  };
  forgetOthers("me", storage);
  expect([...kept]).toEqual(["mantine-color-scheme-value", ...mine]);
});
