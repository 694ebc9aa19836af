import fs from "node:fs";
import { fileURLToPath } from "node:url";

export const schemaFile = fileURLToPath(new URL("../../prisma/schema.prisma", import.meta.url));

/** Prisma's whole type, and what PostgreSQL is to store it as: instants with their zone, to the millisecond like SQLite's. */
const instant = /^(\s+\w+\s+DateTime\??)(?=\s|$)/gm;

/** The one schema as PostgreSQL's: another provider, another folder for its client, and instants as `timestamptz`. */
export function postgresqlSchema(schema: string = fs.readFileSync(schemaFile, "utf8")): string {
  return once(
    once(schema, 'provider = "sqlite"', 'provider = "postgresql"'),
    "/server/db/generated",
    "/server/db/generated-postgresql",
  ).replaceAll(instant, "$1 @db.Timestamptz(3)");
}

function once(text: string, what: string, instead: string): string {
  const [before, after, ...more] = text.split(what);
  if (before === undefined || after === undefined || more.length > 0)
    throw new Error(`The schema must have one ${what}`);
  return `${before}${instead}${after}`;
}
