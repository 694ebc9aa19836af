import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "@playwright/test";
import { appRouter } from "../server/api/root";
import { authPaths } from "../server/auth/auth-door";
import { e2eEnvironment } from "./environment";
import { expect, test } from "./fixtures";

const desk = e2eEnvironment.FLIGHTDECK_URL;
const mutations = Object.entries(
  appRouter._def.procedures as unknown as Record<string, { readonly _def: { type: string } }>,
)
  .filter(([, procedure]) => procedure._def.type === "mutation")
  .map(([path]) => `/api/trpc/${path}`);
/** Everything that changes something for whoever is signed in. Webhooks prove their sender and take no cookie. */
const writes = [...mutations, ...authPaths, "/api/uploads"];

/** Somebody else's page, on a port beside ours: to a browser the same site, so that it sends our cookie along. */
async function hostileSite(): Promise<{ readonly server: Server; readonly url: string }> {
  const server = createServer((_, response) =>
    response
      .writeHead(200, { "content-type": "text/html" })
      .end("<!doctype html><html data-alive><title>Win a bicycle</title>"),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** What a plain form, an image and a script of another page can send without asking. */
async function attack(page: Page, targets: readonly string[]): Promise<void> {
  await page.evaluate(async (urls) => {
    const common = { method: "POST", mode: "no-cors", credentials: "include" } as const;
    const text = `{"json":{"name":"Mine now"},"x":"`;
    const form = new FormData();
    form.set("json", "{}");
    const send = (url: string) =>
      Promise.allSettled([
        fetch(url, { ...common, body: new Blob([text], { type: "text/plain" }) }),
        fetch(url, { ...common, body: new URLSearchParams({ json: "{}" }) }),
        fetch(url, { ...common, body: form }),
        fetch(url, { ...common, method: "GET" }),
        // Asks first, and is told no.
        fetch(url, { ...common, mode: "cors", headers: { "content-type": "application/json" }, body: "{}" }),
      ]);
    await Promise.all(urls.map(send));
  }, targets);
}

/** A real form, submitted into a frame of its own, as the oldest trick does it. */
async function submitForms(page: Page, targets: readonly string[]): Promise<void> {
  await page.evaluate((urls) => {
    for (const [index, url] of urls.entries()) {
      for (const type of ["application/x-www-form-urlencoded", "multipart/form-data", "text/plain"]) {
        const frame = document.createElement("iframe");
        frame.name = `frame-${index}-${type}`;
        const form = Object.assign(document.createElement("form"), { method: "post", action: url, enctype: type });
        form.target = frame.name;
        form.innerHTML = `<input name='{"json":{"name":"Mine now"},"x":"' value='"}'>`;
        document.body.append(frame, form);
        form.submit();
      }
    }
  }, targets);
}

for (const [site, host, targets] of [
  ["another port of this host, whose requests carry the cookie", "127.0.0.1", writes],
  ["another site", "localhost", writes.slice(-12)],
] as const) {
  test(`nothing that a page of ${site} sends is taken`, async ({ app, context, organisation, signIn }) => {
    const { organisationId, users } = organisation;
    const page = await context.newPage();
    await signIn("admin", page);
    const { server, url } = await hostileSite();
    const answered: { readonly call: string; readonly status: number }[] = [];
    const cookies: boolean[] = [];
    page.on("response", (response) => {
      const request = response.request();
      if (!response.url().startsWith(desk)) return;
      const type = request.headers()["content-type"] ?? "";
      answered.push({
        call: `${request.method()} ${response.url().slice(desk.length)} ${type}`,
        status: response.status(),
      });
      // The browser may never say it of a frame that is gone by then.
      void request.allHeaders().then(
        ({ cookie }) => cookies.push(cookie?.includes("session_token") ?? false),
        () => undefined,
      );
    });
    const before = await traces();
    await page.goto(url.replace("127.0.0.1", host));
    await attack(
      page,
      targets.map((path) => desk + path),
    );
    const forms = ["/api/trpc/campaigns.create", "/api/auth/sign-out", "/api/auth/sign-in/email", "/api/uploads"];
    await submitForms(
      page,
      forms.map((path) => desk + path),
    );
    await expect.poll(() => answered.length).toBeGreaterThanOrEqual(targets.length * 4 + forms.length * 3);
    expect(answered.filter(({ status }) => status < 400)).toEqual([]);
    expect(answered.filter(({ call, status }) => call.startsWith("POST") && status !== 403)).toEqual([]);
    // The test would prove nothing if the browser had kept the cookie back; of another site it does.
    await expect.poll(() => cookies.length).toBeGreaterThan(targets.length);
    await expect.poll(() => cookies.includes(true)).toBe(host === "127.0.0.1");
    expect(await traces()).toEqual(before);
    server.closeAllConnections();
    server.close();

    async function traces() {
      const { auditRow, campaign, session, upload, user } = app.db;
      const where = { organisationId };
      const counts = [auditRow.count({ where }), campaign.count({ where }), upload.count({ where })];
      const people = await user.findMany({ where, orderBy: { id: "asc" } });
      return [await Promise.all(counts), people, await session.count({ where: { userId: users.admin.userId } })];
    }
  });
}

test("no write is taken without this desk's own origin and a body that no form can send", async ({ page, signIn }) => {
  await signIn("admin");
  const cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
  const ours = { cookie, origin: desk, "sec-fetch-site": "same-origin", "content-type": "application/json" };
  const { origin: _, ...originless } = ours;
  const attempts: Readonly<Record<string, Record<string, string>>> = {
    "no origin": originless,
    "a sibling port": { ...ours, origin: "http://127.0.0.1:1", "sec-fetch-site": "same-site" },
  };
  // One function judges them all (server/api/origin.test.ts has the whole table); one of each kind of door shows that it is asked.
  const more: typeof attempts = {
    "an opaque origin": { ...ours, origin: "null" },
    "a foreign origin": { ...ours, origin: "https://evil.example" },
    "cross-site": { ...ours, "sec-fetch-site": "cross-site" },
    "same-site": { ...ours, "sec-fetch-site": "same-site" },
    "a form": { ...ours, "content-type": "application/x-www-form-urlencoded" },
    "text that begins like JSON": { ...ours, "content-type": "text/plain; application/json" },
  };
  const doors = ["/api/trpc/campaigns.create", "/api/auth/sign-out", "/api/auth/sign-in/email", "/api/uploads"];
  const judge = async (path: string) => {
    const tried = doors.includes(path) ? { ...attempts, ...more } : attempts;
    const taken = await Promise.all(
      Object.entries(tried).map(async ([what, headers]) => {
        const { status } = await fetch(desk + path, { method: "POST", headers, body: "{}", redirect: "manual" });
        // 415: an upload of that type is refused before anything of it is read.
        return status === 403 || (status === 415 && path === "/api/uploads") ? [] : [`${what}: ${status}`];
      }),
    );
    expect(taken.flat(), path).toEqual([]);
    const read = await fetch(`${desk}${path}?input=%7B%7D`, { headers: ours, redirect: "manual" });
    expect(read.status, `GET ${path}`).toBeGreaterThanOrEqual(404);
    expect(read.status, `GET ${path}`).toBeLessThan(406);
  };
  await Promise.all(writes.map(judge));
  // What they all lack is all that is missing: this one gets as far as its input.
  const own = await fetch(`${desk}/api/trpc/campaigns.create`, { method: "POST", headers: ours, body: "{}" });
  expect(own.status).toBe(400);
});

test("every route answers with the security headers", async ({ page, signIn }) => {
  await signIn("admin");
  const manifest = JSON.parse(readFileSync(".next/app-path-routes-manifest.json", "utf8")) as Record<string, string>;
  const routes = [...new Set(Object.values(manifest))].map((path) => path.replaceAll(/\[[^\]]+\]/g, randomUUID()));
  expect(routes.length).toBeGreaterThan(25);
  const cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
  const judge = async (route: string) => {
    const { headers } = await fetch(desk + route, { headers: { cookie }, redirect: "manual" });
    const missing = ["x-content-type-options", "referrer-policy", "x-frame-options", "cross-origin-opener-policy"]
      .concat(route.startsWith("/_next/static") ? [] : ["content-security-policy"])
      .filter((name) => !headers.has(name));
    expect(missing, route).toEqual([]);
    expect(headers.has("x-powered-by"), route).toBe(false);
    if (!route.startsWith("/_next/static"))
      expect(headers.get("content-security-policy"), route).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
    if (route.startsWith("/api/trpc/")) expect(headers.get("cache-control"), route).toBe("no-store");
    expect(headers.get("access-control-allow-origin"), route).toBeNull();
  };
  const more = ["/nowhere", "/api/nowhere", "/_next/static/nothing.js", "/api/trpc/campaigns.list"];
  await Promise.all([...routes, ...more].map(judge));
});

test("no answer, refusal or file that the browser is given has a secret in it", async ({ page, signIn }) => {
  await signIn("admin");
  const cookies = await page.context().cookies();
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
  const secrets = [e2eEnvironment.BETTER_AUTH_SECRET, e2eEnvironment.FLIGHTDECK_ENCRYPTION_KEY, "sandbox-prompt-token"];
  const token = cookies
    .map(({ value }) => decodeURIComponent(value).split(".")[0] ?? "")
    .find((one) => one.length === 32);
  const given: string[] = [];
  const asked: readonly [path: string, init: RequestInit][] = [
    ["/today", {}],
    ["/agents", {}],
    ["/settings", {}],
    ["/nowhere", {}],
    ["/media-buys/%00", {}],
    ["/api/trpc/salesAgents.list", {}],
    ["/api/trpc/mediaBuys.get?input=%7B", {}],
    ["/api/trpc/%E0%A4%A", {}],
    ["/api/trpc/campaigns.create", { method: "POST", body: "{" }],
    ["/api/auth/sign-in/email", { method: "POST", body: `{"email":"nobody@example.com","password":"x"}` }],
    ["/api/webhooks/none", { method: "POST", body: "{}" }],
    ["/api/uploads", { method: "POST", body: "x" }],
  ];
  for (const [path, init] of asked) {
    const headers = { cookie, origin: desk, "content-type": "application/json" };
    const response = await fetch(desk + path, { ...init, headers, redirect: "manual" });
    given.push(`${JSON.stringify([...response.headers])}${await response.text()}`);
  }
  const files = readdirSync(".next/static", { recursive: true, encoding: "utf8" }).filter((name) =>
    /\.(js|css)$/.test(name),
  );
  expect(files.length).toBeGreaterThan(20);
  for (const name of files) given.push(readFileSync(`.next/static/${name}`, "utf8"));
  const all = given.join("\n");
  for (const secret of [...secrets, token ?? "no token"]) expect(all.includes(secret)).toBe(false);
  expect(token).toBeTruthy();
  expect(all).not.toMatch(/\bat .+\.(ts|js):\d+:\d+|\/(home|root|tmp)\/|SQLITE_|PrismaClient/);
});

const corpus = [
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "<svg/onload=alert(1)>",
  "</title></textarea></script><script>alert(1)</script>",
  "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
  '<a href="javascript:alert(1)">Offer</a>',
  'javascript:alert(1)//";alert(1)//',
  '<math><mi//xlink:href="data:x,<script>alert(1)</script>">',
  `{{constructor.constructor('alert(1)')()}} \${alert(1)} <%= alert(1) %>`,
  "<style>@import'http://127.0.0.1:9/x.css';</style><base href=//127.0.0.1:9>",
  "<form action=javascript:alert(1)><button autofocus onfocus=alert(1)>",
  "\u202e<details open ontoggle=alert(1)>\u2028",
];

test("what a seller writes is text wherever the desk shows it", async ({ app, given, organisation, page, signIn }) => {
  test.setTimeout(120_000);
  const { organisationId } = organisation;
  const [bought] = await given.boughtCampaign();
  const all = corpus.join(" ");
  const snapshots = await app.db.productSnapshot.findMany({ where: { organisationId } });
  for (const [index, { id, product }] of snapshots.entries()) {
    const words = JSON.parse(product) as Record<string, unknown>;
    const hostile = { ...words, name: corpus[index % corpus.length], description: all, briefRelevance: all };
    await app.db.productSnapshot.update({ where: { id }, data: { name: all, product: JSON.stringify(hostile) } });
  }
  await app.db.salesAgent.updateMany({ where: { organisationId }, data: { name: `${corpus[1]} ${corpus[6]}` } });
  await app.db.mediaBuy.updateMany({ where: { organisationId }, data: { taskMessage: all } });
  const events: string[] = [];
  page.on("dialog", (dialog) => {
    events.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.exposeFunction("refusedByPolicy", (what: string) => events.push(what));
  await page.addInitScript(() => {
    const tell = (window as unknown as { refusedByPolicy: (what: string) => void }).refusedByPolicy;
    document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) =>
      tell(`${effectiveDirective} ${blockedURI}`),
    );
  });
  await signIn("admin");
  const campaign = `/campaigns/${bought?.campaign.id}`;
  const shown = [`/media-buys/${bought?.id}`, `${campaign}/products`, "/agents"];
  for (const path of shown) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
    await expect(page.getByText("onerror=alert(1)").filter({ visible: true }).first()).toBeVisible();
    const grown = page.locator("img[src=x], svg[onload], [onerror], [ontoggle], [onfocus], a[href^='javascript:' i]");
    await expect(grown).toHaveCount(0);
  }
  expect(events).toEqual([]);
});
