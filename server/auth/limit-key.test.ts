import { expect, test } from "vitest";
import { limitKey } from "./limit-key";

const path = "/sign-in/email";

test("attempts to sign in are counted by the account, however its address is written", () => {
  const key = limitKey(path, { email: "Ada@Example.com " });
  expect(key).toMatch(/^fd[0-9a-f]{2}(:[0-9a-f]{4}){7}$/);
  expect(limitKey(path, { email: "ada@example.com" })).toBe(key);
  expect(limitKey(path, { email: "bob@example.com" })).not.toBe(key);
});

test("all else is counted by where it comes from", () => {
  expect(limitKey(path, {})).toBeNull();
  expect(limitKey("/request-password-reset", { email: "ada@example.com" })).toBeNull();
});
