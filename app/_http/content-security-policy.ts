/** Request header by which a page learns the nonce of its policy. */
export const nonceHeader = "x-nonce";

/**
 * What a page may load and run (quality A9): scripts that carry the nonce and what those load, our own styles, pictures and films of
 * creatives from their own hosts, nothing in frames, nothing that plugs in.
 */
export function contentSecurityPolicy(nonce: string, isDevelopment: boolean): string {
  const policy: Readonly<Record<string, string>> = {
    "default-src": "'none'",
    // React needs eval for its stack traces, while developing only.
    "script-src": `'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ""}`,
    "style-src": `'self' 'nonce-${nonce}'${isDevelopment ? " 'unsafe-inline'" : ""}`,
    // Attributes alone: widths of bars and positions of menus are computed. No selector can be written in one.
    "style-src-attr": "'unsafe-inline'",
    "img-src": "'self' https: data: blob:",
    "media-src": "'self' https: blob:",
    "font-src": "'self'",
    "connect-src": `'self'${isDevelopment ? " ws:" : ""}`,
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "object-src": "'none'",
    "frame-ancestors": "'none'",
  };
  return Object.entries(policy)
    .map(([name, value]) => `${name} ${value}`)
    .join("; ");
}
