import { composition } from "../composition";
import { apiKeyIn } from "./context";

const isJson = (contentType: string) => contentType.startsWith("application/json");

/**
 * A write from another site is refused before anything is read (quality A4): same origin, never cross-site, and a content type
 * that no plain form can send.
 */
export function refuseForeignOrigin(
  request: Request,
  isExpectedType: (contentType: string) => boolean = isJson,
): Response | null {
  if (request.method === "GET" || request.method === "HEAD") return null;
  // A key is sent on purpose by a program, never by a browser on somebody else's behalf.
  if (apiKeyIn(request.headers) !== null && !request.headers.has("cookie")) return null;
  const { url } = composition().config;
  const origin = request.headers.get("origin");
  const site = request.headers.get("sec-fetch-site");
  const expected = isExpectedType(request.headers.get("content-type") ?? "");
  if (origin === new URL(url).origin && expected && (site === null || site === "same-origin")) return null;
  return Response.json({ error: { message: "This request does not come from Flightdeck" } }, { status: 403 });
}
