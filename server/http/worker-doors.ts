import type { IncomingMessage, ServerResponse } from "node:http";
import { composition } from "../composition";
import { metricsAnswer } from "../metrics/metrics-answer";
import { isReady } from "../readiness";
import { isWorking } from "../start-worker";

/** What a process that only works answers, to whoever operates it: the same three addresses as a web process. */
export function workerDoors(request: IncomingMessage, response: ServerResponse): boolean {
  const path = (request.url ?? "").split("?", 1)[0] ?? "";
  if (request.method !== "GET") return false;
  if (path === "/api/health/live") answer(response, 200, { live: true });
  else if (path === "/api/health/ready") void ready(response);
  else if (path === "/api/metrics") void metrics(request, response);
  else return false;
  return true;
}

/** A process that only works is ready when its worker looks for work, too. */
async function ready(response: ServerResponse): Promise<void> {
  const isUp = isWorking() && (await isReady(composition().ports));
  answer(response, isUp ? 200 : 503, { live: true, ready: isUp });
}

async function metrics(request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const { status, headers, body } = await metricsAnswer(composition(), request.headers.authorization ?? null);
    response.writeHead(status, headers).end(body);
  } catch (err) {
    composition().ports.log.error({ err }, "no metrics");
    answer(response, 500, { error: { message: "Something went wrong on our side" } });
  }
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response
    .writeHead(status, { "content-type": "application/json", "cache-control": "no-store" })
    .end(JSON.stringify(body));
}
