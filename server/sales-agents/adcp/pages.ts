import type { Read, SellerProblem } from "../sales-agent";
import { type Json, problem } from "./seller-problem";

/** `next`: the cursor of the page after; null: none; empty: the seller says that there is more and not where. */
type Page<T> = { readonly rows: readonly T[]; readonly next: string | null };

const pageSize = 100;
/** An account of fifty thousand media buys is read to its end; a list that goes on for ever is not. */
const mostPages = 500;

/** All pages in order. A cursor that comes back a second time, or a page too many, fails the read. */
export async function readEveryPage<T>(readPage: (page: Json) => Promise<Read<Page<T>>>): Promise<Read<readonly T[]>> {
  const rows: T[] = [];
  const warnings: SellerProblem[] = [];
  const seen = new Set<string>();
  let milliseconds = 0;
  let cursor: string | null = null;
  for (;;) {
    const pagination = cursor === null ? { max_results: pageSize } : { max_results: pageSize, cursor };
    const read: Read<Page<T>> = await readPage({ pagination });
    milliseconds += read.milliseconds;
    if (read.kind === "failed") return { ...read, milliseconds };
    rows.push(...read.value.rows);
    warnings.push(...(read.warnings ?? []));
    cursor = read.value.next;
    if (cursor === null) break;
    if (cursor === "" || seen.has(cursor) || seen.size >= mostPages) return brokenOff(milliseconds);
    seen.add(cursor);
  }
  return { kind: "ok", value: rows, milliseconds, ...(warnings.length === 0 ? {} : { warnings }) };
}

/** Rows that are only some of them would pass for all: better none. */
function brokenOff<T>(milliseconds: number): Read<T> {
  const text = "The agent's list does not end: its pages repeat, are too many or lead nowhere";
  return {
    kind: "failed",
    milliseconds,
    problem: problem("BAD_REPLY", text, "terminal", { field: "pagination.cursor" }),
  };
}
