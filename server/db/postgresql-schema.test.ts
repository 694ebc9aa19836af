import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { pendingPostgresqlSql } from "./postgresql-migrations";
import { postgresqlSchema, schemaFile } from "./postgresql-schema";

const schema = fs.readFileSync(schemaFile, "utf8");
const generated = (name: string, file: string) =>
  fs.readFileSync(path.join(fileURLToPath(new URL(name, import.meta.url)), file), "utf8");

test("PostgreSQL's schema differs from the one schema in provider, folder and how instants are stored", () => {
  const lines = postgresqlSchema().split("\n");
  const different = schema.split("\n").flatMap((line, index) => (line === lines[index] ? [] : [[line, lines[index]]]));
  expect(lines).toHaveLength(schema.split("\n").length);
  for (const [before = "", after] of different) {
    const isInstant = /^ {2}\w+ +DateTime\??( |$)/.test(before);
    if (isInstant) expect(after?.replace(" @db.Timestamptz(3)", "")).toBe(before);
    else expect(before).toMatch(/^ {2}(provider = "sqlite"|output {3}= "\.\.\/server\/db\/generated")$/);
  }
  expect(lines.filter((line) => / DateTime(?!.*@db\.Timestamptz\(3\))/.test(line.replace(/\/\/.*/, "")))).toEqual([]);
});

test("both clients take and answer the same (else: npm run db:generate)", () => {
  for (const file of ["models.ts", "enums.ts"])
    expect(generated("generated-postgresql", file)).toBe(generated("generated", file));
  const model = /config\.runtimeDataModel = .*/;
  const read = (name: string) => model.exec(generated(name, "internal/class.ts"))?.[0];
  expect(read("generated-postgresql")).toBe(read("generated"));
  expect(read("generated")).toContain("MediaBuy");
});

test("the migrations for PostgreSQL make exactly the schema (else: npm run db:new-migration -- <what changes>)", async () => {
  expect(await pendingPostgresqlSql()).toBe("");
});
