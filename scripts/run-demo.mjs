import { randomBytes } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { ensureBuild, ensureClient, ensurePackages } from "./checkout.mjs";
import { bin, expectFreePort, healthy, killAll, root, runNode, startNode } from "./processes.mjs";
import { Problem, tail, timed } from "./terminal.mjs";

const services = [];
let stopping = false;

/** Everything from a fresh clone to a running desk with sellers; runs until it is told to stop. */
export async function runDemo() {
  process.on("exit", killAll);
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(name, () => stop(0));
  try {
    await start(await prepare());
  } catch (error) {
    if (stopping) return;
    const known = error instanceof Problem;
    if (known && error.output) console.error(`\n${error.output}\n`);
    console.error(known ? error.message : error);
    await stop(1);
  }
}

function portFrom(variable, fallback) {
  const port = Number(process.env[variable] || fallback);
  if (Number.isInteger(port) && port > 0 && port < 65_535) return port;
  throw new Problem(`${variable} must be a port number; it is "${process.env[variable]}".`);
}

async function prepare() {
  const port = portFrom("PORT", 3000);
  const sandboxPort = portFrom("SANDBOX_PORT", 4100);
  await expectFreePort(port, "PORT", "npm run demo");
  await expectFreePort(sandboxPort, "SANDBOX_PORT", "npm run demo");
  console.log("Flightdeck demo. The first start takes a few minutes, later ones seconds.");
  await timed("Packages as in the lock file", ensurePackages);
  await timed("Database client", ensureClient);
  // The sellers' addresses are in the database, so another sandbox port is another demo.
  const folder = path.join(root, "data", sandboxPort === 4100 ? "demo" : `demo-${sandboxPort}`);
  fs.mkdirSync(folder, { recursive: true });
  const url = `http://127.0.0.1:${port}`;
  const sandboxUrl = `http://127.0.0.1:${sandboxPort}`;
  const env = { ...demoEnv(folder, url, sandboxUrl), ...secrets(path.join(folder, "demo.env")) };
  await timed("Database and demo data", async () => {
    for (const script of ["scripts/migrate.ts", "prisma/seed.ts"]) {
      const { code, output } = await runNode([...bin.tsx, script], { env });
      if (code !== 0) {
        throw new Problem(
          `${script} failed; to begin again without its data: rm -r ${path.relative(root, folder)}`,
          tail(output, 15),
        );
      }
    }
  });
  await timed("Production build", ensureBuild);
  return { port, sandboxPort, url, sandboxUrl, folder, env };
}

function demoEnv(folder, url, sandboxUrl) {
  return {
    NODE_ENV: "production",
    DATABASE_URL: `file:${path.join(folder, "flightdeck.db")}`,
    FLIGHTDECK_URL: url,
    FLIGHTDECK_DEMO: "1",
    // The sandbox sellers are on loopback, where a real seller must never be.
    FLIGHTDECK_ALLOWED_HOSTS: "127.0.0.1",
    FLIGHTDECK_POLL_SECONDS: process.env.FLIGHTDECK_POLL_SECONDS ?? "2",
    FLIGHTDECK_DELIVERY_SECONDS: process.env.FLIGHTDECK_DELIVERY_SECONDS ?? "15",
    SANDBOX_URL: sandboxUrl,
  };
}

/** Made on the first start and kept: sessions and sealed tokens in the demo's database depend on them. */
function secrets(file) {
  if (!fs.existsSync(file)) {
    const lines = [
      `BETTER_AUTH_SECRET=${randomBytes(32).toString("base64url")}`,
      `FLIGHTDECK_ENCRYPTION_KEY=${randomBytes(32).toString("base64")}`,
    ];
    fs.writeFileSync(file, `${lines.join("\n")}\n`, { mode: 0o600 });
  }
  const entries = fs.readFileSync(file, "utf8").trim().split("\n");
  return Object.fromEntries(
    entries.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
  );
}

async function start({ port, sandboxPort, url, sandboxUrl, folder, env }) {
  await timed("Sandbox sellers and the app", async () => {
    const sandboxEnv = { SANDBOX_PORT: String(sandboxPort), SANDBOX_DIR: path.join(folder, "sandbox") };
    await Promise.all([
      serve(
        "The sandbox",
        [...bin.tsx, "server/sandbox/main.ts"],
        sandboxEnv,
        `${sandboxUrl}/health`,
        folder,
        "sandbox.log",
      ),
      serve("The app", ["scripts/serve.mjs"], { ...env, PORT: String(port) }, `${url}/api/health`, folder, "app.log"),
    ]);
  });
  tell(url, sandboxUrl, path.relative(root, folder));
}

async function serve(name, args, env, health, folder, log) {
  const logFile = path.join(folder, log);
  const service = startNode(args, { env, logFile });
  services.push(service);
  await healthy(name, health, service, logFile);
  service.exited.then(() => {
    if (stopping) return;
    console.error(`\n${tail(fs.readFileSync(logFile, "utf8"), 20)}\n${name} ended by itself; the demo stops.`);
    stop(1);
  });
}

async function stop(code) {
  if (stopping) return;
  stopping = true;
  if (services.length > 0) console.log("\nStopping…");
  await Promise.all(services.map((service) => service.stop()));
  process.exit(code);
}

function tell(url, sandboxUrl, folder) {
  console.log(`
  Flightdeck is at   ${url}
  Sign in as         planner@demo.flightdeck.example    password  flightdeck-demo
                     approver@… manager@… viewer@… admin@… with the same password
  Three sellers      ${sandboxUrl}   prompt · careful (reviews by hand) · awkward
  Data and logs      ${folder}

  Try: as planner, make a campaign, find products, make packages of them and send it for approval;
       as approver, look at what would be sent and approve it; then follow the media buys.

  Ctrl-C stops everything.`);
}
