import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { bin, root, run, runNode } from "./processes.mjs";
import { Problem, tail } from "./terminal.mjs";

const at = (...names) => path.join(root, ...names);
const readJson = (file) => (fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, "utf8")) : undefined);

/** Installs exactly what the lock file says, unless that is what is there already. */
export async function ensurePackages() {
  await unpackPackages();
  await ensureDriver();
}

const patience = ["--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=5000"];

/** The files of all packages. None of them runs anything: what only the driver of the database needs follows. */
export async function unpackPackages() {
  if (isInstalled()) return;
  const args = ["ci", "--ignore-scripts", "--no-fund", "--no-audit", ...patience];
  const { code, output } = await run(npm(), args, { env: npmEnv() });
  if (code !== 0) throw whyInstallFailed(output);
}

/** The binary of better-sqlite3, fetched or compiled: after unpacking, or because Node was exchanged since. */
export async function ensureDriver() {
  const database = await openDatabase();
  if (database.code === 0) return;
  const { code, output } = await run(npm(), ["rebuild", "better-sqlite3"], { env: npmEnv() });
  if (code !== 0) throw whyInstallFailed(output);
}

/** npm keeps what it installed in node_modules/.package-lock.json; it writes that last. */
function isInstalled() {
  const wanted = readJson(at("package-lock.json"));
  const installed = readJson(at("node_modules", ".package-lock.json"));
  if (!wanted || !installed) return false;
  return Object.entries(wanted.packages).every(([name, entry]) => {
    if (name === "") return true;
    const found = installed.packages[name];
    return found ? found.version === entry.version : Boolean(entry.optional || entry.devOptional || entry.peer);
  });
}

const openDatabase = () => runNode(["-e", "new (require('better-sqlite3'))(':memory:')"]);

// npm tells which npm runs us; started without npm, the one on the path will do.
const npm = () => (process.platform === "win32" ? "npm.cmd" : "npm");
// `npm run` hands its own settings on as variables, which a second npm would take for the user's.
const npmEnv = () => ({ npm_config_loglevel: "error", NODE_ENV: "development" });

const installProblems = [
  [
    /gyp ERR|node-gyp|not found: make|find Python/i,
    "better-sqlite3 has no ready-made binary for this machine and needs a compiler: install python3, make and g++ (Debian: apt-get install -y python3 make g++; macOS: xcode-select --install), then run this again.",
  ],
  [
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH/,
    "The npm registry cannot be reached: check the network (and `npm config get registry`), then run this again.",
  ],
  [/EUSAGE/, "package.json and package-lock.json disagree: run `npm install`, then this again."],
  [/spawn npm/, "npm is not on the PATH: install it with Node, then run this again."],
  [/ENOSPC/, "The disk is full: free about 2 GB, then run this again."],
  [/EACCES|EPERM/, `npm may not write into ${root}: make it yours, then run this again.`],
];

/** A cause we know is one line; for any other, npm's own words come before it. */
function whyInstallFailed(output) {
  const known = installProblems.find(([pattern]) => pattern.test(output));
  return known ? new Problem(known[1]) : new Problem("`npm ci` failed for the reason above.", tail(output, 30));
}

/** Generates the database client when the schema or Prisma changed since the last time. */
export async function ensureClient() {
  const hash = hashOf([
    "prisma/schema.prisma",
    "prisma.config.ts",
    "server/db/postgresql-schema.ts",
    "node_modules/prisma/package.json",
  ]);
  const stamp = at("node_modules", ".cache", "flightdeck", "client");
  const generated = ["generated", "generated-postgresql"].every((name) =>
    fs.existsSync(at("server/db", name, "client.ts")),
  );
  if (generated && read(stamp) === hash) return "unchanged";
  const { code, output } = await runNode([...bin.tsx, "scripts/generate-client.ts"]);
  if (code !== 0) throw new Problem("The database client could not be generated for the reason above.", tail(output));
  fs.mkdirSync(path.dirname(stamp), { recursive: true });
  fs.writeFileSync(stamp, hash);
  return undefined;
}

/** Builds the app when a source of it changed since the last build. */
export async function ensureBuild() {
  const hash = hashOf(buildSources());
  const stamp = at(".next", "flightdeck-sources");
  if (fs.existsSync(at(".next", "BUILD_ID")) && read(stamp) === hash) return "unchanged";
  fs.rmSync(stamp, { force: true });
  const { code, output } = await runNode([...bin.next, "build"], { env: { NODE_ENV: "production" } });
  if (code !== 0) throw new Problem("The app could not be built for the reason above.", tail(output, 60));
  fs.writeFileSync(stamp, hash);
  return undefined;
}

const files = ["package-lock.json", "tsconfig.json", "next.config.ts", "postcss.config.cjs", "prisma/schema.prisma"];
const folders = ["app", "server", "public"];
const notBuilt = /\.test\.tsx?$|^server\/sandbox\/|^server\/db\/generated(-postgresql)?\//;

function buildSources() {
  const found = folders.flatMap((folder) =>
    fs.existsSync(at(folder))
      ? fs
          .readdirSync(at(folder), { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => path.relative(root, path.join(entry.parentPath ?? entry.path, entry.name)))
      : [],
  );
  const start = fs.readdirSync(root).filter((name) => /^(instrumentation|proxy)/.test(name));
  return [
    ...files,
    ...start,
    ...found.map((name) => name.replaceAll("\\", "/")).filter((name) => !notBuilt.test(name)),
  ].sort();
}

function hashOf(names) {
  const hash = createHash("sha256").update(process.version);
  for (const name of names) {
    if (fs.existsSync(at(name))) hash.update(`\n${name}\n`).update(fs.readFileSync(at(name)));
  }
  return hash.digest("hex");
}

const read = (file) => (fs.existsSync(file) ? fs.readFileSync(file, "utf8") : undefined);
