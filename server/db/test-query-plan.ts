import Database from "better-sqlite3";
import { pathOfDatabase } from "./sqlite-file";

export type QueryPlan = { readonly sql: string; readonly steps: readonly string[] };

/** What SQLite would do for each statement, one line a step. It depends on the schema, not on values or on how many rows there are. */
export function queryPlans(url: string, statements: Iterable<string>): readonly QueryPlan[] {
  const sqlite = new Database(pathOfDatabase(url), { readonly: true });
  try {
    return [...new Set(statements)].map((sql) => ({ sql, steps: stepsOf(sqlite, sql) }));
  } finally {
    sqlite.close();
  }
}

/** The steps that look through a whole table. What a statement has made itself (lists of ids, a page) may be gone through. */
export function scans(plans: readonly QueryPlan[]): readonly string[] {
  const own =
    /^SCAN (?:json_each|page|tally|sub|wanted|named|of_named|piece|hit|found|each_hit|one|i VIRTUAL TABLE INDEX \d+:.*M|CONSTANT ROW|\(subquery|aggr_selection_)/;
  return plans.flatMap(({ sql, steps }) =>
    // Prisma's way to ask for nothing; SQLite does not look at it.
    sql.includes("1=0")
      ? []
      : steps.filter((step) => step.startsWith("SCAN") && !own.test(step)).map((step) => `${step}: ${sql}`),
  );
}

function stepsOf(sqlite: Database.Database, sql: string): readonly string[] {
  const parameters = sql.replace(/'[^']*'|"[^"]*"|`[^`]*`/g, "").split("?").length - 1;
  const steps = sqlite.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(Array.from({ length: parameters }, () => null));
  return steps.map((step) => (step as { readonly detail: string }).detail);
}
