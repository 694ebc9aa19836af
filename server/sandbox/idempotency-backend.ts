import type { IdempotencyBackend, IdempotencyCacheEntry } from "@adcp/sdk/server";
import type { Store } from "./store";

interface Row {
  hash: string;
  expires_at: number;
  response: string;
}

/** Replies by idempotency key in the seller's own file, so that a replay after a restart is still a replay. */
export function sqliteIdempotency(store: Store): IdempotencyBackend {
  const db = store.raw;
  const read = db.prepare("SELECT hash, expires_at, response FROM idempotency WHERE scope = ?");
  const write = db.prepare(
    "INSERT OR REPLACE INTO idempotency (scope, hash, expires_at, response) VALUES (?, ?, ?, ?)",
  );
  const claim = db.prepare("INSERT OR IGNORE INTO idempotency (scope, hash, expires_at, response) VALUES (?, ?, ?, ?)");
  const drop = db.prepare("DELETE FROM idempotency WHERE scope = ?");
  const values = (scope: string, entry: IdempotencyCacheEntry): [string, string, number, string] => [
    scope,
    entry.payloadHash,
    entry.expiresAt,
    JSON.stringify(entry.response ?? null),
  ];
  return {
    async get(scope) {
      const row = read.get(scope) as Row | undefined;
      if (row === undefined) return null;
      return { payloadHash: row.hash, expiresAt: row.expires_at, response: JSON.parse(row.response) as unknown };
    },
    async putIfAbsent(scope, entry) {
      const row = read.get(scope) as Row | undefined;
      if (row !== undefined && row.expires_at < Math.floor(Date.now() / 1000)) drop.run(scope);
      return claim.run(...values(scope, entry)).changes === 1;
    },
    async put(scope, entry) {
      write.run(...values(scope, entry));
    },
    async delete(scope) {
      drop.run(scope);
    },
    async clearAll() {
      db.prepare("DELETE FROM idempotency").run();
    },
  };
}
