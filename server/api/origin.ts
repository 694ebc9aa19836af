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
  return isForeign(request, isExpectedType) ? Response.json(foreignAnswer, { status: 403 }) : null;
}

export const foreignAnswer = { error: { message: "This request does not come from Flightdeck" } };

export function isForeign(
  { method, headers }: Pick<Request, "method" | "headers">,
  isExpectedType: (contentType: string) => boolean = isJson,
): boolean {
  if (method === "GET" || method === "HEAD") return false;
  // A key is sent on purpose by a program, never by a browser on somebody else's behalf.
  if (apiKeyIn(headers) !== null && !headers.has("cookie")) return false;
  const { config, ports } = composition();
  const [site, origin] = [headers.get("sec-fetch-site"), headers.get("origin")];
  const expected = isExpectedType(headers.get("content-type") ?? "");
  if (origin === new URL(config.url).origin && expected && (site === null || site === "same-origin")) return false;
  ports.log.warn({ event: "foreign", method, site, origin: origin?.slice(0, 200) ?? null }, "a write was refused");
  return true;
}
