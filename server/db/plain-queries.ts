import Database from "better-sqlite3";
import type { Db, Tx } from "./client";
import {
  type Args,
  type Column,
  countPlan,
  deletePlan,
  insertPlan,
  loaded,
  type Model,
  notPlain,
  only,
  type Plan,
  selected,
  selectPlan,
  updatePlan,
} from "./plain-sql";

/** Where a statement runs: outside transactions (reads on the connection that cannot write), or inside one. */
export type Ground = {
  /** Rows of cells; `reads` false: it writes as well. */
  readonly rows: (sql: string, args: readonly unknown[], reads: boolean) => Promise<readonly (readonly unknown[])[]>;
  /** How many rows it changed. */
  readonly run: (sql: string, args: readonly unknown[]) => Promise<number>;
};

type Grounds = {
  readonly outside: () => Promise<Ground>;
  /** The transaction that has just begun. */
  readonly inside: () => Ground;
  readonly close: () => Promise<void>;
};

type Row = Record<string, unknown>;
type Delegate = Readonly<Record<string, (args?: Args) => Promise<unknown>>>;

/** Nothing was found where there must be something: Prisma says so in its own words. */
const missing = Symbol("missing");
type Run = (ground: Ground) => Promise<unknown>;
/** Throws `notPlain`. */
type Operation = (model: Model, args: Args) => Run;

/**
 * Answers the plain questions to Prisma's client (columns compared with values, nothing nested) by one SQL statement each, without the
 * query compiler, which costs a tenth of the time (docs/decisions/0016). Everything else, and every refusal, is Prisma's own.
 */
export function withPlainQueries(client: Db, grounds: Grounds): Db {
  const models = modelsOf(client);
  const transaction = (work: (tx: Tx) => Promise<unknown>, options?: object) =>
    client.$transaction((tx) => {
      const ground = grounds.inside();
      return work(over(tx, models, async () => ground));
    }, options);
  const disconnect = async () => {
    await client.$disconnect();
    await grounds.close();
  };
  const own = { $transaction: transaction, $disconnect: disconnect };
  return over(client, models, () => grounds.outside(), own);
}

function over<T extends Db | Tx>(
  client: T,
  models: ReadonlyMap<string, Model>,
  ground: () => Promise<Ground>,
  own: Readonly<Record<string, unknown>> = {},
): T {
  const known = new Map<string, unknown>(Object.entries(own));
  return new Proxy(client, {
    get(target, name) {
      const found = typeof name === "string" ? known.get(name) : undefined;
      if (found !== undefined) return found;
      const value: unknown = Reflect.get(target, name);
      if (typeof name !== "string") return value;
      const model = models.get(name);
      if (!model && typeof value !== "function") return value;
      const made = model ? delegateOf(value as Delegate, model, ground) : (value as () => unknown).bind(target);
      known.set(name, made);
      return made;
    },
  });
}

function delegateOf(delegate: Delegate, model: Model, ground: () => Promise<Ground>): Delegate {
  const plain = new Map(
    Object.entries(operations).map(([name, operation]) => {
      const byPrisma = delegate[name] as NonNullable<Delegate[string]>;
      return [
        name,
        (args: Args = {}) =>
          answered(
            () => operation(model, args),
            ground,
            () => byPrisma(args),
          ),
      ] as const;
    }),
  );
  return new Proxy(delegate, {
    get: (target, name) => (typeof name === "string" ? plain.get(name) : undefined) ?? Reflect.get(target, name),
  });
}

async function answered(
  planned: () => Run,
  ground: () => Promise<Ground>,
  byPrisma: () => Promise<unknown>,
): Promise<unknown> {
  try {
    const answer = await planned()(await ground());
    return answer === missing ? byPrisma() : answer;
  } catch (error) {
    if (error === notPlain || isConstraint(error)) return byPrisma();
    throw error;
  }
}

/** The statement has changed nothing, and its like fails again. */
function isConstraint(error: unknown): boolean {
  return error instanceof Database.SqliteError && error.code.startsWith("SQLITE_CONSTRAINT");
}

const find =
  (absent: unknown): Operation =>
  (model, args) => {
    const plan = selectPlan(model, args, true);
    return async (ground) => firstOf(plan, await ground.rows(plan.sql, plan.args, true), absent);
  };

const counted =
  ({ sql, args }: Plan): Run =>
  async (ground) => ({ count: await ground.run(sql, args) });

const written =
  (plan: Plan): Run =>
  async (ground) =>
    firstOf(plan, await ground.rows(plan.sql, plan.args, false), missing);

const operations: Readonly<Record<string, Operation>> = {
  findUnique: find(null),
  findFirst: find(null),
  findUniqueOrThrow: find(missing),
  findFirstOrThrow: find(missing),
  findMany: (model, args) => {
    const plan = selectPlan(model, args, false);
    return async (ground) => (await ground.rows(plan.sql, plan.args, true)).map((row) => rowOf(plan, row));
  },
  count: (model, args) => {
    const plan = countPlan(model, args);
    return async (ground) => Number((await ground.rows(plan.sql, plan.args, true))[0]?.[0]);
  },
  create: (model, args) => {
    only(args, ["data", "select"]);
    return written(insertPlan(model, [args.data as Args], selected(model, args.select)));
  },
  createMany: (model, args) => {
    only(args, ["data"]);
    if (!Array.isArray(args.data)) throw notPlain;
    return counted(insertPlan(model, args.data, []));
  },
  update: (model, args) => {
    only(args, ["where", "data", "select"]);
    return written(updatePlan(model, args, selected(model, args.select)));
  },
  updateMany: (model, args) => {
    only(args, ["where", "data"]);
    return counted(updatePlan(model, args, []));
  },
  delete: (model, args) => {
    only(args, ["where", "select"]);
    return written(deletePlan(model, args, selected(model, args.select)));
  },
  deleteMany: (model, args) => {
    only(args, ["where"]);
    return counted(deletePlan(model, args, []));
  },
};

function firstOf(plan: Plan, rows: readonly (readonly unknown[])[], absent: unknown): unknown {
  const [row] = rows;
  return row ? rowOf(plan, row) : absent;
}

function rowOf({ columns }: Plan, cells: readonly unknown[]): Row {
  const row: Row = {};
  for (let index = 0; index < columns.length; index += 1) {
    const column = columns[index];
    if (column) row[column.name] = loaded(column, cells[index]);
  }
  return row;
}

type Described = {
  readonly models: Readonly<Record<string, { readonly fields: readonly (Column & { readonly kind: string })[] }>>;
};

/** Every model by the name its delegate has. */
function modelsOf(client: Db): ReadonlyMap<string, Model> {
  const described = (client as unknown as { readonly _runtimeDataModel?: Described })._runtimeDataModel;
  if (!described) throw new Error("Prisma's client no longer describes its models: see docs/decisions/0016");
  return new Map(
    Object.entries(described.models).map(([name, { fields }]) => {
      const columns = fields.filter(({ kind }) => kind === "scalar").map((field) => [field.name, field] as const);
      return [name.charAt(0).toLowerCase() + name.slice(1), { name, columns: new Map(columns) }] as const;
    }),
  );
}
