import { composition } from "../composition";

/** A write from another site is refused before anything is read (quality A4): same origin, JSON, never cross-site. */
export function refuseForeignOrigin(request: Request): Response | null {
  if (request.method === "GET" || request.method === "HEAD") return null;
  const { url } = composition().config;
  const origin = request.headers.get("origin");
  const site = request.headers.get("sec-fetch-site");
  const json = (request.headers.get("content-type") ?? "").startsWith("application/json");
  if (origin === new URL(url).origin && json && (site === null || site === "same-origin")) return null;
  return Response.json({ error: { message: "This request does not come from Flightdeck" } }, { status: 403 });
}
