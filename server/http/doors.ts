import type { IncomingMessage, ServerResponse } from "node:http";
import { readLimitedBody } from "../api/limited-body";
import { foreignAnswer, isForeign } from "../api/origin";
import { clientAddress, clientHeader } from "../auth/client-address";
import { addressKey, secondsToWait, tooManyAnswer } from "../auth/told-to-wait";
import { composition } from "../composition";
import { millisOf } from "../domain/time";
import { receiveWebhook } from "../webhooks/receive-webhook";
import { answerCall } from "./answer-call";
import { answerJson } from "./answer-json";
import { operatorDoors } from "./operator-doors";
import { refusedAddress } from "./refused-address";
import { answerHeaders } from "./security-headers";

/** Answers a request that need not pass through Next (docs/decisions/0012); false: it is Next's. */
export type Doors = (request: IncomingMessage, response: ServerResponse) => boolean;

const api = "/api/trpc/";
const webhooks = "/api/webhooks/";
const signIn = "/api/auth/";

export const doors: Doors = (request, response) => {
  const path = (request.url ?? "").split("?", 1)[0] ?? "";
  // Whoever answers: Next leaves its redirects, and what goes wrong before a page is found, without them.
  for (const [name, value] of Object.entries(answerHeaders())) response.setHeader(name, value);
  const refused = refusedAddress(request);
  if (refused) answerJson(response, refused.status, { error: { message: refused.message } }, refused.headers);
  else if (path.startsWith(api)) answerApi(request, response, path.slice(api.length));
  else if (path.startsWith(webhooks) && request.method === "POST") {
    void answerWebhook(request, response, path.slice(webhooks.length));
  } else if (!operatorDoors(request, response) && !(path.startsWith(signIn) && isToldAgain(request, response, path))) {
    saySeenAddress(request, path.startsWith(signIn));
    return false;
  }
  return true;
};

/** True: an address that was told to come back later asks on; it is told so again, before Next and without a look at what it sends. */
function isToldAgain(request: IncomingMessage, response: ServerResponse, path: string): boolean {
  const { config, db, ports } = composition();
  const [address, of] = [clientAddress(request, config.proxies), path.slice(signIn.length - 1)];
  const seconds = secondsToWait(db, addressKey(address, of), millisOf(ports.clock()));
  if (seconds === null || request.method !== "POST") return false;
  const line = { event: "auth", path: of, status: 429, address, account: null, userId: null };
  ports.log.warn(line, "refused to sign in or about an account");
  answerJson(response, 429, tooManyAnswer, { "X-Retry-After": String(seconds) });
  return true;
}

/** What Next hears of where a request came from, it hears from us. */
function saySeenAddress(request: IncomingMessage, isAsked: boolean): void {
  const seen = isAsked ? clientAddress(request, composition().config.proxies) : null;
  if (seen === null) delete request.headers[clientHeader];
  else request.headers[clientHeader] = seen;
}

function answerApi(request: IncomingMessage, response: ServerResponse, path: string): void {
  response.setHeader("Cache-Control", "no-store");
  const headers = headersOf(request);
  if (isForeign({ method: request.method ?? "GET", headers })) {
    answerJson(response, 403, foreignAnswer);
    return;
  }
  void answerCall(request, response, decodeURIComponent(path), headers).then(
    (refusal) => {
      if (refusal) answerJson(response, refusal.status, { error: { message: refusal.message } });
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
      readBody: (most) => readLimitedBody(request, most),
    });
    answerJson(response, taken.status, taken.body, taken.headers);
  } catch (err) {
    const requestId = ports.newId();
    ports.log.error({ err, requestId }, "a webhook could not be taken in");
    answerJson(response, 500, { error: { message: "Something went wrong on our side", requestId } });
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
