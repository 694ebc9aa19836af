import { spawn } from "node:child_process";
import { randomBytes, randomUUID } from "node:crypto";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

/**
 * Follows the Containerfile without an engine: its COPY lines into an empty folder, its ENV, its USER and its CMD, with the variables the
 * README asks for and no others. Then what a person would do first. Prints what was seen; throws at what was not.
 */
const root = fileURLToPath(new URL("..", import.meta.url));
const { build, final } = stages(fs.readFileSync(path.join(root, "Containerfile"), "utf8"));
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "flightdeck-container-"));
fs.chmodSync(folder, 0o755);
const [app, data] = [path.join(folder, "app"), path.join(folder, "data")];
const user = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
const running = new Set();
const began = performance.now();
try {
  await buildLastStep();
  tell("the commands are bundled");
  copyAsSaid();
  tell("copied");
  const port = await freePort();
  const env = environment(port);
  const server = start(JSON.parse(one("CMD")), env);
  await useIt(server, `http://127.0.0.1:${port}`, env);
} finally {
  for (const child of running) child.kill("SIGKILL");
  fs.rmSync(folder, { recursive: true, force: true });
}

/** Instructions of the stage that builds and of the one that runs, continued lines joined. */
function stages(text) {
  const lines = text.replaceAll("\\\n", " ").split("\n");
  const instructions = lines
    .filter((line) => line.trim() !== "" && !line.startsWith("#"))
    .map((line) => [line.slice(0, line.indexOf(" ")), line.slice(line.indexOf(" ") + 1).trim()]);
  const starts = instructions.flatMap(([word], index) => (word === "FROM" ? [index] : []));
  expect(starts.length === 2, "The Containerfile has two stages");
  return { build: instructions.slice(0, starts[1]), final: instructions.slice(starts[1]) };
}

function all(word) {
  return final.filter(([name]) => name === word).map(([, rest]) => rest);
}

function one(word) {
  const [found, ...more] = all(word);
  expect(found !== undefined && more.length === 0, `One ${word}`);
  return found;
}

/** What comes before it is done: packages, client and build are those of this checkout. */
async function buildLastStep() {
  const steps = build.filter(([word]) => word === "RUN").map(([, rest]) => JSON.parse(rest).join(" "));
  const known = [
    "npm ci --no-fund --no-audit",
    "npm run db:generate",
    "npm run build",
    "node scripts/bundle-tools.mjs",
  ];
  expect(steps.join("; ") === known.join("; "), `The build's steps are those this check knows: ${steps.join("; ")}`);
  const bundled = start(["node", "scripts/bundle-tools.mjs"], process.env, { cwd: root });
  expect((await bundled.exited) === 0, `The commands are bundled\n${bundled.output()}`);
}

function copyAsSaid() {
  fs.mkdirSync(app);
  for (const line of all("COPY")) {
    const [from, ...names] = line.split(/\s+/);
    expect(from === "--from=build", `COPY takes from the build: ${line}`);
    const target = names.pop();
    for (const name of names) {
      const source = path.join(root, path.relative("/app", name));
      const into = path.join(app, target);
      const isFile = fs.statSync(source).isFile();
      fs.cpSync(source, isFile ? path.join(into, path.basename(name)) : into, {
        recursive: true,
        verbatimSymlinks: true,
      });
    }
  }
  fs.mkdirSync(data);
  if (user.uid) fs.chownSync(data, user.uid, user.gid);
}

/** The file's own, with addresses for this machine; then what an installation must set. */
function environment(port) {
  const own = Object.fromEntries(
    one("ENV")
      .split(/\s+/)
      .map((pair) => pair.split("=")),
  );
  expect(own.DATABASE_URL === "file:/data/flightdeck.db", "The database is on the volume");
  expect(!["root", "0"].includes(one("USER")), "It is not run by root");
  return {
    ...own,
    HOST: "127.0.0.1",
    PORT: String(port),
    DATABASE_URL: `file:${data}/flightdeck.db`,
    FLIGHTDECK_URL: `http://127.0.0.1:${port}`,
    BETTER_AUTH_SECRET: randomBytes(32).toString("base64url"),
    FLIGHTDECK_ENCRYPTION_KEY: randomBytes(32).toString("base64"),
  };
}

async function useIt(server, url, env) {
  await until(async () => (await fetch(`${url}/api/health/ready`)).ok, server, "It becomes ready");
  tell("ready");
  const page = await fetch(`${url}/sign-in`);
  const html = await page.text();
  expect(page.status === 200 && html.includes("Sign in"), "The sign-in page comes");
  const script = /src="(\/_next\/static\/[^"]+\.js)"/.exec(html)?.[1];
  expect(script && (await fetch(`${url}${script}`)).ok, "So do its scripts");
  const made = start(
    ["node", "scripts/tools/new-organisation.mjs", "--name", "An agency", "--email", "you@agency.example"],
    env,
  );
  const code = await made.exited;
  const password = /with (\S+) and/.exec(made.output())?.[1];
  expect(code === 0 && password, `An organisation is made\n${made.output()}`);
  const signIn = await fetch(`${url}/api/auth/sign-in/email`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: url },
    body: JSON.stringify({ email: "you@agency.example", password }),
  });
  expect(signIn.ok, `Its administrator signs in (${signIn.status})`);
  const cookie = signIn.headers
    .getSetCookie()
    .map((one) => one.split(";", 1)[0])
    .join("; ");
  const headers = { cookie, origin: url, "content-type": "application/json", "x-flightdeck-request": randomUUID() };
  const campaign = await fetch(`${url}/api/trpc/campaigns.create`, {
    method: "POST",
    headers,
    body: JSON.stringify({ json: { name: "First" } }),
  });
  expect(campaign.ok, `A campaign is made (${campaign.status}: ${(await campaign.text()).slice(0, 200)})`);
  const backup = start(["node", "scripts/tools/backup.mjs", path.join(data, "copy.db")], env);
  expect((await backup.exited) === 0, `A backup is made\n${backup.output()}`);
  tell("used: page, script, organisation, sign-in, a change, a backup");
  const workerPort = await freePort();
  const worker = start(["node", "scripts/worker.mjs"], { ...env, PORT: String(workerPort) });
  await until(
    async () => (await fetch(`http://127.0.0.1:${workerPort}/api/health/ready`)).ok,
    worker,
    "A worker works",
  );
  worker.child.kill("SIGTERM");
  expect((await worker.exited) === 0, `SIGTERM ends a worker cleanly\n${worker.output().slice(-2_000)}`);
  tell("a worker beside it came and went");
  server.child.kill("SIGTERM");
  expect((await server.exited) === 0, `SIGTERM ends it cleanly\n${server.output().slice(-2_000)}`);
  tell("stopped by SIGTERM, exit code 0");
}

function start([command, ...args], env, { cwd = app } = {}) {
  expect(command === "node", `Only node is run, not ${command}`);
  const child = spawn(process.execPath, args, {
    cwd,
    env,
    ...(cwd === app ? user : {}),
    stdio: ["ignore", "pipe", "pipe"],
  });
  running.add(child);
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (text += chunk));
  const exited = new Promise((resolve) => {
    child.on("error", () => resolve(127));
    child.on("close", (code) => resolve(code ?? 1));
  }).finally(() => running.delete(child));
  return { child, exited, output: () => text };
}

async function until(holds, server, what) {
  let ended = false;
  server.exited.then(() => {
    ended = true;
  });
  const giveUp = performance.now() + 30_000;
  while (performance.now() < giveUp && !ended) {
    if (await holds().catch(() => false)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${what}: it did not\n${server.output().slice(-4_000)}`);
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = net.createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

function tell(what) {
  console.log(`${((performance.now() - began) / 1_000).toFixed(1).padStart(5)} s  ${what}`);
}

function expect(truth, what) {
  if (!truth) throw new Error(`Not so: ${what}`);
}
