import type { IncomingMessage } from "node:http";
import { z } from "zod";

/** Where a request came from, as we saw it ourselves. Set on every request before anything reads it, so nobody outside can choose it. */
export const clientHeader = "x-flightdeck-client";

const address = z.union([z.ipv4(), z.ipv6()]);

/**
 * The address in front of our own proxies, of which there are `proxies`: each of them has added the address that it saw to the end of
 * X-Forwarded-For, and what stands before those is whatever the client liked to write. Null where nothing there is an address.
 */
export function clientAddress(request: Pick<IncomingMessage, "headers" | "socket">, proxies: number): string | null {
  const forwarded = [request.headers["x-forwarded-for"] ?? []].flat().join(",").split(",");
  const seen = [...forwarded.map((one) => one.trim()).filter((one) => one !== ""), request.socket.remoteAddress ?? ""];
  const found = address.safeParse((seen.at(-1 - proxies) ?? "").replace(/^::ffff:(?=\d+\.)/i, ""));
  return found.success ? found.data : null;
}
