import fs from "node:fs";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import v8 from "node:v8";
import next from "next";

/**
 * The app in production: Next, and before it the doors that need none of it (docs/decisions/0012). They are part of Next's build and
 * hand themselves over as the server starts (instrumentation.ts), so that every module is in the process once.
 */
const hostname = process.env.HOST ?? "127.0.0.1";
const port = Number(process.env.PORT ?? 3000);
if (!Number.isInteger(port) || port < 0 || port > 65_535) {
  console.error("The configuration is not usable: PORT must be a number from 0 to 65535");
  process.exit(1);
}
/** How long a balancer has to read "not ready" before connections are refused. */
const announceMs = 500;
/** Requests under way are answered until then; with the worker's own grace the process is gone within ten seconds. */
const answerMs = 8_000;
const leaving = Symbol.for("flightdeck.leaving");

// What the build settled: reading next.config.ts again takes a compiler, and the container has neither.
const dir = fileURLToPath(new URL("..", import.meta.url));
const built = JSON.parse(fs.readFileSync(new URL("../.next/required-server-files.json", import.meta.url), "utf8"));
process.env.__NEXT_PRIVATE_STANDALONE_CONFIG ??= JSON.stringify(built.config);

const signals = ["SIGTERM", "SIGINT"];
let doors;
let handOver;
const doorsHanded = new Promise((resolve) => {
  handOver = resolve;
});
Object.defineProperty(globalThis, Symbol.for("flightdeck.doors"), {
  get: () => doors,
  set(handed) {
    doors = handed;
    handOver();
    // The worker's handler has come before `leave` by now: it ends its work while the rest is answered.
    for (const signal of signals) process.prependOnceListener(signal, answerTheRest);
  },
});

const underWay = new Set();
const app = next({ dev: false, dir, hostname, port });
const server = createServer((request, response) => {
  underWay.add(response);
  response.once("close", () => {
    underWay.delete(response);
    if (globalThis[leaving]) setImmediate(() => server.closeIdleConnections());
  });
  if (globalThis[leaving]) response.setHeader("connection", "close");
  if (!doors?.(request, response)) void handle(request, response);
});
// Longer than a proxy in front keeps a connection: the one that reuses it must not meet it closing.
server.keepAliveTimeout = 65_000;
for (const signal of signals) process.once(signal, () => void leave());
await app.prepare();
// Next begins with them and does not wait: who asks before they are there would have it load a second copy of what answers.
await doorsHanded;
const handle = app.getRequestHandler();
// Garbage is collected once the heap is half as big again as what was kept. Left to itself V8 waits until it is two to four times that on
// a machine with much memory, and a process that keeps 110 MiB holds 470 (docs/decisions/0026).
v8.setFlagsFromString("--heap-growing-percent=50");

server.listen(port, hostname, () => console.log(`Flightdeck answers at http://${hostname}:${port}`));

/** Says "not ready", then refuses connections and answers what is under way; what follows a stream comes back to another process. */
function answerTheRest() {
  globalThis[leaving] = new Promise((resolve) => {
    setTimeout(() => {
      server.close(resolve);
      for (const response of underWay) {
        if (String(response.getHeader("content-type")).startsWith("text/event-stream")) response.destroy();
      }
    }, announceMs);
    setTimeout(() => server.closeAllConnections(), answerMs).unref();
  });
}

async function leave() {
  await globalThis[leaving];
  process.exit(0);
}
