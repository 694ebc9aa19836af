import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";

/** Where a request came from, as we saw it ourselves. Set on every request before anything reads it, so nobody outside can choose it. */
export const clientHeader = "x-flightdeck-client";

/**
 * The address in front of our own proxies, of which there are `proxies`: each of them has added the address that it saw to the end of
 * X-Forwarded-For, and what stands before those is whatever the client liked to write. Null where nothing there is an address.
 */
export function clientAddress(request: Pick<IncomingMessage, "headers" | "socket">, proxies: number): string | null {
  const forwarded = [request.headers["x-forwarded-for"] ?? []].flat().join(",").split(",");
  const seen = [...forwarded.map((one) => one.trim()).filter((one) => one !== ""), request.socket.remoteAddress ?? ""];
  const found = (seen.at(-1 - proxies) ?? "").replace(/^::ffff:(?=\d+\.)/i, "");
  // With a zone behind "%" it is an address on one machine alone, and whatever else somebody wrote there.
  return isIP(found) === 0 || found.includes("%") ? null : found;
}
