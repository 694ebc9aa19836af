import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { installPackage } from "./apt.mjs";
import { root, run, runNode, startNode } from "./processes.mjs";
import { Problem, tail } from "./terminal.mjs";

const oldest = 15;
const debian = "/usr/lib/postgresql";
const commonSettings = "/etc/postgresql-common/createcluster.conf";

/**
 * The folder of PostgreSQL's programs, installing Debian's package where that can be done; or why there is none. POSTGRESQL_PROGRAMS names
 * the folder instead of looking for it; "none" is nowhere.
 */
export async function findPostgresql(named = process.env.POSTGRESQL_PROGRAMS) {
  if (named)
    return isPrograms(named) ? { programs: named } : { reason: `POSTGRESQL_PROGRAMS=${named} has no PostgreSQL` };
  const found = installed();
  if (found) return { programs: found };
  const isRoot = process.getuid?.() === 0;
  if (!isRoot || !fs.existsSync("/usr/bin/apt-get")) {
    return { reason: `no PostgreSQL ${oldest} or newer is here (Debian: apt-get install postgresql)` };
  }
  const problem = await installWithApt();
  const programs = installed();
  return programs ? { programs } : { reason: `PostgreSQL could not be installed with apt-get: ${problem}` };
}

function installed() {
  const versions = fs.existsSync(debian) ? fs.readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    ...versions.filter((version) => Number(version) >= oldest).map((version) => path.join(debian, version, "bin")),
    ...(process.env.PATH ?? "").split(path.delimiter),
  ];
  return folders.find(isPrograms);
}

function isPrograms(folder) {
  return ["initdb", "postgres"].every((name) => fs.existsSync(path.join(folder, name)));
}

/** The package starts a server for the whole machine unless it is told not to; nobody asked for that here. */
async function installWithApt() {
  if (!fs.existsSync(commonSettings)) {
    fs.mkdirSync(path.dirname(commonSettings), { recursive: true });
    fs.writeFileSync(commonSettings, "create_main_cluster = false\n");
  }
  return installPackage("postgresql");
}

/**
 * Starts a server of our own on loopback, its data in a temporary folder and not kept: nothing here waits for a disk.
 * `url` is its address; `stop` ends it and removes the folder.
 */
export async function startPostgresql(programs) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "flightdeck-postgresql-"));
  const user = await ordinaryUser();
  if (user) fs.chownSync(folder, user.uid, user.gid);
  const port = await freePort();
  const env = {
    FLIGHTDECK_POSTGRESQL: JSON.stringify({ programs, folder, port, ...user }),
  };
  const logFile = path.join(root, "test-results", "postgresql.log");
  fs.mkdirSync(path.dirname(logFile), { recursive: true });
  const server = startNode(["scripts/run-postgresql.mjs"], { env, logFile });
  const stop = async () => {
    await server.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  };
  const url = `postgresql://postgres@127.0.0.1:${port}/postgres`;
  if (await answers(url, server.exited)) return { url, stop };
  await stop();
  throw new Problem("PostgreSQL did not start", tail(fs.readFileSync(logFile, "utf8"), 20));
}

/** The server refuses to run as root: then it runs as its package's user, or as nobody. */
async function ordinaryUser() {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ["postgres", "nobody"]) {
    const [uid, gid] = await Promise.all([run("id", ["-u", name]), run("id", ["-g", name])]);
    if (uid.code === 0 && gid.code === 0) return { uid: Number(uid.output), gid: Number(gid.output) };
  }
  throw new Problem("PostgreSQL does not run as root, and there is neither a user postgres nor nobody");
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

async function answers(url, exited) {
  let ended = false;
  exited.then(() => {
    ended = true;
  });
  const ask = `import pg from "pg"; const c = new pg.Client(process.argv[1]); await c.connect(); await c.end();`;
  // Setting up its files takes a second, and a minute on a busy machine: giving up there would leave half of the promises unproved.
  const giveUp = performance.now() + 180_000;
  while (performance.now() < giveUp && !ended) {
    if ((await runNode(["--input-type=module", "-e", ask, url])).code === 0) return true;
  }
  return false;
}
