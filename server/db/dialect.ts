import type { Db, Tx } from "./client";
import type { Dialect } from "./database-url";

/** Which database answers, for the few statements that cannot be written for both. */
export function dialectOf(db: Db | Tx): Dialect {
  const provider: unknown = "_activeProvider" in db ? db._activeProvider : undefined;
  if (provider === "sqlite") return "sqlite";
  if (provider === "postgresql") return "postgresql";
  throw new Error("Prisma's client no longer says which database it speaks to: see server/db/dialect.ts");
}

/** A condition of Prisma's: the column has `text` in it, where `%` and `_` are what somebody typed and stand for nothing else. */
export function containing(text: string): { readonly contains: string } {
  return { contains: text.replaceAll(/[\\%_]/g, "\\$&") };
}
