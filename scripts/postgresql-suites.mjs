import fs from "node:fs";
import path from "node:path";
import { findPostgresql, startPostgresql } from "./postgresql.mjs";
import { root } from "./processes.mjs";
import { runVitest } from "./run-vitest.mjs";
import { Problem, tail } from "./terminal.mjs";

/** What must hold on either database: folders of tests, or one. */
const suites = [
  "scripts/postgresql-backup.postgresql.test.ts",
  "server/api/statements.test.ts",
  "server/db",
  "server/faults/crash-points.test.ts",
  "server/faults/many-nodes.test.ts",
  "server/faults/random-kills.test.ts",
  "server/faults/two-workers.test.ts",
  "server/queue",
  "server/repositories",
  "server/seller-calls",
  "server/webhooks/sender-limit.test.ts",
  "server/workflows",
];

/** Tests of these suites that are about a SQLite file, and what stands for them on PostgreSQL. */
export const aboutFiles = {
  "server/db/backup.test.ts": "copies a file: scripts/postgresql-backup.postgresql.test.ts",
  "server/db/killed-migration.test.ts": "a file's journal: PostgreSQL rolls back what lost its connection",
  "server/db/migrate.test.ts": "a file's migrations: server/db/migrations.postgresql.test.ts",
  "server/db/plain-queries.test.ts": "the SQLite adapter's own connections",
  "server/db/wal-checkpoints.test.ts": "a file's log: PostgreSQL has a process for it",
  "server/db/write-group.test.ts": "writers that share one write to the disk: PostgreSQL's own commits do",
  "server/db/recovery.test.ts": "locks, journal and size of a file: server/db/database.postgresql.test.ts",
};

/** Tests that read requests of older documents or show a whole journey: what they use of the database is in the other tests. */
const shownBySmaller = ["server/workflows/source-documents.test.ts", "server/workflows/upload-asset.test.ts"];

/** Every test file that runs on PostgreSQL. */
export function postgresqlTests() {
  return suites
    .flatMap((suite) => (suite.endsWith(".ts") ? [suite] : testsIn(suite)))
    .filter((file) => !(file in aboutFiles) && !shownBySmaller.includes(file))
    .sort();
}

function testsIn(suite) {
  const names = fs.readdirSync(path.join(root, suite), { recursive: true }).map(String);
  return names.filter((name) => /\.test\.tsx?$/.test(name)).map((name) => path.posix.join(suite, name));
}

/** A server that does not start on this machine says nothing about Flightdeck. */
function whyNot(error) {
  if (!(error instanceof Problem)) throw error;
  return { notRun: [error.message, tail(error.output, 1)].filter(Boolean).join(": ") };
}

/** Runs them on a server of our own; `notRun` says why there is none. `found`: where its programs are, for who has looked already. */
export async function testOnPostgresql(found = findPostgresql()) {
  const { programs, reason } = await found;
  if (!programs) return { notRun: reason };
  const server = await startPostgresql(programs).catch(whyNot);
  if (server.notRun) return server;
  try {
    const env = { FLIGHTDECK_TEST_POSTGRESQL: server.url };
    // They have run apart from each other, on SQLite: here a worker loads what they use once, which saves a third of the time.
    return await runVitest({ result: "postgresql.json", args: ["--no-isolate", ...postgresqlTests()], env });
  } finally {
    await server.stop();
  }
}
