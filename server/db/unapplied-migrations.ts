import fs from "node:fs";
import path from "node:path";
import type { Db } from "./client";
import { dialectOf } from "./dialect";

/**
 * Names of the migrations that stand beside the app (`prisma`, in the folder it runs in) and that this database has not got; "all" where it has
 * none. Empty too where the database does not say: that it cannot be reached, readiness says.
 */
export async function unappliedMigrations(db: Db, root = process.cwd()): Promise<readonly string[] | "all"> {
  try {
    const rows = await db.$queryRaw<{ name: string }[]>`
      SELECT "migration_name" AS "name" FROM "_prisma_migrations" WHERE "finished_at" IS NOT NULL`;
    const applied = new Set(rows.map(({ name }) => name));
    return migrationsIn(root, dialectOf(db)).filter((name) => !applied.has(name));
  } catch (error) {
    return /no such table|TableDoesNotExist|relation "_prisma_migrations" does not exist/i.test(String(error))
      ? "all"
      : [];
  }
}

function migrationsIn(root: string, dialect: ReturnType<typeof dialectOf>): readonly string[] {
  const folder = path.join(
    /* turbopackIgnore: true */ root,
    "prisma",
    dialect === "sqlite" ? "migrations" : "migrations-postgresql",
  );
  if (!fs.existsSync(folder)) return [];
  const entries = fs.readdirSync(folder, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}
