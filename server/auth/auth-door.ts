import { createHash } from "node:crypto";
import { millisOf } from "../domain/time";
import { type AttemptWindow, countAttempt } from "../repositories/attempts";
import type { Auth } from "./auth";
import type { AuthDesk } from "./auth-desk";
import { type Asked, authInputs, endingInput } from "./auth-inputs";
import { clientHeader } from "./client-address";
import { endSessionsFor, endSessionsPath } from "./end-sessions";
import { hashRecoveryCodes } from "./hash-recovery-codes";
import { placeAgainIn, takePlace } from "./hashing-places";
import { accountOf, limitHeader, limitKey } from "./limit-key";
import { recoveryDigest } from "./recovery-codes";
import { isOfNextStep } from "./time-step";
import { addressKey, noteWait, secondsToWait, tooMany } from "./told-to-wait";
import { noteTurnedAway } from "./turned-away";
import { isWeakPassword } from "./weak-password";

const base = "/api/auth";
const totpPath = "/two-factor/verify-totp";
const recoveryPath = "/two-factor/verify-backup-code";
const minuteMs = 60_000;

/** Every address below /api/auth that answers. */
export const authPaths: readonly string[] = [...authInputs.keys()].map((path) => `${base}${path}`);

/**
 * One question to the sign-in library. An address has a limit of its own beside the account's, so that neither one account from everywhere
 * nor every account from one place can be tried. The session's token leaves in the cookie alone. Every outcome is in the log.
 */
export async function answerAuth(desk: AuthDesk, request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  const path = pathname.startsWith(`${base}/`) ? pathname.slice(base.length) : "";
  const asked = authInputs.get(path);
  if (asked === undefined || request.method !== "POST") return Response.json({ message: "Not found" }, { status: 404 });
  const { db, clock, log } = desk.ports;
  const address = request.headers.get(clientHeader);
  const told = secondsToWait(db, addressKey(address, path), millisOf(clock()));
  const leave = told === null && asked.hashes ? takePlace(db, address) : () => undefined;
  if (told !== null || leave === null) {
    noteTurnedAway(log, path, address);
    return tooMany(told ?? placeAgainIn);
  }
  try {
    return await answerOne(desk, path, asked, request);
  } finally {
    leave();
  }
}

async function answerOne(desk: AuthDesk, path: string, asked: Asked, request: Request): Promise<Response> {
  const { config, ports } = desk;
  const address = request.headers.get(clientHeader);
  const most = asked.share * config.signInLimit;
  const wait = await waitOf(ports, { key: addressKey(address, path), windowMs: minuteMs, most });
  const input = wait === null ? asked.input.safeParse(await bodyOf(request)) : null;
  const key = limitKey(path, input?.data ?? {});
  const { response, userId } =
    wait !== null
      ? unknownOf(tooMany(wait))
      : input?.success
        ? await answered(desk, path, asking(request, path, input.data, key), input.data)
        : unknownOf(misfit());
  // Drafts and the pages one was at last stay with nobody.
  if (path === "/sign-out" && response.ok) response.headers.set("clear-site-data", '"storage"');
  const account = key && accountOf(key);
  const line = { event: "auth", path, status: response.status, address, account, userId };
  if (response.ok) ports.log.info(line, "asked to sign in or about an account");
  else ports.log.warn(line, "refused to sign in or about an account");
  return response;
}

/** Seconds until the address may try again; null: now. From then on it is told so without being counted. */
async function waitOf({ db, clock }: AuthDesk["ports"], window: AttemptWindow): Promise<number | null> {
  const now = millisOf(clock());
  const wait = await countAttempt(db, window, now);
  if (wait !== null) noteWait(db, window.key, now + wait * 1_000);
  return wait;
}

type Answered = { readonly response: Response; readonly userId: string | null };
type Input = Readonly<Record<string, unknown>>;

/** The library's answer; a code that it takes a second time or ahead of time is refused after all, and the session it made for it ended. */
async function answered(desk: AuthDesk, path: string, request: Request, input: Input): Promise<Answered> {
  const { auth, ports } = desk;
  const { newPassword: wanted, code } = input;
  if (typeof wanted === "string" && (await isWeakPassword(wanted, await ownWords(auth, request)))) {
    return unknownOf(refusal(400, "PASSWORD_TOO_WEAK", "This password is easily guessed"));
  }
  if (path === endSessionsPath) return endSessionsFor(desk, request, endingInput.parse(input));
  const isEntering = path === totpPath && !hasSession(request);
  const { response, userId, token } = await withoutToken(await auth.handler(request));
  if (userId !== null && (path === totpPath || path === recoveryPath)) await hashRecoveryCodes(auth, ports.db, userId);
  if (!isEntering || userId === null || typeof code !== "string") return { response, userId };
  const at = millisOf(ports.clock());
  if (!((await isOfNextStep(auth, ports.db, code, { userId, at })) || (await wasUsed(ports, userId, code)))) {
    return { response, userId };
  }
  if (token !== null) await (await auth.$context).internalAdapter.deleteSession(token);
  return { response: refusal(401, "INVALID_CODE", "Invalid code"), userId };
}

const unknownOf = (response: Response): Answered => ({ response, userId: null });

const misfit = () => refusal(400, "INPUT_NOT_USABLE", "The input is not usable");

const refusal = (status: number, code: string, message: string) => Response.json({ code, message }, { status });

const hasSession = (request: Request) => /session_token=[^;]/.test(request.headers.get("cookie") ?? "");

async function ownWords(auth: Auth, { headers }: Request): Promise<readonly string[]> {
  const found = await auth.api.getSession({ headers });
  return found ? [found.user.name, found.user.email] : [];
}

/** undefined: it is no JSON. Asking without a body is asking for nothing in particular. */
async function bodyOf(request: Request): Promise<unknown> {
  const text = await request.text();
  try {
    return text === "" ? {} : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * The question as the library hears it: what the address is for and nothing else, counted by a key of ours, a recovery code as what is
 * kept of it.
 */
function asking({ url, headers, signal }: Request, path: string, input: Input, key: string | null): Request {
  const { code } = input;
  const heard = path === recoveryPath && typeof code === "string" ? { ...input, code: recoveryDigest(code) } : input;
  const own = new Headers(headers);
  own.delete("content-length");
  own.delete(limitHeader);
  if (key !== null) own.set(limitHeader, key);
  return new Request(url, { method: "POST", headers: own, signal, body: JSON.stringify(heard) });
}

/** A code of an authenticator signs somebody in once; the library takes it for as long as it is fresh. */
async function wasUsed({ db, clock }: AuthDesk["ports"], userId: string, code: string): Promise<boolean> {
  const digest = createHash("sha256").update(`${userId} ${code}`).digest("base64url");
  return (
    (await countAttempt(db, { key: `code ${digest}`, windowMs: 2 * minuteMs, most: 1 }, millisOf(clock()))) !== null
  );
}

type Said = { readonly token?: string | null; readonly user?: { readonly id?: string } | null };
type Given = { readonly response: Response; readonly userId: string | null; readonly token: string | null };

/** The library repeats the token in its answer, where scripts of a page could read it. */
async function withoutToken(answer: Response): Promise<Given> {
  const isJson = answer.headers.get("content-type")?.startsWith("application/json");
  if (!answer.ok || !isJson) return { response: answer, userId: null, token: null };
  const { token, ...rest } = ((await answer.json()) ?? {}) as Said;
  const headers = new Headers(answer.headers);
  headers.delete("content-length");
  headers.set("cache-control", "no-store");
  const response = Response.json(rest, { status: answer.status, headers });
  return { response, userId: rest.user?.id ?? null, token: token ?? null };
}
