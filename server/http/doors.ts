import type { IncomingMessage, ServerResponse } from "node:http";
import { foreignAnswer, isForeign } from "../api/origin";
import { clientAddress, clientHeader } from "../auth/client-address";
import { composition } from "../composition";
import { receiveWebhook } from "../webhooks/receive-webhook";
import { answerCall } from "./answer-call";
import { readBody } from "./read-body";
import { answerHeaders, securityHeaders } from "./security-headers";

/** Answers a request that need not pass through Next (docs/decisions/0012); false: it is Next's. */
export type Doors = (request: IncomingMessage, response: ServerResponse) => boolean;

const api = "/api/trpc/";
const webhooks = "/api/webhooks/";
const signIn = "/api/auth/";

export const doors: Doors = (request, response) => {
  const path = (request.url ?? "").split("?", 1)[0] ?? "";
  for (const [name, value] of Object.entries(answerHeaders(path))) response.setHeader(name, value);
  // Next answers an address that cannot be read as if the error were its own.
  if (decoded(path) === null) answer(response, 400, { error: { message: "This is no address" } }, securityHeaders);
  else if (path.startsWith(api)) answerApi(request, response, path.slice(api.length));
  else if (path.startsWith(webhooks) && request.method === "POST") {
    void answerWebhook(request, response, path.slice(webhooks.length));
  } else {
    saySeenAddress(request, path.startsWith(signIn));
    return false;
  }
  return true;
};

/** What Next hears of where a request came from, it hears from us. */
function saySeenAddress(request: IncomingMessage, isAsked: boolean): void {
  const seen = isAsked ? clientAddress(request, composition().config.proxies) : null;
  if (seen === null) delete request.headers[clientHeader];
  else request.headers[clientHeader] = seen;
}

function answerApi(request: IncomingMessage, response: ServerResponse, path: string): void {
  for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
  response.setHeader("Cache-Control", "no-store");
  const headers = headersOf(request);
  const procedures = decoded(path);
  if (procedures === null) {
    answer(response, 400, { error: { message: "This is no procedure" } });
    return;
  }
  if (isForeign({ method: request.method ?? "GET", headers })) {
    answer(response, 403, foreignAnswer);
    return;
  }
  void answerCall(request, response, procedures, headers).then(
    (refusal) => {
      if (refusal) answer(response, refusal.status, { error: { message: refusal.message } });
    },
    // Whoever asked has gone before the whole request was here.
    () => response.destroy(),
  );
}

async function answerWebhook(request: IncomingMessage, response: ServerResponse, token: string): Promise<void> {
  const { webhooks: intake, ports } = composition();
  try {
    const taken = await receiveWebhook(intake, {
      token,
      method: "POST",
      headers: headersOf(request),
      readBody: (most) => readBody(request, most),
    });
    answer(response, taken.status, taken.body, { ...securityHeaders, ...taken.headers });
  } catch (err) {
    const requestId = ports.newId();
    ports.log.error({ err, requestId }, "a webhook could not be taken in");
    answer(response, 500, { error: { message: "Something went wrong on our side", requestId } }, securityHeaders);
  }
}

function answer(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  // A body that was not read to its end is not waited for: it may have none.
  const leaving = response.req.complete ? {} : { connection: "close" };
  response.writeHead(status, { ...headers, ...leaving, "content-type": "application/json" }).end(JSON.stringify(body));
}

function decoded(path: string): string | null {
  try {
    return decodeURIComponent(path);
  } catch {
    return null;
  }
}

function headersOf(request: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (typeof value === "string") headers.set(name, value);
    else for (const one of value ?? []) headers.append(name, one);
  }
  return headers;
}
