import { timingSafeEqual } from "node:crypto";
import type { Config } from "../config";
import type { Db } from "../db/client";
import type { Ports } from "../ports";
import { readOperationGauges } from "../repositories/operation-gauges";
import type { Metrics } from "./metrics";

type Installation = {
  readonly config: Pick<Config, "metricsToken">;
  readonly db: Db;
  readonly metrics: Metrics;
  readonly ports: Pick<Ports, "clock">;
};

export type MetricsAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/** For Prometheus, with the operator's own bearer token; without one set there is nothing here. */
export async function metricsAnswer(of: Installation, authorization: string | null): Promise<MetricsAnswer> {
  const { config, db, metrics, ports } = of;
  if (config.metricsToken === null) return { status: 404, headers: {}, body: "Not found" };
  if (!proves(authorization, config.metricsToken)) {
    return { status: 401, headers: { "www-authenticate": "Bearer" }, body: "Unauthorized" };
  }
  const body = await metrics.text(await readOperationGauges(db, ports.clock()));
  return { status: 200, headers: { "content-type": metrics.contentType, "cache-control": "no-store" }, body };
}

function proves(header: string | null, token: string): boolean {
  const [given, wanted] = [Buffer.from(header ?? ""), Buffer.from(`Bearer ${token}`)];
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
