import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as tick } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import Database from "better-sqlite3";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import { migrate, migrationsFolder } from "./migrate";

/** R13: how often a migration is killed at a random moment; MIGRATION_KILLS=20 for the whole goal. */
const kills = Number(process.env.MIGRATION_KILLS ?? 6);

const root = fileURLToPath(new URL("../..", import.meta.url));
const program = path.join(root, "node_modules/.cache/flightdeck-kill/migrating-process.mjs");
let folder: string;
let old: string;
const schemas = { old: "", new: "" };

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "flightdeck-killed-migration-"));
  const external = ["better-sqlite3", "@prisma/schema-engine-wasm", "pg-native"];
  const common = { bundle: true, format: "esm", platform: "node", external, logLevel: "error" } as const;
  const js =
    'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);';
  const entryPoints = [path.join(root, "server/db/migrating-process.ts")];
  await build({ ...common, entryPoints, outfile: program, banner: { js } });
  // What a desk of the first release has: the first migration only, and rows.
  const released = path.join(folder, "released");
  const [first = ""] = fs.readdirSync(migrationsFolder).sort();
  fs.cpSync(path.join(migrationsFolder, first), path.join(released, first), { recursive: true });
  old = path.join(folder, "old.db");
  await migrate(`file:${old}`, released);
  const sqlite = new Database(old);
  const organisation = sqlite.prepare(
    "INSERT INTO Organisation (id, name, createdAt) VALUES (?, 'Kept', '2026-11-01')",
  );
  for (let index = 0; index < 200; index++) organisation.run(`o${index}`);
  sqlite.pragma("wal_checkpoint(TRUNCATE)");
  sqlite.close();
  schemas.old = state(old).schema;
  const fresh = copyOf("fresh");
  await migrate(`file:${fresh}`);
  schemas.new = state(fresh).schema;
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

function copyOf(name: string): string {
  const file = path.join(folder, `${name}.db`);
  fs.copyFileSync(old, file);
  return file;
}

function state(file: string) {
  const sqlite = new Database(file);
  try {
    expect(sqlite.pragma("integrity_check", { simple: true })).toBe("ok");
    const schema = sqlite.prepare("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name").pluck().all();
    const half = sqlite.prepare("SELECT count(*) FROM _prisma_migrations WHERE finished_at IS NULL").pluck().get();
    const rows = sqlite.prepare("SELECT count(*) FROM Organisation WHERE name = 'Kept'").pluck().get();
    return { schema: schema.join("\n"), half, rows };
  } finally {
    sqlite.close();
  }
}

/** One process that migrates; `begun` resolves right before it does, `ended` to its signal and what it printed. */
function migrating(file: string) {
  const child = spawn(process.execPath, [program, `file:${file}`, migrationsFolder], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const ended = once(child, "close").then(([, signal]) => ({ signal: signal as string | null, output }));
  return { child, begun: once(child.stdout, "data"), ended };
}

test("two processes that migrate at once: one does it, the other waits and finds it done", async () => {
  const file = copyOf("both");
  const ends = await Promise.all([migrating(file).ended, migrating(file).ended]);
  const pending = fs.readdirSync(migrationsFolder).filter((name) => /^\d/.test(name)).length - 1;
  expect(ends.map(({ output }) => output.replace("begins\n", "").trim()).sort()).toEqual(["0", String(pending)]);
  expect(state(file)).toEqual({ schema: schemas.new, half: 0, rows: 200 });
});

test(`${kills} migrations killed at a random moment: the old schema or the new one, every row, and the next start goes on`, async () => {
  const whole = copyOf("whole");
  const first = migrating(whole);
  await first.begun;
  const began = performance.now();
  await first.ended;
  const took = performance.now() - began;
  const found = { old: 0, new: 0 };
  for (let index = 0; index < kills; index++) {
    const file = copyOf(`killed-${index}`);
    const { child, begun, ended } = migrating(file);
    await begun;
    // Spread over the whole run, the moment of the commit included, with chance within each part.
    await tick(((index + Math.random()) / kills) * took * 1.1);
    child.kill("SIGKILL");
    await ended;
    const left = state(file);
    expect([schemas.old, schemas.new]).toContain(left.schema);
    expect(left).toMatchObject({ half: 0, rows: 200 });
    found[left.schema === schemas.new ? "new" : "old"] += 1;
    await migrate(`file:${file}`);
    expect(state(file)).toEqual({ schema: schemas.new, half: 0, rows: 200 });
  }
  process.stdout.write(`${kills} kills within ${Math.round(took)} ms: ${found.old} old, ${found.new} new\n`);
});
