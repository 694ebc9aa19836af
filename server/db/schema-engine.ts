import fs from "node:fs";
import { createRequire } from "node:module";
import type { SqlMigrationAwareDriverAdapterFactory } from "@prisma/driver-adapter-utils";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
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

function load(): void {
  const binding = createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm/schema_engine_bg");
  const module = new WebAssembly.Module(fs.readFileSync(binding.replace(/\.js$/, ".wasm")));
  const { exports } = new WebAssembly.Instance(module, { "./schema_engine_bg.js": { ...bindings } });
  const start = exports.__wbindgen_start;
  if (typeof start !== "function") throw new Error("@prisma/schema-engine-wasm has no __wbindgen_start");
  bindings.__wbg_set_wasm(exports);
  start();
}
