import type { IncomingMessage, ServerResponse } from "node:http";
import { readLimitedBody } from "../api/limited-body";
import { foreignAnswer, isForeign } from "../api/origin";
import { clientAddress, clientHeader } from "../auth/client-address";
import { composition } from "../composition";
import { receiveWebhook } from "../webhooks/receive-webhook";
import { answerAuthCall, isTurnedAway } from "./answer-auth";
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
  } else if (path.startsWith(signIn) && request.method === "POST") {
    answerSignIn(request, response, path.slice(signIn.length - 1));
  } else if (!operatorDoors(request, response)) {
    // Next hears nothing of where a request came from but from us.
    delete request.headers[clientHeader];
    return false;
  }
  return true;
};

/** A question to sign-in, by what is typed into our own pages alone. */
function answerSignIn(request: IncomingMessage, response: ServerResponse, path: string): void {
  const desk = composition();
  const call = { path, address: clientAddress(request, desk.config.proxies) };
  if (isTurnedAway(desk, call, response)) return;
  const headers = headersOf(request);
  if (isForeign({ method: "POST", headers })) {
    answerJson(response, 403, foreignAnswer);
    return;
  }
  // What is heard of where a request came from is heard from us.
  headers.delete(clientHeader);
  if (call.address !== null) headers.set(clientHeader, call.address);
  const url = `${new URL(desk.config.url).origin}${signIn}${path.slice(1)}`;
  answerAuthCall(desk, { ...call, url, headers }, request, response).catch(() => response.destroy());
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
