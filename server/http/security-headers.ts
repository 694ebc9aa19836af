/** On every answer, pages and API alike (quality A9). */
export const securityHeaders: Readonly<Record<string, string>> = {
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
};

/**
 * What is said before anybody answers: over https alone for two years where people reach us by it, and that nothing in the answer may be
 * loaded, run or framed. A page puts a policy of its own in that one's place (proxy.ts).
 */
export function answerHeaders(isHttps = process.env.FLIGHTDECK_URL?.startsWith("https:") === true) {
  return {
    ...securityHeaders,
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    ...(isHttps ? { "Strict-Transport-Security": "max-age=63072000; includeSubDomains" } : {}),
  };
}
