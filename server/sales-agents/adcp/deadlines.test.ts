import { expect, test } from "vitest";
import { deadlineFor } from "./deadlines";

test("a write holds its connection for the two minutes that working may take; what goes on after that is polled (C20)", () => {
  for (const tool of ["create_media_buy", "update_media_buy", "sync_creatives"]) {
    expect(deadlineFor(tool, undefined)).toBeGreaterThanOrEqual(120_000);
    expect(deadlineFor(tool, undefined)).toBeLessThanOrEqual(300_000);
  }
  expect(deadlineFor("create_media_buy", { create_media_buy: 5 })).toBe(5);
});
