import Database from "better-sqlite3";
import type { Db } from "./client";
import { inWriteTransaction } from "./client";
import { dialectOfUrl } from "./database-url";
import { Prisma } from "./generated/client";
import { insertRows } from "./insert-rows";
import { pathOfDatabase } from "./sqlite-file";

type Cell = string | number | boolean | bigint | Date | null;
export type BulkRow = Readonly<Record<string, Cell>>;
/** Rows of one table, all with the same columns; columns that are not named take the table's defaults. */
export type BulkTable = readonly [table: Prisma.ModelName, rows: readonly BulkRow[]];

/** New values of one row that is there. */
type BulkChange = { readonly table: Prisma.ModelName; readonly id: string; readonly values: BulkRow };

export type BulkWriter = {
  /** All of it in one transaction, triggers and all. */
  readonly write: (tables: readonly BulkTable[], change?: BulkChange) => Promise<void>;
  readonly close: () => void;
};

/**
 * For filling a database with millions of rows that could be made again: on SQLite a connection of its own, whose commits do not wait for
 * the disk (a loss of power during it may damage the file) and which keeps a gigabyte of pages, because rows land all over the indexes.
 */
export function openBulkWriter(url: string, db: Db): BulkWriter {
  return dialectOfUrl(url) === "postgresql" ? onPostgresql(db) : onSqlite(pathOfDatabase(url));
}

function onPostgresql(db: Db): BulkWriter {
  const write = (tables: readonly BulkTable[], change?: BulkChange) =>
    inWriteTransaction(db, async (tx) => {
      for (const [table, rows] of tables) await insertRows(tx, table, rows);
      if (!change) return;
      const set = Object.entries(change.values).map(
        ([name, value]) => Prisma.sql`${Prisma.raw(`"${name}"`)} = ${value}`,
      );
      await tx.$executeRaw`UPDATE ${Prisma.raw(`"${change.table}"`)} SET ${Prisma.join(set)} WHERE "id" = ${change.id}`;
    });
  return { write, close: () => undefined };
}

function onSqlite(file: string): BulkWriter {
  const sqlite = new Database(file, { timeout: 30_000 });
  sqlite.pragma("synchronous = OFF");
  sqlite.pragma("cache_size = -1000000");
  sqlite.pragma("wal_autocheckpoint = 50000");
  // Each row names rows that the same caller has just made.
  sqlite.pragma("foreign_keys = OFF");
  const prepared = new Map<string, Database.Statement>();
  const statement = (sql: string) => {
    const known = prepared.get(sql) ?? sqlite.prepare(sql);
    prepared.set(sql, known);
    return known;
  };
  const insert = ([table, rows]: BulkTable) => {
    const columns = Object.keys(rows[0] ?? {});
    if (columns.length === 0) return;
    const names = columns.map((name) => `"${name}"`).join(", ");
    const into = statement(`INSERT INTO "${table}" (${names}) VALUES (${columns.map(() => "?").join(", ")})`);
    for (const row of rows) into.run(columns.map((name) => bound(row[name])));
  };
  const update = ({ table, id, values }: BulkChange) => {
    const set = Object.keys(values).map((name) => `"${name}" = ?`);
    const cells = Object.values(values).map((value) => bound(value));
    statement(`UPDATE "${table}" SET ${set.join(", ")} WHERE "id" = ?`).run([...cells, id]);
  };
  const write = sqlite.transaction((tables: readonly BulkTable[], change?: BulkChange) => {
    for (const table of tables) insert(table);
    if (change) update(change);
  });
  return {
    write: async (tables, change) => write.immediate(tables, change),
    close: () => {
      sqlite.pragma("wal_checkpoint(TRUNCATE)");
      sqlite.close();
    },
  };
}

/** As Prisma stores it. */
function bound(cell: Cell | undefined): string | number | bigint | null {
  if (cell instanceof Date) return cell.toISOString().replace(/Z$/, "+00:00");
  if (typeof cell === "boolean") return cell ? 1 : 0;
  return cell ?? null;
}
