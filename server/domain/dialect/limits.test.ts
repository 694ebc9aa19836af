import { expect, test } from "vitest";
import { limitsOf } from "./limits";

const named = (protocol: "mcp" | "a2a" | "rest", version: "3.0" | "2.5") =>
  limitsOf({ protocol, version }).map(({ feature }) => feature);

test("AdCP 3.0 over MCP or A2A lacks only what no released version has", () => {
  expect(named("mcp", "3.0")).toEqual(["dailyCaps"]);
  expect(named("a2a", "3.0")).toEqual(["dailyCaps"]);
});

test("AdCP 2.5 has no accounts, no cancellation and no read-back; REST has no routes for lists and tasks", () => {
  expect(named("mcp", "2.5")).toEqual(expect.arrayContaining(["account", "cancel", "readBack", "optimizationGoals"]));
  expect(named("rest", "3.0")).toEqual(["listMediaBuys", "readBack", "taskStatus", "packageEdits", "dailyCaps"]);
});

test("a feature is named once, in the words of the version", () => {
  const features = named("rest", "2.5");
  expect(new Set(features).size).toBe(features.length);
});
