import type { StoredExchange } from "@/server/domain/transcript/exchange";

type Sent = Pick<StoredExchange, "method" | "url" | "requestHeaders" | "requestBody">;

/** What curl or the connection says by itself. */
const ownHeaders = new Set(["host", "content-length", "connection", "transfer-encoding", "accept-encoding"]);
const wasCut = /… \(cut: \d+ characters in all\)$/;

/** The request as a command for a shell; what was not kept is a variable to be set: $TOKEN, $IDEMPOTENCY_KEY, $SECRET. */
export function asCurl({ method, url, requestHeaders, requestBody }: Sent): string {
  const headers = Object.entries(requestHeaders).filter(([name]) => !ownHeaders.has(name.toLowerCase()));
  const isCut = wasCut.test(requestBody ?? "");
  const parts = [
    `curl -X ${method} ${quoted(url)}`,
    ...headers.map(([name, value]) => `-H ${header(name, value)}`),
    ...(requestBody === null ? [] : [`--data-raw ${quoted(requestBody.replace(wasCut, ""))}`]),
  ];
  const note = isCut ? "# The body was longer than the transcript keeps: this is its beginning.\n" : "";
  return `${note}${parts.join(" \\\n  ")}`;
}

function header(name: string, value: string): string {
  if (value !== "[redacted]") return quoted(`${name}: ${value}`);
  if (name.toLowerCase() === "authorization") return `"${name}: Bearer $TOKEN"`;
  return `"${name}: $${name.toUpperCase().replace(/[^A-Z0-9]/g, "_")}"`;
}

/** For a POSIX shell: nothing in it is expanded but our variables. */
function quoted(text: string): string {
  const whole = text
    .replaceAll("'", `'\\''`)
    .replaceAll("[redacted]", `'"$SECRET"'`)
    .replace(/(idempotency_key\\*":\s*\\*"|idempotency-key: )[0-9a-z-]{8}…/gi, `$1'"$IDEMPOTENCY_KEY"'`);
  return `'${whole}'`;
}
