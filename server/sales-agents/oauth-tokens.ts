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
/**
 * How a token is asked for. `secretIn`: the Authorization header, which every server should take (RFC 6749 §2.3.1), or the body, as some
 * insist. `namesAgent`: the token is for this agent alone (RFC 8707, which MCP asks for; some servers do not know it).
 */
type Form = { readonly secretIn: "header" | "body"; readonly namesAgent: boolean };
/** `value` null: still on its way. */
type Held = { readonly token: Promise<Fetched>; value: string | null; form: Form; renewAt: number };
type Fetched = { readonly value: string; readonly form: Form; readonly renewAt: number };

const usual: Form = { secretIn: "header", namesAgent: true };
const mostTokens = 500;
const deadlineMs = 10_000;
/** Seconds that a token counts whose life is not told. */
const untold = 300;

export function oauthTokens(transport: Pick<Transport, "send">): OauthTokens {
  /** In order of last use: the first goes when room is needed. */
  const held = new Map<string, Held>();

  function begin(key: string, endpoint: AgentEndpoint, auth: OauthAuth, form: Form): Held {
    const token = fetchToken(transport, endpoint, auth, form);
    const entry: Held = { token, value: null, form, renewAt: Number.POSITIVE_INFINITY };
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
      const entry = isNew ? begin(key, endpoint, auth, known?.form ?? usual) : known;
      keep(key, entry);
      return { value: (await entry.token).value, isNew };
    },
    drop(key, value) {
      if (held.get(key)?.value === value) held.delete(key);
    },
  };
}

/** Asks in another form where the refusal may be about the form; three times at most, so that no client is locked out by us. */
async function fetchToken(
  transport: Pick<Transport, "send">,
  endpoint: AgentEndpoint,
  auth: OauthAuth,
  form: Form,
): Promise<Fetched> {
  const first = await ask(transport, endpoint, auth, form);
  let last = first;
  let inForm = form;
  for (let left = 2; left > 0; left -= 1) {
    const next = otherForm(last, inForm, form);
    if (next === null) break;
    last = await ask(transport, endpoint, auth, next);
    inForm = next;
  }
  // What the first refusal says is told: a later one may only complain of its form.
  return last.status === 200 ? tokenIn(last, inForm, auth) : tokenIn(first, form, auth);
}

function otherForm(reply: HttpReply, form: Form, begunWith: Form): Form | null {
  if (reply.status !== 400 && reply.status !== 401) return null;
  const { code } = saidError(reply);
  if (code === "invalid_scope" || code === "unauthorized_client" || code === "unsupported_grant_type") return null;
  const isSecretMoved = form.secretIn !== begunWith.secretIn;
  if (!isSecretMoved && (reply.status === 401 || code === "invalid_client" || code === "")) {
    return { ...form, secretIn: form.secretIn === "header" ? "body" : "header" };
  }
  return form.namesAgent && reply.status === 400 && code !== "invalid_client" ? { ...form, namesAgent: false } : null;
}

async function ask(
  transport: Pick<Transport, "send">,
  { organisationId, salesAgentId, url: resource }: AgentEndpoint,
  auth: OauthAuth,
  { secretIn, namesAgent }: Form,
): Promise<HttpReply> {
  const { tokenUrl, clientId, clientSecret, scope } = auth;
  const form = new URLSearchParams({ grant_type: "client_credentials" });
  if (scope !== null) form.set("scope", scope);
  if (namesAgent) form.set("resource", resource);
  if (secretIn === "body") {
    form.set("client_id", clientId);
    form.set("client_secret", clientSecret);
  }
  const basic = basicOf(clientId, clientSecret);
  const authorization = secretIn === "header" ? { authorization: `Basic ${basic}` } : {};
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

function tokenIn(reply: HttpReply, form: Form, auth: OauthAuth): Fetched {
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
  return { value, form, renewAt: performance.now() + lifeMs };
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

/** By the standard `error` and `error_description`; some servers say `code` and `message`. */
function saidError(reply: HttpReply): { readonly code: string; readonly description: string } {
  const { error, code, error_description: description, message } = jsonOf(reply.text);
  const textOf = (...values: readonly unknown[]) => String(values.find((value) => typeof value === "string") ?? "");
  return { code: textOf(error, code), description: textOf(description, message) };
}

function jsonOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  } catch {
    return {};
  }
}
