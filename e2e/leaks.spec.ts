import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { e2eEnvironment } from "./environment";
import { expect, test } from "./fixtures";

/** What a stranger and a signed-in person find when they ask the built app for what it does not have, or ask it wrongly. */
const url = e2eEnvironment.FLIGHTDECK_URL;
const inside = new RegExp(
  [
    String.raw`\bat [\w.<>]+ \(?(/|file:|webpack)`,
    path.resolve(".").replace(/[.*+?^${}()|[\]\\]/g, "\\$&"),
    "node_modules/",
    "SQLITE_",
    "PrismaClient",
    "Error: .*Error:",
    "BETTER_AUTH_SECRET=",
  ].join("|"),
);
const pages = /^\/(campaigns|media-buys)\//;
const missing = [
  "/nothing-here",
  "/campaigns/nothing",
  "/media-buys/00000000-0000-4000-8000-000000000000",
  "/media-buys/%00",
  "/media-buys/..%2f..%2fetc%2fpasswd",
  `/${"x".repeat(4_000)}`,
  "/api",
  "/api/nothing",
  "/api/auth/get-session",
  "/api/auth/list-sessions",
  "/api/auth/sign-up/email",
  "/api/keys/nothing",
  "/api/assets/nothing",
  "/api/metrics",
  "/.env",
  "/.git/config",
  "/package.json",
  "/server/db/client.ts",
  "/.next/BUILD_ID",
  "/_next/webpack-hmr",
  "/_next/hmr",
  "/_next/mcp",
  "/_next/development/_devMiddlewareManifest.json",
  "/_next/static/../../package.json",
  "/_next/static/chunks/nothing.js",
  "/_next/data/x/campaigns.json",
  "/__nextjs_original-stack-frames",
  "/__nextjs_original-stack-frame?file=/etc/passwd",
  "/__nextjs_source-map?filename=/etc/passwd",
  "/__nextjs_restart_dev",
  "/__nextjs_error_feedback",
  "/_next/image?url=%2Fetc%2Fpasswd&w=64&q=75",
  "/_next/image?url=http%3A%2F%2F169.254.169.254%2F&w=64&q=75",
];
const odd: readonly (readonly [method: string, path: string, headers: Readonly<Record<string, string>>])[] = [
  ["POST", "/campaigns", { "next-action": "0".repeat(42), origin: url }],
  ["POST", "/campaigns", { "next-action": "x", "content-type": "text/plain", origin: url }],
  ["GET", "/campaigns", { rsc: "1", "next-router-state-tree": "%5B" }],
  ["GET", "/campaigns", { "x-middleware-subrequest": "proxy:proxy:proxy:proxy:proxy" }],
  ["GET", "/campaigns", { cookie: "better-auth.session_token=%E0%A4%A; __Host-flightdeck=1" }],
  ["GET", "/campaigns", { "x-forwarded-host": "evil.example", "x-forwarded-proto": "x" }],
  ["PUT", "/campaigns", {}],
  ["DELETE", "/sign-in", {}],
  ["PATCH", "/api/health", {}],
];

test("an app that was built says nothing of how, to nobody and to somebody", async ({ page, playwright, signIn }) => {
  await signIn("admin");
  const nobody = await playwright.request.newContext({ baseURL: url, maxRedirects: 0 });
  for (const context of [nobody, page.request]) {
    for (const asked of missing) {
      const response = await context.get(asked, { maxRedirects: 0 });
      // A page that streams says in its text that there is nothing; all else says it first.
      if (!pages.test(asked)) expect(response.status(), asked).toBeGreaterThanOrEqual(300);
      expect(response.status(), asked).toBeLessThan(500);
      expect(await response.text(), asked).not.toMatch(inside);
      expect(response.headers(), asked).not.toHaveProperty("x-powered-by");
      expect(response.headers(), asked).not.toHaveProperty("server");
    }
    for (const [method, asked, headers] of odd) {
      const response = await context.fetch(asked, { method, headers: { ...headers }, maxRedirects: 0 });
      expect(await response.text(), `${method} ${asked} ${JSON.stringify(headers)}`).not.toMatch(inside);
      expect(JSON.stringify(response.headers())).not.toContain("evil.example");
    }
  }
  await nobody.dispose();
});

test("its scripts carry no source, no map and no place of the machine that built them", async ({ request }) => {
  const folder = path.resolve(".next/static");
  expect(existsSync(folder)).toBe(true);
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  expect(files.filter((name) => name.endsWith(".map"))).toEqual([]);
  const scripts = files.filter((name) => name.endsWith(".js"));
  expect(scripts.length).toBeGreaterThan(10);
  for (const name of scripts) {
    const text = readFileSync(path.join(folder, name), "utf8");
    expect(text, name).not.toMatch(/sourceMappingURL=/);
    expect(text.includes(path.resolve(".")), name).toBe(false);
  }
  const [first = ""] = scripts;
  expect((await request.get(`/_next/static/${first}`)).status()).toBe(200);
  expect((await request.get(`/_next/static/${first}.map`)).status()).toBe(404);
});
