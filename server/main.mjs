import { createServer } from "node:http";
import next from "next";

const hostname = process.env.HOST ?? "127.0.0.1";
const port = Number(process.env.PORT ?? 3000);
const app = next({ dev: false, hostname, port });
await app.prepare();
const handle = app.getRequestHandler();
const doors = globalThis[Symbol.for("flightdeck.doors")];
const server = createServer((request, response) => {
  if (!doors?.(request, response)) void handle(request, response);
});
server.listen(port, hostname);
