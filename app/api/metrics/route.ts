import { timingSafeEqual } from "node:crypto";
import { composition } from "@/server/composition";
import { readOperationGauges } from "@/server/repositories/operation-gauges";

export const dynamic = "force-dynamic";

/** For Prometheus, with the operator's own bearer token; without one set there is nothing here. */
export async function GET(request: Request): Promise<Response> {
  const { config, db, metrics, ports } = composition();
  if (config.metricsToken === null) return new Response("Not found", { status: 404 });
  if (!proves(request.headers.get("authorization"), config.metricsToken)) {
    return new Response("Unauthorized", { status: 401, headers: { "www-authenticate": "Bearer" } });
  }
  const text = await metrics.text(await readOperationGauges(db, ports.clock()));
  return new Response(text, { headers: { "content-type": metrics.contentType, "cache-control": "no-store" } });
}

function proves(header: string | null, token: string): boolean {
  const [given, wanted] = [Buffer.from(header ?? ""), Buffer.from(`Bearer ${token}`)];
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
