import { test as plain } from "@playwright/test";
import { expect, test } from "./fixtures";

const everywhere = {
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
};

test("every answer carries the security headers, every page a policy with a nonce of its own", async ({
  page,
  signIn,
}) => {
  await signIn("admin");
  const nonces = new Set<string | undefined>();
  const pages = ["/today", "/campaigns", "/media-buys", "/creatives", "/approvals", "/agents", "/settings", "/nowhere"];
  for (const path of pages) {
    const headers = (await page.request.get(path)).headers();
    expect(headers, path).toMatchObject(everywhere);
    const policy = headers["content-security-policy"] ?? "";
    expect(policy, path).toMatch(/default-src 'none'; script-src 'nonce-[\w+/=]{24}' 'strict-dynamic';/);
    expect(policy, path).toContain("frame-ancestors 'none'");
    nonces.add(/nonce-([^']+)/.exec(policy)?.[1]);
  }
  expect(nonces.size).toBe(pages.length);
  for (const path of ["/api/health", "/api/trpc/campaigns.list", "/api/auth/get-session", "/api/webhooks/none"]) {
    const answer = await page.request.get(path);
    expect(answer.headers(), path).toMatchObject(everywhere);
    expect(answer.headers(), path).not.toHaveProperty("x-powered-by");
  }
});

test("a redirect, a file, a method and an address that nothing answers have the headers too, and TRACE is refused", async ({
  request,
}) => {
  const asked: readonly (readonly [method: string, path: string, status: number])[] = [
    ["GET", "/sign-in/", 308],
    ["GET", "/", 307],
    ["GET", "/_next/static/nothing.js", 404],
    ["GET", "/_next/image?url=%2Fx.png&w=64&q=75", 404],
    ["GET", "/%ff", 400],
    ["GET", "/api/nothing", 404],
    ["POST", "/api/nothing/at-all", 404],
    ...["TRACE", "POST", "PUT", "OPTIONS"].map((method) => [method, "/sign-in", 405] as const),
    ["TRACE", "/api/health", 405],
    ["TRACE", "/api/auth/sign-in/email", 405],
    ["TRACE", "/api/trpc/campaigns.list", 405],
  ];
  for (const [method, path, status] of asked) {
    const headers = { "x-echo": "kettle" };
    const response = await request.fetch(path, { method, headers, maxRedirects: 0 });
    expect(response.status(), `${method} ${path}`).toBe(status);
    expect(response.headers(), `${method} ${path}`).toMatchObject(everywhere);
    expect(response.headers()["content-security-policy"], `${method} ${path}`).toContain("frame-ancestors 'none'");
    const text = await response.text();
    expect(text).not.toContain("kettle");
    // A page there would have scripts that its policy does not let run.
    if (path.startsWith("/api/nothing")) expect(text).toBe('{"error":{"message":"Nothing is here"}}');
  }
});

// Not the fixture's page, which fails on what is to be seen here: the browser's own word that it refused something.
plain("a script that somebody gets into a page does not run", async ({ page }) => {
  const refused: string[] = [];
  await page.exposeFunction("wasRefused", (directive: string) => refused.push(directive));
  await page.addInitScript(() => {
    const tell = (window as unknown as { wasRefused: (directive: string) => void }).wasRefused;
    document.addEventListener("securitypolicyviolation", ({ effectiveDirective }) => tell(effectiveDirective));
  });
  // As if somebody's text had come into the page as markup.
  await page.route("**/sign-in", async (route) => {
    const response = await route.fetch();
    const planted = "<script>document.title = 'ran'</script></body>";
    await route.fulfill({ response, body: (await response.text()).replace("</body>", planted) });
  });
  await page.goto("/sign-in");
  await expect(page.getByRole("button", { name: "Sign in", exact: true })).toBeEnabled();
  await page.evaluate(() => {
    document.body.insertAdjacentHTML("beforeend", `<button id="planted" onclick="document.title = 'ran'">x</button>`);
    document.getElementById("planted")?.click();
  });
  await expect.poll(() => [...refused].sort()).toEqual(["script-src-attr", "script-src-elem"]);
  expect(await page.title()).not.toBe("ran");
});
