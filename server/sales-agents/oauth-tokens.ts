import type { AgentAuth, AgentEndpoint } from "./sales-agent";
import { type HttpReply, type Transport, TransportFault } from "./transport";

/** An access token as it was fetched; `isNew`: for this very caller, nobody has used it yet. */
export type AccessToken = { readonly value: string; readonly isNew: boolean };

/** Access tokens of the client credentials grant (RFC 6749 §4.4), one per connection, fetched once however many ask. */
export type OauthTokens = {
  /** Throws TransportFault: AUTH_REQUIRED where the token address refuses us, else why it was not reached. */
  tokenFor(key: string, endpoint: AgentEndpoint, auth: OauthAuth): Promise<AccessToken>;
  /** The agent does not take this one: the next caller fetches another, unless somebody has already. */
  drop(key: string, value: string): void;
};

type OauthAuth = Extract<AgentAuth, { readonly kind: "oauth_client_credentials" }>;
/** Where the client secret goes: the Authorization header, which every server takes (RFC 6749 §2.3.1), or the body, as some insist. */
type Style = "header" | "body";
/** `value` null: still on its way. */
type Held = { readonly token: Promise<Fetched>; value: string | null; style: Style; renewAt: number };
type Fetched = { readonly value: string; readonly style: Style; readonly renewAt: number };

const mostTokens = 500;
const deadlineMs = 10_000;
/** Seconds that a token counts whose life is not told. */
const untold = 300;

export function oauthTokens(transport: Pick<Transport, "send">): OauthTokens {
  /** In order of last use: the first goes when room is needed. */
  const held = new Map<string, Held>();

  function begin(key: string, endpoint: AgentEndpoint, auth: OauthAuth, style: Style): Held {
    const token = fetchToken(transport, endpoint, auth, style);
    const entry: Held = { token, value: null, style, renewAt: Number.POSITIVE_INFINITY };
    const forget = () => held.get(key) === entry && held.delete(key);
    token.then((fetched) => Object.assign(entry, fetched), forget);
    return entry;
  }

  function keep(key: string, entry: Held): void {
    held.delete(key);
    held.set(key, entry);
    const [oldest] = held.keys();
    if (held.size > mostTokens && oldest !== undefined) held.delete(oldest);
  }

  return {
    async tokenFor(key, endpoint, auth) {
      const known = held.get(key);
      const isNew = known === undefined || performance.now() >= known.renewAt;
      const entry = isNew ? begin(key, endpoint, auth, known?.style ?? "header") : known;
      keep(key, entry);
      return { value: (await entry.token).value, isNew };
    },
    drop(key, value) {
      if (held.get(key)?.value === value) held.delete(key);
    },
  };
}

async function fetchToken(
  transport: Pick<Transport, "send">,
  endpoint: AgentEndpoint,
  auth: OauthAuth,
  style: Style,
): Promise<Fetched> {
  const reply = await ask(transport, endpoint, auth, style);
  const other: Style = style === "header" ? "body" : "header";
  const isAboutTheStyle = reply.status === 401 || saidError(reply).code === "invalid_client";
  if (!isAboutTheStyle) return tokenIn(reply, style, auth);
  const second = await ask(transport, endpoint, auth, other);
  // What the first refusal says is kept: the second may only complain of the other form.
  return second.status === 200 ? tokenIn(second, other, auth) : tokenIn(reply, style, auth);
}

async function ask(
  transport: Pick<Transport, "send">,
  { organisationId, salesAgentId }: AgentEndpoint,
  auth: OauthAuth,
  style: Style,
): Promise<HttpReply> {
  const { tokenUrl, clientId, clientSecret, scope } = auth;
  const form = new URLSearchParams({ grant_type: "client_credentials" });
  if (scope !== null) form.set("scope", scope);
  if (style === "body") {
    form.set("client_id", clientId);
    form.set("client_secret", clientSecret);
  }
  const basic = basicOf(clientId, clientSecret);
  const authorization = style === "header" ? { authorization: `Basic ${basic}` } : {};
  try {
    return await transport.send({
      organisationId,
      salesAgentId,
      protocol: "oauth",
      tool: "oauth token",
      method: "POST",
      url: tokenUrl,
      headers: {
        accept: "application/json",
        "content-type": "application/x-www-form-urlencoded",
        "user-agent": "flightdeck",
        ...authorization,
      },
      body: form.toString(),
      requestId: null,
      secrets: [clientSecret, encodeForm(clientSecret), basic],
      deadlineMs,
    });
  } catch (error) {
    if (!(error instanceof TransportFault)) throw error;
    // The agent itself has not seen a byte of the call, whatever the token address has.
    throw new TransportFault(error.code, `No access token: ${error.message}`, false, error);
  }
}

/** Form-encoded before base64, as RFC 6749 §2.3.1 wants it. */
function basicOf(clientId: string, clientSecret: string): string {
  return Buffer.from(`${encodeForm(clientId)}:${encodeForm(clientSecret)}`, "utf8").toString("base64");
}

function encodeForm(text: string): string {
  return new URLSearchParams({ "": text }).toString().slice(1);
}

function tokenIn(reply: HttpReply, style: Style, auth: OauthAuth): Fetched {
  if (reply.status === 408 || reply.status === 429 || reply.status >= 500) {
    throw new TransportFault("UNREACHABLE", `No access token: the token address answered ${reply.status}`, false);
  }
  if (reply.status !== 200) throw refused(refusalText(reply, auth));
  const { access_token: value, token_type: type, expires_in: seconds } = jsonOf(reply.text);
  if (typeof value !== "string" || !/^[\x21-\x7e]{1,8192}$/.test(value)) {
    throw refused("The token address answered without an access token");
  }
  if (typeof type === "string" && type.toLowerCase() !== "bearer") {
    throw refused("The token address gives tokens of a kind that is not known here (not bearer)");
  }
  const lifeSeconds = Number(seconds) > 0 ? Number(seconds) : untold;
  const lifeMs = 1_000 * (lifeSeconds - Math.min(60, lifeSeconds / 5));
  return { value, style, renewAt: performance.now() + lifeMs };
}

function refused(message: string): TransportFault {
  return new TransportFault("AUTH_REQUIRED", message, false);
}

/** The token address's own words: untrusted, bounded, and without the secret that it may repeat. */
function refusalText(reply: HttpReply, { clientSecret }: OauthAuth): string {
  if (reply.status >= 300 && reply.status < 400) {
    return "The token address answers with a redirect, which is not followed: enter the final address";
  }
  const { code, description } = saidError(reply);
  const words = [code, description].filter((part) => part !== "").join(": ");
  const said = words.replaceAll(clientSecret, "[redacted]").slice(0, 300);
  return `The token address refused our client (HTTP ${reply.status}${said === "" ? "" : `, ${said}`})`;
}

function saidError(reply: HttpReply): { readonly code: string; readonly description: string } {
  const { error, error_description: description } = jsonOf(reply.text);
  return {
    code: typeof error === "string" ? error : "",
    description: typeof description === "string" ? description : "",
  };
}

function jsonOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  } catch {
    return {};
  }
}
