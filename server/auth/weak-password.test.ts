import { expect, test } from "vitest";
import { isWeakPassword } from "./weak-password";

test.each([
  "qwertyuiop",
  "1234567890",
  "password123",
  "iloveyou123",
  "aaaaaaaaaaaa",
  "abcdefghij",
  "Flightdeck1",
  "flightdeck2026",
  "admin12345",
  "Welcome2026",
])("%s is weak", async (password) => {
  expect(await isWeakPassword(password)).toBe(true);
});

test("one's own name or address is weak, and only one's own", async () => {
  const own = ["Ottilie Birkenstamm", "o.birkenstamm@example.com"];
  expect(await isWeakPassword("birkenstamm1", own)).toBe(true);
  expect(await isWeakPassword("birkenstamm1")).toBe(false);
});

test.each([
  "correct horse battery",
  "another horse battery",
  "nora chose this one",
  "vK8#tQz!pLw2",
  "flightdeck-e2e-password",
])("%s is not", async (password) => {
  expect(await isWeakPassword(password)).toBe(false);
});

test("a long one is judged at once", async () => {
  const before = process.cpuUsage();
  await isWeakPassword("x1".repeat(64));
  expect(process.cpuUsage(before).user).toBeLessThan(500_000);
});
