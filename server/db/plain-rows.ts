import { type Args, type Column, loaded, type Model, notPlain, only, type Plan, selectPlan } from "./plain-sql";

/** Where a statement runs: outside transactions (reads on the connection that cannot write), or inside one. */
export type Ground = {
  /** Rows of cells; `reads` false: it writes as well. */
  readonly rows: (sql: string, args: readonly unknown[], reads: boolean) => Promise<readonly (readonly unknown[])[]>;
  /** How many rows it changed. */
  readonly run: (sql: string, args: readonly unknown[]) => Promise<number>;
  /** The same statement once for each of these arguments, all of them or none. */
  readonly runEach: (sql: string, each: readonly (readonly unknown[])[]) => Promise<number>;
};

export type Row = Record<string, unknown>;
type Nested = { readonly name: string; readonly many: boolean; readonly column: string; readonly ask: Ask };
type Ask = (keys: readonly unknown[]) => Question;
/** A read and what hangs on its rows: one more statement for each relation, however many rows. */
type Question = { readonly plan: Plan; readonly hidden: readonly string[]; readonly nested: readonly Nested[] };

/** find… with `select` or `include`, relations among them. Throws `notPlain`. */
export function questionOf(model: Model, args: Args, one = false, key?: string): Question {
  const { select, include, ...rest } = args;
  if (select !== undefined && include !== undefined) throw notPlain;
  const wanted = Object.entries((select ?? include ?? {}) as Args).filter(([, how]) => how !== undefined);
  const nested = wanted.flatMap(([name, how]) => (how === false ? [] : nestedOf(model, name, how)));
  const names = wanted.filter(([name]) => !model.relations.has(name));
  if (select === undefined && names.length > 0) throw notPlain;
  const needed = [...(key ? [key] : []), ...nested.map(({ many, column }) => (many ? "id" : column))];
  const asked = Object.fromEntries(names);
  const hidden = select === undefined ? [] : needed.filter((name) => asked[name] !== true);
  const columns =
    select === undefined ? undefined : { ...asked, ...Object.fromEntries(hidden.map((name) => [name, true])) };
  return { plan: selectPlan(model, { ...rest, select: columns }, one), hidden, nested };
}

function nestedOf(model: Model, name: string, how: unknown): readonly Nested[] {
  const relation = model.relations.get(name);
  if (!relation) return [];
  const { many, column } = relation;
  const args = how === true ? {} : (how as Args);
  only(args, many ? ["select", "include", "where", "orderBy"] : ["select", "include"]);
  const { where, ...rest } = args;
  const key = many ? column : "id";
  const ask: Ask = (keys) => {
    const mine = { [key]: { in: keys } };
    return questionOf(
      relation.model(),
      { ...rest, where: where === undefined ? mine : { AND: [mine, where] } },
      false,
      key,
    );
  };
  // What is not plain about it shows before anything has been asked.
  ask([]);
  return [{ name, many, column, ask }];
}

export async function rowsOf(ground: Ground, { plan, hidden, nested }: Question): Promise<readonly Row[]> {
  const rows = (await ground.rows(plan.sql, plan.args, true)).map((cells) => rowOf(plan.columns, cells));
  for (const one of nested) await attach(ground, rows, one);
  for (const row of hidden.length === 0 ? [] : rows) for (const name of hidden) delete row[name];
  return rows;
}

async function attach(ground: Ground, rows: readonly Row[], { name, many, column, ask }: Nested): Promise<void> {
  const own = many ? "id" : column;
  const keys = new Set(rows.map((row) => row[own]).filter((value) => value !== null));
  const byKey = keys.size === 0 ? nobody : await byTheirKey(ground, ask([...keys]), many ? column : "id");
  for (const row of rows) row[name] = many ? (byKey.get(row[own]) ?? []) : (byKey.get(row[own])?.[0] ?? null);
}

const nobody: ReadonlyMap<unknown, readonly Row[]> = new Map();

async function byTheirKey(ground: Ground, question: Question, childKey: string) {
  // The key must outlive the rows' own hiding of it.
  const others = await rowsOf(ground, { ...question, hidden: [] });
  const byKey = new Map<unknown, Row[]>();
  for (const other of others) {
    const key = other[childKey];
    for (const hidden of question.hidden) delete other[hidden];
    const known = byKey.get(key);
    if (known) known.push(other);
    else byKey.set(key, [other]);
  }
  return byKey;
}

export function rowOf(columns: readonly Column[], cells: readonly unknown[]): Row {
  const row: Row = {};
  for (let index = 0; index < columns.length; index += 1) {
    const column = columns[index];
    if (column) row[column.name] = loaded(column, cells[index]);
  }
  return row;
}
