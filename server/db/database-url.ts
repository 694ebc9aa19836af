export type Dialect = "sqlite" | "postgresql";

/** Which database a DATABASE_URL means. What it refuses it does not repeat: there may be a password in it. */
export function dialectOfUrl(url: string): Dialect {
  if (url.startsWith("file:")) return "sqlite";
  if (/^postgres(ql)?:\/\//.test(url)) {
    connectionUrl(url);
    return "postgresql";
  }
  throw new Error("DATABASE_URL must be file:<path to a SQLite file> or postgresql://user:password@host:5432/database");
}

/** Whether a DATABASE_URL is one. */
export function isDatabaseUrl(url: string): boolean {
  try {
    dialectOfUrl(url);
    return true;
  } catch {
    return false;
  }
}

/** The address of a PostgreSQL database, checked. */
export function connectionUrl(url: string): URL {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed)
    throw new Error(
      "DATABASE_URL is no address of a PostgreSQL database: are all signs in the password percent-encoded?",
    );
  if (parsed.pathname.length < 2)
    throw new Error("DATABASE_URL names no database: postgresql://user:password@host:5432/database");
  if (parsed.searchParams.has("schema"))
    throw new Error("DATABASE_URL must not name a schema: give Flightdeck a database of its own");
  return parsed;
}
