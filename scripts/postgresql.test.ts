import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

/** What verify's step for PostgreSQL comes to, with PostgreSQL's programs in this folder. */
function stepWith(programs: string): unknown {
  const ask = `import { testOnPostgresql } from "./scripts/postgresql-suites.mjs";
    process.stdout.write(JSON.stringify(await testOnPostgresql()));`;
  const env = { ...process.env, POSTGRESQL_PROGRAMS: programs };
  const said = execFileSync(process.execPath, ["--input-type=module", "-e", ask], { cwd: root, env });
  return JSON.parse(said.toString());
}

test("without PostgreSQL its tests are not run, and verify says so and why", () => {
  expect(stepWith("none")).toEqual({ notRun: "POSTGRESQL_PROGRAMS=none has no PostgreSQL" });
});

test("a PostgreSQL that does not start on this machine fails nothing, and its own last word is the reason", () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "flightdeck-programs-"));
  for (const name of ["initdb", "postgres"]) {
    fs.writeFileSync(path.join(folder, name), "#!/bin/sh\necho no room for a server here\nexit 3\n", { mode: 0o755 });
  }
  fs.chmodSync(folder, 0o755);
  expect(stepWith(folder)).toEqual({ notRun: "PostgreSQL did not start: no room for a server here" });
  fs.rmSync(folder, { recursive: true });
});
