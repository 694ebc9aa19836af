import { type Model, type Relation, type Row, schemaModels } from "./schema-models";
import { matches, type Related, Unsupported } from "./where";

type Undo = { readonly table: Table; readonly key: string; readonly row: Row | undefined };
export type Table = { readonly model: Model; readonly rows: Map<string, Row> };

export const models = schemaModels();

/** As Prisma names the refusal of a second row with the same key. */
export class UniqueViolation extends Error {
  readonly code = "P2002";
}

/**
 * All rows of one store. A row is never changed in place: a write replaces it, so that a read needs no copy and a rollback is the
 * list of what was there before.
 */
export class Tables {
  readonly #tables = new Map<string, Table>();
  #undo: Undo[] = [];

  table(name: string): Table {
    const known = this.#tables.get(name);
    if (known) return known;
    const model = models.get(name);
    if (!model) throw new Unsupported(`the table ${name}`);
    const table: Table = { model, rows: new Map() };
    this.#tables.set(name, table);
    return table;
  }

  commit(): void {
    this.#undo = [];
  }

  rollBack(): void {
    for (const { table, key, row } of this.#undo.reverse()) {
      if (row === undefined) table.rows.delete(key);
      else table.rows.set(key, row);
    }
    this.#undo = [];
  }

  /** Rows in the order in which they were made; a rolled-back deletion puts its row last. */
  find(table: Table, where: Row | undefined): Row[] {
    const id = where?.id;
    if (typeof id === "string" && isIdTable(table)) {
      const row = table.rows.get(id);
      return row && matches(table.model, row, where, this.related) ? [row] : [];
    }
    const found: Row[] = [];
    for (const row of table.rows.values()) if (matches(table.model, row, where, this.related)) found.push(row);
    return found;
  }

  readonly related: Related = (model, row, name) => {
    const relation = model.relations.get(name);
    if (!relation) throw new Unsupported(`the relation ${name} of ${model.name}`);
    const other = this.table(relation.model);
    if (relation.many) return { model: other.model, rows: this.find(other, { [relation.column]: row.id }) };
    const id = row[relation.column];
    const one = typeof id === "string" ? other.rows.get(id) : undefined;
    return { model: other.model, rows: one ? [one] : [] };
  };

  insert(table: Table, data: Row): Row {
    const { model } = table;
    const row: Record<string, unknown> = model.copyOf(model.blank);
    for (const name in data) {
      const value = data[name];
      if (value === undefined) continue;
      if (row[name] === undefined) throw new Unsupported(`${name} in a new ${model.name}`);
      row[name] = value;
    }
    for (const name of model.required) if (row[name] === null) throw new Error(`${model.name}.${name} is missing`);
    this.#put(table, row, undefined);
    return row;
  }

  update(table: Table, before: Row, data: Row): Row {
    const row: Record<string, unknown> = table.model.copyOf(before);
    for (const name in data) {
      const value = data[name];
      if (value === undefined) continue;
      const known = before[name];
      if (known === undefined) throw new Unsupported(`${name} in an update of ${table.model.name}`);
      row[name] = written(known, value, name);
    }
    this.#put(table, row, before);
    return row;
  }

  remove(table: Table, row: Row): void {
    for (const [name, relation] of table.model.relations) {
      if (!relation.many) continue;
      const left = this.find(this.table(relation.model), { [relation.column]: row.id });
      if (left.length > 0) throw new Error(`${table.model.name} still has ${name}`);
    }
    const key = keyOf(table.model, row);
    table.rows.delete(key);
    this.#undo.push({ table, key, row });
  }

  #put(table: Table, row: Row, before: Row | undefined): void {
    const { model, rows } = table;
    const key = keyOf(model, row);
    for (const unique of model.uniques) this.#refuseTwice(table, unique, row, before);
    for (const relation of model.toOne) this.#refuseDangling(model, relation, row, before);
    this.#undo.push({ table, key, row: before });
    rows.set(key, row);
  }

  #refuseTwice(table: Table, unique: readonly string[], row: Row, before: Row | undefined): void {
    const isSame = (other: Row) => unique.every((name) => row[name] === other[name]);
    if ((before && isSame(before)) || unique.some((name) => row[name] === null)) return;
    const isTaken =
      unique.length === 1 && unique[0] === "id"
        ? table.rows.has(String(row.id))
        : someRow(table, (other) => other !== before && isSame(other));
    if (isTaken) throw new UniqueViolation(`${table.model.name}.${unique.join("_")}`);
  }

  #refuseDangling(model: Model, relation: Relation, row: Row, before: Row | undefined): void {
    const id = row[relation.column];
    if (id === null || (before && before[relation.column] === id)) return;
    if (!this.table(relation.model).rows.has(String(id))) {
      throw new Error(`${model.name}.${relation.column} points to no ${relation.model}`);
    }
  }
}

function someRow(table: Table, fits: (row: Row) => boolean): boolean {
  for (const row of table.rows.values()) if (fits(row)) return true;
  return false;
}

function written(before: unknown, value: unknown, name: string): unknown {
  if (value === null || typeof value !== "object" || value instanceof Date || value instanceof Uint8Array) return value;
  const { increment, set, ...rest } = value as { increment?: number | bigint; set?: unknown };
  if (Object.keys(rest).length > 0) throw new Unsupported(`${Object.keys(rest).join(", ")} of ${name}`);
  if (set !== undefined) return set;
  if (typeof before === "bigint" && increment !== undefined) return before + BigInt(increment);
  if (typeof before === "number" && typeof increment === "number") return before + increment;
  throw new Unsupported(`this write of ${name}`);
}

function isIdTable({ model }: Table): boolean {
  return model.uniques[0]?.length === 1 && model.uniques[0][0] === "id";
}

export function keyOf(model: Model, row: Row): string {
  const primary = model.uniques[0] ?? [];
  return primary.length === 1 ? String(row[primary[0] ?? ""]) : primary.map((name) => String(row[name])).join("\u0000");
}
