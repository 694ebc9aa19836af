import { queries } from "./queries";
import { blankOf, type Row } from "./schema-models";
import { models } from "./tables";
import { Unsupported } from "./where";

type Run = (table: string, operation: string, args: Row) => unknown;

/** One table of a client, with the operations that the store knows. */
class Delegate {
  readonly run: Run;
  readonly table: string;

  constructor(run: Run, table: string) {
    this.run = run;
    this.table = table;
  }
}

for (const operation of Object.keys(queries)) {
  Object.defineProperty(Delegate.prototype, operation, {
    value(this: Delegate, args: Row = {}): Promise<unknown> {
      try {
        return Promise.resolve(this.run(this.table, operation, args));
      } catch (error) {
        return Promise.reject(error);
      }
    },
  });
}

/** Any other operation is refused loudly, when it is asked for. */
const unknown = new Proxy(Object.prototype, {
  get: (known, operation, delegate) => {
    if (typeof operation !== "string" || operation === "then" || operation in known)
      return Reflect.get(known, operation);
    return () => Promise.reject(new Unsupported(`${(delegate as Delegate).table}.${operation}`));
  },
});
Object.setPrototypeOf(Delegate.prototype, unknown);

const tables = [...models.keys()];
const blank = blankOf(tables);

/** Prisma's client as far as the engine uses it: every table of the schema, whose operations go to `run`. */
export function clientOver(run: Run): Record<string, unknown> {
  const client: Record<string, unknown> = { ...blank };
  for (const table of tables) client[table] = new Delegate(run, table);
  return client;
}
