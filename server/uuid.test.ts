import { expect, test } from "vitest";
import { newUuidV7 } from "./uuid";

test("ids sort in the order in which they were made, many within one millisecond too", () => {
  const ids = Array.from({ length: 20_000 }, newUuidV7);
  expect([...ids].sort()).toEqual(ids);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids.slice(0, 100))
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});
