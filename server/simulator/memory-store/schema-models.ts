import fs from "node:fs";
import path from "node:path";

export type Row = Readonly<Record<string, unknown>>;

/** To one row (`column` holds its id) or, seen from the other end, to many. */
export type Relation = { readonly model: string; readonly many: boolean; readonly column: string };

export type Model = {
  readonly name: string;
  /** Column → true when it may be null. */
  readonly columns: ReadonlyMap<string, boolean>;
  /** Those that may not be null. */
  readonly required: readonly string[];
  /** A row without values, defaults apart. */
  readonly blank: Row;
  /** Every row is one that this made, so that all of a table are of one shape: others are slow to read. */
  readonly copyOf: (row: Row) => Record<string, unknown>;
  readonly relations: ReadonlyMap<string, Relation>;
  /** Those of which a row holds the other's id. */
  readonly toOne: readonly Relation[];
  /** The columns of each unique key; the first is the primary key. */
  readonly uniques: readonly (readonly string[])[];
};

const schemaFile = path.join(import.meta.dirname, "../../../prisma/schema.prisma");
const scalars = new Set(["String", "Int", "BigInt", "Boolean", "DateTime", "Bytes", "Float"]);

/** The models of prisma/schema.prisma, by the name of their table in the client ("mediaBuy"). */
export function schemaModels(text = fs.readFileSync(schemaFile, "utf8")): ReadonlyMap<string, Model> {
  const bodies = [...text.matchAll(/^model (\w+) \{\n([\s\S]*?)^\}/gm)].map(
    ([, name = "", body = ""]) => [name, body.split("\n").map((line) => line.trim())] as const,
  );
  const models = bodies.map(([name, lines]) => modelOf(name, lines, bodies));
  return new Map(models.map((model) => [tableName(model.name), model]));
}

export function tableName(model: string): string {
  return model.charAt(0).toLowerCase() + model.slice(1);
}

type Bodies = readonly (readonly [string, readonly string[]])[];

function modelOf(name: string, lines: readonly string[], bodies: Bodies): Model {
  const keys = lines.flatMap((line) => /^@@(?:id|unique)\(\[([^\]]+)\]/.exec(line)?.[1] ?? []);
  const fields = lines.flatMap((line) => fieldOf(line) ?? []);
  const held = fields.filter((field) => scalars.has(field.type));
  const relations = fields
    .filter((field) => !scalars.has(field.type))
    .map((field) => [field.name, relationOf(name, field, bodies)] as const);
  const alone = (mark: string) => held.filter((field) => field.rest.includes(mark)).map((field) => [field.name]);
  return {
    name,
    columns: new Map(held.map((field) => [field.name, field.mark === "?"])),
    required: held.filter((field) => field.mark !== "?").map((field) => field.name),
    copyOf: copierOf(held.map((field) => field.name)),
    blank: { ...blankOf(held.map((field) => field.name)), ...Object.fromEntries(held.flatMap(defaultOf)) },
    relations: new Map(relations),
    toOne: relations.map(([, relation]) => relation).filter((relation) => !relation.many),
    uniques: [...alone("@id"), ...keys.map((key) => key.split(",").map((one) => one.trim())), ...alone("@unique")],
  };
}

type Field = { readonly name: string; readonly type: string; readonly mark: string; readonly rest: string };

function fieldOf(line: string): Field | null {
  const found = /^(\w+)\s+(\w+)(\[\]|\?)?(.*)$/.exec(line);
  if (!found || line.startsWith("//")) return null;
  const [, name = "", type = "", mark = "", rest = ""] = found;
  return { name, type, mark, rest };
}

/** Compiled for these columns alone: a spread that sees the rows of many tables copies each of them member by member. */
function copierOf(names: readonly string[]): (row: Row) => Record<string, unknown> {
  const members = names.map((name) => `${name}: row.${name}`).join();
  return new Function("row", `return { ${members} };`) as (row: Row) => Record<string, unknown>;
}

/** All of them null. An object that gets more than a dozen members by name, one after the other, becomes a slow one; what is parsed does not. */
export function blankOf(names: readonly string[]): Row {
  return JSON.parse(`{${names.map((name) => `${JSON.stringify(name)}:null`).join()}}`) as Row;
}

/** A column that may be left out, with what it then is. */
function defaultOf({ name, type, rest }: Field): [string, unknown][] {
  const given = /@default\(("(?:[^"\\]|\\.)*"|[\w.-]+)\)/.exec(rest)?.[1];
  return given === undefined ? [] : [[name, type === "BigInt" ? BigInt(given) : JSON.parse(given)]];
}

function relationOf(name: string, { type, mark, rest }: Field, bodies: Bodies): Relation {
  const own = /fields: \[(\w+)\]/.exec(rest)?.[1];
  if (own !== undefined) return { model: tableName(type), many: false, column: own };
  if (mark !== "[]") throw new Error(`${name}: a relation to one ${type} that is not held here`);
  const other = bodies.find(([known]) => known === type)?.[1] ?? [];
  const back = other.find((line) => new RegExp(`^\\w+\\s+${name}\\??\\s.*@relation`).test(line));
  const column = /fields: \[(\w+)\]/.exec(back ?? "")?.[1];
  if (column === undefined) throw new Error(`${name}: nothing in ${type} points back`);
  return { model: tableName(type), many: true, column };
}
