const secretNames = new Set([
  "idempotency_key",
  "authorization",
  "credentials",
  "auth_token",
  "token",
  "access_token",
  "refresh_token",
  "api_key",
  "client_secret",
  "password",
  "secret",
]);

const longestText = 64_000;

/** The value with every credential and idempotency key in it replaced, by field name. */
export function redactSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(redactSecrets);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      secretNames.has(name.toLowerCase()) && inner !== null ? "[redacted]" : redactSecrets(inner),
    ]),
  );
}

/** A body for the transcript: JSON redacted by field name, then known secrets wherever they stand, then cut to size. */
export function redactBody(body: string | null, secrets: readonly string[]): string | null {
  if (body === null || body === "") return null;
  const text = cutSecrets(redactedText(body), secrets);
  return text.length > longestText ? `${text.slice(0, longestText)}… (${text.length} characters)` : text;
}

/** Headers in their transcript form: credentials, cookies and signatures are never kept. */
export function redactHeaders(
  headers: Readonly<Record<string, string>>,
  secrets: readonly string[],
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      secretHeaders.has(name.toLowerCase()) ? "[redacted]" : cutSecrets(value, secrets),
    ]),
  );
}

const secretHeaders = new Set([
  "authorization",
  "proxy-authorization",
  "cookie",
  "set-cookie",
  "x-api-key",
  "x-adcp-auth",
  "signature",
]);

function redactedText(body: string): string {
  try {
    return JSON.stringify(redactSecrets(JSON.parse(body)));
  } catch {
    return body;
  }
}

function cutSecrets(text: string, secrets: readonly string[]): string {
  return secrets.filter((secret) => secret.length >= 4).reduce((cut, s) => cut.replaceAll(s, "[redacted]"), text);
}

/** The address without what may carry a secret: no userinfo, no query values. */
export function redactUrl(url: URL): string {
  return `${url.origin}${url.pathname}${url.search === "" ? "" : "?…"}`;
}
