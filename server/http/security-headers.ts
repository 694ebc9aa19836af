/** On every answer, pages and API alike (quality A9). */
export const securityHeaders: Readonly<Record<string, string>> = {
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
};

/**
 * What is said before anybody answers: over https alone for two years where people reach us by it, and of what is no page, that nothing in it
 * may be loaded, run or framed.
 */
export function answerHeaders(path: string, isHttps = process.env.FLIGHTDECK_URL?.startsWith("https:") === true) {
  return {
    ...(isHttps ? { "Strict-Transport-Security": "max-age=63072000; includeSubDomains" } : {}),
    ...(path.startsWith("/api/") ? { "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'" } : {}),
  };
}
