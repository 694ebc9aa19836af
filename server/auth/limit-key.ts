import { createHash } from "node:crypto";

/** The one header sign-in limits look at. Set by us on every request, so nobody outside can choose it. */
export const limitHeader = "x-flightdeck-limit-key";

/**
 * For a sign-in the account that is tried, so that a forged forwarding header buys no further attempts; null: counted by address. The key
 * has the shape of a private IPv6 address because that is what the sign-in library counts by.
 */
export function limitKey(path: string, { email }: Readonly<Record<string, unknown>>): string | null {
  return path === "/sign-in/email" && typeof email === "string" ? addressFor(email.trim().toLowerCase()) : null;
}

/** By which lines of the log about one account are told apart, without its address. */
export function accountOf(key: string): string {
  return key.slice(2, 9);
}

function addressFor(email: string): string {
  const digest = createHash("sha256").update(email).digest("hex");
  const groups = `fd${digest.slice(0, 30)}`.match(/.{4}/g) ?? [];
  return groups.join(":");
}
