import type { Model, Row } from "./schema-models";

/** Rows of another table that a relation of a row leads to. */
export type Related = (
  model: Model,
  row: Row,
  relation: string,
) => { readonly model: Model; readonly rows: readonly Row[] };

export class Unsupported extends Error {
  constructor(what: string) {
    super(`The memory store does not support ${what}: add it there, with its case in the differential test`);
    this.name = "Unsupported";
  }
}

/** Prisma's `where` over one row, as SQL would answer: null equals nothing but null, and no comparison holds for it. */
export function matches(model: Model, row: Row, where: Row | undefined, related: Related): boolean {
  if (where === undefined) return true;
  for (const name in where) {
    const wanted = where[name];
    if (wanted === undefined) continue;
    if (!fieldMatches(model, row, name, wanted, related)) return false;
  }
  return true;
}

function fieldMatches(model: Model, row: Row, name: string, wanted: unknown, related: Related): boolean {
  const value = row[name];
  // A row has all of its columns, empty ones as null.
  if (value !== undefined) return columnMatches(value, wanted, name);
  if (name === "OR" || name === "AND") return groupMatches(model, row, name, wanted, related);
  if (model.relations.has(name)) return relationMatches(model, row, name, wanted as Row, related);
  const compound = model.uniques.find((key) => key.length > 1 && key.join("_") === name);
  if (compound) return matches(model, row, wanted as Row, related);
  throw new Unsupported(`the condition ${name} on ${model.name}`);
}

function groupMatches(model: Model, row: Row, name: "OR" | "AND", wanted: unknown, related: Related): boolean {
  const parts = (Array.isArray(wanted) ? wanted : [wanted]) as readonly Row[];
  return name === "OR"
    ? parts.some((part) => matches(model, row, part, related))
    : parts.every((part) => matches(model, row, part, related));
}

function relationMatches(model: Model, row: Row, name: string, wanted: Row, related: Related): boolean {
  const { model: other, rows } = related(model, row, name);
  const fits = (one: Row, where: Row) => matches(other, one, where, related);
  if (!model.relations.get(name)?.many) {
    if ("is" in wanted || "isNot" in wanted) throw new Unsupported(`is and isNot on ${name}`);
    return rows.some((one) => fits(one, wanted));
  }
  return Object.entries(wanted).every(([quantifier, where]) => {
    if (quantifier === "some") return rows.some((one) => fits(one, where as Row));
    if (quantifier === "none") return !rows.some((one) => fits(one, where as Row));
    if (quantifier === "every") return rows.every((one) => fits(one, where as Row));
    throw new Unsupported(`${quantifier} of ${name}`);
  });
}

function columnMatches(value: unknown, wanted: unknown, name: string): boolean {
  if (wanted === null || typeof wanted !== "object" || wanted instanceof Date) return same(value, wanted);
  for (const operator in wanted) {
    const operand = (wanted as Row)[operator];
    if (operand !== undefined && !holds(value, operator, operand, name)) return false;
  }
  return true;
}

function holds(value: unknown, operator: string, operand: unknown, name: string): boolean {
  switch (operator) {
    case "equals":
      return same(value, operand);
    case "in":
      return value !== null && (operand as readonly unknown[]).some((one) => same(value, one));
    case "notIn":
      return value !== null && !(operand as readonly unknown[]).some((one) => same(value, one));
    case "not":
      if (typeof operand === "object" && operand !== null && !(operand instanceof Date)) break;
      return operand === null ? value !== null : value !== null && !same(value, operand);
    case "lt":
    case "lte":
    case "gt":
    case "gte":
      return value !== null && ordered(compare(value, operand), operator);
  }
  throw new Unsupported(`the operator ${operator} on ${name}`);
}

function ordered(order: number, operator: "lt" | "lte" | "gt" | "gte"): boolean {
  if (operator === "lt") return order < 0;
  if (operator === "lte") return order <= 0;
  return operator === "gt" ? order > 0 : order >= 0;
}

export function same(a: unknown, b: unknown): boolean {
  if (a instanceof Date && b instanceof Date) return a.getTime() === b.getTime();
  return a === b;
}

/** As SQLite sorts: null first, text by code point. */
export function compare(a: unknown, b: unknown): number {
  if (a === null || b === null) return Number(a !== null) - Number(b !== null);
  if (a instanceof Date && b instanceof Date) return a.getTime() - b.getTime();
  if (typeof a === "boolean" && typeof b === "boolean") return Number(a) - Number(b);
  const [left, right] = [a as string | number | bigint, b as string | number | bigint];
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
