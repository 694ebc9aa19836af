import { createHash } from "node:crypto";

/** The one header sign-in limits look at. Set by us on every request, so nobody outside can choose it. */
export const limitHeader = "x-flightdeck-limit-key";

/**
 * The request with its limit key: for a sign-in the account that is tried, so that a forged forwarding header buys no further
 * attempts. The key has the shape of a private IPv6 address because that is what the sign-in library counts by.
 */
export async function withLimitKey(request: Request): Promise<Request> {
  // Read from a copy first: wrapping a request takes its body along.
  const email = await triedEmail(request);
  const marked = new Request(request);
  marked.headers.delete(limitHeader);
  if (email !== null) marked.headers.set(limitHeader, addressFor(email));
  return marked;
}

/** By which lines of the log about one account are told apart, without its address; null: no account was named. */
export function accountIn(marked: Request): string | null {
  return marked.headers.get(limitHeader)?.slice(2, 9) ?? null;
}

async function triedEmail(request: Request): Promise<string | null> {
  if (request.method !== "POST" || !new URL(request.url).pathname.endsWith("/sign-in/email")) return null;
  try {
    const body: unknown = await request.clone().json();
    const email = typeof body === "object" && body !== null && "email" in body ? body.email : null;
    return typeof email === "string" ? email.trim().toLowerCase() : null;
  } catch {
    // Not JSON: the library refuses it by itself, counted in the bucket all such requests share.
    return null;
  }
}

function addressFor(email: string): string {
  const digest = createHash("sha256").update(email).digest("hex");
  const groups = `fd${digest.slice(0, 30)}`.match(/.{4}/g) ?? [];
  return groups.join(":");
}
