import { createHash } from "node:crypto";
import fs from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { type BuildOptions, build, type OutputFile, type Plugin } from "esbuild";

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

const common = {
  absWorkingDir: root,
  alias: { "@": root.replace(/\/$/, "") },
  bundle: true,
  platform: "node" as const,
  target: "node20",
  external: ["better-sqlite3", "pg-native", "@prisma/schema-engine-wasm"],
  plugins: [ownPlaces],
  write: false as const,
  logLevel: "error",
} satisfies BuildOptions;

/** What packages that are CommonJS expect to be there. */
const commonJs = [
  'import { createRequire as makeRequire } from "node:module"; const require = makeRequire(import.meta.url);',
  'import { fileURLToPath as toPath } from "node:url"; const __filename = toPath(import.meta.url);',
  'const __dirname = __filename.replace(/[^/]*$/, "");',
].join("");

/**
 * A program of the repository as one file: a process that tsx starts reads and compiles every module anew, at seconds of a processor.
 * `source`: one that has no file, as the text of a module at the root. `packages`: "external" where they look for files of their own.
 */
export async function bundled(
  entry: string,
  { source, packages = "bundle" }: { readonly source?: string; readonly packages?: "bundle" | "external" } = {},
): Promise<string> {
  const from = source === undefined ? { entryPoints: [entry] } : { stdin: { contents: source, resolveDir: root } };
  const made = await build({ ...common, ...from, packages, format: "esm", banner: { js: commonJs } });
  return written(path.basename(entry, ".ts"), ".mjs", textOf(made));
}

/**
 * A program that is started hundreds of times, as arguments for node: what the compiler made of it is kept, which is half of a start. `use`
 * starts and uses it once, and has it end by SIGUSR2, which keeps that. Whoever comes meanwhile goes without.
 */
export async function keptCompiled(
  entry: string,
  use: (args: readonly string[]) => Promise<void>,
): Promise<readonly string[]> {
  const made = await build({
    ...common,
    entryPoints: [entry],
    format: "cjs",
    // Within the one file, whose code is kept.
    supported: { "dynamic-import": false },
    define: { "import.meta.url": "__importPlace" },
    banner: { js: 'const __importPlace = require("node:url").pathToFileURL(__filename).href;' },
  });
  const program = written(path.basename(entry, ".ts"), ".cjs", textOf(made));
  const args = [written("start-compiled", ".cjs", Buffer.from(startCompiled)), program];
  if (!fs.existsSync(`${program}.code`) && begins(`${program}.begun`)) {
    await use([...args, "keep"]).finally(() => fs.rmSync(`${program}.begun`));
  }
  return args;
}

/** Runs the file it is given. Compiled code that is another version's, or broken, the engine itself puts aside. */
const startCompiled = `
const fs = require("node:fs"), Module = require("node:module"), path = require("node:path"), vm = require("node:vm");
const [, , filename, keep] = process.argv;
const code = filename + ".code";
const cachedData = fs.existsSync(code) ? fs.readFileSync(code) : undefined;
const script = new vm.Script(Module.wrap(fs.readFileSync(filename, "latin1")), { filename, cachedData });
if (keep) process.once("SIGUSR2", () => {
  fs.writeFileSync(code + process.pid, script.createCachedData());
  fs.renameSync(code + process.pid, code);
  process.exit();
});
const made = new Module(filename);
script.runInThisContext()(made.exports, Module.createRequire(filename), made, filename, path.dirname(filename));
`;

const textOf = ({ outputFiles }: { readonly outputFiles: readonly OutputFile[] }) =>
  Buffer.concat(outputFiles.map(({ contents }) => contents));

/** Named by what is in it, so that no run starts what another checkout or an earlier day made. */
function written(name: string, ending: string, contents: Uint8Array): string {
  const hash = createHash("sha256").update(contents).digest("hex").slice(0, 16);
  const file = path.join(folder, `${name}.${hash}${ending}`);
  if (fs.existsSync(file)) return file;
  fs.mkdirSync(folder, { recursive: true });
  const draft = `${file}.${process.pid}`;
  fs.writeFileSync(draft, contents);
  // Renaming is atomic: two test files may both build it, none ever starts half of it.
  fs.renameSync(draft, file);
  return file;
}

function begins(file: string): boolean {
  try {
    fs.closeSync(fs.openSync(file, "wx"));
    return true;
  } catch {
    return false;
  }
}
