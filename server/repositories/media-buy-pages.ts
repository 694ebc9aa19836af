import { Prisma } from "../db/generated/client";
import { DomainError } from "../domain/errors";
import type { Instant } from "../domain/time";

export type MediaBuySort = "updatedAt" | "name" | "endAt" | "totalMicros";

/** The last row of the page before: its sort value as text (null: it has none) and its id, which breaks ties. */
export type MediaBuyCursor = { readonly value: string | null; readonly id: string };

export function encodeCursor(cursor: MediaBuyCursor): string {
  return Buffer.from(JSON.stringify([cursor.value, cursor.id])).toString("base64url");
}

/** Throws INVALID_INPUT on anything but a cursor of ours. */
export function decodeCursor(text: string): MediaBuyCursor {
  const parts = parse(text);
  if (Array.isArray(parts) && parts.length === 2) {
    const [value, id] = parts as unknown[];
    if (typeof id === "string" && (value === null || typeof value === "string")) return { value, id };
  }
  throw new DomainError("INVALID_INPUT", "This is not a page of the list");
}

function parse(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
  } catch (cause) {
    if (cause instanceof SyntaxError) return null;
    throw cause;
  }
}

type Pages = {
  readonly sort: MediaBuySort;
  readonly descending: boolean;
  readonly after: MediaBuyCursor | null;
};

/**
 * What makes a row of a table come after the cursor: conditions to add to a query, no row under two of them. Stable under equal keys. Rows without an end
 * come first when the earliest do, and last when the latest do.
 */
export function pageArms(of: "b" | "found", { sort, descending, after }: Pages): readonly Prisma.Sql[] {
  if (after === null) return [Prisma.empty];
  const column = Prisma.raw(`${of}."${sort}"`);
  const id = Prisma.raw(`${of}."id"`);
  const beyond = Prisma.raw(descending ? "<" : ">");
  const unknown = Prisma.sql` AND ${column} IS NULL`;
  if (after.value === null) {
    const ties = Prisma.sql`${unknown} AND ${id} ${beyond} ${after.id}`;
    return descending ? [ties] : [ties, Prisma.sql` AND ${column} IS NOT NULL`];
  }
  const rest = Prisma.sql` AND (${column}, ${id}) ${beyond} (${sortValue(sort, after.value)}, ${after.id})`;
  return descending && sort === "endAt" ? [rest, unknown] : [rest];
}

function sortValue(sort: MediaBuySort, text: string): string | bigint | Date {
  if (sort === "name") return text;
  if (sort === "totalMicros") {
    if (!/^-?\d{1,19}$/.test(text)) throw new DomainError("INVALID_INPUT", "This is not a page of the list");
    return BigInt(text);
  }
  const date = new Date(text satisfies Instant);
  if (Number.isNaN(date.getTime())) throw new DomainError("INVALID_INPUT", "This is not a page of the list");
  return date;
}
