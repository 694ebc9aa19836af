import { createHash } from "node:crypto";
import type { Config } from "../config";
import type { Db } from "../db/client";
import { type Clock, millisOf } from "../domain/time";
import type { Log } from "../ports";
import { countAttempt } from "../repositories/attempts";
import type { Auth } from "./auth";
import { clientHeader } from "./client-address";
import { accountIn, withLimitKey } from "./limit-key";
import { isWeakPassword } from "./weak-password";

export type AuthDesk = {
  readonly auth: Auth;
  readonly config: Pick<Config, "signInLimit">;
  readonly ports: { readonly db: Db; readonly clock: Clock; readonly log: Log };
};

const base = "/api/auth";
const totpPath = "/two-factor/verify-totp";
const minuteMs = 60_000;

/** What our pages ask, and how often one address may ask it a minute, in sign-in limits; all else the library could answer is not there. */
const asked: ReadonlyMap<string, number> = new Map([
  ["/sign-in/email", 5],
  ["/sign-out", 50],
  ["/request-password-reset", 5],
  ["/reset-password", 5],
  ["/change-password", 5],
  ["/two-factor/enable", 5],
  ["/two-factor/disable", 5],
  [totpPath, 5],
  ["/two-factor/verify-backup-code", 5],
  ["/two-factor/generate-backup-codes", 5],
]);

const setsPassword: ReadonlySet<string> = new Set(["/reset-password", "/change-password"]);

/** Every address below /api/auth that answers. */
export const authPaths: readonly string[] = [...asked.keys()].map((path) => `${base}${path}`);

/**
 * One question to the sign-in library. An address has a limit of its own beside the account's, so that neither one account from everywhere
 * nor every account from one place can be tried. The session's token leaves in the cookie alone. Every outcome is a line of the log.
 */
export async function answerAuth(desk: AuthDesk, request: Request): Promise<Response> {
  const path = new URL(request.url).pathname.slice(base.length);
  const share = asked.get(path);
  if (share === undefined || request.method !== "POST") return Response.json({ message: "Not found" }, { status: 404 });
  const { config, ports } = desk;
  const address = request.headers.get(clientHeader);
  const window = { key: `from ${address ?? "nowhere"}|${path}`, windowMs: minuteMs, most: share * config.signInLimit };
  const wait = await countAttempt(ports.db, window, millisOf(ports.clock()));
  const marked = await withLimitKey(request);
  const account = accountIn(marked);
  const { response, userId } =
    wait === null ? await answered(desk, path, marked) : { response: tooMany(wait), userId: null };
  // Drafts and the pages one was at last stay with nobody.
  if (path === "/sign-out" && response.ok) response.headers.set("clear-site-data", '"storage"');
  const line = { event: "auth", path, status: response.status, address, account, userId };
  if (response.ok) ports.log.info(line, "asked to sign in or about an account");
  else ports.log.warn(line, "refused to sign in or about an account");
  return response;
}

type Answered = { readonly response: Response; readonly userId: string | null };

/** The library's answer; a code that it takes a second time is refused after all, and the session it made for it ended. */
async function answered({ auth, ports }: AuthDesk, path: string, request: Request): Promise<Answered> {
  const wanted = setsPassword.has(path) ? await textIn(request, "newPassword") : null;
  if (wanted !== null && (await isWeakPassword(wanted, await ownWords(auth, request)))) {
    return { response: refusal(400, "PASSWORD_TOO_WEAK", "This password is easily guessed"), userId: null };
  }
  const code = path === totpPath && !hasSession(request) ? await textIn(request, "code") : null;
  const { response, userId, token } = await withoutToken(await auth.handler(request));
  if (code === null || userId === null || !(await wasUsed(ports, userId, code))) return { response, userId };
  if (token !== null) await (await auth.$context).internalAdapter.deleteSession(token);
  return { response: refusal(401, "INVALID_CODE", "Invalid code"), userId };
}

const refusal = (status: number, code: string, message: string) => Response.json({ code, message }, { status });

const hasSession = (request: Request) => /session_token=[^;]/.test(request.headers.get("cookie") ?? "");

async function ownWords(auth: Auth, { headers }: Request): Promise<readonly string[]> {
  const found = await auth.api.getSession({ headers });
  return found ? [found.user.name, found.user.email] : [];
}

async function textIn(request: Request, field: string): Promise<string | null> {
  const body: unknown = await request
    .clone()
    .json()
    .catch(() => null);
  const text = typeof body === "object" && body !== null ? (body as Readonly<Record<string, unknown>>)[field] : null;
  return typeof text === "string" ? text : null;
}

/** A code of an authenticator signs somebody in once; the library takes it for as long as it is fresh. */
async function wasUsed({ db, clock }: AuthDesk["ports"], userId: string, code: string): Promise<boolean> {
  const digest = createHash("sha256").update(`${userId} ${code}`).digest("base64url");
  return (
    (await countAttempt(db, { key: `code ${digest}`, windowMs: 2 * minuteMs, most: 1 }, millisOf(clock()))) !== null
  );
}

function tooMany(seconds: number): Response {
  const message = "Too many requests. Please try again later.";
  return Response.json({ message }, { status: 429, headers: { "X-Retry-After": String(seconds) } });
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
