import type { Prisma } from "../db/generated/client";
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

/** Rows after the cursor, stable under equal keys. SQLite sorts null first ascending and last descending. */
export function pageAfter(
  sort: MediaBuySort,
  descending: boolean,
  after: MediaBuyCursor | null,
): Prisma.MediaBuyWhereInput {
  if (after === null) return {};
  const beyond = descending ? "lt" : "gt";
  const id = { [beyond]: after.id };
  if (after.value === null) {
    const ties = { [sort]: null, id };
    return descending ? ties : { OR: [ties, { [sort]: { not: null } }] };
  }
  const value = sortValue(sort, after.value);
  const rest = [{ [sort]: { [beyond]: value } }, { [sort]: value, id }];
  return { OR: descending && sort === "endAt" ? [...rest, { endAt: null }] : rest };
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
