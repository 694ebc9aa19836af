/** One column as the schema declares it; its type is Prisma's. */
export type Column = { readonly name: string; readonly type: string };
export type Model = {
  readonly name: string;
  readonly columns: ReadonlyMap<string, Column>;
  readonly relations: ReadonlyMap<string, Relation>;
};
/** To the row whose id stands in `column`, or (`many`) to the rows of the other model whose `column` is this row's id. */
export type Relation = { readonly model: () => Model; readonly many: boolean; readonly column: string };
export type Args = Readonly<Record<string, unknown>>;

/** One SQL statement for what Prisma was asked for; `columns` are those of the rows it answers with. */
export type Plan = { readonly sql: string; readonly args: readonly unknown[]; readonly columns: readonly Column[] };

/** Thrown for whatever is not plain: Prisma itself is asked then. */
export const notPlain = Symbol("not plain");

/** Far below what SQLite takes in one statement. */
const mostArguments = 30_000;

type Building = { readonly model: Model; readonly args: unknown[] };

/** `SELECT` of findUnique, findFirst (both of one row) and findMany. */
export function selectPlan(model: Model, args: Args, one: boolean): Plan {
  only(args, ["where", "select", "orderBy", "take", "skip"]);
  const columns = selected(model, args.select);
  const building = { model, args: [] };
  const where = whereOf(building, args.where);
  const order = orderOf(model, args.orderBy);
  const limit = limitOf(building, one ? 1 : args.take, args.skip);
  return finished(building, `${selectOf(model, columns)} WHERE ${where}${order}${limit}`, columns);
}

type Whole = { readonly columns: readonly Column[]; readonly select: string };
const wholes = new WeakMap<Model, Whole>();

/** Every column of a model: most questions ask for all of them, and a row may have forty. */
function wholeOf(model: Model): Whole {
  const known = wholes.get(model);
  if (known) return known;
  const columns = [...model.columns.values()].map(readable);
  const made = { columns, select: selectFrom(model, columns) };
  wholes.set(model, made);
  return made;
}

function selectOf(model: Model, columns: readonly Column[]): string {
  const whole = wholes.get(model);
  return whole?.columns === columns ? whole.select : selectFrom(model, columns);
}

function selectFrom(model: Model, columns: readonly Column[]): string {
  return `SELECT ${columns.map((column) => quoted(model, column.name)).join(", ")} FROM ${table(model)}`;
}

export function countPlan(model: Model, args: Args): Plan {
  only(args, ["where"]);
  const building = { model, args: [] };
  return finished(building, `SELECT COUNT(*) FROM ${table(model)} WHERE ${whereOf(building, args.where)}`, [
    { name: "count", type: "Int" },
  ]);
}

/** `INSERT` of create; it answers with the row. */
export function insertPlan(model: Model, row: Args, returning: readonly Column[]): Plan {
  const { sql, each } = insertEachPlan(model, [row]);
  const building: Building = { model, args: [...(each[0] ?? [])] };
  return finished(building, `${sql}${returningOf(returning)}`, returning);
}

/** `INSERT` of createMany: one row's statement, with the arguments of each (rows that all name the same columns). */
export function insertEachPlan(model: Model, rows: readonly Args[]) {
  const names = entriesOf(rows[0] ?? {}).map(([name]) => name);
  if (names.length === 0 || rows.some((row) => namedIn(row) !== names.length)) throw notPlain;
  const columns = names.map((name) => columnOf(model, name));
  const each = rows.map((row) => columns.map((column) => stored(column, row[column.name])));
  const named = names.map((name) => `\`${name}\``).join(", ");
  const sql = `INSERT INTO ${table(model)} (${named}) VALUES (${names.map(() => "?").join(",")})`;
  return { sql, each };
}

/** How many columns a row names; rows come by the hundred, so that nothing is made for counting. */
function namedIn(row: Args): number {
  let named = 0;
  for (const name in row) if (row[name] !== undefined) named += 1;
  return named;
}

/** Insert or change the row of this unique key, in one statement; the key must be the one that is inserted. */
export function upsertPlan(model: Model, args: Args, returning: readonly Column[]): Plan {
  const [[name, value] = [], ...more] = entriesOf(args.where as Args);
  if (name === undefined || more.length > 0) throw notPlain;
  const key = isOperators(value) ? entriesOf(value) : [[name, value] as const];
  const created = args.create as Args;
  if (key.some(([column, wanted]) => wanted === null || created[column] !== wanted)) throw notPlain;
  const columns = key.map(([column]) => `\`${columnOf(model, column).name}\``).join(", ");
  const insert = insertPlan(model, created, []);
  const building: Building = { model, args: [...insert.args] };
  const set = assignments(building, args.update);
  const sql = `${insert.sql} ON CONFLICT (${columns}) DO UPDATE SET ${set}${returningOf(returning)}`;
  return finished(building, sql, returning);
}

export function updatePlan(model: Model, args: Args, returning: readonly Column[]): Plan {
  const building: Building = { model, args: [] };
  const set = assignments(building, args.data);
  const where = whereOf(building, args.where);
  return finished(building, `UPDATE ${table(model)} SET ${set} WHERE ${where}${returningOf(returning)}`, returning);
}

export function deletePlan(model: Model, args: Args, returning: readonly Column[]): Plan {
  const building = { model, args: [] };
  const where = whereOf(building, args.where);
  return finished(building, `DELETE FROM ${table(model)} WHERE ${where}${returningOf(returning)}`, returning);
}

export function selected(model: Model, select: unknown): readonly Column[] {
  if (select === undefined) return wholeOf(model).columns;
  const names = entriesOf(select as Args).filter(([, wanted]) => wanted !== false);
  if (names.length === 0 || names.some(([, wanted]) => wanted !== true)) throw notPlain;
  return names.map(([name]) => readable(columnOf(model, name)));
}

export function only(args: Args, known: readonly string[]): void {
  for (const name in args) if (args[name] !== undefined && !known.includes(name)) throw notPlain;
}

function finished({ args }: Building, sql: string, columns: readonly Column[]): Plan {
  if (args.length > mostArguments) throw notPlain;
  return { sql, args, columns };
}

const table = ({ name }: Model) => `\`main\`.\`${name}\``;
const quoted = (model: Model, name: string) => `${table(model)}.\`${name}\``;
const entriesOf = (row: Args) => Object.entries(row).filter(([, value]) => value !== undefined);

function returningOf(columns: readonly Column[]): string {
  return columns.length === 0 ? "" : ` RETURNING ${columns.map(({ name }) => `\`${name}\` AS \`${name}\``).join(", ")}`;
}

function columnOf(model: Model, name: string): Column {
  const column = model.columns.get(name);
  if (!column) throw notPlain;
  return column;
}

function readable(column: Column): Column {
  if (!writers[column.type]) throw notPlain;
  return column;
}

function assignments(building: Building, data: unknown): string {
  const set = entriesOf(data as Args).map(([name, value]) =>
    assignment(building, columnOf(building.model, name), value),
  );
  if (set.length === 0) throw notPlain;
  return set.join(", ");
}

function assignment({ model, args }: Building, column: Column, value: unknown): string {
  const name = `\`${column.name}\``;
  if (!isOperators(value)) {
    args.push(stored(column, value));
    return `${name} = ?`;
  }
  const [[operator, operand] = [], ...more] = entriesOf(value);
  if (operator !== "increment" || more.length > 0) throw notPlain;
  args.push(stored(column, operand));
  return `${name} = (${quoted(model, column.name)} + ?)`;
}

function whereOf(building: Building, where: unknown): string {
  const parts = where === undefined ? [] : entriesOf(where as Args).map((entry) => condition(building, ...entry));
  if (parts.length === 0) return "1=1";
  return parts.length === 1 ? (parts[0] ?? "") : `(${parts.join(" AND ")})`;
}

function condition(building: Building, name: string, wanted: unknown): string {
  const column = building.model.columns.get(name);
  if (column) return comparisons(building, column, wanted);
  if (name === "AND" || name === "OR") return group(building, name, wanted);
  // A unique key of several columns goes by their names.
  const isKey = isOperators(wanted) && Object.keys(wanted).join("_") === name;
  if (!isKey) throw notPlain;
  return whereOf(building, wanted);
}

function group(building: Building, name: "AND" | "OR", wanted: unknown): string {
  const parts = (Array.isArray(wanted) ? wanted : [wanted]).map((part) => whereOf(building, part));
  if (parts.length === 0) return name === "OR" ? "1=0" : "1=1";
  return `(${parts.join(` ${name} `)})`;
}

function comparisons(building: Building, column: Column, wanted: unknown): string {
  if (!isOperators(wanted)) return comparison(building, column, "equals", wanted);
  const entries = entriesOf(wanted);
  if (entries.length === 0) return "1=1";
  return entries.map(([operator, operand]) => comparison(building, column, operator, operand)).join(" AND ");
}

const signs: Readonly<Record<string, string>> = { equals: "=", not: "<>", lt: "<", lte: "<=", gt: ">", gte: ">=" };

function comparison({ model, args }: Building, column: Column, operator: string, operand: unknown): string {
  const name = quoted(model, readable(column).name);
  if (operand === null && operator === "equals") return `${name} IS NULL`;
  if (operand === null && operator === "not") return `${name} IS NOT NULL`;
  if (operator === "in" || operator === "notIn") return membership({ model, args }, column, operator, operand);
  const sign = signs[operator];
  if (sign === undefined || operand === null) throw notPlain;
  args.push(stored(column, operand));
  return `${name} ${sign} ?`;
}

function membership({ model, args }: Building, column: Column, operator: "in" | "notIn", operand: unknown): string {
  if (!Array.isArray(operand) || operand.includes(null)) throw notPlain;
  // As Prisma asks for the relations of no rows: one shape of statement, however many.
  if (operand.length === 0) return operator === "in" ? `${quoted(model, column.name)} IN (NULL)` : "1=1";
  for (const one of operand) args.push(stored(column, one));
  return `${quoted(model, column.name)} ${operator === "in" ? "IN" : "NOT IN"} (${operand.map(() => "?").join(",")})`;
}

function orderOf(model: Model, orderBy: unknown): string {
  const parts = (Array.isArray(orderBy) ? orderBy : [orderBy ?? {}]).flatMap((part) => entriesOf(part as Args));
  if (parts.length === 0) return "";
  const terms = parts.map(([name, direction]) => {
    if (direction !== "asc" && direction !== "desc") throw notPlain;
    return `${quoted(model, columnOf(model, name).name)} ${direction === "asc" ? "ASC" : "DESC"}`;
  });
  return ` ORDER BY ${terms.join(", ")}`;
}

function limitOf({ args }: Building, take: unknown, skip: unknown): string {
  if (take === undefined && skip === undefined) return "";
  const [limit, offset] = [take ?? -1, skip ?? 0];
  if (typeof limit !== "number" || typeof offset !== "number" || limit < (take === undefined ? -1 : 0) || offset < 0) {
    throw notPlain;
  }
  args.push(limit, offset);
  return " LIMIT ? OFFSET ?";
}

function isOperators(value: unknown): value is Args {
  return typeof value === "object" && value !== null && !(value instanceof Date) && !Array.isArray(value);
}

const writers: Readonly<Record<string, (value: unknown) => unknown>> = {
  String: (value) => (typeof value === "string" ? value : undefined),
  Boolean: (value) => (typeof value === "boolean" ? Number(value) : undefined),
  Int: (value) => (Number.isInteger(value) && Math.abs(Number(value)) < 2 ** 31 ? value : undefined),
  BigInt: (value) =>
    Number.isSafeInteger(value) ? BigInt(Number(value)) : typeof value === "bigint" ? value : undefined,
  DateTime: (value) =>
    value instanceof Date && !Number.isNaN(value.getTime()) ? value.toISOString().replace("Z", "+00:00") : undefined,
};

/** A value as Prisma's adapter stores it; what Prisma would refuse or turn into something else is left to it. */
function stored({ type }: Column, value: unknown): unknown {
  if (value === null) return null;
  const made = writers[type]?.(value);
  if (made === undefined) throw notPlain;
  return made;
}

/** A cell as Prisma's client answers with it. */
export function loaded({ type }: Column, cell: unknown): unknown {
  if (cell === null) return null;
  if (type === "Boolean") return Number(cell) !== 0;
  if (type === "Int") return Number(cell);
  if (type === "BigInt") return BigInt(cell as bigint | number | string);
  if (type === "DateTime") return new Date(typeof cell === "string" ? cell : Number(cell));
  return cell;
}
