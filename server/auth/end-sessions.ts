import { isAPIError } from "better-auth/api";
import { inWriteTransaction } from "../db/client";
import { endSessions } from "../repositories/members";
import type { AuthDesk } from "./auth-desk";

export const endSessionsPath = "/end-sessions";

type Asked = { readonly password: string; readonly sessionId: string | null };
type Ended = { readonly response: Response; readonly userId: string | null };

/**
 * Ends one session of one's own, or (`sessionId` null) all but this one, for whoever proves again to be who signed in: a screen left open
 * or a stolen cookie throws nobody out (ASVS 7.5.2). Here and not in the API, which keeps a hash of every change's input.
 */
export async function endSessionsFor({ auth, ports }: AuthDesk, { headers }: Request, asked: Asked): Promise<Ended> {
  const found = await auth.api.getSession({ headers });
  if (!found) return { response: refusal(401, "UNAUTHORIZED", "Sign in again"), userId: null };
  const userId = found.user.id;
  try {
    await auth.api.verifyPassword({ headers, body: { password: asked.password } });
  } catch (error) {
    if (!isAPIError(error)) throw error;
    const said = { message: "The password is not right", ...error.body };
    return { response: refusal(error.statusCode, said.code ?? "INVALID_PASSWORD", said.message), userId };
  }
  const which = asked.sessionId === null ? { keep: found.session.id } : { id: asked.sessionId };
  const ended = await inWriteTransaction(ports.db, (tx) => endSessions(tx, userId, which));
  if (asked.sessionId !== null && ended === 0) {
    return { response: refusal(404, "NOT_FOUND", "The session is over already"), userId };
  }
  return { response: Response.json({ ended }), userId };
}

const refusal = (status: number, code: string, message: string) => Response.json({ code, message }, { status });
