/** full: no room to write · read_only: it may not be written · away: it cannot be reached, or is no longer where it was. */
export type StorageTrouble = "full" | "read_only" | "away";

const signs: readonly (readonly [StorageTrouble, RegExp])[] = [
  ["full", /SQLITE_FULL|database or disk is full|ENOSPC|No space left on device|\b53100\b/],
  ["read_only", /SQLITE_READONLY|readonly database|EROFS|read-only transaction|\b25006\b/],
  [
    "away",
    /SQLITE_CANTOPEN|unable to open database file|Cannot open database|SQLITE_IOERR|\bEIO\b|disk I\/O error|no longer where it was|DatabaseNotReachable|ECONNREFUSED|ECONNRESET|terminating connection|\b(57P0[1-3]|08006|P1001)\b|(EACCES|EEXIST|ENOTDIR|ENOENT)\b.* (mkdir|open)/,
  ],
];

/** Why the database could not do what it was asked, when the reason lies under it; null: it is another failure. */
export function storageTroubleOf(error: unknown): StorageTrouble | null {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    const text = `${wordsOf(at)} ${at.message}`;
    const found = signs.find(([, sign]) => sign.test(text));
    if (found) return found[0];
  }
  return null;
}

function wordsOf(error: Error): string {
  const { code, cause } = error as { readonly code?: unknown; readonly cause?: unknown };
  // A driver adapter's error carries its cause as a plain object.
  return `${String(code)} ${cause instanceof Error ? "" : JSON.stringify(cause ?? "")}`;
}
