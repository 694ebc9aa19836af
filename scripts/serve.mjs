import { createServer } from "node:http";
import next from "next";

/**
 * The app in production: Next, and before it the doors that need none of it (docs/decisions/0012). They are part of Next's build and
 * hand themselves over as the server starts (instrumentation.ts), so that every module is in the process once.
 */
const hostname = process.env.HOST ?? "127.0.0.1";
const port = Number(process.env.PORT ?? 3000);
const drainMs = 5_000;

const app = next({ dev: false, hostname, port });
const server = createServer((request, response) => {
  if (!globalThis[Symbol.for("flightdeck.doors")]?.(request, response)) void handle(request, response);
});
// Before Next starts: the worker's own handler runs first, then this one, whatever is under way gets its answer.
for (const signal of ["SIGTERM", "SIGINT"]) process.once(signal, () => void leave());
await app.prepare();
const handle = app.getRequestHandler();
server.listen(port, hostname, () => console.log(`Flightdeck answers at http://${hostname}:${port}`));

async function leave() {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  // Streams that follow something never end by themselves.
  setTimeout(() => server.closeAllConnections(), drainMs).unref();
  await closed;
  process.exit(0);
}
