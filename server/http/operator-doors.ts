import type { IncomingMessage, ServerResponse } from "node:http";
import { composition } from "../composition";
import { metricsAnswer } from "../metrics/metrics-answer";
import { isReady } from "../readiness";
import { isWorking } from "../start-worker";
import { answerJson } from "./answer-json";
import { answerHeaders } from "./security-headers";

const addresses: ReadonlySet<string> = new Set([
  "/api/health",
  "/api/health/live",
  "/api/health/ready",
  "/api/metrics",
]);

/** What every process answers to whoever operates it; false: another's address. */
export function operatorDoors(request: IncomingMessage, response: ServerResponse): boolean {
  if (request.method !== "GET" && request.method !== "HEAD") return false;
  const path = (request.url ?? "").split("?", 1)[0] ?? "";
  if (!addresses.has(path)) return false;
  for (const [name, value] of Object.entries(answerHeaders())) response.setHeader(name, value);
  response.setHeader("Cache-Control", "no-store");
  if (path === "/api/health/live") answerJson(response, 200, { live: true });
  else if (path === "/api/metrics") void metrics(request, response);
  else void ready(response);
  return true;
}

/** A process that only works is ready when its worker looks for work, too. */
async function ready(response: ServerResponse): Promise<void> {
  const { config, ports } = composition();
  const isUp = (config.worker !== "only" || isWorking()) && (await isReady(ports));
  answerJson(response, isUp ? 200 : 503, { live: true, ready: isUp });
}

async function metrics(request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const { status, headers, body } = await metricsAnswer(composition(), request.headers.authorization ?? null);
    response.writeHead(status, headers).end(body);
  } catch (err) {
    composition().ports.log.error({ err }, "no metrics");
    answerJson(response, 500, { error: { message: "Something went wrong on our side" } });
  }
}
