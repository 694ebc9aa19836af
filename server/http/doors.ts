import type { IncomingMessage, ServerResponse } from "node:http";
import { nodeHTTPRequestHandler } from "@trpc/server/adapters/node-http";
import { createContext } from "../api/context";
import { refusesOrigin } from "../api/origin";
import { appRouter } from "../api/root";

/** Answers a request that need not pass through Next; false: it is Next's. */
export type Doors = (request: IncomingMessage, response: ServerResponse) => boolean;

const prefix = "/api/trpc/";

export const doors: Doors = (request, response) => {
  const url = request.url ?? "";
  if (!url.startsWith(prefix)) return false;
  const headers = headersOf(request);
  if (refusesOrigin(request.method ?? "GET", headers)) {
    const body = JSON.stringify({ error: { message: "This request does not come from Flightdeck" } });
    response.writeHead(403, { "content-type": "application/json" }).end(body);
    return true;
  }
  const end = url.indexOf("?");
  void nodeHTTPRequestHandler({
    req: request,
    res: response,
    path: decodeURIComponent(url.slice(prefix.length, end === -1 ? undefined : end)),
    router: appRouter,
    maxBatchSize: 20,
    maxBodySize: 4 * 1024 * 1024,
    createContext: () => createContext(headers),
  });
  return true;
};

function headersOf(request: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (typeof value === "string") headers.set(name, value);
    else for (const one of value ?? []) headers.append(name, one);
  }
  return headers;
}
