import { expect, test } from "vitest";
import { readConfig } from "./config";
import { armedBy } from "./crash-point";

const local = { FLIGHTDECK_CRASH_POINTS: "1", FLIGHTDECK_URL: "http://127.0.0.1:3000" };
const secrets = { BETTER_AUTH_SECRET: "s".repeat(32), FLIGHTDECK_ENCRYPTION_KEY: Buffer.alloc(32).toString("base64") };

test("a crash point is armed by name, and by its nth passing", () => {
  expect(armedBy({ ...local, CRASH_AT: "after-claim" })).toEqual({ name: "after-claim", left: 1 });
  expect(armedBy({ ...local, CRASH_AT: "after-claim:3" })).toEqual({ name: "after-claim", left: 3 });
  expect(armedBy(local)).toBeNull();
});

test("nothing is armed without the switch, or where people reach the app", () => {
  const asked = { ...local, CRASH_AT: "after-claim" };
  expect(armedBy({ ...asked, FLIGHTDECK_CRASH_POINTS: undefined })).toBeNull();
  for (const url of ["https://desk.example", "http://10.0.0.5:3000", "https://127.0.0.1.example", "nonsense"]) {
    expect(armedBy({ ...asked, FLIGHTDECK_URL: url })).toBeNull();
  }
});

test("the configuration refuses crash points together with a public address", () => {
  expect(() => readConfig({ ...secrets, ...local, FLIGHTDECK_URL: "https://desk.example" })).toThrow(
    "FLIGHTDECK_CRASH_POINTS",
  );
  expect(readConfig({ ...secrets, ...local }).url).toBe("http://127.0.0.1:3000");
});
