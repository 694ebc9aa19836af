import fs from "node:fs";
import { expect, test } from "vitest";
import { z } from "zod";

const lock = z
  .object({
    packages: z.record(z.string(), z.object({ optionalDependencies: z.record(z.string(), z.string()).optional() })),
  })
  .parse(JSON.parse(fs.readFileSync(new URL("../package-lock.json", import.meta.url), "utf8")));

// A registry without the binaries of other systems leaves them out of the lock, and then `npm ci` refuses everywhere.
test("the lock file names every optional package, those of other systems included", () => {
  const locked = new Set(Object.keys(lock.packages).map((name) => name.replace(/^.*node_modules\//, "")));
  const optional = Object.values(lock.packages).flatMap((entry) => Object.keys(entry.optionalDependencies ?? {}));
  expect(optional.filter((name) => !locked.has(name))).toEqual([]);
});
