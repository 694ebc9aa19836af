export type RowWrite<Data extends object = Readonly<Record<string, unknown>>> = {
  readonly id: string;
  readonly data: Data;
};

type Ids = string | { readonly in: string[] };

/** Writes rows with one statement for those to which the same is written. Returns how many rows were there to be written. */
export async function writeAlike<Data extends object>(
  rows: readonly RowWrite<Data>[],
  write: (id: Ids, data: Data) => Promise<{ readonly count: number }>,
): Promise<number> {
  const [only] = rows;
  if (only && rows.length === 1) return (await write(only.id, only.data)).count;
  let written = 0;
  for (const alike of groupedBy(rows, ({ data }) => textOf(data)).values()) {
    const [first] = alike;
    if (first) written += (await write(anyOf(alike.map(({ id }) => id)), first.data)).count;
  }
  return written;
}

/** For a `where`: one id as itself, so that a database plans for one row. */
export function anyOf(ids: readonly string[]): Ids {
  const [first = ""] = ids;
  return ids.length === 1 ? first : { in: [...ids] };
}

function textOf(data: object): string {
  return JSON.stringify(data, (_, value: unknown) => (typeof value === "bigint" ? `${value}n` : value));
}

export function groupedBy<T>(all: readonly T[], keyOf: (one: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const key = keyOf(one);
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return groups;
}
