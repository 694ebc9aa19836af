import pg from "pg";

type Node = {
  readonly "Node Type": string;
  readonly "Relation Name"?: string;
  readonly "Sort Key"?: readonly string[];
  readonly Plans?: readonly Node[];
};

/** What PostgreSQL would do for a statement: the tables that it goes through row by row, and what it has to sort. */
type PostgresqlPlan = {
  readonly sql: string;
  readonly scans: readonly string[];
  readonly sorts: readonly string[];
};

/**
 * Plans for values that are not known yet, with going through a table and sorting made as dear as can be: what is left of either is what no
 * index can do. That depends on the schema only, not on how many rows there are.
 */
export async function postgresqlPlans(url: string, statements: Iterable<string>): Promise<readonly PostgresqlPlan[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    await client.query("SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; SET enable_sort = off");
    const plans: PostgresqlPlan[] = [];
    for (const sql of new Set(statements)) plans.push({ sql, ...stepsOf(await planOf(client, sql)) });
    return plans;
  } finally {
    await client.end();
  }
}

async function planOf(client: pg.Client, sql: string): Promise<Node> {
  const places = [...sql.matchAll(/\$(\d+)/g)].map(([, number]) => Number(number));
  const values = Array.from({ length: Math.max(0, ...places) }, () => "NULL").join(", ");
  await client.query(`PREPARE asked AS ${sql.replaceAll(" LIKE ", " ILIKE ")}`);
  const { rows } = await client.query<{ "QUERY PLAN": readonly { Plan: Node }[] }>(
    `EXPLAIN (FORMAT JSON) EXECUTE asked${values === "" ? "" : `(${values})`}`,
  );
  await client.query("DEALLOCATE asked");
  const plan = rows[0]?.["QUERY PLAN"][0]?.Plan;
  if (!plan) throw new Error(`PostgreSQL does not say how it would do ${sql}`);
  return plan;
}

function stepsOf(plan: Node): Pick<PostgresqlPlan, "scans" | "sorts"> {
  const nodes = [plan, ...below(plan)];
  return {
    scans: nodes.filter((one) => one["Node Type"] === "Seq Scan").map((one) => one["Relation Name"] ?? "?"),
    sorts: nodes.filter((one) => one["Node Type"] === "Sort").map((one) => (one["Sort Key"] ?? []).join(", ")),
  };
}

function below({ Plans = [] }: Node): readonly Node[] {
  return Plans.flatMap((one) => [one, ...below(one)]);
}
