import { backupDatabase } from "@/server/db/backup";
import { defaultDatabaseUrl } from "@/server/db/client";
import { dialectOfUrl } from "@/server/db/database-url";
import { withSecretFiles } from "@/server/secret-files";
import { backupPostgresql } from "./postgresql-backup";

const stamp = new Date().toISOString().replaceAll(/[:.]/g, "-");
const url = withSecretFiles(process.env).DATABASE_URL ?? defaultDatabaseUrl;
try {
  const isFile = dialectOfUrl(url) === "sqlite";
  const target = process.argv[2] ?? `data/backups/flightdeck-${stamp}.${isFile ? "db" : "dump"}`;
  const { file, bytes, sha256 } = isFile ? backupDatabase(url, target) : await backupPostgresql(url, target);
  console.log(`${file}: ${(bytes / 1024 ** 2).toFixed(1)} MiB, checked, sha256 ${sha256}`);
  console.log("Keep FLIGHTDECK_ENCRYPTION_KEY elsewhere: without it the sealed credentials in it cannot be opened.");
} catch (error) {
  console.error(`No backup was made: ${(error as Error).message}`);
  process.exit(1);
}
