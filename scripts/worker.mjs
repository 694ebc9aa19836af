import { createServer } from "node:http";
import { createRequire } from "node:module";

/**
 * A process that only works: it sends what people decided, looks at sellers, takes webhooks to heart. The same build as the web
 * processes', without Next around it. With PORT set it answers /api/health/live, /api/health/ready and /api/metrics there.
 */
process.env.NEXT_RUNTIME = "nodejs";
process.env.FLIGHTDECK_WORKER = "only";
const leaving = Symbol.for("flightdeck.leaving");
for (const signal of ["SIGTERM", "SIGINT"]) process.once(signal, () => process.exit(0));
const { register } = createRequire(import.meta.url)("../.next/server/instrumentation.js");
await register();
for (const signal of ["SIGTERM", "SIGINT"]) {
  process.prependOnceListener(signal, () => {
    globalThis[leaving] = Promise.resolve();
  });
}

const hostname = process.env.HOST ?? "127.0.0.1";
if (process.env.PORT) {
  createServer((request, response) => {
    if (!globalThis[Symbol.for("flightdeck.doors")]?.(request, response)) response.writeHead(404).end();
  }).listen(Number(process.env.PORT), hostname, () =>
    console.log(`A worker answers at http://${hostname}:${process.env.PORT}/api/health/ready`),
  );
}
