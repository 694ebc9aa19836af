import type { IncomingMessage } from "node:http";

export type AddressRefusal = {
  readonly status: 400 | 405;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
};

const noAddress = { status: 400, message: "This is no address" } as const;
/** Pages are read; no page of ours takes a form or a server action, so that what parses those is reached by nobody. */
const ofPages = ["GET", "HEAD"];
const ofDoors = [...ofPages, "POST", "OPTIONS"];

/**
 * Why a request is answered before anything reads it: a method that nothing here is asked by (TRACE among them, which Next takes for a fault of
 * its own), or an address in another form than a path (RFC 9112 §3.2.2: proxies; two slashes and a backslash: another host's).
 */
export function refusedAddress({
  method = "",
  url = "",
}: Pick<IncomingMessage, "method" | "url">): AddressRefusal | null {
  const path = url.split("?", 1)[0] ?? "";
  if (!path.startsWith("/") || path.startsWith("//") || path.includes("\\") || !isDecodable(path)) return noAddress;
  const methods = path.startsWith("/api/") ? ofDoors : ofPages;
  if (methods.includes(method)) return null;
  return { status: 405, message: "Nothing is asked in this way", headers: { Allow: methods.join(", ") } };
}

/** Next answers an address that cannot be read as if the error were its own. */
function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}
