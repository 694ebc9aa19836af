import fs from "node:fs";
import { run } from "./processes.mjs";
import { tail } from "./terminal.mjs";

const env = { DEBIAN_FRONTEND: "noninteractive" };
const options = ["-y", "--no-install-recommends", "--no-remove", "-o", "Dpkg::Options::=--force-confold"];

/** Packages come one after another: a second apt-get beside the first is refused. */
let line = Promise.resolve();

/** Installs a Debian package where that can be done; resolves to why it could not be, or to nothing. */
export function installPackage(name) {
  const turn = line.then(() => install(name));
  line = turn.catch(() => undefined);
  return turn;
}

async function install(name) {
  if (process.getuid?.() !== 0 || !fs.existsSync("/usr/bin/apt-get")) return `needs root and apt-get: ${name}`;
  let fetched = await fetch(name);
  if (fetched.code !== 0) {
    // Lists that are missing or name what is gone from the archive.
    await run("apt-get", ["update"], { env, timeout: 60_000 });
    fetched = await fetch(name);
  }
  if (fetched.code !== 0) return tail(fetched.output, 1);
  // Everything is here: no network to wait for, and what is killed half-way would leave the system broken.
  const { code, output } = await run("apt-get", ["install", ...options, name], { env });
  return code === 0 ? undefined : tail(output, 3);
}

function fetch(name) {
  return run("apt-get", ["install", "--download-only", ...options, name], { env, timeout: 120_000 });
}
