import fs from "node:fs";
import { createRequire } from "node:module";
import type { SqlMigrationAwareDriverAdapterFactory } from "@prisma/driver-adapter-utils";
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from "@prisma/driver-adapter-utils";
import * as bindings from "@prisma/schema-engine-wasm/schema_engine_bg";

export type SchemaEngine = bindings.SchemaEngine;
export type MigrationList = bindings.MigrationList;

let loaded = false;

/**
 * Runs `work` with Prisma's schema engine as WebAssembly over a driver adapter: no native binary, no download
 * (docs/decisions/0005). Errors of the database come out as the database threw them.
 */
export async function withSchemaEngine<T>(
  factory: SqlMigrationAwareDriverAdapterFactory,
  work: (engine: SchemaEngine) => Promise<T>,
): Promise<T> {
  if (!loaded) load();
  loaded = true;
  const adapter = bindMigrationAwareSqlAdapterFactory(factory);
  const log = () => undefined;
  const engine = await bindings.SchemaEngine.new({ datamodels: undefined }, log, adapter);
  try {
    return await work(engine);
  } catch (error) {
    const id = error instanceof Error && /External error id#(\d+)/.exec(error.message)?.[1];
    throw (id && adapter.errorRegistry.consumeError(Number(id))?.error) || error;
  } finally {
    engine.free();
  }
}

const datamodel = (content: string) => ({
  tag: "schemaDatamodel" as const,
  files: [{ path: "schema.prisma", content }],
});

/** The PostgreSQL that takes one schema (none: an empty database) to another; empty when there is nothing to do. Asks no server. */
export async function schemaDifference(before: string | undefined, after: string): Promise<string> {
  return withSchemaEngine(noServer, async (engine) => {
    const { stdout } = await engine.diff({
      from: before === undefined ? { tag: "empty" } : datamodel(before),
      to: datamodel(after),
      script: true,
      exitCode: null,
      filters: { externalTables: [], externalEnums: [] },
    });
    const sql = stdout?.trim() ?? "";
    return sql === "-- This is an empty migration." ? "" : sql;
  });
}

function refuse(): never {
  throw new Error("The difference of two schemas takes no database");
}

/** What the engine asks as it starts: is there a schema, and which version is it. 15 is the oldest that Flightdeck is tested with. */
const oldestServer = {
  columnNames: ["exists", "version", "numeric_version"],
  columnTypes: [ColumnTypeEnum.Boolean, ColumnTypeEnum.Text, ColumnTypeEnum.Int32],
  rows: [[true, "PostgreSQL 15.0", 150_000]],
};

const noServer: SqlMigrationAwareDriverAdapterFactory = {
  provider: "postgres",
  adapterName: "flightdeck-no-server",
  connect: async () => ({
    provider: "postgres",
    adapterName: "flightdeck-no-server",
    queryRaw: async () => oldestServer,
    executeRaw: refuse,
    executeScript: refuse,
    startTransaction: refuse,
    getConnectionInfo: () => ({ schemaName: "public", supportsRelationJoins: false }),
    dispose: async () => undefined,
  }),
  connectToShadowDb: refuse,
};

function load(): void {
  const binding = createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm/schema_engine_bg");
  const module = new WebAssembly.Module(fs.readFileSync(binding.replace(/\.js$/, ".wasm")));
  const { exports } = new WebAssembly.Instance(module, { "./schema_engine_bg.js": { ...bindings } });
  const start = exports.__wbindgen_start;
  if (typeof start !== "function") throw new Error("@prisma/schema-engine-wasm has no __wbindgen_start");
  bindings.__wbg_set_wasm(exports);
  start();
}
