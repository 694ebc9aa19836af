import type { IncomingMessage, ServerResponse } from "node:http";
import { answerSafely } from "../api/answer-safely";
import { readLimitedBody } from "../api/limited-body";
import type { AuthDesk } from "../auth/auth-desk";
import { answerAuth } from "../auth/auth-door";
import { authInputs, mostBytes } from "../auth/auth-inputs";
import { hasPlace, placeAgainIn } from "../auth/hashing-places";
import { addressKey, secondsToWait, tooManyAnswer } from "../auth/told-to-wait";
import { noteTurnedAway } from "../auth/turned-away";
import { millisOf } from "../domain/time";
import { answerJson } from "./answer-json";

/** One question to sign-in; `path`: below /api/auth, `address`: where it comes from, `headers`: as the library is to read them. */
type AuthCall = {
  readonly url: string;
  readonly path: string;
  readonly address: string | null;
  readonly headers: Headers;
};

/** True: whoever was told to come back later asks on, or all places are taken; told so again without a look at what is sent. */
export function isTurnedAway(
  { ports }: AuthDesk,
  { path, address }: Pick<AuthCall, "path" | "address">,
  response: ServerResponse,
): boolean {
  const told = secondsToWait(ports.db, addressKey(address, path), millisOf(ports.clock()));
  if (told === null && (authInputs.get(path)?.hashes !== true || hasPlace(ports.db, address))) return false;
  noteTurnedAway(ports.log, path, address);
  answerJson(response, 429, tooManyAnswer, { "X-Retry-After": String(told ?? placeAgainIn) });
  return true;
}

export async function answerAuthCall(
  desk: AuthDesk,
  { url, headers }: AuthCall,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readLimitedBody(request, mostBytes);
  if (body === null) {
    answerJson(response, 413, { message: "The request is too large" });
    return;
  }
  const asked = new Request(url, { method: "POST", headers, body });
  const answer = await answerSafely({ door: "auth", log: desk.ports.log }, () => answerAuth(desk, asked));
  for (const [name, value] of answer.headers) if (name !== "set-cookie") response.setHeader(name, value);
  const cookies = answer.headers.getSetCookie();
  if (cookies.length > 0) response.setHeader("set-cookie", cookies);
  response.writeHead(answer.status).end(Buffer.from(await answer.arrayBuffer()));
}
