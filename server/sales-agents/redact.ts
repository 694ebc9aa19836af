/** Names are compared without case, hyphens and underscores. */
const keyName = "idempotencykey";

const secretNames = new Set([
  "authorization",
  "credentials",
  "authtoken",
  "token",
  "accesstoken",
  "refreshtoken",
  "idtoken",
  "apikey",
  "clientsecret",
  "clientassertion",
  "password",
  "passphrase",
  "secret",
  "webhooksecret",
  "privatekey",
]);

/** What a person or a company can be paid, taxed or impersonated with; sellers list it with accounts and invoices. */
const privateNames = new Set([
  "bank",
  "bankaccount",
  "iban",
  "bic",
  "swift",
  "accountnumber",
  "routingnumber",
  "sortcode",
  "taxid",
  "taxnumber",
  "vat",
  "vatid",
  "vatnumber",
  "ein",
  "ssn",
]);

const cut = "[redacted]";
const longestText = 64_000;
/** A longer body is cut before it is looked at, so that capturing it costs nothing noticeable. */
const longestParsed = 256_000;

/** The value with every credential, bank and tax field in it replaced, by field name; of idempotency keys the first 8 characters stay. */
export function redactSecrets(value: unknown): unknown {
  return redactValue(value, redactPlaces);
}

/** `inText`: what is done with a string that is no document. What needs no change is not copied. */
function redactValue(value: unknown, inText: (text: string) => string): unknown {
  if (typeof value === "string") return redactText(value, inText);
  if (typeof value !== "object" || value === null) return value;
  return Array.isArray(value) ? redactList(value, inText) : redactFields(value, inText);
}

function redactList(list: readonly unknown[], inText: (text: string) => string): readonly unknown[] {
  let copy: unknown[] | null = null;
  for (let index = 0; index < list.length; index += 1) {
    const clean = redactValue(list[index], inText);
    if (clean === list[index]) continue;
    copy ??= [...list];
    copy[index] = clean;
  }
  return copy ?? list;
}

function redactFields(fields: object, inText: (text: string) => string): object {
  const given = fields as Readonly<Record<string, unknown>>;
  let changed: Map<string, unknown> | null = null;
  for (const name in given) {
    const inner = given[name];
    if (inner === null) continue;
    const clean = kindOf(name) === "plain" ? redactValue(inner, inText) : replacementOf(name, inner);
    if (clean === inner) continue;
    changed ??= new Map();
    changed.set(name, clean);
  }
  if (changed === null) return fields;
  return Object.fromEntries(Object.entries(given).map((field) => [field[0], changed.get(field[0]) ?? field[1]]));
}

/** null: a field of this name may be kept. */
function replacementOf(name: string, value: unknown): string | null {
  const kind = kindOf(name);
  if (kind === "key") return prefixOf(value);
  return kind === "secret" ? cut : null;
}

type FieldKind = "key" | "secret" | "plain";
const kinds = new Map<string, FieldKind>();
const mostKinds = 5_000;

/** Replies repeat a few hundred names thousands of times. */
function kindOf(name: string): FieldKind {
  const known = kinds.get(name);
  if (known !== undefined) return known;
  const plain = name.toLowerCase().replace(/[-_]/g, "");
  const kind = plain === keyName ? "key" : secretNames.has(plain) || privateNames.has(plain) ? "secret" : "plain";
  if (kinds.size < mostKinds) kinds.set(name, kind);
  return kind;
}

const prefixLength = 8;

/** Enough to tell that two attempts carry the same key, as `SellerCall.idempotencyKeyPrefix` does. */
function prefixOf(key: unknown): string {
  return typeof key === "string" && key.length >= 2 * prefixLength ? `${key.slice(0, prefixLength)}…` : cut;
}

/** Sellers put whole documents into strings (MCP's text content): what is JSON is redacted as such. */
function redactText(text: string, inText: (text: string) => string): string {
  if (beginsAsWords(text) || !/^\s*[{[]/.test(text)) return inText(text);
  try {
    const value: unknown = JSON.parse(text);
    const clean = redactValue(value, inText);
    return clean === value ? text : JSON.stringify(clean);
  } catch {
    return redactPlaces(redactBroken(text));
  }
}

/** With a letter or a digit, as nearly every text does: no pattern is needed for that. */
function beginsAsWords(text: string): boolean {
  const first = text.charCodeAt(0) | 0x20;
  return (first >= 0x61 && first <= 0x7a) || (first >= 0x30 && first <= 0x39);
}

/** Places where secrets stand in free text: the path of a webhook address, query values, an authorization. */
function redactPlaces(text: string): string {
  return text
    .replace(/(\/api\/webhooks\/)[\w-]{16,}/g, `$1${cut}`)
    .replace(/([?&](?:[\w-]*token|[\w-]*key|secret|sig|signature|password)=)[^&#"'\\\s<]+/gi, `$1${cut}`)
    .replace(/\b(Bearer|Basic)\s+[\w.~+/=-]{8,}/gi, `$1 ${cut}`);
}

/**
 * A body for the transcript: redacted by field name, then known secrets and idempotency keys wherever they stand, then cut to size with
 * the true size said.
 */
export function redactBody(
  body: string | null,
  secrets: readonly string[],
  keys: readonly string[] = [],
): string | null {
  if (body === null || body === "") return null;
  const whole = body.length <= longestParsed;
  const text = cutSecrets(redactedText(whole ? body : body.slice(0, longestText)), secrets, keys);
  if (whole && text.length <= longestText) return text;
  return `${text.slice(0, longestText)}… (cut: ${body.length} characters in all)`;
}

/** The idempotency keys that a request carries: a reply may repeat them in its words. */
export function keysIn(body: string | null): readonly string[] {
  return [...(body ?? "").matchAll(/idempotency_?key\\*"\s*:\s*\\*"([^"\\]{16,})/gi)].map(([, key = ""]) => key);
}

/** Headers in their transcript form: credentials, cookies, sessions and signatures are never kept. */
export function redactHeaders(
  headers: Readonly<Record<string, string>>,
  secrets: readonly string[],
  keys: readonly string[] = [],
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, redactHeader(name.toLowerCase(), value, secrets, keys)]),
  );
}

function redactHeader(name: string, value: string, secrets: readonly string[], keys: readonly string[]): string {
  if (name === "idempotency-key") return prefixOf(value);
  if (secretHeader.test(name)) return cut;
  return cutSecrets(redactPlaces(value), secrets, keys);
}

const secretHeader =
  /authori[sz]ation|cookie|token|secret|api-?key|password|credential|session-id|^x-.*auth|signature$|signature-(?!input$|agent$)/;

/** The places are looked for once, in the whole text. */
const asItIs = (text: string): string => text;

function redactedText(body: string): string {
  try {
    return redactPlaces(JSON.stringify(redactValue(JSON.parse(body), asItIs)));
  } catch {
    return redactPlaces(isForm(body) ? redactForm(body) : redactBroken(body));
  }
}

function isForm(body: string): boolean {
  return /^[\w.%-]+=[^&\s]*(?:&[\w.%-]+=[^&\s]*)*$/.test(body);
}

function redactForm(body: string): string {
  return body.replace(/(^|&)([\w.%-]+)=([^&]*)/g, (whole, before: string, name: string, value: string) => {
    const instead = replacementOf(decoded(name), value);
    return instead === null ? whole : `${before}${name}=${instead}`;
  });
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/** Text that is nearly JSON (cut, or with words around it): fields as they are written, also inside a string. */
function redactBroken(body: string): string {
  const replace = (whole: string, before: string, name: string, value: string, after: string) => {
    const instead = replacementOf(name, value);
    return instead === null ? whole : `${before}${instead}${after}`;
  };
  return body
    .replace(/("([\w-]+)"\s*:\s*")((?:[^"\\]|\\.)*)("|\\?$)/g, replace)
    .replace(/("([\w-]+)"\s*:\s*)([\d.]+)()/g, replace)
    .replace(/(\\+"([\w-]+)\\+"\s*:\s*\\+")([^"\\]*)(\\+"|$)/g, replace);
}

function cutSecrets(text: string, secrets: readonly string[], keys: readonly string[]): string {
  const known = secrets.filter((secret) => secret.length >= 4);
  return keys.reduce(
    (kept, key) => kept.replaceAll(key, prefixOf(key)),
    known.reduce((kept, secret) => kept.replaceAll(secret, cut), text),
  );
}

/** The address without what may carry a secret: no userinfo, no query values, no token of a webhook. */
export function redactUrl(url: URL): string {
  return redactPlaces(`${url.origin}${url.pathname}${url.search === "" ? "" : "?…"}`);
}
