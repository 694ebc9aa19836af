import Database from "better-sqlite3";
import type { Prisma, PrismaClient } from "./generated/client";
import { type Ground, questionOf, rowOf, rowsOf } from "./plain-rows";
import {
  type Args,
  type Column,
  countPlan,
  deletePlan,
  insertEachPlan,
  insertPlan,
  type Model,
  notPlain,
  only,
  type Plan,
  type Relation,
  selected,
  updatePlan,
  upsertPlan,
} from "./plain-sql";

type Db = PrismaClient;
type Tx = Prisma.TransactionClient;

type Grounds = {
  readonly outside: () => Promise<Ground>;
  /** The transaction that has just begun. */
  readonly inside: () => Ground;
  readonly close: () => Promise<void>;
};

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
  const memberOf = (target: T, name: string): unknown => {
    const model = models.get(name);
    if (model) return delegateOf(() => Reflect.get(target, name) as Delegate, model, ground);
    const value: unknown = Reflect.get(target, name);
    return typeof value === "function" ? (value as () => unknown).bind(target) : undefined;
  };
  return new Proxy(client, {
    get(target, name) {
      if (typeof name !== "string") return Reflect.get(target, name) as unknown;
      const made = known.get(name) ?? memberOf(target, name);
      if (made === undefined) return Reflect.get(target, name) as unknown;
      known.set(name, made);
      return made;
    },
  });
}

/** Prisma's own delegate is made only where it is needed: that alone costs more than a plain statement. */
function delegateOf(byPrisma: () => Delegate, model: Model, ground: () => Promise<Ground>): Delegate {
  const nothing: Delegate = {};
  return new Proxy(nothing, {
    get(_, name) {
      const operation = typeof name === "string" ? operations[name] : undefined;
      if (typeof name !== "string" || !operation) return Reflect.get(byPrisma(), name);
      const asked = (args?: Args) => (byPrisma()[name] as NonNullable<Delegate[string]>)(args);
      return (args: Args = {}) =>
        answered(
          () => operation(model, args),
          ground,
          () => asked(args),
        );
    },
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
    const question = questionOf(model, args, true);
    return async (ground) => (await rowsOf(ground, question))[0] ?? absent;
  };

const counted =
  ({ sql, args }: Plan): Run =>
  async (ground) => ({ count: await ground.run(sql, args) });

const written =
  ({ sql, args, columns }: Plan): Run =>
  async (ground) => {
    const [cells] = await ground.rows(sql, args, false);
    return cells ? rowOf(columns, cells) : missing;
  };

const operations: Readonly<Record<string, Operation>> = {
  findUnique: find(null),
  findFirst: find(null),
  findUniqueOrThrow: find(missing),
  findFirstOrThrow: find(missing),
  findMany: (model, args) => {
    const question = questionOf(model, args);
    return (ground) => rowsOf(ground, question);
  },
  count: (model, args) => {
    const plan = countPlan(model, args);
    return async (ground) => Number((await ground.rows(plan.sql, plan.args, true))[0]?.[0]);
  },
  create: (model, args) => {
    only(args, ["data", "select"]);
    return written(insertPlan(model, args.data as Args, selected(model, args.select)));
  },
  createMany: (model, args) => {
    only(args, ["data"]);
    if (!Array.isArray(args.data)) throw notPlain;
    const { sql, each } = insertEachPlan(model, args.data as readonly Args[]);
    return async (ground) => ({ count: await ground.runEach(sql, each) });
  },
  update: (model, args) => {
    only(args, ["where", "data", "select"]);
    return written(updatePlan(model, args, selected(model, args.select)));
  },
  upsert: (model, args) => {
    only(args, ["where", "create", "update", "select"]);
    return written(upsertPlan(model, args, selected(model, args.select)));
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

type Field = Column & { readonly kind: string; readonly relationName?: string };
type Described = { readonly models: Readonly<Record<string, { readonly fields: readonly Field[] }>> };

/** Every model by the name its delegate has. */
function modelsOf(client: Db): ReadonlyMap<string, Model> {
  const described = (client as unknown as { readonly _runtimeDataModel?: Described })._runtimeDataModel;
  if (!described) throw new Error("Prisma's client no longer describes its models: see docs/decisions/0016");
  const models = new Map<string, Model>();
  const delegateName = (name: string) => name.charAt(0).toLowerCase() + name.slice(1);
  for (const [name, { fields }] of Object.entries(described.models)) {
    const columns = new Map(fields.filter(({ kind }) => kind === "scalar").map((field) => [field.name, field]));
    const relations = fields
      .filter(({ kind }) => kind === "object")
      .map((field) => {
        const model = () => models.get(delegateName(field.type)) as Model;
        return [field.name, { model, ...columnOf(described, columns, field) }] as const;
      });
    models.set(delegateName(name), { name, columns, relations: new Map(relations) });
  }
  return models;
}

/** Our schema names the column of a relation after it; the other side has a list (plain-queries.test.ts holds it to that). */
function columnOf({ models }: Described, columns: ReadonlyMap<string, Column>, field: Field): Omit<Relation, "model"> {
  if (columns.has(`${field.name}Id`)) return { many: false, column: `${field.name}Id` };
  const back = models[field.type]?.fields.find(({ relationName }) => relationName === field.relationName);
  return { many: true, column: `${back?.name}Id` };
}
