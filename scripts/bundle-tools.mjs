import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** Commands of an installation, bundled beside the standalone output: a container has no sources, no compiler and no npm. */
const root = fileURLToPath(new URL("..", import.meta.url));
const tools = ["migrate", "new-organisation", "backup", "restore", "audit-verify", "reseal"];

const { config } = JSON.parse(fs.readFileSync(path.join(root, ".next/required-server-files.json"), "utf8"));
await build({
  absWorkingDir: root,
  entryPoints: tools.map((name) => `scripts/${name}.ts`),
  // As deep as the sources: they find prisma/ by their own place.
  outdir: ".next/standalone/scripts/tools",
  outExtension: { ".js": ".mjs" },
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20",
  logLevel: "warning",
  // What the app keeps outside its own bundle is in the standalone output; the engine's wasm file is copied.
  external: [...config.serverExternalPackages, "@prisma/schema-engine-wasm", "pg-native"],
  banner: {
    js: 'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);',
  },
});
