import { writeMigration } from "@/server/db/migrate";

const name = process.argv[2]?.toLowerCase().replaceAll(/[^a-z0-9]+/g, "_");
if (!name) {
  console.error("Name it: npm run db:new-migration -- add-brand-colour");
  process.exit(1);
}
const stamp = new Date().toISOString().replaceAll(/\D/g, "").slice(0, 14);
const folder = await writeMigration(name, stamp);
console.log(folder ? `Wrote ${folder}/migration.sql: read it before you commit it` : "Schema and migrations agree");
