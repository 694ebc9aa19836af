import type { Db, Tx } from "./client";
import { dialectOf } from "./dialect";
import { Prisma } from "./generated/client";

/** A query of one column, `value`: each of these texts. One parameter, however many there are. */
export function textsOf(db: Db | Tx, texts: readonly string[]): Prisma.Sql {
  const json = JSON.stringify(texts);
  return dialectOf(db) === "sqlite"
    ? Prisma.sql`SELECT value FROM json_each(${json})`
    : Prisma.sql`SELECT value FROM json_array_elements_text(CAST(${json} AS JSON)) AS texts(value)`;
}

/** How a member of the JSON objects is stored: micros are past 2^53, instants are ISO text. */
export type JsonColumn = "text" | "integer" | "micros" | "instant";

/** A query whose columns are named and typed by `columns`, a row for each of `rows`. One parameter. */
export function rowsOf<Name extends string>(
  db: Db | Tx,
  columns: Readonly<Record<Name, JsonColumn>>,
  rows: readonly Readonly<Record<Name, string | number | bigint | null>>[],
): Prisma.Sql {
  const json = JSON.stringify(rows, (_, value: unknown) => (typeof value === "bigint" ? value.toString() : value));
  const all = Object.entries<JsonColumn>(columns);
  if (dialectOf(db) === "sqlite") {
    const names = all.map(([name, kind]) => `${sqliteValue[kind](name)} AS "${name}"`).join(", ");
    return Prisma.sql`SELECT ${Prisma.raw(names)} FROM json_each(${json})`;
  }
  const types = all.map(([name, kind]) => `"${name}" ${postgresqlType[kind]}`).join(", ");
  return Prisma.sql`SELECT * FROM json_to_recordset(CAST(${json} AS JSON)) AS given(${Prisma.raw(types)})`;
}

const postgresqlType: Readonly<Record<JsonColumn, string>> = {
  text: "TEXT",
  integer: "INTEGER",
  micros: "BIGINT",
  instant: "TIMESTAMPTZ",
};

const sqliteValue: Readonly<Record<JsonColumn, (name: string) => string>> = {
  text: (name) => `value ->> '${name}'`,
  integer: (name) => `CAST(value ->> '${name}' AS INTEGER)`,
  micros: (name) => `CAST(value ->> '${name}' AS INTEGER)`,
  // Prisma writes instants into SQLite as text that ends so; both kinds of write must sort and compare alike.
  instant: (name) => `replace(value ->> '${name}', 'Z', '+00:00')`,
};
