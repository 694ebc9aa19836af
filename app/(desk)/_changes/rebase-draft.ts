import { canonicalJson } from "@/server/domain/canonical-json";

/** One field that somebody else changed while it was being typed, to something else. */
export type DraftConflict = {
  /** Where it is in the draft: ["packages", "<id>", "budgetMicros"]. */
  readonly path: readonly string[];
  readonly was: unknown;
  readonly mine: unknown;
  readonly theirs: unknown;
};

export type Rebased<T> = { readonly draft: T; readonly conflicts: readonly DraftConflict[] };

/**
 * What is being typed, on top of what somebody else saved meanwhile: untouched fields take the new value, typed ones stay as typed;
 * where both changed a field, it is a conflict for the person to see. Lists and scalars are fields as a whole.
 */
export function rebaseDraft<T>(was: T, mine: T, theirs: T, path: readonly string[] = []): Rebased<T> {
  if (!isRecord(was) || !isRecord(mine) || !isRecord(theirs)) return leaf(was, mine, theirs, path);
  const names = [...new Set([...Object.keys(mine), ...Object.keys(theirs)])];
  const parts = names.map((name) => [name, rebaseDraft(was[name], mine[name], theirs[name], [...path, name])] as const);
  return {
    draft: Object.fromEntries(parts.map(([name, part]) => [name, part.draft])) as T,
    conflicts: parts.flatMap(([, part]) => part.conflicts),
  };
}

function leaf<T>(was: T, mine: T, theirs: T, path: readonly string[]): Rebased<T> {
  if (same(mine, was)) return { draft: theirs, conflicts: [] };
  const moved = !same(theirs, was) && !same(theirs, mine);
  return { draft: mine, conflicts: moved ? [{ path, was, mine, theirs }] : [] };
}

/** The draft with one field as somebody else saved it. */
export function takeTheirs<T>(draft: T, { path, theirs }: DraftConflict): T {
  const [name, ...rest] = path;
  if (name === undefined) return theirs as T;
  const record = draft as Readonly<Record<string, unknown>>;
  return { ...record, [name]: takeTheirs(record[name], { path: rest, was: null, mine: null, theirs }) } as T;
}

function same(a: unknown, b: unknown): boolean {
  return canonicalJson(a ?? null) === canonicalJson(b ?? null);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
