import { writeMigration } from "@/server/db/migrate";
import { writePostgresqlMigration } from "@/server/db/postgresql-migrations";

const name = process.argv[2]?.toLowerCase().replaceAll(/[^a-z0-9]+/g, "_");
if (!name) {
  console.error("Name it: npm run db:new-migration -- add-brand-colour");
  process.exit(1);
}
const stamp = new Date().toISOString().replaceAll(/\D/g, "").slice(0, 14);
const written = [await writeMigration(name, stamp), await writePostgresqlMigration(name, stamp)].filter(Boolean);
for (const folder of written) console.log(`Wrote ${folder}/migration.sql: read it before you commit it`);
if (written.length === 0) console.log("Schema and migrations agree");
