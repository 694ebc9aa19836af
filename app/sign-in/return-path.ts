/** Where the desk begins. */
export const homePath = "/today";

const anyOrigin = "https://desk.invalid";

/** The path to go back to after signing in: a path of this app, never another origin and never the sign-in page. */
export function safeReturnPath(from: unknown): string {
  if (typeof from !== "string" || !from.startsWith("/")) return homePath;
  try {
    const url = new URL(from, anyOrigin);
    const isOurs = url.origin === anyOrigin && !url.pathname.startsWith("//");
    const isPage = url.pathname !== "/sign-in" && !url.pathname.startsWith("/api/");
    return isOurs && isPage ? `${url.pathname}${url.search}${url.hash}` : homePath;
  } catch {
    return homePath;
  }
}
