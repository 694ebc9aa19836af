import { expect, test } from "vitest";
import { openDb } from "./client";
import { dialectOfUrl } from "./database-url";
import { migrate } from "./migrate";
import { poolConfig } from "./safe-postgresql";

test.each([
  ["file:./data/flightdeck.db", "sqlite"],
  ["postgres://desk@db.example/flightdeck", "postgresql"],
  ["postgresql://desk:secret-word@127.0.0.1:5432/flightdeck?sslmode=require", "postgresql"],
])("%s is a database of kind %s", (url, dialect) => {
  expect(dialectOfUrl(url)).toBe(dialect);
});

test.each([
  ["mysql://desk:secret-word@db.example/flightdeck", "DATABASE_URL must be"],
  ["postgresql://desk:secret-word#@db.example/flightdeck", "percent-encoded"],
  ["postgresql://desk:secret-word@db.example", "names no database"],
  ["postgresql://desk:secret-word@db.example/flightdeck?schema=other", "must not name a schema"],
])("%s is refused in words that do not repeat it", async (url, words) => {
  const told: unknown[] = [];
  for (const use of [() => dialectOfUrl(url), () => openDb(url), () => migrate(url)]) {
    try {
      await use();
    } catch (error) {
      told.push(error);
    }
  }
  expect(told.map(String)).toEqual([0, 1, 2].map(() => expect.stringContaining(words)));
  const everything = told.map((error) => JSON.stringify(error, Object.getOwnPropertyNames(error))).join("");
  expect(everything).not.toContain("secret-word");
});

test("what the address asks of the session stays, and ours is added", () => {
  const config = poolConfig("postgresql://desk@127.0.0.1/flightdeck?options=-c%20work_mem%3D8MB&sslmode=disable");
  expect(config.options).toMatch(/^-c work_mem=8MB -c TimeZone=UTC /);
  expect(config.connectionString).toBe("postgresql://desk@127.0.0.1/flightdeck?sslmode=disable");
});
