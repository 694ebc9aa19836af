import type { DBAdapterInstance, DBTransactionAdapter, Where } from "better-auth";
import { sessionTokenAtRest } from "./session-token";

type Row = Record<string, unknown>;
type Created<T extends Row> = Omit<Parameters<DBTransactionAdapter["create"]>[0], "data"> & { data: Omit<T, "id"> };

/**
 * The library's own storage, but a session's token is kept as its hash: hashed on the way in and in every condition, and given back in clear
 * only to whoever came with it. What is found by anything else (all sessions of a person) carries the hash, which opens nothing.
 */
export function withHashedSessions(makeAdapter: DBAdapterInstance): DBAdapterInstance {
  return (options) => {
    const adapter = makeAdapter(options);
    // In place, because the library keeps its check of the schema and its transactions by this very object.
    return Object.assign(adapter, hashing({ ...adapter }));
  };
}

function hashing(inner: DBTransactionAdapter): Partial<DBTransactionAdapter> {
  return {
    create: async <T extends Row, R = T>(asked: Created<T>) => {
      if (asked.model !== "session") return inner.create<T, R>(asked);
      const { token } = asked.data as Row;
      const row = await inner.create<T, R>({ ...asked, data: { ...asked.data, ...hashedToken(asked.data) } });
      return withToken(row, new Map([[atRest(token), token]]));
    },
    findOne: async <T>(asked: Parameters<DBTransactionAdapter["findOne"]>[0]) => {
      const { where, clear } = condition(asked.model, asked.where);
      return withToken(await inner.findOne<T>({ ...asked, where }), clear);
    },
    findMany: async <T>(asked: Parameters<DBTransactionAdapter["findMany"]>[0]) => {
      const { where, clear } = condition(asked.model, asked.where ?? []);
      const rows = await inner.findMany<T>({ ...asked, where });
      return rows.map((row) => withToken(row, clear));
    },
    update: async <T>(asked: Parameters<DBTransactionAdapter["update"]>[0]) => {
      const { where, clear } = condition(asked.model, asked.where);
      const update = asked.model === "session" ? { ...asked.update, ...hashedToken(asked.update) } : asked.update;
      return withToken(await inner.update<T>({ ...asked, where, update }), clear);
    },
    updateMany: (asked) => inner.updateMany({ ...asked, where: condition(asked.model, asked.where).where }),
    delete: (asked) => inner.delete({ ...asked, where: condition(asked.model, asked.where).where }),
    deleteMany: (asked) => inner.deleteMany({ ...asked, where: condition(asked.model, asked.where).where }),
    count: (asked) => inner.count({ ...asked, where: condition(asked.model, asked.where ?? []).where }),
  };
}

const atRest = (token: unknown) => (typeof token === "string" ? sessionTokenAtRest(token) : token);

function hashedToken(data: Row): Row {
  return typeof data.token === "string" ? { token: atRest(data.token) } : {};
}

/** The condition on what is kept, and which token each hash in it came from. */
function condition(model: string, where: Where[]): { readonly where: Where[]; readonly clear: Map<unknown, unknown> } {
  const clear = new Map<unknown, unknown>();
  if (model !== "session") return { where, clear };
  const hashed = (token: unknown) => {
    const hash = atRest(token);
    clear.set(hash, token);
    return hash;
  };
  const on = where.map((one): Where => {
    if (one.field !== "token") return one;
    const value = Array.isArray(one.value) ? one.value.map(hashed) : hashed(one.value);
    return { ...one, value: value as Where["value"] };
  });
  return { where: on, clear };
}

function withToken<T>(row: T, clear: ReadonlyMap<unknown, unknown>): T {
  if (typeof row !== "object" || row === null || !("token" in row) || !clear.has(row.token)) return row;
  return { ...row, token: clear.get(row.token) };
}
