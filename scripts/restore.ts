import { restoreDatabase } from "@/server/db/backup";
import { defaultDatabaseUrl } from "@/server/db/client";
import { dialectOfUrl } from "@/server/db/database-url";
import { migrate } from "@/server/db/migrate";
import { withSecretFiles } from "@/server/secret-files";
import { restorePostgresql } from "./postgresql-backup";

const [source] = process.argv.slice(2);
const url = withSecretFiles(process.env).DATABASE_URL ?? defaultDatabaseUrl;
if (!source) {
  console.error("Name the backup: npm run restore -- data/backups/flightdeck-….db (or .dump)");
  process.exit(1);
}
try {
  const { file, kept } =
    dialectOfUrl(url) === "sqlite"
      ? restoreDatabase(source, url)
      : { ...(await restorePostgresql(source, url)), file: "The database", kept: null };
  const applied = await migrate(url);
  console.log(`${file} is as it was in ${source}${applied.length > 0 ? `, brought up to ${applied.at(-1)}` : ""}.`);
  if (kept) console.log(`What was there before is kept in ${kept}.`);
} catch (error) {
  console.error(`Nothing was restored: ${(error as Error).message}`);
  process.exit(1);
}
