import { spawn } from "node:child_process";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Problem, tail } from "./terminal.mjs";

export const root = fileURLToPath(new URL("..", import.meta.url));

const leaveWithParent = pathToFileURL(path.join(root, "scripts/leave-with-parent.mjs")).href;
const groups = new Set();

/** Arguments that run a program installed with the app by this very Node, without a shell or npx in between. */
export const bin = {
  next: ["node_modules/next/dist/bin/next"],
  prisma: ["node_modules/prisma/build/index.js"],
  playwright: ["node_modules/@playwright/test/cli.js"],
  tsx: ["--import", "tsx"],
};

/**
 * Runs a command in a process group of its own to its end; resolves to its exit code and all it printed.
 * `yielding`: whatever else wants the processor goes first.
 */
export function run(command, args, { env = {}, timeout, yielding = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, env: { ...process.env, ...env }, detached: true });
    groups.add(child.pid);
    if (yielding && child.pid) yieldTo(child.pid);
    let output = "";
    const keep = (chunk) => {
      output += chunk;
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.stdin.end();
    const timer = timeout && setTimeout(() => signal(child.pid, "SIGKILL"), timeout);
    const end = (code, text) => {
      clearTimeout(timer);
      groups.delete(child.pid);
      resolve({ code, output: text });
    };
    child.on("error", (error) => end(127, error.message));
    child.on("close", (code) => end(code ?? 1, output));
  });
}

/** A session of its own is also a scheduling group of its own on Linux, among which nice values do not count: the group has one, too. */
function yieldTo(pid) {
  os.setPriority(pid, os.constants.priority.PRIORITY_BELOW_NORMAL);
  try {
    fs.writeFileSync(`/proc/${pid}/autogroup`, String(os.constants.priority.PRIORITY_BELOW_NORMAL));
  } catch {
    // No such groups here.
  }
}

export const runNode = (args, options) => run(process.execPath, args, options);

/**
 * Starts a Node program that runs until we stop it, its output going to `logFile`. It also leaves by itself when this
 * process is gone, however that ended. `exited` resolves when it stops.
 */
export function startNode(args, { env = {}, logFile }) {
  const log = fs.openSync(logFile, "w");
  const child = spawn(process.execPath, ["--import", leaveWithParent, ...args], {
    cwd: root,
    env: { ...process.env, ...env, FLIGHTDECK_PARENT_PIPE: "1" },
    stdio: ["pipe", log, log],
    detached: true,
  });
  fs.closeSync(log);
  groups.add(child.pid);
  const exited = new Promise((resolve) => {
    child.on("error", resolve);
    child.on("exit", resolve);
  }).then(() => groups.delete(child.pid));
  return { exited, stop: () => stopGroup(child.pid, exited) };
}

async function stopGroup(pid, exited) {
  signal(pid, "SIGTERM");
  const late = setTimeout(() => signal(pid, "SIGKILL"), 5_000);
  await exited;
  clearTimeout(late);
}

/** For the last moment of this process: whatever still runs goes with it. */
export function killAll() {
  for (const pid of groups) signal(pid, "SIGKILL");
}

function signal(pid, name) {
  try {
    process.kill(-pid, name);
  } catch (error) {
    if (error.code !== "ESRCH") throw error;
  }
}

export async function expectFreePort(port, variable, command) {
  const free = await new Promise((resolve) => {
    const server = net.createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
  if (!free) {
    throw new Problem(
      `Port ${port} is taken: stop what uses it, or choose another: ${variable}=${port + 1} ${command}`,
    );
  }
}

/** Waits until `url` answers 200; refuses early when the program ends before it does. */
export async function healthy(name, url, service, logFile) {
  let ended = false;
  service.exited.then(() => {
    ended = true;
  });
  const giveUp = performance.now() + 60_000;
  while (performance.now() < giveUp && !ended) {
    const answer = await fetch(url, { signal: AbortSignal.timeout(5_000) }).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const output = fs.existsSync(logFile) ? tail(fs.readFileSync(logFile, "utf8"), 20) : "";
  const what = ended ? "ended while starting" : "did not answer within a minute";
  throw new Problem(`${name} ${what}: its log is ${path.relative(root, logFile)}`, output);
}
