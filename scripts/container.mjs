import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/**
 * What the container runs: migrations in a process of their own (their memory goes with it), then the app. FLIGHTDECK_MIGRATE=0: the app
 * alone, where its role may not change tables.
 */
const code = process.env.FLIGHTDECK_MIGRATE === "0" ? 0 : await migrate();
if (code !== 0) process.exit(code);
await import("./serve.mjs");

function migrate() {
  const tool = fileURLToPath(new URL("tools/migrate.mjs", import.meta.url));
  const migration = spawn(process.execPath, [tool], { stdio: "inherit" });
  return new Promise((resolve) => {
    migration.on("error", () => resolve(1));
    migration.on("exit", (exitCode) => resolve(exitCode ?? 1));
  });
}
