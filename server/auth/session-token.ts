import { createHash } from "node:crypto";

/**
 * How a session's token is kept and looked up: its SHA-256. The token has 190 bits of its own, so nothing slower is needed, and a copy of
 * the database opens no session.
 */
export function sessionTokenAtRest(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}
