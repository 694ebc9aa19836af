import type { Model, Row } from "./schema-models";
import type { Table, Tables } from "./tables";
import { compare, Unsupported } from "./where";

type Args = Readonly<Record<string, unknown>>;
type Query = (tables: Tables, table: Table, args: Args) => unknown;

/** Each operation of Prisma's client that the engine uses, over the tables; anything else is refused loudly. */
export const queries: Readonly<Record<string, Query>> = {
  findUnique: (tables, table, args) => shaped(tables, table, args, unique(tables, table, args)),
  findUniqueOrThrow: (tables, table, args) => present(table, shaped(tables, table, args, unique(tables, table, args))),
  findFirst: (tables, table, args) => shaped(tables, table, args, first(tables, table, args)),
  findFirstOrThrow: (tables, table, args) => present(table, shaped(tables, table, args, first(tables, table, args))),
  findMany: (tables, table, args) => {
    const rows = list(tables, table, args);
    if (args.select === undefined && args.include === undefined) return rows;
    return rows.map((row) => shape(tables, table, args, row));
  },
  count: (tables, table, args) => {
    only(args, ["where"]);
    return tables.find(table, args.where as Row).length;
  },
  create: (tables, table, args) => {
    only(args, ["data", "select"]);
    return shaped(tables, table, args, tables.insert(table, args.data as Row));
  },
  createMany: (tables, table, args) => {
    only(args, ["data"]);
    const rows = args.data as readonly Row[];
    for (const row of rows) tables.insert(table, row);
    return { count: rows.length };
  },
  update: (tables, table, args) => {
    only(args, ["where", "data", "select"]);
    const row = unique(tables, table, args);
    if (!row) throw new Error(`No ${table.model.name} to update`);
    return shaped(tables, table, args, tables.update(table, row, args.data as Row));
  },
  updateMany: (tables, table, args) => {
    only(args, ["where", "data"]);
    const rows = tables.find(table, args.where as Row);
    for (const row of rows) tables.update(table, row, args.data as Row);
    return { count: rows.length };
  },
  upsert: (tables, table, args) => {
    only(args, ["where", "create", "update", "select"]);
    const row = unique(tables, table, args);
    const saved = row ? tables.update(table, row, args.update as Row) : tables.insert(table, args.create as Row);
    return shaped(tables, table, args, saved);
  },
  delete: (tables, table, args) => {
    only(args, ["where"]);
    const row = unique(tables, table, args);
    if (!row) throw new Error(`No ${table.model.name} to delete`);
    tables.remove(table, row);
    return row;
  },
  deleteMany: (tables, table, args) => {
    only(args, ["where"]);
    const rows = tables.find(table, args.where as Row);
    for (const row of rows) tables.remove(table, row);
    return { count: rows.length };
  },
};

function only(args: Args, known: readonly string[]): void {
  for (const name in args) if (!known.includes(name)) throw new Unsupported(`the argument ${name}`);
}

function present<T>(table: Table, row: T | null): T {
  if (row === null) throw new Error(`No ${table.model.name} found`);
  return row;
}

/** By a unique key, which Prisma insists on; other conditions may stand beside it. */
function unique(tables: Tables, table: Table, args: Args): Row | undefined {
  const where = args.where as Row;
  const isKey = table.model.uniques.some((key) => where[key.join("_")] !== undefined);
  if (!isKey) throw new Unsupported(`${table.model.name} by ${Object.keys(where).join(", ")} as by a unique key`);
  return tables.find(table, where)[0];
}

const listArgs = ["where", "orderBy", "take", "skip", "select", "include"];

function list(tables: Tables, table: Table, args: Args): Row[] {
  only(args, listArgs);
  const found = tables.find(table, args.where as Row | undefined);
  if (args.orderBy !== undefined && found.length > 1) sort(table.model, found, args.orderBy);
  const skip = (args.skip as number | undefined) ?? 0;
  const take = (args.take as number | undefined) ?? found.length;
  if (take < 0) throw new Unsupported("a negative take");
  return skip === 0 && take >= found.length ? found : found.slice(skip, skip + take);
}

function first(tables: Tables, table: Table, args: Args): Row | undefined {
  only(args, listArgs);
  if (args.skip !== undefined || args.take !== undefined) throw new Unsupported("a skip or take of the first");
  const found = tables.find(table, args.where as Row | undefined);
  if (args.orderBy !== undefined && found.length > 1) sort(table.model, found, args.orderBy);
  return found[0];
}

function sort(model: Model, rows: Row[], orderBy: unknown): void {
  const parts = (Array.isArray(orderBy) ? orderBy : [orderBy]).flatMap((part) => Object.entries(part as Row));
  for (const [name, direction] of parts) {
    if (!model.columns.has(name)) throw new Unsupported(`ordering by ${name}`);
    if (direction !== "asc" && direction !== "desc") throw new Unsupported(`the order ${JSON.stringify(direction)}`);
  }
  rows.sort((a, b) => {
    for (const [name, direction] of parts) {
      const order = compare(a[name], b[name]);
      if (order !== 0) return direction === "asc" ? order : -order;
    }
    return 0;
  });
}

/** The row with what was asked for: some columns, or all and what its relations lead to. */
function shaped(tables: Tables, table: Table, args: Args, row: Row | undefined): Row | null {
  if (row === undefined) return null;
  return shape(tables, table, args, row);
}

function shape(tables: Tables, table: Table, args: Args, row: Row): Row {
  const { select, include } = args as { select?: Row; include?: Row };
  const wanted = select ?? include;
  if (wanted === undefined) return row;
  const result: Record<string, unknown> = select === undefined ? table.model.copyOf(row) : {};
  for (const name in wanted) {
    const how = wanted[name];
    if (how !== undefined && how !== false) result[name] = member(tables, table, row, name, how);
  }
  return result;
}

function member(tables: Tables, table: Table, row: Row, name: string, how: unknown): unknown {
  const value = row[name];
  if (value !== undefined) return value;
  return relation(tables, table, row, name, how === true ? {} : (how as Args));
}

function relation(tables: Tables, table: Table, row: Row, name: string, args: Args): unknown {
  const found = table.model.relations.get(name);
  if (!found) throw new Unsupported(`${name} of ${table.model.name}`);
  const other = tables.table(found.model);
  if (!found.many) {
    const id = row[found.column];
    const one = typeof id === "string" ? other.rows.get(id) : undefined;
    return one ? shape(tables, other, args, one) : null;
  }
  const own = { [found.column]: row.id };
  const where = args.where === undefined ? own : { AND: [own, args.where] };
  return list(tables, other, { ...args, where }).map((one) => shape(tables, other, args, one));
}
