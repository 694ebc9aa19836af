import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** What the container runs: migrations in a process of their own (their memory goes with it), then the app. */
const migration = spawn(process.execPath, [fileURLToPath(new URL("tools/migrate.mjs", import.meta.url))], {
  stdio: "inherit",
});
const code = await new Promise((resolve) => {
  migration.on("error", () => resolve(1));
  migration.on("exit", (exitCode) => resolve(exitCode ?? 1));
});
if (code !== 0) process.exit(code);
await import("./serve.mjs");
