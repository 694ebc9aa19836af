import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import zlib from "node:zlib";
import { freePort, serve } from "./process";

/** Scripts a browser fetches for the first view of `url`, gzip bytes; `nomodule` ones are not fetched by any we support. */
export async function firstLoadBytes(url: string, cookie = ""): Promise<number> {
  const response = await fetch(url, { headers: { cookie }, redirect: "manual" });
  if (response.status !== 200) throw new Error(`${url} answered ${response.status}`);
  const html = await response.text();
  const tags = [...html.matchAll(/<(?:script|link)[^>]*(?:src|href)="([^"]+\.js[^"]*)"[^>]*>/g)];
  const scripts = tags
    .filter(([tag]) => !/nomodule/i.test(tag))
    .map(([, address = ""]) => new URL(address.replaceAll("&amp;", "&"), url));
  let sum = 0;
  for (const address of new Set(scripts.map(String))) {
    const script = await fetch(address, { headers: { "accept-encoding": "identity" } });
    sum += zlib.gzipSync(Buffer.from(await script.arrayBuffer()), { level: 6 }).length;
  }
  return sum;
}

/** The same measure for an empty page that this very Next builds. */
export async function emptyPageBytes(): Promise<number> {
  const folder = path.resolve("data/bench-empty-page");
  fs.mkdirSync(path.join(folder, "app"), { recursive: true });
  fs.writeFileSync(
    path.join(folder, "package.json"),
    JSON.stringify({ name: "empty-page", private: true, type: "module" }),
  );
  const layout =
    "export default function Layout({ children }) { return <html lang='en'><body>{children}</body></html>; }\n";
  fs.writeFileSync(path.join(folder, "app/layout.jsx"), layout);
  fs.writeFileSync(path.join(folder, "app/page.jsx"), "export default function Page() { return <p>Empty</p>; }\n");
  fs.writeFileSync(
    path.join(folder, "next.config.mjs"),
    `export default { turbopack: { root: ${JSON.stringify(process.cwd())} } };\n`,
  );
  // Without one of its own, Next takes the app's from the folder above, and with it the app's configuration.
  fs.writeFileSync(path.join(folder, "instrumentation.js"), "export function register() {}\n");
  const next = path.resolve("node_modules/next/dist/bin/next");
  execFileSync(process.execPath, [next, "build"], {
    cwd: folder,
    stdio: "pipe",
    env: { ...process.env, NODE_ENV: "production" },
  });
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/`;
  const served = await serve([next, "start", "-H", "127.0.0.1", "-p", String(port)], {}, url, folder);
  const bytes = await firstLoadBytes(url);
  await served.stop();
  fs.rmSync(folder, { recursive: true, force: true });
  return bytes;
}
