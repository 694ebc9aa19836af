import { refuse } from "./errors";
import type { Json } from "./model";

interface PageRequest {
  max_results?: number;
  cursor?: string;
}

interface Page<T> {
  items: T[];
  pagination: { has_more: boolean; cursor?: string; total_count: number };
}

function offsetOf(cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  const offset = Number(Buffer.from(cursor, "base64url").toString("utf8").replace(/^o:/, ""));
  if (!Number.isInteger(offset) || offset < 0) {
    throw refuse("INVALID_REQUEST", "This pagination cursor is not one of ours.", { field: "pagination.cursor" });
  }
  return offset;
}

/** One page of a list with an opaque cursor (`core/pagination-response.json`). */
export function paginate<T>(all: T[], args: Json, fallbackSize = 50): Page<T> {
  const request = (args.pagination ?? {}) as PageRequest;
  const offset = offsetOf(request.cursor);
  const size = request.max_results ?? fallbackSize;
  const items = all.slice(offset, offset + size);
  const more = offset + size < all.length;
  const cursor = Buffer.from(`o:${offset + size}`).toString("base64url");
  return { items, pagination: { has_more: more, ...(more ? { cursor } : {}), total_count: all.length } };
}
