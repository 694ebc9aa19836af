import type { StoredExchange } from "@/server/domain/transcript/exchange";

type Headers = Readonly<Record<string, string>>;
type Sent = Pick<StoredExchange, "method" | "url" | "requestHeaders" | "requestBody">;
type Received = Pick<StoredExchange, "status" | "error" | "responseHeaders" | "responseBody">;

/** The request as lines: first line, headers by name, the body pretty-printed. */
export function requestText({ method, url, requestHeaders, requestBody }: Sent): string {
  return [`${method} ${url}`, ...headerLines(requestHeaders), "", prettyBody(requestBody)].join("\n");
}

/** The answer as lines, or why there is none. */
export function responseText({ status, error, responseHeaders, responseBody }: Received): string {
  const first = status === null ? `No answer: ${error ?? "unknown"}` : `HTTP ${status}`;
  return [first, ...headerLines(responseHeaders), "", prettyBody(responseBody)].join("\n");
}

function headerLines(headers: Headers): readonly string[] {
  return Object.entries(headers)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([name, value]) => `${name}: ${value}`);
}

/** JSON over lines, the JSON that stands in its strings opened up; anything else as it is. */
export function prettyBody(body: string | null): string {
  const value = parsedJson(body);
  return value === undefined ? (body ?? "") : JSON.stringify(opened(value), null, 2);
}

/** undefined: no JSON (or only a part of it). */
export function parsedJson(text: string | null): unknown {
  if (text === null || !/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function opened(value: unknown): unknown {
  if (typeof value === "string") return parsedJson(value) ?? value;
  if (Array.isArray(value)) return value.map(opened);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, opened(inner)]));
}
