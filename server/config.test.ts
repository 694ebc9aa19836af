import fs from "node:fs";
import { describe, expect, test } from "vitest";
import { readConfig, variables } from "./config";

const required = { BETTER_AUTH_SECRET: "x".repeat(32), FLIGHTDECK_ENCRYPTION_KEY: Buffer.alloc(32).toString("base64") };

/** Rows of the README's table under Configuration: name and default as they stand there. */
function documented(): Record<string, string> {
  const readme = fs.readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const section = readme.slice(readme.indexOf("\n## Configuration\n"), readme.indexOf("\n## Deploy\n"));
  const rows = section.matchAll(/^\| `(\w+)` +\| (.+?) +\| .+\|$/gm);
  return Object.fromEntries([...rows].map(([, name = "", shown = ""]) => [name, shown.replaceAll("`", "")]));
}

/** What the code falls back to, in the table's words. */
function defaults(): Record<string, string> {
  const computed: Record<string, string> = { FLIGHTDECK_PROXIES: "1 with https, else 0" };
  const shown = Object.entries(variables.shape).map(([name, variable]) => {
    const { success, data } = variable.safeParse(undefined);
    if (!success) return [name, "– (required)"];
    if (data === undefined) return [name, computed[name] ?? "none"];
    return [name, data === "" ? "empty" : String(data)];
  });
  return Object.fromEntries(shown);
}

describe("the configuration", () => {
  test("in the README is the one that is read: every variable with its default, and no other", () => {
    expect(documented()).toEqual(defaults());
  });

  test("takes what the table says where nothing is set", () => {
    expect(readConfig(required)).toMatchObject({ databaseUrl: "file:./data/flightdeck.db", proxies: 0 });
    expect(readConfig({ ...required, FLIGHTDECK_URL: "https://desk.example" })).toMatchObject({ proxies: 1 });
  });

  test("that is wrong says which and never what", () => {
    const secret = "too-short-to-be-one";
    const wrong = { ...required, BETTER_AUTH_SECRET: secret, LOG_LEVEL: "loud", FLIGHTDECK_POLL_SECONDS: "0" };
    const lines = expect.stringMatching(/BETTER_AUTH_SECRET .*FLIGHTDECK_POLL_SECONDS .*LOG_LEVEL /);
    expect(() => readConfig(wrong)).toThrow(expect.objectContaining({ message: lines }));
    expect(() => readConfig(wrong)).not.toThrow(new RegExp(secret));
    expect(() => readConfig(wrong)).not.toThrow(/loud/);
  });

  test.each([
    ["FLIGHTDECK_URL", "desk.example", /FLIGHTDECK_URL must start with http/],
    ["FLIGHTDECK_URL", "ftp://desk.example", /FLIGHTDECK_URL must start with http/],
    ["FLIGHTDECK_URL", "https://desk.example/desk", /FLIGHTDECK_URL must be an origin/],
    ["BETTER_AUTH_SECRET", undefined, /BETTER_AUTH_SECRET must be set/],
    ["OTEL_EXPORTER_OTLP_ENDPOINT", "localhost:4318", /OTEL_EXPORTER_OTLP_ENDPOINT must start with/],
  ])("refuses %s=%s", (name, value, words) => {
    const { [name]: _, ...others } = { ...required } as Record<string, string | undefined>;
    expect(() => readConfig(value === undefined ? others : { ...others, [name]: value })).toThrow(words);
  });
});
