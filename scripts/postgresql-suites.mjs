import fs from "node:fs";
import path from "node:path";
import { root } from "./processes.mjs";

/** What must hold on either database. */
const suites = [
  "server/db",
  "server/faults",
  "server/queue",
  "server/repositories",
  "server/seller-calls",
  "server/workflows",
];

/** Tests of these suites that are about a SQLite file, and what stands for them on PostgreSQL. */
export const aboutFiles = {
  "server/db/backup.test.ts": "copies a file: PostgreSQL's backup is pg_dump's (server/db/database.postgresql.test.ts)",
  "server/db/killed-migration.test.ts": "a file's journal: PostgreSQL rolls back what lost its connection",
  "server/db/migrate.test.ts": "a file's migrations: server/db/migrations.postgresql.test.ts",
  "server/db/plain-queries.test.ts": "the SQLite adapter's own connections",
  "server/db/recovery.test.ts": "locks, journal and size of a file: server/db/database.postgresql.test.ts",
  "server/faults/desk-faults.test.ts": "a file that may not grow: a full disk is the server's own to survive",
  "server/faults/storage.test.ts": "a disk that is full or read-only: the server's own to survive",
};

/** Every test file that runs on PostgreSQL. */
export function postgresqlTests() {
  return suites
    .flatMap((suite) =>
      fs.readdirSync(path.join(root, suite), { recursive: true }).map((name) => path.posix.join(suite, String(name))),
    )
    .filter((file) => /\.test\.tsx?$/.test(file) && !(file in aboutFiles))
    .sort();
}
