import { createHmac, timingSafeEqual } from "node:crypto";
import type { Db } from "../db/client";
import { type SessionRow, sessionOfToken } from "../repositories/session-reads";
import type { Auth } from "./auth";
import { sessionTokenAtRest } from "./session-token";

export type FoundSession = {
  readonly session: Pick<SessionRow["session"], "id" | "createdAt">;
  readonly user: Omit<SessionRow["user"], "disabledAt" | "twoFactorEnabled" | "twoFactorRequired"> & {
    readonly disabledAt?: Date | null | undefined;
    readonly twoFactorEnabled?: boolean | null | undefined;
    readonly twoFactorRequired?: boolean | null | undefined;
  };
};

/**
 * The session that a request came with, read from the database each time: one ended, disabled or changed anywhere is seen at once.
 * One statement for a cookie of ours whose session runs; whatever else it may be (no cookie, a forged one, ended, due to be
 * prolonged) the library decides, as it would have without this.
 */
export async function findSession(auth: Auth, db: Db, headers: Headers): Promise<FoundSession | null> {
  const { authCookies, secret, sessionConfig } = await auth.$context;
  const token = signedToken(headers.get("cookie") ?? "", authCookies.sessionToken.name, secret);
  const found = token === null ? null : await sessionOfToken(db, sessionTokenAtRest(token));
  const { expiresIn, updateAge } = sessionConfig;
  if (found && runsOn(found.session.expiresAt, expiresIn - updateAge)) return found;
  return auth.api.getSession({ headers }).catch((error: unknown) => {
    // It cannot be prolonged (a full disk): until its own end it counts, so that reading goes on.
    if (found && runsOn(found.session.expiresAt, 0)) return found;
    throw error;
  });
}

/** Not ended, and not yet due to be prolonged. */
function runsOn(expiresAt: Date, prolongedBelowSeconds: number): boolean {
  return expiresAt.getTime() - Date.now() > prolongedBelowSeconds * 1_000;
}

/** The token of a cookie `<token>.<HMAC-SHA256>`, or null unless the signature is ours. */
export function signedToken(cookies: string, name: string, secret: string): string | null {
  const value = cookies
    .split(";")
    .map((one) => one.trim())
    .find((one) => one.startsWith(`${name}=`))
    ?.slice(name.length + 1);
  const signed = value === undefined ? "" : decoded(value);
  const dot = signed.lastIndexOf(".");
  if (dot < 1) return null;
  const token = signed.slice(0, dot);
  const [ours, theirs] = [createHmac("sha256", secret).update(token).digest("base64"), signed.slice(dot + 1)].map(
    (text) => Buffer.from(text),
  );
  return ours && theirs && ours.length === theirs.length && timingSafeEqual(ours, theirs) ? token : null;
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return "";
  }
}
