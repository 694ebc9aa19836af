import { createHash } from "node:crypto";
import fs from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build, type Plugin } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = path.join(root, "node_modules/.cache/flightdeck-programs");

/** Sources find what lies beside them by their own place, also from within a bundle. */
const ownPlaces: Plugin = {
  name: "own-places",
  setup: ({ onLoad }) => {
    onLoad({ filter: /\.ts$/ }, async ({ path: file }) => {
      if (file.includes("node_modules")) return undefined;
      const place = JSON.stringify(pathToFileURL(file).href);
      return { contents: (await readFile(file, "utf8")).replaceAll("import.meta.url", place), loader: "ts" };
    });
  },
};

/** What packages that are CommonJS expect to be there. */
const commonJs = [
  'import { createRequire as makeRequire } from "node:module"; const require = makeRequire(import.meta.url);',
  'import { fileURLToPath as toPath } from "node:url"; const __filename = toPath(import.meta.url);',
  'const __dirname = __filename.replace(/[^/]*$/, "");',
].join("");

const common = {
  absWorkingDir: root,
  alias: { "@": root.replace(/\/$/, "") },
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  external: ["better-sqlite3", "pg-native", "@prisma/schema-engine-wasm"],
  banner: { js: commonJs },
  plugins: [ownPlaces],
  write: false,
  logLevel: "error",
} as const;

/**
 * A program of the repository as one file: a process that tsx starts reads and compiles every module anew, at seconds of a processor.
 * `source`: one that has no file, as the text of a module at the root. `packages`: "external" where they look for files of their own.
 */
export async function bundled(
  entry: string,
  { source, packages = "bundle" }: { readonly source?: string; readonly packages?: "bundle" | "external" } = {},
): Promise<string> {
  const from = source === undefined ? { entryPoints: [entry] } : { stdin: { contents: source, resolveDir: root } };
  const { outputFiles } = await build({ ...common, ...from, packages });
  const text = outputFiles[0].contents;
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 16);
  const file = path.join(folder, `${path.basename(entry, ".ts")}.${hash}.mjs`);
  if (fs.existsSync(file)) return file;
  fs.mkdirSync(folder, { recursive: true });
  const draft = `${file}.${process.pid}`;
  fs.writeFileSync(draft, text);
  // Renaming is atomic: two test files may both build it, none ever starts half of it.
  fs.renameSync(draft, file);
  return file;
}
